"""Small edits of a policy: what a person changes in one, some of which widen it."""

import copy
from collections.abc import Callable
from typing import Any

from ..random_conditions import Chance

Json = dict[str, Any]

_ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:Get*", "kms:Decrypt", "kms:*"]

#: Operators that a person confuses, each with those that it may become.
_NEIGHBORS = [
    ["StringEquals", "StringLike", "StringEqualsIgnoreCase"],
    ["StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase"],
    ["StringEquals", "StringNotEquals"],
    ["NumericEquals", "NumericLessThanEquals", "NumericGreaterThanEquals"],
    ["NumericLessThan", "NumericLessThanEquals"],
    ["NumericGreaterThan", "NumericGreaterThanEquals"],
    ["DateEquals", "DateLessThanEquals", "DateGreaterThanEquals"],
    ["DateLessThan", "DateLessThanEquals"],
    ["DateGreaterThan", "DateGreaterThanEquals"],
    ["IpAddress", "NotIpAddress"],
    ["ArnEquals", "ArnLike", "ArnNotLike"],
]


def _listed(element: Any) -> list[Any]:
    return element if isinstance(element, list) else [element]


class Edits:
    """Changes policies, each time by one edit; the same row of edits for the same chance."""

    def __init__(self, chance: Chance) -> None:
        """Shares a source of chance."""
        self._chance = chance
        self._of_statements: list[Callable[[list[Json]], None]] = [
            self._duplicate, self._remove_statement, self._turn_around, self._split, self._merge,
        ]  # fmt: skip
        self._of_statement: list[Callable[[Json], None]] = [
            self._value, self._value, self._value, self._wildcard, self._wildcard, self._wildcard,
            self._wildcard, self._condition, self._condition, self._condition, self._condition,
            self._operator, self._operator, self._operator, self._invert, self._effect,
            self._principal, self._principal, self._principal, self._form,
        ]  # fmt: skip

    def edited(self, policy: Json) -> Json:
        """A policy with one edit, which may leave it as it was."""
        changed = copy.deepcopy(policy)
        statements = _listed(changed["Statement"])
        if not statements or self._chance.of(0.2):
            self._chance.pick(self._of_statements)(statements)
        else:
            self._chance.pick(self._of_statement)(self._chance.pick(statements))
        changed["Statement"] = statements
        return changed

    # Statements.

    def _duplicate(self, statements: list[Json]) -> None:
        if statements:
            statements.append(copy.deepcopy(self._chance.pick(statements)))

    def _remove_statement(self, statements: list[Json]) -> None:
        if len(statements) > 1:
            statements.remove(self._chance.pick(statements))

    def _turn_around(self, statements: list[Json]) -> None:
        statements.reverse()

    def _split(self, statements: list[Json]) -> None:
        """A statement of several values as two of some of them each, which mean the same."""
        for statement in list(statements):
            for name in ("Action", "Resource"):
                values = statement.get(name)
                if isinstance(values, list) and len(values) > 1:
                    statements.append(copy.deepcopy(statement) | {name: values[1:]})
                    statement[name] = values[:1]
                    return

    def _merge(self, statements: list[Json]) -> None:
        """Two statements as one of the values of both, which may mean more than the two."""
        if len(statements) < 2:
            return
        first, second = statements[0], statements[1]
        for name in ("Action", "Resource"):
            if name in first and name in second:
                first[name] = _listed(first[name]) + _listed(second[name])
        if first["Effect"] == second["Effect"]:
            statements.remove(second)

    # One statement.

    def _element(self, statement: Json, names: list[str]) -> str | None:
        there = [name for name in names if name in statement]
        return self._chance.pick(there) if there else None

    def _value(self, statement: Json) -> None:
        """Adds, removes or moves a value of an element."""
        name = self._element(statement, ["Action", "NotAction", "Resource", "NotResource"])
        if name is None:
            return
        values = list(_listed(statement[name]))
        match self._chance.pick(["add", "add", "add", "remove", "twice"]):
            case "add" if name.endswith("Action"):
                values.append(self._chance.pick(_ACTIONS))
            case "add":
                values.append(self.near(self._chance.pick(values)))
            case "remove" if len(values) > 1:
                values.remove(self._chance.pick(values))
            case "reverse":
                values.reverse()
            case _:
                values.append(self._chance.pick(values))
        statement[name] = values

    def _wildcard(self, statement: Json) -> None:
        name = self._element(statement, ["Action", "NotAction", "Resource", "NotResource"])
        if name is not None:
            values = list(_listed(statement[name]))
            place = int(self._chance.random() * len(values))
            values[place] = self.near(values[place])
            statement[name] = values

    def near(self, text: str) -> str:
        """A text that a person writes in the place of another: wider, narrower or beside it."""
        star = text.find("*")
        match self._chance.pick(["star", "star", "cut", "cut", "narrow", "narrow", "one", "other"]):
            case "star":
                return text if text.endswith("*") else text + "*"
            case "cut" if "$" not in text:
                end = max(1, int(self._chance.random() * len(text)))
                return text[:end] + "*"
            case "narrow" if star >= 0 and "$" not in text:
                return text[:star] + self._chance.pick(["", "a", "logs", "?", "a*"]) + (
                    text[star + 1 :])  # fmt: skip
            case "one" if "$" not in text:
                place = int(self._chance.random() * len(text))
                return text[:place] + "?" + text[place + 1 :]
            case "other":
                return text + self._chance.pick(["x", "/", "/*", "?"])
        return text

    def _condition(self, statement: Json) -> None:
        """Removes a condition, or changes its values."""
        element = statement.get("Condition")
        if not element:
            return
        operator = self._chance.pick(list(element))
        keys = element[operator]
        if not keys:
            return
        key = self._chance.pick(list(keys))
        values = list(_listed(keys[key]))
        match self._chance.pick(["key", "key", "add", "add", "remove", "near", "near", "null"]):
            case "key":
                del keys[key]
            case "null" if "Null" not in element:
                element["Null"] = {key: self._chance.pick(["true", "false"])}
            case "remove" if len(values) > 1:
                values.remove(self._chance.pick(values))
                keys[key] = values
            case "near" if "String" in operator and isinstance(values[0], str) and values[0]:
                values[0] = self.near(values[0])
                keys[key] = values
            case "add" if "String" in operator:
                values.append(self._chance.pick(["ann", "bob", "a*", "7"]))
                keys[key] = values
            case _:
                values.reverse()
                keys[key] = values

    def _operator(self, statement: Json) -> None:
        """Changes the operator of a condition, or what stands around its name."""
        element = statement.get("Condition")
        operators = [name for name in element or {} if name != "Null"]
        if not operators:
            return
        written = self._chance.pick(operators)
        quantifier, colon, name = written.rpartition(":")
        suffix = "IfExists" if name.endswith("IfExists") else ""
        name = name.removesuffix("IfExists")
        has_variable = "${" in str(element[written])
        match self._chance.pick(["name", "name", "suffix", "quantifier"]):
            case "suffix":
                suffix = "" if suffix else "IfExists"
            case "quantifier":
                others = {"", "ForAnyValue", "ForAllValues"} - {quantifier}
                quantifier = self._chance.pick(sorted(others))
                colon = ":" if quantifier else ""
            case _:
                near = [other for row in _NEIGHBORS if name in row for other in row]
                other = self._chance.pick(near or [name])
                name = name if has_variable and "IgnoreCase" in other else other
        keys = element.pop(written)
        element[quantifier + colon + name + suffix] = keys

    def _invert(self, statement: Json) -> None:
        name = self._chance.pick(["Action", "Resource", "Principal"])
        if name in statement:
            statement["Not" + name] = statement.pop(name)

    def _effect(self, statement: Json) -> None:
        statement["Effect"] = "Allow" if statement["Effect"] == "Deny" else "Deny"

    def _principal(self, statement: Json) -> None:
        """Names an account for a role of it, everybody, or one more."""
        name = self._element(statement, ["Principal", "NotPrincipal"])
        if name is None or not isinstance(statement[name], dict):
            return
        names = list(_listed(statement[name].get("AWS", [])))
        if not names:
            return
        place = int(self._chance.random() * len(names))
        account = names[place].split(":")[4] if ":" in names[place] else names[place]
        root, user = f"arn:aws:iam::{account}:root", f"arn:aws:iam::{account}:user/ann"
        match self._chance.pick(["account", "form", "remove", "add", "everybody"]):
            case "account":
                names[place] = root if account != "*" else names[place]
            case "form" if names[place] in (root, account) and account != "*":
                names[place] = account if names[place] == root else root
            case "remove" if len(names) > 1:
                del names[place]
            case "add" if account != "*":
                names.append(user)
            case "everybody" if self._chance.of(0.3):
                names[place] = "*"
        statement[name] = statement[name] | {"AWS": names}

    def _form(self, statement: Json) -> None:
        """Writes the same in another way."""
        match self._chance.pick(["sid", "case", "list", "order", "key"]):
            case "sid":
                statement["Sid"] = "Changed"
            case "case" if "Action" in statement:
                upper = [text.upper() for text in _listed(statement["Action"])]
                statement["Action"] = upper
            case "list" if "Resource" in statement:
                statement["Resource"] = list(_listed(statement["Resource"]))
            case "order":
                for name, value in reversed(list(statement.items())):
                    del statement[name]
                    statement[name] = value
            case "key" if statement.get("Condition"):
                statement["Condition"] = {
                    operator: {key.upper(): values for key, values in keys.items()}
                    for operator, keys in statement["Condition"].items()
                }
