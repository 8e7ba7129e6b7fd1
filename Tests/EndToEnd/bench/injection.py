"""Runs hostile scripts beside a canary, and judges what they did and what they told AWS."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import injection_aws, places
from bench.injection_answers import Answers
from bench.injection_aws import Call
from bench.injection_case import TOKEN, Calls, Case, Expected

#: The tools that the library names, and some with which code that escapes would leave a trace.
TOOLS = "cat env bash find grep id mkdir mktemp mv rm sed sleep sort tee touch tr wc".split()
#: Every awk that is at hand takes its turn; the fastest takes more.
AWKS = ["mawk", "gawk", "mawk", "original-awk", "mawk", "busybox"]
#: What a command that isn't in PATH comes to: bash calls this function in its place.
UNKNOWN = '() { : >"$CANARY/unknown-command"; return 127; }'
#: What lies in the current folder and at home, for patterns that aren't quoted.
DECOYS = ["-rf", "decoy", "a b", "pwned"]
DOCUMENTED = {
    "provision.sh": {0, 2, 3, 4, 5, 6, 7},
    "teardown.sh": {0, 2, 4, 5, 6, 7},
}
#: What bash itself says of a script that is broken.
BROKEN = re.compile(rb"^\S*(?:provision|teardown)\.sh: line \d+: ", re.MULTILINE)
#: What a script says of the name of an integration that it can't name a variable after.
NO_VARIABLE = "is not a variable of this script"
#: An option as it stands in the library.
OPTION = re.compile(r"--[a-z][a-z-]*")


@dataclass
class Outcome:
    """How one run ended, and everything that is wrong with it."""

    status: int
    errors: str
    calls: list[Call]
    faults: list[str] = field(default_factory=list)


class Place:
    """A folder in which scripts run: nothing in it may change but what they tell `aws`."""

    def __init__(self, folder: Path, case: Case, awk: str) -> None:
        self.folder, self.case = folder, case
        for name in ["bin", "tmp", "home", "work", "canary", "keys", "state", "answers"]:
            (folder / name).mkdir(parents=True)
        for name in TOOLS:
            (folder / "bin" / name).symlink_to(shutil.which(name))
        (folder / "bin" / "awk").symlink_to(shutil.which(awk) or shutil.which("awk"))
        injection_aws.install(folder / "bin")
        for name in DECOYS:
            (folder / "work" / name).write_text("decoy")
            (folder / "home" / name).write_text("decoy")
        token = folder / "keys" / "token"
        token.write_text(TOKEN + "\n")
        token.chmod(0o600)

    def environment(self, exist: bool, last: int | None, gone: bool) -> dict[bytes, bytes]:
        folder = self.folder
        variables = {
            "PATH": f"{folder}/bin", "HOME": f"{folder}/home", "TMPDIR": f"{folder}/tmp",
            "CANARY": f"{folder}/canary", "CALLS": f"{folder}/calls", "STATE": f"{folder}/state",
            "ANSWERS": f"{folder}/answers", "ACCREDIT_PAUSE": "0", "ACCREDIT_JOBS": "1",
            "LAST": "" if last is None else str(last),
            "GONE": "1" if gone else "", "ACCREDIT_CONFIRM": self.case.account,
            "BASH_FUNC_command_not_found_handle%%": UNKNOWN,
            "ACCREDIT_TOKEN_FILE_A": f"{folder}/keys/token",
        }
        for number, variable in enumerate(self.case.variables("access_key")):
            if not exist:
                variables[variable] = f"{folder}/keys/key{number}"
        for variable in self.case.variables("delivery_stream"):
            variables[variable] = f"{folder}/keys/token"
        return {os.fsencode(name): os.fsencode(value) for name, value in variables.items()
                if "=" not in name and "\0" not in value}

    def run(
        self, script: Path, arguments: list[str], exist: bool, last: int | None
    ) -> Outcome:
        """Runs a script where everything exists, or nothing; after as many writes as `last` says,
        reading back is refused, which ends the run."""
        is_teardown = script.name == "teardown.sh"
        Answers(self.case, self.folder / "answers", has_parts=is_teardown).for_all(exist)
        before = self.snapshot()
        result = subprocess.run(
            ["/bin/bash", script, *arguments], cwd=self.folder / "work", capture_output=True,
            env=self.environment(exist, last, is_teardown),
            stdin=subprocess.DEVNULL, timeout=120,
        )
        outcome = Outcome(result.returncode, result.stderr.decode("utf-8", "replace"), [])
        if BROKEN.search(result.stderr):
            outcome.faults.append("bash says that the script is broken")
        if result.returncode not in DOCUMENTED[script.name]:
            outcome.faults.append(f"exit code {result.returncode} is not documented")
        if len(result.stdout.splitlines()) > 1:
            outcome.faults.append("more than one line on standard output")
        outcome.faults += self.leftovers(before)
        try:
            outcome.calls = injection_aws.read_calls(self.folder / "calls")
        except (injection_aws.Torn, StopIteration, RuntimeError) as torn:
            outcome.faults.append(f"the notes of aws are torn: {torn}")
        return outcome

    def snapshot(self) -> dict[str, str]:
        """Everything that must stay as it is, with its content."""
        found = {}
        for name in ["work", "home", "bin", "answers"]:
            for path in sorted((self.folder / name).rglob("*")):
                is_data = path.is_file() and not path.is_symlink()
                content = path.read_bytes() if is_data else b""
                found[str(path)] = hashlib.sha256(content).hexdigest()
        return found

    def leftovers(self, before: dict[str, str]) -> list[str]:
        faults = []
        for name in ["canary", "tmp"]:
            left = sorted(path.name for path in (self.folder / name).iterdir())
            if left:
                faults.append(f"{name} holds {left}")
        if self.snapshot() != before:
            faults.append("the files in the work, home, bin or answers folder have changed")
        return faults


# ---------------------------------------------------------------- judging


def same(expected: Any, document: str, is_set: bool) -> bool:
    """Whether a document says what it must, byte for byte; of tags of a bucket, in any order."""
    try:
        found = json.loads(document)
    except ValueError:
        return False
    if is_set:
        def ordered(tags: dict[str, Any]) -> list[str]:
            return sorted(json.dumps(tag, sort_keys=True) for tag in tags["TagSet"])

        return found.keys() == expected.keys() and ordered(found) == ordered(expected)
    return found == expected


def options_of(call: Call) -> dict[str, str]:
    """The options of a call with their values; every option of the library takes one."""
    pairs = iter(call.words[2:])
    return dict(zip(pairs, pairs, strict=True))


STANDARD = {"--output": "json", "--cli-connect-timeout": "10", "--cli-read-timeout": "60"}


def differences(call: Call, expected: Expected, scratch: str) -> Iterator[str]:
    """What is otherwise than it must be with a call that changes something."""
    if call.operation != expected.operation:
        yield f"{call.operation} in place of {expected.operation}"
        return
    options = options_of(call)
    plain = {name: value for name, value in options.items() if name not in expected.documents}
    if plain != expected.words | STANDARD:
        yield f"{call.operation}: words {plain!r} are not {expected.words!r}"
    for option, document in expected.documents.items():
        word = options.get(option, "")
        if word not in call.documents:
            yield f"{call.operation}: no document behind {option}"
        elif word != "file:///dev/stdin" and not word.startswith(f"file://{scratch}/accredit."):
            yield f"{call.operation}: {word} is not a document of the script"
        elif not same(document, call.documents[word], call.operation.endswith("tagging")):
            yield f"{call.operation}: the document behind {option} differs"
    if call.has_input != ("file:///dev/stdin" in call.words):
        yield f"{call.operation}: standard input is something that it must not be"


class Judge:
    """Holds the calls of a run against the facts of its case."""

    def __init__(self, case: Case, scratch: Path) -> None:
        self.case, self.scratch = case, str(scratch)
        self.known = known_options()
        self.values = set(self.allowed_values())

    def allowed_values(self) -> Iterator[str]:
        """What may stand behind an option of a call that reads."""
        case = self.case
        yield from STANDARD.values()
        yield from [case.account, case.region, "accredit", "1", "input", *case.boundaries]
        for item in [*case.requirements, *case.resources]:
            name, region = item["name"], case.region_of(item)
            yield from [name, region, case.arn("kinesis", region, f"stream/{name}")]
            yield case.arn("cloudwatch", region, f"metric-stream/{name}")
            yield case.arn("logs", region, f"log-group:{name}")
            yield f"logGroups[?logGroupName=='{name}']"
            for part in item.get("parts", []):
                yield from [part, case.part_arn(item["kind"], name, part), "v1", "v2"]
            if item.get("parts"):
                yield from ["Local", case.path_of(item["kind"], name)]
            for stream in item.get("streams", []):
                yield from [stream, f"logStreams[?logStreamName=='{stream}']"]

    def reads(self, calls: list[Call]) -> Iterator[str]:
        for call in calls:
            if "--generate-cli-skeleton" in call.words[2:3]:
                if call.words[3:] != ["input"]:
                    yield f"{call.operation}: {call.words[3:]} behind a skeleton"
                continue
            if len(call.words) % 2:
                yield f"{call.operation}: an option has no value: {call.words[2:]!r}"
                continue
            for name, value in options_of(call).items():
                if name not in self.known:
                    yield f"{call.operation}: {name!r} is no option of the library"
                if call.is_reading and value not in self.values:
                    yield f"{call.operation}: {value!r} is no value of the spec"

    def words(self, calls: list[Call]) -> Iterator[str]:
        """Values that the AWS CLI could take for an option, a file or an address."""
        for call in calls:
            for word in call.words[3::2]:
                is_own = word == "file:///dev/stdin" or word.startswith(f"file://{self.scratch}/")
                is_address = re.match(r"[A-Za-z0-9]*://", word) and not is_own
                if word.startswith("-") or is_address or word == "":
                    yield f"{call.operation}: the value {word!r} could be taken for something else"

    def writes(self, calls: list[Call], expected: list[Expected]) -> Iterator[str]:
        changing = [call for call in calls if not call.is_reading and call.words[0] != "sts"]
        for call, wanted in zip(changing, expected):
            yield from differences(call, wanted, self.scratch)
        if len(changing) != len(expected):
            named = [call.operation for call in changing]
            yield f"{len(changing)} calls in place of {len(expected)}: {named[-3:]} at the end"

    def refusal(self, outcome: Outcome, is_total: bool) -> Iterator[str]:
        """What is wrong with a run that had to stop at a word."""
        if outcome.status != 2:
            yield f"exit code {outcome.status} in place of 2"
        named = [
            word for refused in self.case.refused for word in (refused, flattened(refused))
            if f"{word}'" in outcome.errors
        ]
        named += self.variables_in(outcome.errors) if not is_total else []
        if not named:
            yield "the word that was refused is not named as it is"
        if is_total and outcome.calls:
            yield f"{len(outcome.calls)} calls before the refusal"

    def variables_in(self, errors: str) -> list[str]:
        """Signs that a variable was refused: its name, which holds that of an integration in upper
        case, or what the script says of one that it only has in JSON."""
        variables = self.case.variables("access_key") + self.case.variables("delivery_stream")
        signs = [NO_VARIABLE, *(f"'{variable}'" for variable in variables)]
        return [sign for sign in signs if sign in errors]

    def untold(self, calls: list[Call]) -> Iterator[str]:
        """Words that had to be refused, and stand on a command line."""
        for call in calls:
            for word in call.words:
                if any(refused and refused in word for refused in self.case.refused):
                    yield f"{call.operation}: has a word that had to be refused"


def flattened(text: str) -> str:
    """The text as the library holds what it has read from JSON: in ASCII, without short escapes."""
    inside = json.dumps(text)[1:-1]
    for short, code in {"\\n": "000a", "\\r": "000d", "\\t": "0009", "\\b": "0008"}.items():
        inside = re.sub(rf"(?<!\\)((?:\\\\)*)\{short}", rf"\1\\u{code}", inside)
    return inside.replace("\x7f", "\\u007f")


def known_options() -> set[str]:
    """The options that the library of the scripts has, with those that it puts together."""
    sources = [path.read_text() for path in (places.ROOT / "Templates" / "Shell").glob("*.sh")]
    found = set(OPTION.findall("\n".join(sources)))
    settings = {
        "--public-access-block-configuration", "--ownership-controls", "--policy",
        "--server-side-encryption-configuration", "--lifecycle-configuration",
    }
    return found | settings | {"--role-name", "--user-name"}


def unguarded(script: str) -> str:
    """The script without the library's check of words: what is left is how it quotes."""
    start = script.index("check_words() {\n")
    end = script.index("\n}\n", start)
    return script[:start] + "check_words() {\n  :" + script[end:]


@dataclass
class Tally:
    """What a series of scripts has covered."""

    scripts: int = 0
    values: int = 0
    calls: int = 0
    words: int = 0
    documents: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, calls: list[Call]) -> None:
        self.calls += len(calls)
        self.words += sum(len(call.words) for call in calls)
        self.documents += sum(len(call.documents) for call in calls)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.scripts + other.scripts, self.values + other.values, self.calls + other.calls,
            self.words + other.words, self.documents + other.documents, self.faults + other.faults,
        )


def try_case(case: Case, folder: Path, number: int) -> Tally:
    """Runs both scripts of a case, and says everything that is wrong."""
    tally = Tally(scripts=2, values=case.values)
    # Every other case finds everything made already, which is a matter of changing it; so does
    # one with managed policies, which a new role or user gets in a second look at everything.
    exists = (case.mode == "documents" and number % 2 == 1) or case.has_parts
    for name, exist in [("provision.sh", exists), ("teardown.sh", True)]:
        outcome = run_script(case, folder / name, name, exist, number)
        tally.add(outcome.calls)
        judged = outcome.faults + list(judge(case, folder / name, name, exist, outcome))
        tally.faults += [f"{case.folder.name}/{name} ({case.mode}): {fault}" for fault in judged]
        shutil.rmtree(folder / name)
    return tally


def run_script(case: Case, folder: Path, name: str, exist: bool, number: int) -> Outcome:
    place = Place(folder, case, AWKS[number // 2 % len(AWKS)])
    script = case.folder / name
    if case.mode == "unguarded":
        text = unguarded(script.read_bytes().decode("utf-8"))
        script = folder / name
        script.write_bytes(text.encode("utf-8"))
    arguments = ["apply"] if name == "provision.sh" else ["--yes"]
    # One in seven is read back as often as it takes; of the others, what is written is enough.
    is_cut = name == "provision.sh" and number % 7 != 0
    last = len(expected_calls(case, name, exist)) if is_cut else None
    return place.run(script, arguments, exist, last)


def expected_calls(case: Case, name: str, exist: bool) -> list[Expected]:
    """The calls that a run must make that change something."""
    if name == "teardown.sh":
        return Calls(case).of_kind("remove")
    return Calls(case).of_kind("change" if exist else "create")


def judge(case: Case, folder: Path, name: str, exist: bool, outcome: Outcome) -> Iterator[str]:
    judge = Judge(case, folder / "tmp")
    yield from judge.untold(outcome.calls)
    if case.mode != "unguarded":
        yield from judge.words(outcome.calls)
    yield from judge.reads(outcome.calls)
    if case.mode in ("words", "constants"):
        if name == "provision.sh" or (case.mode == "constants" and is_constant(case)):
            yield from judge.refusal(outcome, is_total=is_constant(case))
        return
    yield from judge.writes(outcome.calls, expected_calls(case, name, exist))
    if name == "teardown.sh" and outcome.status != 0:
        yield f"exit code {outcome.status} in place of 0"
    if name == "provision.sh" and outcome.status not in (0, 6, 7):
        yield f"exit code {outcome.status} in place of 6 or 7"


def is_constant(case: Case) -> bool:
    """Whether the word to refuse is a constant of the script, and not the name of a variable."""
    constants = {case.spec, case.account, case.partition, case.region}
    return case.mode == "constants" and bool(constants & set(case.refused))
