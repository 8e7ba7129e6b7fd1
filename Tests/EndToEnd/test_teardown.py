"""Teardown removes what the spec owns, and nothing else."""

import json
import re

import pytest

from bench import places
from bench.aws import OUTSIDER
from bench.hands import Hands, Others, resources
from bench.scripts import Scripts
from bench.starts import Ground, edited
from bench.state import differences

#: Kinds that teardown removes; of a stream only its policy.
REMOVED = ("role", "user", "delivery_stream", "metric_stream")
KEPT = ("buckets", "streams", "log groups", "secrets")

Stores = dict[str, dict[str, str]]


def stores(scripts: Scripts) -> Stores:
    return scripts.simulator.ask("stores", method="GET")


def changed(before: Stores, after: Stores) -> list[tuple[str, str, str]]:
    """The entries that differ: store, key, and what it held before or holds now."""
    found = []
    for store, old in before.items():
        new = after[store]
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                found.append((store, key, old.get(key) or new[key]))
    return sorted(found)


def concerns(entry: tuple[str, str, str], kind: str, name: str) -> bool:
    """Whether an entry of the simulator is a resource, is part of it or says something of it."""
    store, key, value = entry
    words = re.findall(r"[^'\"(),\s]+", key)
    named = any(word == name or word.endswith((f"/{name}", f":{name}")) for word in words)
    if kind == "stream_policy":
        return named and store.endswith("_resource_policies")
    is_key = store.endswith("_access_keys") and f"'UserName': '{name}'" in value
    return named or (kind == "user" and is_key)


def strays(scripts: Scripts, entries: list, kept: list) -> list:
    """Changed entries that belong to nothing that the spec owns."""
    owned = [r for r in resources(scripts) if r.kind in (*REMOVED, "stream_policy")]
    owned = [r for r in owned if r not in kept]
    return [e for e in entries if not any(concerns(e, r.kind, r.name) for r in owned)]


def removed_wrongly_or_left(ground: Ground, start: str, status: int) -> tuple[list[str], int]:
    """What is wrong with a teardown from a start, and how many entries it changed."""
    scripts = ground.scripts
    ground.load(start)
    Others(scripts).add_neighbors()
    before, old = stores(scripts), ground.state()
    run = scripts.teardown()
    after, new = stores(scripts), ground.state()
    taken = ground.taken.get(start, [])
    wrong = [f"exit code {run.status}: {run.errors}"] if run.status != status else []
    entries = changed(before, after)
    wrong += [f"changed {entry}" for entry in strays(scripts, entries, taken)]
    wrong += left(scripts, new, taken)
    for kind in KEPT:
        wrong += [line for line in differences(old[kind], new[kind], kind) if "/policy" not in line]
    return wrong, len(entries)


def left(scripts: Scripts, state: dict, taken: list) -> list[str]:
    """What the spec owns and is still there, or what it doesn't own and is gone."""
    lines = []
    for resource in resources(scripts):
        kind = resource.kind.replace("_", " ") + "s"
        is_there = resource.name in state.get(kind, {})
        if resource.kind in REMOVED and is_there != (resource in taken):
            lines.append(f"{kind}: {resource.name} is {'there' if is_there else 'gone'}")
        if resource.kind == "stream_policy" and state["streams"][resource.name]["policy"]:
            lines.append(f"the policy of {resource.name} is there")
    return lines


@pytest.mark.parametrize("name", places.examples())
def test_teardown_removes_what_the_spec_owns_and_keeps_data(ground, name, covered):
    wrong, count = removed_wrongly_or_left(ground(name), "owned", status=0)
    assert not wrong, "\n".join(wrong)
    scripts = ground(name).scripts
    before = stores(scripts)
    again = scripts.teardown()
    assert (again.status, again.output) == (0, f"teardown {name}: 0 removed\n")
    assert changed(before, stores(scripts)) == []
    assert again.changing == []
    covered(f"{name}: {count} entries gone, all others to the letter as before; a second run: none")


@pytest.mark.parametrize("name", places.examples())
def test_teardown_leaves_what_belongs_to_somebody_else(ground, name, covered):
    wrong, _ = removed_wrongly_or_left(ground(name), "shared", status=5)
    assert not wrong, "\n".join(wrong)
    covered(f"{name}: {len(ground(name).taken['shared'])} resources of others stay")


def test_teardown_leaves_a_role_with_a_policy_of_others(ground):
    fastly = ground("fastly-s3")
    fastly.load("owned")
    role = next(each.name for each in resources(fastly.scripts) if each.kind == "role")
    Others(fastly.scripts).add_policy()
    before = fastly.state()["roles"][role]
    run = fastly.scripts.teardown()
    assert run.status == 5 and f"role {role}" in run.errors, run.errors
    assert fastly.state()["roles"][role] == before


def test_teardown_leaves_a_policy_of_a_stream_that_names_others(ground):
    kinesis = ground("fastly-kinesis")
    kinesis.load("owned")
    hands = Hands(kinesis.scripts)
    stream = next(each for each in hands.resources if each.kind == "stream_policy")
    client, arn = hands.client("kinesis", stream.region), hands.arn_of(stream)
    policy = json.loads(client.get_resource_policy(ResourceARN=arn)["Policy"])
    others = [f"arn:aws:iam::{OUTSIDER}:{who}" for who in ("root", "user/theirs")]
    somebody = {"AWS": others}
    policy["Statement"].append(policy["Statement"][0] | {"Sid": "Theirs", "Principal": somebody})
    client.put_resource_policy(ResourceARN=arn, Policy=json.dumps(policy))
    run = kinesis.scripts.teardown()
    assert run.status == 5 and f" names {', '.join(others)}\n" in run.errors, run.errors
    assert json.loads(client.get_resource_policy(ResourceARN=arn)["Policy"]) == policy


@pytest.mark.parametrize("name", places.examples())
def test_teardown_removes_nothing_before_it_is_confirmed(ground, name):
    scripts = ground(name).scripts
    ground(name).load("owned")
    before = stores(scripts)
    environment = scripts.environment()
    without = {key: value for key, value in environment.items() if key != "ACCREDIT_CONFIRM"}
    attempts = [
        (2, "there is no terminal", scripts.run("teardown.sh", (), environment=environment)),
        (2, "is not the account id", scripts.teardown(environment=without)),
        (2, "is not the account id", scripts.teardown(environment=without | confirmed(OUTSIDER))),
        (4, f"account {OUTSIDER}", scripts.teardown(environment=scripts.environment(OUTSIDER))),
    ]
    for status, text, run in attempts:
        assert run.status == status, run.errors
        assert text in run.errors
        assert run.changing == []
    assert changed(before, stores(scripts)) == []


def confirmed(answer: str) -> dict[str, str]:
    return {"ACCREDIT_CONFIRM": answer}


#: Faults of a teardown: an example and a start, the text and what it becomes, what is then seen.
DELETES_ROLE = 'iam delete-role --region "${ACCREDIT_REGION}" --role-name "${name}" || return 0'
DELETES_NEIGHBOR = DELETES_ROLE.replace('"${name}"', '"${name}-2"')
DELETES_USER = 'iam delete-user --region "${ACCREDIT_REGION}" --user-name "${name}" || return 0'
DELETES_DATA = "s3api delete-object --bucket adatum-edge-logs --key day/one"
PLANTED = [
    ("fastly-s3", "shared", '[[ $2 != "${ACCREDIT_SPEC}" ]]', "false", " is gone"),
    ("fastly-s3", "owned", '[[ $2 != "${ACCREDIT_SPEC}" ]]', "true", " is there"),
    ("fastly-s3", "owned", DELETES_ROLE, f"{DELETES_ROLE}\n  write '' {DELETES_DATA}", "objects"),
    ("logzio-s3-keys", "owned", DELETES_USER, ":", " is there"),
    ("fastly-s3", "owned", DELETES_ROLE, DELETES_NEIGHBOR, "changed ("),
]


@pytest.mark.parametrize(("name", "start", "right", "wrong", "seen"), PLANTED, ids=range(5))
def test_a_teardown_that_is_wrong_is_seen(ground, name, start, right, wrong, seen):
    ground(name).load(start)
    with edited(ground(name).scripts, "teardown.sh", right, wrong):
        found, _ = removed_wrongly_or_left(ground(name), start, status=0)
    assert any(seen in line for line in found), found
