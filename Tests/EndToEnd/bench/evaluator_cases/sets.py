"""Cases of `IfExists`, of keys with several values, and of conditions with several tests."""

from typing import Any

from .conditions import MISSING, condition_case
from .questions import Case, Json, allowed_if, case, policy, statement

# Operator, value or values of the policy, values of the request, whether the condition holds.
_IF_EXISTS = [
    ("StringEqualsIfExists", "a", ["a"], True),
    ("StringEqualsIfExists", "a", ["b"], False),
    ("StringEqualsIfExists", "a", MISSING, True),
    ("StringEqualsIfExists", "a", [], True),
    ("StringNotEqualsIfExists", "a", ["a"], False),
    ("StringNotEqualsIfExists", "a", ["b"], True),
    ("StringNotEqualsIfExists", "a", MISSING, True),
    ("StringEqualsIgnoreCaseIfExists", "a", ["A"], True),
    ("StringEqualsIgnoreCaseIfExists", "a", ["b"], False),
    ("StringEqualsIgnoreCaseIfExists", "a", MISSING, True),
    ("StringLikeIfExists", "a*", ["ab"], True),
    ("StringLikeIfExists", "a*", ["b"], False),
    ("StringLikeIfExists", "a*", MISSING, True),
    ("NumericLessThanIfExists", "1", ["0"], True),
    ("NumericLessThanIfExists", "1", ["2"], False),
    ("NumericLessThanIfExists", "1", MISSING, True),
    ("DateGreaterThanIfExists", "2024-01-01T00:00:00Z", ["2023-01-01T00:00:00Z"], False),
    ("DateGreaterThanIfExists", "2024-01-01T00:00:00Z", MISSING, True),
    ("BoolIfExists", "true", ["true"], True),
    ("BoolIfExists", "true", ["false"], False),
    ("BoolIfExists", "true", MISSING, True),
    ("BoolIfExists", "false", MISSING, True),
    ("IpAddressIfExists", "10.0.0.0/8", ["11.0.0.1"], False),
    ("IpAddressIfExists", "10.0.0.0/8", MISSING, True),
    ("NotIpAddressIfExists", "10.0.0.0/8", ["10.0.0.1"], False),
    ("ArnLikeIfExists", "arn:aws:s3:::*", ["arn:aws:sns:::x"], False),
    ("ArnLikeIfExists", "arn:aws:s3:::*", MISSING, True),
    ("ArnNotEqualsIfExists", "arn:aws:s3:::b", ["arn:aws:s3:::b"], False),
    ("BinaryEqualsIfExists", "AAA=", MISSING, True),
    ("BinaryEqualsIfExists", "AAA=", ["AQI="], False),
]

_SETS = [
    ("ForAllValues:StringEquals", ["a", "b"], ["a"], True),
    ("ForAllValues:StringEquals", ["a", "b"], ["b", "a"], True),
    ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
    ("ForAllValues:StringEquals", ["a", "b"], ["c"], False),
    ("ForAllValues:StringEquals", ["a", "b"], MISSING, True),
    ("ForAllValues:StringEquals", ["a", "b"], [], True),
    ("ForAllValues:StringNotEquals", ["a", "b"], ["c", "d"], True),
    ("ForAllValues:StringNotEquals", ["a", "b"], ["c", "a"], False),
    ("ForAllValues:StringNotEquals", ["a", "b"], MISSING, True),
    ("ForAllValues:StringLike", "a*", ["ab", "ac"], True),
    ("ForAllValues:StringLike", "a*", ["ab", "bc"], False),
    ("ForAllValues:StringEqualsIgnoreCase", "a", ["A", "a"], True),
    ("ForAllValues:NumericLessThan", "5", ["1", "4"], True),
    ("ForAllValues:NumericLessThan", "5", ["1", "5"], False),
    ("ForAllValues:NumericLessThan", "5", ["1", "x"], False),
    ("ForAllValues:NumericNotEquals", "5", ["1", "x"], True),
    ("ForAllValues:ArnLike", "arn:aws:s3:::*", ["arn:aws:s3:::a", "arn:aws:s3:::b"], True),
    ("ForAllValues:ArnLike", "arn:aws:s3:::*", ["arn:aws:s3:::a", "arn:aws:sns:::b"], False),
    ("ForAllValues:IpAddress", "10.0.0.0/8", ["10.0.0.1", "11.0.0.1"], False),
    ("ForAllValues:StringEqualsIfExists", "a", MISSING, True),
    ("ForAllValues:StringEqualsIfExists", "a", ["b"], False),
    ("ForAnyValue:StringEquals", ["a", "b"], ["c", "a"], True),
    ("ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], False),
    ("ForAnyValue:StringEquals", ["a", "b"], MISSING, False),
    ("ForAnyValue:StringEquals", ["a", "b"], [], False),
    ("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "c"], True),
    ("ForAnyValue:StringNotEquals", ["a", "b"], ["a", "b"], False),
    ("ForAnyValue:StringNotEquals", ["a", "b"], ["c"], True),
    ("ForAnyValue:StringNotEquals", ["a", "b"], MISSING, False),
    ("ForAnyValue:StringLike", "a*", ["x", "ab"], True),
    ("ForAnyValue:StringLike", "a*", ["x", "y"], False),
    ("ForAnyValue:StringNotLike", "a*", ["ab", "b"], True),
    ("ForAnyValue:StringNotLike", "a*", ["ab", "ac"], False),
    ("ForAnyValue:NumericGreaterThan", "5", ["1", "6"], True),
    ("ForAnyValue:NotIpAddress", "10.0.0.0/8", ["10.0.0.1", "11.0.0.1"], True),
    ("ForAnyValue:ArnNotLike", "arn:aws:s3:::*", ["arn:aws:s3:::a"], False),
    ("ForAnyValue:Bool", "true", ["false", "true"], True),
    ("ForAnyValue:StringEqualsIfExists", "a", MISSING, True),
    ("ForAnyValue:StringEqualsIfExists", "a", ["b"], False),
    ("ForAnyValue:StringEqualsIfExists", "a", ["b", "a"], True),
]

_BOTH: Json = {"k:a": ["1"], "k:b": ["2"]}

# Condition element, condition keys of the request, whether it holds.
_SEVERAL: list[tuple[Json, Json, bool]] = [
    ({}, {}, True),
    ({"StringEquals": {"k:a": "1", "k:b": "2"}}, _BOTH, True),
    ({"StringEquals": {"k:a": "1", "k:b": "3"}}, _BOTH, False),
    ({"StringEquals": {"k:a": "1"}, "StringLike": {"k:b": "*"}}, _BOTH, True),
    ({"StringEquals": {"k:a": "1"}, "StringNotLike": {"k:b": "*"}}, _BOTH, False),
    ({"StringEquals": {"k:a": "1"}, "Null": {"k:c": "true"}}, _BOTH, True),
    ({"StringEquals": {"k:a": "1"}, "Null": {"k:b": "true"}}, _BOTH, False),
    ({"StringEquals": {"K:A": "1"}}, _BOTH, True),
    ({"StringEquals": {"k:a": "1"}}, {"K:A": ["1"]}, True),
    ({"Null": {"K:A": "false"}}, _BOTH, True),
    ({"StringEquals": {"k:aa": "1"}}, _BOTH, False),
    ({"StringLike": {"k:*": "1"}}, _BOTH, False),
    ({"NumericGreaterThan": {"k:a": "0"}, "NumericLessThan": {"k:a": "2"}}, _BOTH, True),
    ({"NumericGreaterThan": {"k:a": "1"}, "NumericLessThan": {"k:a": "2"}}, _BOTH, False),
    ({"Null": {"k:a": "false"}, "ForAllValues:StringEquals": {"k:a": "1"}}, {}, False),
    ({"Null": {"k:a": "false"}, "ForAllValues:StringEquals": {"k:a": "1"}}, _BOTH, True),
]


def _several(element: Json, context: dict[str, Any], holds: bool) -> Case:
    return case(
        "several tests",
        allowed_if(holds),
        context=context,
        identity=[policy(statement(Condition=element))],
    )


SETS = (
    [condition_case("IfExists", *row) for row in _IF_EXISTS]
    + [condition_case("sets", *row) for row in _SETS]
    + [_several(*row) for row in _SEVERAL]
)
