"""What is somebody else's is refused by its name, and nothing is changed: of each kind alone."""

import re

import pytest

from bench import prerequisites
from bench.hands import SOMEBODY_ELSE, Hands, Owners
from bench.state import differences


@pytest.mark.parametrize("owner", [SOMEBODY_ELSE, None], ids=["another", "nobody"])
@pytest.mark.parametrize("kind", Owners.KINDS)
def test_one_thing_of_somebody_else_ends_the_run(ground, kind, owner, covered):
    acme = ground("acme")
    acme.load("converged")
    owners = Owners(acme.scripts)
    resource = next(each for each in owners.resources if each.kind == kind)
    getattr(owners, kind)(resource, owner)
    before = acme.state()
    run = acme.scripts.provision("apply")
    assert (run.status, run.changing) == (5, []), run.errors
    assert re.search(rf"refused: .*{re.escape(resource.name)}", run.errors), run.errors
    assert differences(before, acme.state()) == []
    covered(f"{kind} {resource.name}: exit code 5, 0 changes")


def test_a_bucket_in_another_region_is_refused(example):
    scripts = example("acme")
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    required = prerequisites.required(scripts)
    name, region = next(words[:2] for kind, *words in required if kind == "bucket")
    Hands(scripts).client("s3", region).delete_bucket(Bucket=name)
    prerequisites.make_bucket(scripts, name, "eu-west-3")
    run = scripts.provision("apply")
    assert (run.status, run.changing) == (5, []), run.errors
    assert f"bucket {name} is in eu-west-3, not in {region}" in run.errors, run.errors


@pytest.mark.parametrize("start", ["fresh", "drifted"])
def test_every_call_about_a_bucket_says_whose_it_must_be(ground, start, covered):
    """A bucket may be another account's between two calls: each says what AWS holds it against."""
    acme = ground("acme")
    calls = acme.start(start).clean.calls
    about = [call for call in calls if call[0] == "s3api" and "--bucket" in call]
    named = [call for call in about if call[1] != "create-bucket"]
    owner = f"--expected-bucket-owner {acme.scripts.account}"
    silent = [call for call in named if owner not in " ".join(call)]
    assert named and silent == []
    covered(f"{len(named)} calls")


def test_tags_of_others_on_a_bucket_stay(ground):
    acme = ground("acme")
    acme.load("converged")
    hands = Hands(acme.scripts)
    resource = next(each for each in hands.resources if each.kind == "bucket")
    s3 = hands.client("s3", resource.region)
    own = s3.get_bucket_tagging(Bucket=resource.name)["TagSet"]
    theirs = {"Key": "backup", "Value": "nightly"}
    changed = [tag for tag in own if tag["Key"] != "team"] + [theirs]
    s3.put_bucket_tagging(Bucket=resource.name, Tagging={"TagSet": changed})
    run = acme.scripts.provision("apply")
    assert run.status == 0 and run.changing, run.errors
    tags = s3.get_bucket_tagging(Bucket=resource.name)["TagSet"]
    by_key = {tag["Key"]: tag["Value"] for tag in tags}
    assert by_key == {tag["Key"]: tag["Value"] for tag in [*own, theirs]}
