"""Scripts that are killed, throttled, refused or lied to at any of their AWS calls."""

from dataclasses import dataclass, replace

import pytest

from bench import places
from bench.faults import Case, Trial, cases_of, sample
from bench.monotonic import Watch
from bench.starts import Ground, edited

#: How many cases of a start the ordinary run takes; 400 in all. Those of acme take longest, and
#: run through the same functions as the others.
QUOTAS = {"fresh": 16, "converged": 7, "drifted": 16, "foreign": 6, "unreviewed": 4}
QUOTAS |= {"owned": 3, "shared": 2}
QUOTAS_OF_ACME = {"fresh": 6, "converged": 3, "drifted": 6, "foreign": 2, "unreviewed": 1}
QUOTAS_OF_ACME |= {"owned": 1, "shared": 3}


def quota(example: str, start: str) -> int:
    return (QUOTAS_OF_ACME if example == "acme" else QUOTAS)[start]


def test_the_sample_has_400_cases():
    names = places.examples()
    everything = [quota(name, start) for name in names for start in QUOTAS]
    assert sum(everything) == 400


@pytest.mark.parametrize("start", QUOTAS)
@pytest.mark.parametrize("name", places.examples())
def test_a_script_gets_over_a_fault_of_any_call(ground, whole, part, name, start, covered, counted):
    begun = ground(name).start(start)
    cases = cases_of(name, begun)
    chosen = cases[part] if whole else sample(cases, quota(name, start))
    tally = Trial(ground(name), begun).run(chosen)
    print(tally.table())
    assert not tally.wrong, "\n".join(tally.wrong)
    covered(f"of {len(cases)} cases, {tally.table()}")
    counted("cases of faults", sum(tally.cases.values()), len(cases))


#: Cases of the whole matrix that run always: one that once went wrong, and those without which
#: nobody would miss a read-back, a withdrawal or a second look at silence (Tests/Mutation).
FOUND = [
    ("fastly-s3", "fresh", "empty", "put-bucket-policy"),
    ("fastly-s3", "drifted", "empty", "update-assume-role-policy"),
    ("logzio-s3-keys", "fresh", "empty", "put-user-policy"),
    ("fastly-kinesis", "drifted", "empty", "get-role-policy"),
    ("fastly-kinesis", "drifted", "throttled", "get-role"),
    ("fastly-kinesis", "drifted", "empty", "delete-role-policy"),
    ("fastly-kinesis", "owned", "empty", "delete-resource-policy"),
    ("logzio-s3-keys", "owned", "empty", "delete-user"),
]


@pytest.mark.parametrize(("name", "start", "mode", "call"), FOUND)
def test_a_script_gets_over_what_must_be_tried(ground, name, start, mode, call, covered):
    begun = ground(name).start(start)
    calls = enumerate(begun.clean.calls, start=1)
    numbers = [number for number, words in calls if call in words]
    trial = Trial(ground(name), begun)
    trial.run([Case(name, start, mode, number, reads=False) for number in numbers])
    assert numbers and not trial.tally.wrong, "\n".join(trial.tally.wrong)
    covered(f"{len(numbers)} calls")


# ---------------------------------------------------------------- what the checks see


@dataclass(frozen=True)
class Planted:
    """A fault of a script, the faults of AWS under which it must show, and what is then said."""

    what: str
    start: str
    right: str
    wrong: str
    mode: str
    call: str
    seen: str
    example: str = "fastly-kinesis"


PLANTED = [
    Planted(
        "no reading back",
        "fresh",
        "    make_pass verify prerequisites resources\n    ((changes > 0 && seconds > 0)) || break",
        "    changes=0 refusals=0\n    break",
        "empty",
        "put-user-policy",
        "exit code 0 on a wrong state",
    ),
    Planted(
        "a temporary folder that stays",
        "fresh",
        """trap 'end_readers; rm -rf "${SCRATCH}"' EXIT""",
        ":",
        "terminated",
        "get-user",
        "left accredit.",
    ),
    Planted(
        "no end at SIGTERM",
        "fresh",
        "trap 'exit 143' TERM",
        "trap '' TERM",
        "terminated",
        "get-user",
        "exit code 0, not [143]",
    ),
    Planted(
        "no retry of what was throttled",
        "fresh",
        "throttled:* | interrupted:get-*",
        "interrupted:get-*",
        "throttled",
        "create-user",
        "exit code 7, not [0]",
    ),
    Planted(
        "a key file in the making that stays",
        "fresh",
        """    rm -f "${file}.partial"\n    outcome_unknown""",
        "    outcome_unknown",
        "denied",
        "create-access-key",
        ".partial",
    ),
    Planted(
        "no remedy for a lost key",
        "fresh",
        "or make a new key with 'apply --replace-key'",
        "or make a new key",
        "lost",
        "create-access-key",
        "again: exit code 5",
    ),
    Planted(
        "no refusal of what is foreign",
        "foreign",
        """if [[ ${owner} != "${ACCREDIT_SPEC}" ]]; then\n    refuse_foreign "user""",
        """if false; then\n    refuse_foreign "user""",
        "throttled",
        "get-user",
        "exit code 0, though there is something to refuse",
    ),
]


def problems_with(ground: Ground, planted: Planted) -> list[str]:
    """What is said of a script with a planted fault."""
    start = ground.start(planted.start)
    calls = enumerate(start.clean.calls, start=1)
    at = next(number for number, call in calls if planted.call in call)
    trial = Trial(ground, replace(start, known={}))
    with edited(ground.scripts, "provision.sh", planted.right, planted.wrong):
        trial.run([Case(ground.name, planted.start, planted.mode, at, reads=False)])
    return trial.tally.wrong


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.what)
def test_a_script_with_a_fault_of_its_own_is_seen(ground, planted, covered):
    wrong = problems_with(ground("logzio-s3-keys"), planted)
    assert any(planted.seen in line for line in wrong), wrong
    covered(f"seen: {planted.what}")


#: Scripts that go through a state with too much access, each with a case that shows it.
TOO_MUCH = [
    Planted(
        "a new trust beside an old policy",
        "drifted",
        """if ((parts > 1)) &&""",
        "if false &&",
        "throttled",
        "get-role",
        "by arn:aws:iam::",
    ),
    Planted(
        "a new trust beside an old policy of a stream",
        "drifted",
        "  [[ ${regrants} == no ]] || make_pass withdraw resources\n",
        "",
        "throttled",
        "get-role",
        "may ('kinesis:GetRecords'",
    ),
    Planted(
        "trust in the word that a policy is gone",
        "drifted",
        """    confirm_withdrawn "$1" "$2" || return 1\n""",
        "",
        "empty",
        "delete-role-policy",
        "by arn:aws:iam::",
    ),
    Planted(
        "silence taken for no policy",
        "drifted",
        """  [[ -s $1 ]] || call "$@"\n""",
        "",
        "empty",
        "get-role-policy",
        "by arn:aws:iam::",
    ),
    Planted(
        "trust in the word that a bucket has its policy",
        "fresh",
        """    [[ ${part} != policy ]] || confirm_bucket "${name}" "${region}" || return 1\n""",
        "",
        "empty",
        "put-bucket-policy",
        "aws:SecureTransport",
        "fastly-s3",
    ),
]


@pytest.mark.parametrize("planted", TOO_MUCH, ids=lambda planted: planted.what)
def test_a_script_that_grants_too_much_on_its_way_is_seen(ground, planted, covered):
    wrong = problems_with(ground(planted.example), planted)
    assert any("access after" in line and planted.seen in line for line in wrong), wrong
    covered(f"seen: {planted.what}")


def access(trust: str, *actions: str) -> dict:
    """The access of an account with one role."""
    account = {"AWS": f"arn:aws:iam::{trust}:root"}
    enter = {"Effect": "Allow", "Principal": account, "Action": "sts:AssumeRole"}
    do = {"Effect": "Allow", "Action": list(actions), "Resource": "arn:aws:s3:::b/*"}
    trusted, allowed = ({"Version": "2012-10-17", "Statement": [s]} for s in (enter, do))
    policies = [allowed] if actions else []
    role = {"trust": trusted, "policies": policies, "boundary": None}
    name = "arn:aws:iam::111122223333:role/r"
    return {"roles": {name: role}, "users": {}, "buckets": {}, "streams": {}}


ONE, OTHER = "444455556666", "777788889999"
GET, PUT = "s3:GetObject", "s3:PutObject"


@pytest.mark.parametrize(
    ("between", "is_within"),
    [
        (access(ONE, GET), True),
        (access(OTHER, PUT), True),
        (access(OTHER), True),
        (access(ONE, PUT), False),
        (access(OTHER, GET), False),
        (access(ONE, GET, PUT), False),
        (access("000000000000", GET), False),
        (access(ONE, "s3:*"), False),
    ],
)
def test_access_is_who_may_do_what(between, is_within):
    watch = Watch("111122223333", access(ONE, GET), access(OTHER, PUT))
    assert (watch.excess(between) == []) == is_within
