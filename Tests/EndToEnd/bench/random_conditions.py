"""Random condition keys, and random conditions that nearly hold for them."""

import random
from collections.abc import Sequence
from typing import Any, TypeVar

Json = dict[str, Any]
Context = dict[str, list[str]]

WORDS = ["ann", "bob", "logs", "data", "Data", "ann2"]

# For each kind of key: the keys, the values that a request may have, the operators.
_KINDS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "text": (
        ["aws:username", "aws:PrincipalTag/team", "sts:ExternalId", "aws:TagKeys", "s3:prefix"],
        WORDS + ["ann/1", "true", "7"],
        ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
         "StringLike", "StringNotLike"],
    ),
    "number": (
        ["s3:max-keys"],
        ["1", "7", "7.0", "7.5", "10", "-7", "many"],
        ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
         "NumericGreaterThan", "NumericGreaterThanEquals"],
    ),
    "date": (
        ["aws:CurrentTime"],
        ["2024-02-29T00:00:00Z", "2024-02-29T00:00:01Z", "2024-03-01T00:00:00Z", "1709164800",
         "1709164801", "999", "2023-12-31T23:59:59Z", "2023-02-29T00:00:00Z", "soon"],
        ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
         "DateGreaterThanEquals"],
    ),
    "truth": (["aws:SecureTransport"], ["true", "false", "1"], ["Bool"]),
    "address": (
        ["aws:SourceIp"],
        ["203.0.113.7", "203.0.113.200", "203.0.114.7", "10.0.0.1", "2001:db8::1", "2001:db9::1",
         "2001:0db8:0:0:0:0:0:1", "firehose.amazonaws.com"],
        ["IpAddress", "NotIpAddress"],
    ),
    "arn": (
        ["aws:SourceArn"],
        ["arn:aws:s3:::logs", "arn:aws:s3:::logs:x", "arn:aws:s3:::ann/1", "here",
         "arn:aws:firehose:us-east-1:111122223333:deliverystream/data",
         "arn:aws:firehose:us-east-1:444455556666:deliverystream/data",
         "arn:aws:firehose:us-west-2:111122223333:deliverystream/Data"],
        ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"],
    ),
    "binary": (["kms:Digest"], ["QmluYXJ5", "qmluYXJ5", "AAA=", "AQI="], ["BinaryEquals"]),
}  # fmt: skip

_KIND_OF_KEY = {key.lower(): kind for kind, (keys, _, _) in _KINDS.items() for key in keys}

_RANGES = [
    "203.0.113.0/24", "203.0.113.9/24", "203.0.113.128/25", "0.0.0.0/0", "::/0", "2001:db8::/32",
    "2001:DB8::1", "10.0.0.0/9", "203.0.113.7/32", "203.0.113.7",
]  # fmt: skip

_ARN_PATTERNS = [
    "arn:aws:s3:::*", "arn:aws:firehose:*:111122223333:*", "arn:aws:firehose:*", "arn:*:s3:*:*:*",
    "arn:aws:firehose:us-????-?:*:deliverystream/*", "arn:aws:s3:::${aws:username}/*",
    "arn:aws:*:x", "arn:aws:s3:::logs",
]  # fmt: skip

_VARIABLES = ["${aws:username}", "${aws:PrincipalTag/team}", "${AWS:UserName, 'ann'}"]


Some = TypeVar("Some")


class Chance:
    """A source of chance, quicker than `random.choice`; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        """Starts the row of a seed."""
        self.random = random.Random(seed).random

    def of(self, probability: float) -> bool:
        """Whether something of a probability happens."""
        return self.random() < probability

    def pick(self, items: Sequence[Some]) -> Some:
        """One of the items; an item that is in there often is picked often."""
        return items[int(self.random() * len(items))]


# Kinds of keys, and numbers of things, by how often they are picked.
_OFTEN = (
    ["text"] * 42 + ["number"] * 11 + ["date"] * 11 + ["truth"] * 9 + ["address"] * 11
    + ["arn"] * 12 + ["binary"] * 4
)  # fmt: skip
_COUNTS_OF_VALUES = [1] * 15 + [2] * 3 + [3, 0]
_COUNTS_OF_TESTS = [1] * 14 + [2] * 5 + [3]
_COUNTS_OF_EXPECTED = [1] * 13 + [2] * 5 + [3] * 2
_PREFIXES = [""] * 4 + ["ForAllValues:", "ForAnyValue:"]


class RandomConditions:
    """Makes what belongs to the `Condition` element, from one source of chance."""

    def __init__(self, chance: Chance) -> None:
        """Shares the source of chance with whoever makes the rest of the question."""
        self._chance = chance

    def context(self) -> Context:
        """Condition keys of a request; some are missing, some have no or several values."""
        found: Context = {}
        for keys, pool, _ in _KINDS.values():
            for key in keys:
                if self._chance.of(0.35):
                    count = self._chance.pick(_COUNTS_OF_VALUES)
                    values = [self._chance.pick(pool) for _ in range(count)]
                    found[self._in_some_case(key)] = values
        return found

    def without_one(self, context: Context) -> Context:
        """The same keys but for one of them."""
        missing = self._chance.pick([*context, ""])
        return {key: values for key, values in context.items() if key != missing}

    def element(self, context: Context) -> Json:
        """One to three tests, each of which holds about as often as not."""
        element: Json = {}
        for _ in range(self._chance.pick(_COUNTS_OF_TESTS)):
            operator, key, listed = self._test(context)
            element.setdefault(operator, {})[key] = listed
        return element

    def _test(self, context: Context) -> tuple[str, str, Any]:
        kind = self._chance.pick(_OFTEN)
        key = self._chance.pick(_KINDS[kind][0])
        if context and self._chance.of(0.6):
            key = self._chance.pick(list(context))
            kind = _KIND_OF_KEY[key.lower()]
        _, pool, operators = _KINDS[kind]
        if self._chance.of(0.1):
            return "Null", self._in_some_case(key), self._chance.pick(["true", "false", True])
        operator = self._chance.pick(operators)
        found = [
            value for name, values in context.items() if name.lower() == key.lower()
            for value in values
        ]  # fmt: skip
        count = self._chance.pick(_COUNTS_OF_EXPECTED)
        listed: list[Any] = [self._value(kind, found or pool, pool) for _ in range(count)]
        if self._chance.of(0.25):
            operator += "IfExists"
        prefix = self._chance.pick(_PREFIXES)
        one_or_list = listed[0] if count == 1 and self._chance.of(0.7) else listed
        return prefix + operator, self._in_some_case(key), one_or_list

    def _value(self, kind: str, found: list[str], pool: list[str]) -> Any:
        """A value of the policy: often one of the request's, often one that nearly is."""
        value = self._chance.pick(found if self._chance.of(0.6) else pool)
        if kind == "text":
            return self._text(value)
        if kind == "address":
            return self._chance.pick(_RANGES)
        if kind == "arn":
            value = value if value != "here" else "arn:aws:s3:::here"
            return self._chance.pick(_ARN_PATTERNS) if self._chance.of(0.6) else value
        # In a policy, such values are errors, and would make most answers errors.
        if value in ("many", "soon", "1", "2023-02-29T00:00:00Z"):
            return {"number": 7, "date": 1709164800, "truth": True}[kind]
        return value

    def _text(self, value: str) -> Any:
        roll = self._chance.random()
        if roll < 0.1:
            return self._chance.pick(_VARIABLES)
        if roll < 0.14:
            return self._chance.pick(["${aws:username}*", "a${*}", "a${?}n", "${$}"])
        if value in ("true", "7") and roll < 0.6:
            return value == "true" or 7
        return self.near(value)

    def near(self, text: str) -> str:
        """The same text, or one that differs a little, or one with a wildcard in it."""
        roll = self._chance.random()
        if roll < 0.5 or not text:
            return text
        position = int(self._chance.random() * len(text))
        before, here, after = text[:position], text[position], text[position + 1 :]
        if roll < 0.6:
            return before + "*"
        if roll < 0.68:
            return before + "?" + (after if roll < 0.64 else "")
        if roll < 0.76:
            return before + "*" + after[int(self._chance.random() * (len(after) + 1)) :]
        if roll < 0.84:
            return before + here.swapcase() + after
        if roll < 0.9:
            return before + self._chance.pick("xyz9") + after
        return before + after if roll < 0.95 else text + self._chance.pick(["?", "*", "x"])

    def _in_some_case(self, key: str) -> str:
        roll = self._chance.random()
        return key.lower() if roll < 0.1 else key.upper() if roll < 0.15 else key
