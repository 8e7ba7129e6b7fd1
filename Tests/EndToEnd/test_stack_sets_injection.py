"""No value of a spec with targets becomes code: what no validator lets through stays a value."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.injection_words import Counted, script_faults
from bench.stack_sets import ACCOUNTS, REGIONS, Deployment, Order
from bench.starts import edited

pytestmark = pytest.mark.xdist_group("stack-sets")

#: Without a quote, which JSON would escape.
RUN = "touch $CANARY/pwned"
#: What the library takes for a word, and hands on.
WORD = re.compile(r"[A-Za-z0-9/][A-Za-z0-9+=,.@:/_#-]*")
#: What a shell, JSON, YAML, CloudFormation or the AWS CLI could take for more than text.
HOSTILE = (
    f"$({RUN})", f"`{RUN}`", f"'; {RUN}; '", f'"; {RUN}; "', f"\n{RUN}\n", f"a\nEOF_0123\n{RUN}",
    f"a && {RUN}", f"a | {RUN}", f"<({RUN})", f"x[$({RUN})]", "${HOME}", "$HOME", "\\", '\\"', "*",
    "~", "?", "!", "%s%n", "-rf", "--query", "file:///etc/passwd", "fileb://x", "http://x.example",
    "@x", "{{resolve:ssm:x}}", "${AWS::AccountId}", '"},{"Key":"x","Value":"y"', "&#10;", "é", "😀",
    "\t", " a ", "# a", "null", "0123", "[]", "{a,b}", "IFS=", "a\n\n\nb",
)  # fmt: skip
#: What each text is put in place of, and whether that is a word of the library's calls: then it is
#: refused; what stands in documents alone arrives there.
PLACES = {
    "a region": (lambda text: {"regions": (*REGIONS, text)}, True),
    "the region of the script": (lambda text: {"region": text}, True),
    "the account of the script": (lambda text: {"administrator": text}, True),
    "the spec": (lambda text: {"spec": text}, True),
    "an account": (lambda text: {"accounts": (*ACCOUNTS, text)}, False),
    "a unit": (lambda text: {"units": (text,), "isServiceManaged": True}, False),
}


def hostile_tags() -> dict[str, str]:
    """Each text as a key, made unique by a number, and each as the value of another."""
    return {f"{text}{n}": HOSTILE[-1 - n] for n, text in enumerate(HOSTILE)}


def told(deployment: Deployment, name: str) -> dict[str, str]:
    """The tags that a stack set has."""
    known = deployment.set_of(name)
    return {tag["Key"]: tag["Value"] for tag in known["Tags"]}


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, named to every run, that stays empty as long as no value is code."""
    folder = tmp_path / "canary"
    folder.mkdir()
    environment = Deployment.environment
    monkeypatch.setattr(
        Deployment,
        "environment",
        lambda self, *arguments: environment(self, *arguments) | {"CANARY": str(folder)},
    )
    return folder


def test_hostile_tags_arrive_as_they_are(deploy, canary, covered):
    order = replace(Order(), tags=hostile_tags(), isUnchecked=True)
    deployment = deploy(order)
    wanted = order.tags | {"accredit:spec": "acme"}
    first, second, verify = deployment.apply(), deployment.apply(), deployment.provision("verify")
    assert [run.status for run in (first, second, verify)] == [0, 0, 0], first.errors
    assert (second.changing, verify.changing) == ([], [])
    assert told(deployment, "acme") == told(deployment, "acme-Regional") == wanted
    for name in ("stacksets.sh", "teardown.sh"):
        text = (deployment.outputs / name).read_bytes().decode()
        assert script_faults(text, Counted()) == []
    teardown = deployment.teardown()
    assert (teardown.status, deployment.actual()) == (0, {}), teardown.errors
    assert (list(canary.iterdir()), deployment.litter()) == ([], [])
    covered(f"{2 * len(order.tags)} hostile keys and values of tags, byte for byte, none run")


@pytest.mark.parametrize("place", PLACES)
def test_a_value_that_is_no_word_reaches_no_command_line(deploy, canary, place, covered):
    change, is_word = PLACES[place]
    deployment, refused = deploy(), 0
    texts = [f"{text}.7" for text in HOSTILE if not WORD.fullmatch(f"{text}.7")]
    for text in texts:
        deployment.become(replace(Order(), isUnchecked=True, **change(text)))
        for script, arguments in (("stacksets.sh", ("apply",)), ("teardown.sh", ("--yes",))):
            run = deployment.run(script, arguments)
            assert run.status in (0, 2, 4, 5, 6, 7), f"{text!r}: {run.status} {run.errors}"
            assert not [call for call in run.calls if any(text in word for word in call)], text
            assert (list(canary.iterdir()), deployment.litter()) == ([], []), text
            refused += (run.status, run.changing) == (2, [])
    assert len(texts) > 30 and refused >= is_word * len(texts)
    covered(f"{place}: {2 * len(texts)} scripts, {refused} of them refused a word")


def test_a_script_that_runs_a_value_is_found_out(deploy, canary):
    deployment = deploy(replace(Order(), tags=hostile_tags(), isUnchecked=True))
    text = (deployment.outputs / "stacksets.sh").read_text()
    mark = text[text.index("<<'EOF_") + 3 :].split("'")[0]
    with edited(deployment, "stacksets.sh", f"<<'{mark}'", f"<<{mark}"):
        deployment.provision("plan")
    assert list(canary.iterdir()) != []
