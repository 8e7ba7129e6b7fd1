"""The rules for words: what a script may be made of, and what its library may say to `aws`."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, pairwise

from bench import places
from bench.shell_words import Command, NotUnderstood, Part, Word, scan

LIBRARY = places.ROOT / "Templates" / "Shell"
BANNER = "# " + "=" * 76
#: A text in single quotes, as the one encoder of words writes it.
WORD = r"'(?:[^']|'\\'')*'"
CONSTANT = re.compile(rf"readonly ACCREDIT_(?:SPEC|ACCOUNT|PARTITION|REGION)={WORD}\n")
COMMENT = re.compile(r"#(?: [ -~]*)?\n")
KINDS = (
    "require (?:bucket|stream|stream_policies|boundary|secret_tokens|stack_set_administration)"
    "|ensure (?:role|user|access_key|bucket|stream|stream_policy|log_group|log_stream)"
    "|ensure (?:delivery_stream|metric_stream|stack_set|stack_set_bounds|no_stack_set)"
    "|remove (?:role|user|stream_policy|delivery_stream|metric_stream|stack_set)"
    "|keep (?:bucket|stream|log group|buckets|streams|log groups)"
)
LINE = re.compile(rf"  (?:{KINDS})(?: {WORD})*\n")
LIST = re.compile(r"(?:prerequisites|resources|remains)\(\) \{\n")
DOCUMENT = re.compile(rf"    {WORD}\)\n      cat <<'(EOF_[0-9a-f]{{16}})'\n")
END = '    *) die 2 "there is no document $1" ;;\n  esac\n}\n'


@dataclass
class Counted:
    """How much the rules have looked at."""

    scripts: int = 0
    lines: int = 0
    words: int = 0
    documents: int = 0
    aws_calls: int = 0
    aws_words: int = 0


# ---------------------------------------------------------------- the generated part


@cache
def library_files() -> dict[str, str]:
    """The files of the library as scripts hold them: without the lines for its linter."""
    found = {}
    for path in LIBRARY.glob("*.sh"):
        lines = path.read_text("utf-8").split("\n")
        while lines and (lines[0].startswith("# shellcheck ") or lines[0] in ("#", "")):
            lines.pop(0)
        found[path.stem] = "\n".join(lines)
    return found


class Reader:
    """Reads the generated part of a script, which may be nothing but data for the library."""

    def __init__(self, text: str, counted: Counted) -> None:
        self.text, self.at, self.counted = text, 0, counted

    def fault(self, expected: str) -> str:
        line = self.text.count("\n", 0, self.at) + 1
        return f"line {line}: {expected} is expected: {self.text[self.at:self.at + 60]!r}"

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def take_text(self, text: str) -> bool:
        if not self.text.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def faults(self) -> Iterator[str]:
        """What is otherwise than the generated part of a script is."""
        if not self.take_text("#!/usr/bin/env bash\n"):
            yield self.fault("the first line")
        while self.take(COMMENT):
            pass
        head = (LIBRARY / "head.sh").read_text("utf-8")
        if not self.take_text("\n" + head + "\n"):
            yield self.fault("the head of the library")
            return
        if not all(self.take(CONSTANT) for _ in range(4)):
            yield self.fault("a constant in single quotes")
            return
        for _ in range(2):
            if fault := self.list():
                yield fault
                return
        yield from self.documents()

    def list(self) -> str | None:
        if not (self.take_text("\n") and self.take(COMMENT) and self.take(LIST)):
            return self.fault("a list")
        if self.take_text("  :\n}\n"):
            return None
        while not self.take_text("}\n"):
            found = self.take(LINE)
            if not found:
                return self.fault("a line of words in single quotes")
            self.counted.lines += 1
            self.counted.words += len(re.findall(rf" {WORD}", found[0]))
        return None

    def documents(self) -> Iterator[str]:
        if not (self.take_text("\n") and self.take(COMMENT)):
            yield self.fault("a comment")
        if not self.take_text("document() {\n  case $1 in\n"):
            yield self.fault("the function of documents")
        while not self.take_text(END):
            found = self.take(DOCUMENT)
            if not found:
                yield self.fault("a document behind a mark in quotes")
                return
            body = self.body(found[1])
            if body is None:
                yield self.fault(f"JSON up to the mark {found[1]}")
                return
            self.counted.documents += 1
        banner = f"\n{BANNER}\n"
        if not self.take_text(banner):
            yield self.fault("the library")

    def body(self, mark: str) -> str | None:
        """The document up to its mark, which is the digest of the whole of it."""
        end = self.text.find(f"\n{mark}\n", self.at)
        body = self.text[self.at:end] if end >= 0 else ""
        try:
            json.loads(body)
        except ValueError:
            return None
        if not body.isascii() or mark[4:] != hashlib.sha256(body.encode()).hexdigest()[:16]:
            return None
        self.at = end + len(mark) + 2
        return body if self.take_text("      ;;\n") else None


def script_faults(text: str, counted: Counted) -> list[str]:
    """What a script holds besides data in the right places and the library, word for word."""
    counted.scripts += 1
    reader = Reader(text, counted)
    faults = list(reader.faults())
    if faults:
        return faults
    rest = text[reader.at:]
    notice = f"# The library: the same in every script, and nothing of the spec in it.\n{BANNER}\n"
    if not rest.startswith(notice):
        return [reader.fault("the notice of the library")]
    rest = rest[len(notice):]
    while rest != '\nmain "$@"\n':
        file = next((one for one in library_files().values() if rest.startswith("\n" + one)), None)
        if not file:
            return [f"no file of the library begins with {rest[:60]!r}"]
        rest = rest[len(file) + 1:]
    return []


# ---------------------------------------------------------------- the library

#: What the library may call besides its own functions.
BUILTINS = set((
    ": break command continue echo exit export local printf read readonly return set shift trap "
    "kill true umask unset wait "
).split())
TOOLS = set("awk cat find grep mkdir mktemp mv rm sed sha256sum shasum sleep sort tr wc".split())
#: Functions of the generated part.
GENERATED = {"document", "prerequisites", "resources", "remains"}
#: Commands whose name is put together, each from words of the library.
COMPOSED = {
    '"${feed}"', '"$@"', '"require_$1"', '"${list}"', '"${command}"', '"change_stream_${part}"',
}
#: Unquoted expansions: texts of the library, which are to be split.
SPLIT = {"${BUCKET_PARTS}", "${BUCKET_PARTS%policy}", "$3", '${place[@]+"${place[@]}"}'}
#: Programs of awk that stand in constants of the library.
PROGRAMS = {'"${JSON_AWK}"', '"${ALIGN_AWK}"'}
#: Names of variables that are read through another variable.
INDIRECT = {"!variable", "!variable:-", "!AWS_ENDPOINT_URL@"}
#: The process that was started last: a number.
PROCESS = "!"
#: Opens the file of the terminal, and runs nothing.
OPENING = ["exec"]
#: What hands its words to `aws`.
AWS = set((
    "aws_once call write observe write_from write_bucket observe_bucket_part aws "
    "die_of_error ask "
).split())
#: What may stand within double quotes on such a line: names, regions, ids, numbers, paths of
#: documents and constants of the library, of which check_words has seen every one of the spec.
TOLD = set((
    "ACCREDIT_ACCOUNT ACCREDIT_REGION SCRATCH WANT wanted name region group kind key id "
    "boundary operation option again gone direction days count hours file 1 2 3 4 5 @ "
).split())
TOLD |= {"STACK_SET_QUERY", "STACK_INSTANCES_QUERY", "STACK_TARGETS_QUERY", "STACK_SET_CHANGED"}
#: Names and versions of managed policies: of the spec, or as AWS lists them, then within an ARN.
TOLD |= {"ACCREDIT_SPEC", "arn", "part", "version"}
TOLD |= {"bucket"}  # of which check_template_bucket has seen every letter
TOLD |= {"arn%:\\*", "1//:/_"}
TOLD_BY = {
    'metric_stream_arn "${name}" "${region}"', 'stream_arn "${name}" "${region}"',
    'stream_arn "$1" "$2"', 'value "${seen}/stream" VersionId',
    'value "${seen}/stream" Destinations.DestinationId',
    'managed_arn "${kind}" "${name}" "${part}"', 'managed_arn "$1" "$2" "${part}"',
    'managed_arn "$1" "$2" "$3"',
    'caller_of "${name}"', 'caller_of "$1"', 'template_key "$2"',
}


class Rules:
    """The rules that every command of the library keeps."""

    def __init__(self, functions: set[str], counted: Counted) -> None:
        self.known = functions | BUILTINS | TOOLS | GENERATED
        self.counted = counted

    def faults(self, command: Command) -> Iterator[str]:
        for word in command.words + command.targets:
            for part in word.parts:
                yield from self.part(command, word, part)
        if command.kind == "command" and command.words:
            yield from self.named(command)

    def part(self, command: Command, word: Word, part: Part) -> Iterator[str]:
        """Expansions that the shell would split, or take for a pattern or a name."""
        inner = part.text if part.kind == "variable" else ""
        if inner.startswith("!") and inner not in INDIRECT | {PROCESS}:
            yield f"line {word.line}: {word.raw} reads a variable through another"
        is_splitting = command.kind in ("command", "list") and not word.is_assignment
        if part.kind in ("variable", "command") and not part.is_quoted:
            if (is_splitting or word in command.targets) and word.raw not in SPLIT:
                yield f"line {word.line}: {word.raw} is not in quotes"
            if command.kind == "pattern":
                yield f"line {word.line}: {word.raw} is a pattern that data writes"

    def named(self, command: Command) -> Iterator[str]:
        words = list(dropwhile(lambda word: word.is_assignment, command.words))
        if not words:
            return
        name = words[0].raw
        if name not in self.known | COMPOSED and [word.raw for word in words] != OPENING:
            yield f"line {command.line}: the library has no business with {name}"
        if name == "command":
            name = words[1].raw
            words = words[1:]
            if name not in ("aws", "-v"):
                yield f"line {command.line}: 'command {name}'"
        if name in ("printf", "trap") and not words[1].is_constant:
            yield f"line {command.line}: {name} reads {words[1].raw}"
        if name in ("awk", "sed"):
            yield from self.program(command, words)
        if name in AWS:
            yield from self.told(words)

    def program(self, command: Command, words: list[Word]) -> Iterator[str]:
        """A program of awk or sed is a constant."""
        rest = words[1:]
        while rest and rest[0].raw in ("-F", "-v", "-n"):
            rest = rest[1 if rest[0].raw == "-n" else 2:]
        is_list = bool(rest) and rest[0].raw == "-e"
        programs = [
            word for option, word in pairwise(rest) if option.raw == "-e"
        ] if is_list else rest[:1]
        for word in programs:
            if not word.is_constant and word.raw not in PROGRAMS:
                yield f"line {command.line}: {words[0].raw} runs {word.raw}"

    def told(self, words: list[Word]) -> Iterator[str]:
        """Words on the way to `aws`: constants, or known variables within double quotes."""
        self.counted.aws_calls += 1
        for word in words[1:]:
            self.counted.aws_words += 1
            if word.raw in SPLIT:
                continue
            for part in word.parts:
                if part.kind == "variable" and part.text not in TOLD:
                    yield f"line {word.line}: {word.raw} has '{part.text}', which aws is not told"
                if part.kind == "command" and part.text not in TOLD_BY:
                    yield f"line {word.line}: {word.raw} has the output of '{part.text}'"
                if part.kind == "bare" and not re.fullmatch(r"[A-Za-z0-9=:/._|-]+", part.text):
                    yield f"line {word.line}: {word.raw} is no constant"


def library_faults(files: dict[str, str], counted: Counted) -> list[str]:
    """What breaks a rule in the files of a library."""
    try:
        scanned = {name: scan(text) for name, text in files.items()}
    except NotUnderstood as problem:
        return [str(problem)]
    functions = {
        command.name for one in scanned.values() for command in one.commands
        if command.kind == "function"
    }
    rules = Rules(functions, counted)
    faults = []
    for name, one in scanned.items():
        for command in one.commands:
            faults += [f"{name}.sh {fault}" for fault in rules.faults(command)]
        faults += [f"{name}.sh holds the document {document.mark}" for document in one.documents]
    return faults
