"""Cases of actions, resources, variables and principals: does a statement concern a request?"""

from typing import Any

from .questions import (
    HERE,
    ROLE,
    ROOT,
    SESSION,
    THERE,
    USER,
    Case,
    Json,
    allowed_if,
    case,
    policy,
    statement,
)  # fmt: skip

# Pattern of the policy, action of the request, whether they match.
_ACTIONS = [
    ("*", "s3:GetObject", True),
    ("s3:*", "s3:GetObject", True),
    ("s3:*", "s3:", True),
    ("s3:*", "s3", False),
    ("s3:*", "s3express:GetObject", False),
    ("s3*", "s3express:GetObject", True),
    ("*:*", "s3:GetObject", True),
    ("*:GetObject", "s3:GetObject", True),
    ("*GetObject", "s3:GetObject", True),
    ("*Object", "s3:GetObjectAcl", False),
    ("*Object*", "s3:GetObjectAcl", True),
    ("s3:GetObject", "s3:GetObject", True),
    ("s3:getobject", "s3:GetObject", True),
    ("S3:GETOBJECT", "s3:GetObject", True),
    ("s3:GetObject", "S3:GETOBJECT", True),
    ("S3:get*", "s3:GetObject", True),
    ("s3:GetObject", "s3:GetObjects", False),
    ("s3:GetObject", "s3:GetObjec", False),
    ("s3:GetObject", "s3:GetObjecT", True),
    ("s3:Get?bject", "s3:GetObject", True),
    ("s3:GetObject?", "s3:GetObject", False),
    ("s3:GetObjec?", "s3:GetObject", True),
    ("s3:??tObject", "s3:PutObject", True),
    ("s3:??tObject", "s3:GetObject", True),
    ("s3:???tObject", "s3:GetObject", False),
    ("s3:Get*", "s3:PutObject", False),
    ("s3:*Object", "s3:PutObject", True),
    ("s3:P*t*Object", "s3:PutObject", True),
    ("s3:P*t*Object", "s3:PutBucketPolicy", False),
    ("kinesis:GetObject", "s3:GetObject", False),
    ("s3.GetObject", "s3:GetObject", False),
    ("s3:GetObject ", "s3:GetObject", False),
    ("s3:[G]etObject", "s3:GetObject", False),
    ("", "s3:GetObject", False),
    ("s3:${aws:username}", "s3:u", False),
]

# Pattern of the policy, resource of the request, whether they match.
_RESOURCES = [
    ("*", "arn:aws:s3:::b", True),
    ("arn:aws:s3:::b", "arn:aws:s3:::b", True),
    ("arn:aws:s3:::b", "arn:aws:s3:::B", False),
    ("arn:aws:s3:::B", "arn:aws:s3:::b", False),
    ("ARN:aws:s3:::b", "arn:aws:s3:::b", False),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b", False),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/", True),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k", True),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l/m", True),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::bb/k", False),
    ("arn:aws:s3:::b*", "arn:aws:s3:::bb/k", True),
    ("arn:aws:s3:::b/k*", "arn:aws:s3:::b/K1", False),
    ("arn:aws:s3:::b/logs/*", "arn:aws:s3:::b/log/1", False),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/k", True),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/", False),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/kk", False),
    ("arn:aws:s3:::b/??", "arn:aws:s3:::b/kk", True),
    ("arn:aws:s3:::b/?*", "arn:aws:s3:::b/", False),
    ("arn:aws:s3:::b/?*", "arn:aws:s3:::b/kkk", True),
    ("arn:aws:s3:::b/*?", "arn:aws:s3:::b/k", True),
    ("arn:aws:s3:::b/*/z", "arn:aws:s3:::b/k/z", True),
    ("arn:aws:s3:::b/*/z", "arn:aws:s3:::b/k/l/z", True),
    ("arn:aws:s3:::b/*/z", "arn:aws:s3:::b/z", False),
    ("arn:aws:s3:::b/*/z", "arn:aws:s3:::b//z", True),
    ("arn:aws:s3:::b/*.gz", "arn:aws:s3:::b/k.gz", True),
    ("arn:aws:s3:::b/*.gz", "arn:aws:s3:::b/kxgz", False),
    ("arn:aws:s3:::b/*.gz", "arn:aws:s3:::b/a.gz.b.gz", True),
    ("arn:aws:s3:::b/*.gz", "arn:aws:s3:::b/k.gz.txt", False),
    ("arn:aws:s3:::b/*ab*ab", "arn:aws:s3:::b/ab", False),
    ("arn:aws:s3:::b/*ab*ab", "arn:aws:s3:::b/abab", True),
    ("arn:aws:s3:::b/*ab*ab", "arn:aws:s3:::b/xabxabxab", True),
    ("arn:aws:s3:::b/a**c", "arn:aws:s3:::b/abc", True),
    ("arn:aws:s3:::b/[k]", "arn:aws:s3:::b/k", False),
    ("arn:aws:s3:::b/(k)", "arn:aws:s3:::b/(k)", True),
    ("arn:aws:s3:::b/k+", "arn:aws:s3:::b/kk", False),
    ("arn:aws:s3:::b/a\nb*", "arn:aws:s3:::b/a\nbc", True),
    ("arn:aws:s3:::b/*b", "arn:aws:s3:::b/a\nb", True),
    ("arn:aws:s3:::b", "arn:aws:s3:::b\n", False),
    ("arn:aws:*:::b", "arn:aws:s3:::b", True),
    ("arn:*:s3:::b", "arn:aws-us-gov:s3:::b", True),
    ("arn:aws:s3:::*b", "arn:aws:s3:us-east-1:1:b", False),
    ("arn:aws:s3:*b", "arn:aws:s3:us-east-1:1:b", True),
    ("arn:aws:kinesis:*:1:stream/s", "arn:aws:kinesis:us-east-1:1:stream/s", True),
    ("arn:aws:kinesis:*:1:stream/s", "arn:aws:kinesis:us-east-1:2:stream/s", False),
    ("arn:aws:kinesis:us-*-1:1:stream/s", "arn:aws:kinesis:us-east-1:1:stream/s", True),
    ("arn:aws:kinesis:us-*-1:1:stream/s", "arn:aws:kinesis:us-east-2:1:stream/s", False),
    ("", "arn:aws:s3:::b", False),
    # Soon answered, although the `*` can take the letters in very many ways.
    ("*a" * 30 + "b", "a" * 300, False),
    ("arn:aws:s3:::é*", "arn:aws:s3:::éa", True),
    ("arn:aws:s3:::b/?", "arn:aws:s3:::b/é", True),
]

_NAMED: Json = {"aws:username": ["ann"]}
_OBJECTS = "arn:aws:s3:::b/"

# Pattern after "…b/", condition keys, resource after "…b/", version of the policy, whether
# they match.
_VARIABLES = [
    ("${aws:username}/*", _NAMED, "ann/k", "2012-10-17", True),
    ("${aws:username}/*", _NAMED, "bob/k", "2012-10-17", False),
    ("${aws:username}/*", _NAMED, "Ann/k", "2012-10-17", False),
    ("${AWS:UserName}/*", _NAMED, "ann/k", "2012-10-17", True),
    ("${aws:username}/*", {"AWS:USERNAME": ["ann"]}, "ann/k", "2012-10-17", True),
    ("${aws:username}/*", {}, "ann/k", "2012-10-17", False),
    ("${aws:username}/*", {}, "${aws:username}/k", "2012-10-17", False),
    ("${aws:username}/*", {}, "/k", "2012-10-17", False),
    ("${aws:username}*", {}, "k", "2012-10-17", False),
    ("${aws:username}/*", {"aws:username": ["ann", "bob"]}, "ann/k", "2012-10-17", False),
    ("${aws:username}/*", {"aws:username": []}, "/k", "2012-10-17", False),
    ("${aws:username}/*", _NAMED, "ann/k", "2008-10-17", False),
    ("${aws:username}/*", _NAMED, "${aws:username}/k", "2008-10-17", True),
    ("a-${aws:username}-z", _NAMED, "a-ann-z", "2012-10-17", True),
    ("${aws:username}${aws:username}", _NAMED, "annann", "2012-10-17", True),
    ("${aws:username}${aws:userid}", _NAMED, "ann", "2012-10-17", False),
    ("${aws:PrincipalTag/team}/k", {"aws:PrincipalTag/team": ["t"]}, "t/k", "2012-10-17", True),
    ("${aws:PrincipalTag/team}/k", {"aws:PrincipalTag/tea": ["t"]}, "t/k", "2012-10-17", False),
    ("${aws:username, 'none'}/k", {}, "none/k", "2012-10-17", True),
    ("${aws:username, 'none'}/k", _NAMED, "none/k", "2012-10-17", False),
    ("${aws:username, 'none'}/k", _NAMED, "ann/k", "2012-10-17", True),
    ("${aws:username, 'None'}/k", {}, "none/k", "2012-10-17", False),
    ("${aws:username, 'none'}/k", {}, "none/k", "2008-10-17", False),
    ("${aws:username}/k", {"aws:username": ["*"]}, "ann/k", "2012-10-17", False),
    ("${aws:username}/k", {"aws:username": ["a?n"]}, "ann/k", "2012-10-17", False),
    ("${aws:username}/k", {"aws:username": ["*"]}, "*/k", "2012-10-17", True),
    ("${aws:username, '*'}/k", {}, "ann/k", "2012-10-17", False),
    ("${*}", {}, "*", "2012-10-17", True),
    ("${*}", {}, "k", "2012-10-17", False),
    ("a${?}", {}, "a?", "2012-10-17", True),
    ("a${?}", {}, "ab", "2012-10-17", False),
    ("${$}{x}", {}, "${x}", "2012-10-17", True),
    ("${$}", {}, "$", "2012-10-17", True),
    ("${*}", {}, "${abc}", "2008-10-17", True),
    ("$5", {}, "$5", "2012-10-17", True),
]

# Principal element, who asks, whether they match.
_PRINCIPALS: list[tuple[Any, str, bool]] = [
    ("*", "role", True),
    ("*", "session", True),
    ("*", "user", True),
    ("*", "root", True),
    ("*", "service", True),
    ("*", "anonymous", True),
    ({"AWS": "*"}, "role", True),
    ({"AWS": "*"}, "session", True),
    ({"AWS": ["*"]}, "user", True),
    ({"AWS": "*"}, "root", True),
    ({"AWS": "*"}, "service", False),
    ({"AWS": "*"}, "anonymous", True),
    ({"AWS": HERE}, "role", True),
    ({"AWS": HERE}, "session", True),
    ({"AWS": HERE}, "user", True),
    ({"AWS": HERE}, "root", True),
    ({"AWS": HERE}, "service", False),
    ({"AWS": HERE}, "anonymous", False),
    ({"AWS": THERE}, "role", False),
    ({"AWS": THERE}, "root", False),
    ({"AWS": [THERE, HERE]}, "session", True),
    ({"AWS": HERE[:-1]}, "role", False),
    ({"AWS": HERE + "0"}, "role", False),
    ({"AWS": ROOT}, "role", True),
    ({"AWS": ROOT}, "session", True),
    ({"AWS": ROOT}, "user", True),
    ({"AWS": ROOT}, "root", True),
    ({"AWS": ROOT}, "anonymous", False),
    ({"AWS": ROOT}, "service", False),
    ({"AWS": ROOT.replace("aws", "aws-us-gov")}, "user", True),
    ({"AWS": f"arn:aws:iam::{THERE}:root"}, "role", False),
    ({"AWS": ROLE}, "role", True),
    ({"AWS": ROLE}, "session", True),
    ({"AWS": ROLE}, "user", False),
    ({"AWS": ROLE}, "root", False),
    ({"AWS": ROLE}, "anonymous", False),
    ({"AWS": ROLE + "x"}, "session", False),
    ({"AWS": ROLE[:-1] + "X"}, "role", False),
    ({"AWS": f"arn:aws:iam::{THERE}:role/x"}, "role", False),
    ({"AWS": f"arn:aws:iam::{THERE}:role/x"}, "session", False),
    ({"AWS": SESSION}, "session", True),
    ({"AWS": SESSION}, "role", False),
    ({"AWS": SESSION + "2"}, "session", False),
    ({"AWS": USER}, "user", True),
    ({"AWS": USER}, "role", False),
    ({"AWS": USER.upper()}, "user", False),
    ({"AWS": f"arn:aws:iam::{HERE}:user/*"}, "user", False),
    ({"AWS": f"arn:aws:iam::{HERE}:role/*"}, "session", False),
    ({"AWS": f"arn:aws:iam::{HERE}:role/?"}, "role", False),
    ({"AWS": f"arn:aws:iam::{HERE}:*"}, "role", False),
    ({"AWS": "arn:aws:iam::*:root"}, "role", False),
    ({"AWS": f"arn:aws:sts::{HERE}:assumed-role/x/*"}, "session", False),
    ({"Service": "firehose.amazonaws.com"}, "service", True),
    ({"Service": ["kms.amazonaws.com", "firehose.amazonaws.com"]}, "service", True),
    ({"Service": "kinesis.amazonaws.com"}, "service", False),
    ({"Service": "firehose.amazonaws.com"}, "role", False),
    ({"Service": "firehose.amazonaws.com"}, "anonymous", False),
    ({"AWS": THERE, "Service": "firehose.amazonaws.com"}, "service", True),
    ({"AWS": ROLE, "Service": "kms.amazonaws.com"}, "session", True),
    ({"AWS": ROLE, "Service": "kms.amazonaws.com"}, "service", False),
]


def _turned_around(element: Any, who: str, matches: bool) -> Case:
    denies = {"Effect": "Deny", "NotPrincipal": element, "Action": "*"}
    allows = statement(Principal="*")
    return case(
        "principals",
        "allow" if matches else "explicitDeny",
        who=who,
        identity=[policy(statement())],
        on_resource=policy(allows, denies),
    )


def _named(element: Any, who: str, matches: bool) -> Case:
    """The statement denies, because a denial needs no more than to concern who asks."""
    allows = statement(Principal="*")
    return case(
        "principals",
        "explicitDeny" if matches else "allow",
        who=who,
        on_resource=policy(allows, statement("Deny", Principal=element)),
    )


def _cases() -> list[Case]:
    cases = [
        case(
            "actions",
            allowed_if(matches),
            action=action,
            identity=[policy(statement(Action=pattern))],
        )
        for pattern, action, matches in _ACTIONS
    ]
    cases += [
        case(
            "resources",
            allowed_if(matches),
            resource=resource,
            identity=[policy(statement(Resource=pattern))],
        )
        for pattern, resource, matches in _RESOURCES
    ]
    cases += [
        case(
            "variables",
            allowed_if(matches),
            resource=_OBJECTS + resource,
            context=context,
            identity=[policy(statement(Resource=_OBJECTS + pattern), version=version)],
        )
        for pattern, context, resource, version, matches in _VARIABLES
    ]
    cases += [_named(*row) for row in _PRINCIPALS]
    # The same table read the other way around: `NotPrincipal` concerns whoever isn't named.
    return cases + [_turned_around(*row) for row in _PRINCIPALS]


MATCHING = _cases()
