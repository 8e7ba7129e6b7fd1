"""Who may do what, asked of the simulator as the vendors themselves.

A request is denied when AWS's words say so: a request that fails for another reason has not been
denied. What the simulator does not enforce stands in `bench.access_gaps`, and is shown here.
"""

from collections.abc import Callable

import pytest

from bench import places
from bench.access_documents import deployed
from bench.access_expected import expected
from bench.access_faults import FAULTS, spec
from bench.access_gaps import FREE, GAPS, TAKEN_FOR, UNKNOWN
from bench.access_live import Live
from bench.access_model import Grantee, ServiceTrust
from bench.access_requests import Credentials, Party, operations
from bench.access_trials import (
    SERVICES,
    Found,
    everything,
    nothing,
    share,
    try_grantee,
    try_to_enter,
    try_without_role,
)
from bench.scripts import Scripts, compile_spec

#: One worker runs them all: the last test looks at what the others have tried together.
pytestmark = pytest.mark.xdist_group("access")

#: Examples whose template is deployed too; test_access_decided.py reads back all of them.
BY_TEMPLATE = ("fastly-kinesis", "logzio-archive", "logzio-s3-keys", "logzio-s3-role")
CASES = [(name, False) for name in places.examples()] + [(name, True) for name in BY_TEMPLATE]


def live_account(scripts: Scripts, name: str) -> Live:
    return Live(scripts, expected(places.EXAMPLES / f"{name}.yaml"))


def grantee(live: Live, name: str) -> Grantee:
    return next(g for g in live.expectation.grantees.values() if g.name == name)


@pytest.fixture(scope="module")
def tried() -> Found:
    """What all examples have come to; the shares of operations follow each other."""
    return Found()


@pytest.mark.parametrize(
    "name, by_template", CASES, ids=[f"{n}-{'template' if t else 'script'}" for n, t in CASES]
)
def test_vendors_can_do_what_the_spec_means_and_nothing_else(
    example, name, by_template, tried, whole, covered
):
    live, total = live_account(example(name), name), Found()
    live.deploy(by_template)
    for index, one in enumerate(live.expectation.grantees.values()):
        found = try_grantee(live, one, everything if whole else share(index + len(name)))
        assert found.wrong == []
        assert isinstance(one.trust, ServiceTrust) or found.counts["others"] >= 100
        total.add(found)
    outside = try_without_role(live)
    assert outside.wrong == []
    total.add(outside)
    tried.add(total)
    tried.counts["cases"] += 1
    covered(f"{name}, {total}")


def test_every_operation_was_tried_and_every_gap_was_met(tried, covered):
    if tried.counts["cases"] < len(CASES):
        pytest.skip("not all examples were tried")
    every = {f"{service}.{name}" for service in SERVICES for name in operations(service)}
    assert every - tried.operations == FREE
    assert tried.gaps == TAKEN_FOR.keys() | UNKNOWN.keys()
    covered(f"{tried}; {len(tried.gaps)} operations that the simulator does not decide as AWS")


# What the simulator does not enforce.


def root_enters_service_roles(live: Live) -> bool:
    role = grantee(live, "logzio-acme-metrics-stream")
    _, party = live.enter(Party(live.simulator, Credentials("999900001111")), role.arn)
    return party is not None


def root_and_bucket_policies(live: Live) -> bool:
    owner = Party(live.simulator, live.owner.credentials, tls=False)
    return owner.send("s3", live.region, "ListObjectsV2", {"Bucket": "acme-fastly"}).succeeded


def streams_of_other_accounts(live: Live) -> bool:
    (stream,) = live.expectation.shared_streams
    vendor = Party(live.simulator, Credentials("717331877981"))
    reply = vendor.send("kinesis", live.region, "ListShards", {"StreamARN": stream.arn})
    return reply.code == "ResourceNotFoundException"


def encryption_contexts(live: Live) -> bool:
    (stream,) = live.expectation.shared_streams
    role = next(g for g in live.expectation.grantees.values() if g.arn == stream.role)
    (key,) = [p.reach.within[0] for p in role.permissions if p.action.startswith("kms:")]
    sent = {"KeyId": key, "KeySpec": "AES_256"}
    sent["EncryptionContext"] = {"aws:kinesis:arn": stream.arn}
    return live.become(role).send("kms", live.region, "GenerateDataKey", sent).denied


def keys_of_objects(live: Live) -> bool:
    role, named = grantee(live, "logzio-acme-eu-logs"), {"Bucket": "acme-eu-logs", "Key": "locked"}
    s3 = live.owner.client("s3", live.region_of("acme-eu-logs"))
    key = f"arn:aws:kms:{live.region}:{live.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    s3.put_object(**named, Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    reply = live.become(role).send("s3", live.region_of("acme-eu-logs"), "GetObject", named)
    return reply.succeeded


SHOWN: dict[str, Callable[[Live], bool]] = {
    "root enters service roles": root_enters_service_roles,
    "root and bucket policies": root_and_bucket_policies,
    "streams of other accounts": streams_of_other_accounts,
    "encryption contexts": encryption_contexts,
    "keys of objects": keys_of_objects,
}


# Faults.


def operations_of_s3(name: str, _number: int) -> bool:
    return name.startswith("s3.")


#: Faults to be noticed by requests, and the role or user whose requests are to notice it.
NOTICED_BY = {
    "no condition on the external id": "logzio-acme",
    "any external id": "logzio-acme",
    "ids that begin like the right one": "logzio-acme",
    "the external id only if one is sent": "logzio-acme",
    "the external id of another account at the vendor": "logzio-acme",
    "an external id too few": "custom-acme-partner",
    "trust in everyone": "logzio-acme",
    "trust in a stranger's account too": "logzio-acme",
    "trust in the account itself too": "logzio-acme",
    "a service role for a vendor": "logzio-acme-metrics-stream",
    "a wrong action": "fastly-acme-edge",
    "a missing action": "fastly-acme-edge",
    "the whole bucket for a prefix": "fastly-acme-edge",
    "a sibling bucket too": "fastly-acme-edge",
    "streams that begin alike": "fastly-acme-edge-stream",
    "the stream in every region": "fastly-acme-edge-stream",
    "objects listed outside the prefix": "logzio-acme",
    "a user who may write": "logzio-acme-legacy",
    "no bucket policy": "fastly-acme-edge",
    "a bucket open to a stranger": "nobody",
}

#: Whose faults show only in operations that are not granted.
NOTICED_BY_OTHERS = {"fastly-acme-edge", "logzio-acme-legacy"}


@pytest.fixture(scope="module")
def planted(tmp_path_factory, simulator, cli) -> Live:
    """The account that faults are planted in, saved with everybody in it who asks."""
    folder = tmp_path_factory.mktemp("faults")
    file = folder / "acme.yaml"
    file.write_text(spec())
    outputs = compile_spec(file, folder / "out")
    live = Live(Scripts(outputs, folder / "work", simulator, cli), expected(file))
    live.deploy()
    for name in sorted(set(NOTICED_BY.values()) - {"nobody"}):
        choice = operations_of_s3 if name in NOTICED_BY_OTHERS else nothing
        assert try_grantee(live, grantee(live, name), choice).wrong == []
    assert try_without_role(live).wrong == []
    simulator.ask("save?name=faultless")
    return live


@pytest.fixture
def faultless(planted: Live) -> Live:
    planted.simulator.ask("load?name=faultless")
    return planted


def test_gaps_of_the_simulator_are_still_there(faultless, covered):
    """Where one is mended, strike it off in bench.access_gaps and ask about it above."""
    assert SHOWN.keys() == GAPS.keys()
    assert [name for name, show in SHOWN.items() if not show(faultless)] == []
    covered(f"{len(GAPS)} gaps: {', '.join(GAPS)}")


def test_faults_of_access_are_noticed_by_requests(faultless, covered):
    right, unnoticed = deployed(faultless.simulator, faultless.account), []
    for name, who in NOTICED_BY.items():
        faultless.simulator.ask("load?name=faultless")
        faulty = right.copy()
        FAULTS[name](faulty)
        faultless.write_back(faulty, right)
        if not is_noticed(faultless, who):
            unnoticed.append(name)
    assert unnoticed == []
    covered(f"{len(NOTICED_BY)} planted faults, all noticed")


def is_noticed(live: Live, who: str) -> bool:
    """Whether requests find a fault; the vendor may not come in at all."""
    if who == "nobody":
        return bool(try_without_role(live).wrong)
    one, choice = grantee(live, who), operations_of_s3 if who in NOTICED_BY_OTHERS else nothing
    found = try_to_enter(live, one) if one.trust is not None else Found()
    return bool(found.wrong or try_grantee(live, one, choice).wrong)
