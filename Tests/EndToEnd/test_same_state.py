"""The template and the script of one spec make the same state."""

import copy
import re
import subprocess

import pytest

from bench import places, prerequisites
from bench.scripts import Scripts, compile_spec, constant
from bench.state import Account, differences, without_kept_keys
from bench.templates import DEPLOYED_BY_THE_BENCH, Template

#: Of 112 seeds in a row, 100 and more are of the partition that the simulator has.
SEEDS = range(1, 113)


def state_of(scripts: Scripts) -> dict:
    return Account(scripts.simulator, scripts.account, scripts.region).state()


def state_of_script(scripts: Scripts) -> dict:
    """What `provision.sh apply` makes of an account that has only what the spec requires."""
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    run = scripts.provision("apply")
    assert run.status == 0, run.errors
    return state_of(scripts)


def state_of_template(scripts: Scripts) -> dict:
    """What the templates make of such an account, in whatever order they are deployed."""
    scripts.simulator.ask("reset")
    prerequisites.make(scripts)
    for path in sorted(scripts.outputs.glob("template*.yaml")):
        Template(scripts, path.stem.replace("template", "accredit"), path.name).deploy()
    return state_of(scripts)


def compare(scripts: Scripts) -> int:
    """Fails where both states differ; gives the number of resources that both made."""
    script, template = state_of_script(scripts), state_of_template(scripts)
    lines = differing(scripts, script, template)
    assert not lines, "\n".join(lines)
    return sum(len(named) for named in script.values())


def differing(scripts: Scripts, script: dict, template: dict) -> list[str]:
    """How two states differ; of access keys, that the template keeps each and the script none."""
    kept = dict.fromkeys((f"accredit/{name}" for name in names_of_keys(scripts)), "a key")
    return [
        *differences(without_kept_keys(template), without_kept_keys(script)),
        *differences(dict.fromkeys(template["secrets"], "a key"), kept, "/secrets of the template"),
        *differences(script["secrets"], {}, "/secrets of the script"),
    ]


def names_of_keys(scripts: Scripts) -> list[str]:
    """`spec/integration` of each access key, as the template names the secret that keeps it."""
    spec = scripts.outputs.name if scripts.outputs.name != "outputs" else scripts.workplace.name
    prefix = "ACCREDIT_KEY_FILE_"
    keys = [name.removeprefix(prefix) for name in scripts.secrets if name.startswith(prefix)]
    return [f"{spec}/{key.lower().replace('_', '-')}" for key in keys]


@pytest.mark.parametrize("name", places.examples())
def test_template_and_script_of_an_example_make_the_same_state(example, name, covered):
    resources = compare(example(name))
    covered(f"{name}, {resources} resources of the account, 0 differ")


@pytest.mark.parametrize("seed", SEEDS)
def test_template_and_script_of_a_random_spec_make_the_same_state(random_spec, seed, counted):
    compare(random_spec(seed))
    counted("random specs of which template and script make the same", 1)


def test_a_hundred_and_more_random_specs_are_compared(tmp_path, covered):
    """The others are of partitions that the simulator doesn't have."""
    folder = tmp_path / "specs"
    folder.mkdir()
    subprocess.run([places.TOOL, "specs", folder, str(SEEDS[0]), str(len(SEEDS))], check=True)
    outputs = [compile_spec(folder / f"{seed}.yaml", tmp_path / f"{seed}") for seed in SEEDS]
    scripts = [(place / "provision.sh").read_text() for place in outputs]
    count = sum(constant(text, "ACCREDIT_PARTITION") == "aws" for text in scripts)
    assert count >= 100
    covered(f"{count} of {len(scripts)}")


def test_templates_and_script_of_a_divided_spec_make_the_same_state(example_within, covered):
    """With a quota of 12 resources in place of 500, acme takes several templates."""
    scripts = example_within("acme", {"template-resources": 12})
    templates = len(list(scripts.outputs.glob("template*.yaml")))
    assert templates > 2
    resources = compare(scripts)
    covered(f"{templates} templates, {resources} resources of the account, 0 differ")


def test_types_that_the_bench_deploys_itself(covered):
    """Says what of the comparison rests on simulator/, and not on ministack."""
    modules = (places.BENCH / "simulator").glob("*.py")
    taught = {name for path in modules for name in re.findall(r"AWS::\w+::\w+", path.read_text())}
    assert taught == set(DEPLOYED_BY_THE_BENCH)
    covered(", ".join(f"{name} ({what})" for name, what in DEPLOYED_BY_THE_BENCH.items()))


ROLE = "RoleName: logzio-acme\n"
BOUNDARY = "PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess"
#: Faults of a template that a comparison must see, each as text and what it becomes.
PLANTED = {
    "a wrong action": ("s3:PutObject", "s3:GetObject"),
    "a wrong external id": ("sts:ExternalId: ", "sts:ExternalId: x"),
    "another retention": ("ExpirationInDays: 30", "ExpirationInDays: 31"),
    "a public bucket": ("BlockPublicAcls: true", "BlockPublicAcls: false"),
    "a lost tag": ("- Key: team", "- Key: teem"),
    "a wider stream policy": ("- kinesis:PutRecords", "- kinesis:GetRecords"),
    "another output format": ("OutputFormat: opentelemetry1.0", "OutputFormat: opentelemetry0.7"),
    "logs that are kept longer": ("RetentionInDays: 30", "RetentionInDays: 60"),
    "another destination": ("Url: https://listener-", "Url: https://collector-"),
    "another key of a stream": ("key/5678abcd-", "key/9678abcd-"),
    "a role in another path": (ROLE, f"{ROLE}      Path: /x/\n"),
    "a permissions boundary": (ROLE, f"{ROLE}      {BOUNDARY}\n"),
    "an access key that is switched off": (
        "UserName: !Ref LogzioAcmeLegacyUser\n",
        "UserName: !Ref LogzioAcmeLegacyUser\n      Status: Inactive\n",
    ),
    "an access key that is kept elsewhere": ("accredit/acme/legacy", "accredit/acme/other"),
}


def test_the_comparison_sees_faults_of_a_template(example, covered):
    scripts = example("acme")
    script = state_of_script(scripts)
    template = (scripts.outputs / "template.yaml").read_text()
    unseen = []
    for name, (right, wrong) in PLANTED.items():
        assert right in template, f"the template of acme has no {right!r}"
        (scripts.outputs / "template.yaml").write_text(template.replace(right, wrong))
        if not differing(scripts, script, state_of_template(scripts)):
            unseen.append(name)
    assert unseen == []
    covered(f"{len(PLANTED)} planted faults, all seen")


def test_the_comparison_sees_every_kind_of_state(example, covered):
    """Changing any one value of the state of everything makes a difference."""
    state = state_of_script(example("acme"))
    # Acme has no managed policies, and its script keeps no secrets.
    assert [kind for kind, named in state.items() if not named] == ["policies", "secrets"]
    places_seen = 0
    for path in leaves(state):
        other = copy.deepcopy(state)
        holder = other
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = "something else"
        assert len(differences(state, other)) == 1
        places_seen += 1
    covered(f"{places_seen} values changed, each seen")


def leaves(value: object, path: tuple = ()):
    """The paths to all values that aren't dictionaries."""
    if not isinstance(value, dict):
        yield path
        return
    for key, member in value.items():
        yield from leaves(member, (*path, key))
