"""The calls of the AWS CLI that the shell library makes, read off it with the bench's tokeniser."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import places
from bench.aws import Failed
from bench.shell_words import Command, Word, scan

SERVICES = {
    "cloudformation", "cloudwatch", "firehose", "iam", "kinesis", "kms", "logs", "s3api", "sts",
}  # fmt: skip
FUNCTION = re.compile(r"^([a-z_]+)\(\) \{$")
LOCAL = re.compile(r"([A-Za-z_]+)=")


@dataclass(frozen=True)
class Located:
    """A command, and the function that it stands in."""

    function: str
    command: Command


def constant(word: Word) -> str | None:
    """The text of a word without expansions."""
    return "".join(part.text for part in word.parts) if word.is_constant else None


class Library:
    """The files of Templates/Shell, and which words their variables can be."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.commands = [found for text in texts.values() for found in located(text)]

    def calls(self) -> set[str]:
        """Every `service operation`; what only asks the CLI for a skeleton is no call of AWS."""
        found = set()
        for at in self.commands:
            words = at.command.words
            if any(word.raw.startswith("--generate-cli-skeleton") for word in words):
                continue
            for service, operation in itertools.pairwise(words):
                if constant(service) in SERVICES and not service.is_assignment:
                    names = self.texts(operation, at.function)
                    found |= {f"{constant(service)} {name}" for name in names}
        return found

    def texts(self, word: Word, function: str, depth: int = 0) -> set[str]:
        """What a word of a function can be."""
        if depth > 5:
            raise Failed(f"{word.raw} of {function} cannot be followed")
        choices = [
            self.values(part.text, function, depth) if part.kind == "variable" else {part.text}
            for part in word.parts
        ]
        return {"".join(parts) for parts in itertools.product(*choices)}

    def values(self, name: str, function: str, depth: int) -> set[str]:
        """What a variable or a parameter of a function can be."""
        found: set[str] = set()
        if name.isdigit():
            for at in self.commands:
                words = at.command.words
                if words and words[0].raw == function and len(words) > int(name):
                    found |= self.texts(words[int(name)], at.function, depth + 1)
        else:
            for value in self.assigned(name, function):
                found |= self.texts(value, function, depth + 1)
        if not found:
            raise Failed(f"nobody says what ${name} of {function} is")
        return found

    def assigned(self, name: str, function: str) -> Iterator[Word]:
        """What is assigned to a variable of a function."""
        for at in self.commands:
            for word in at.command.words if at.function == function else ():
                head = word.parts[0].text if word.parts else ""
                if (match := LOCAL.match(head)) and match[1] == name:
                    rest = [type(word.parts[0])(word.parts[0].kind, head[match.end():])]
                    yield Word(word.raw, rest + word.parts[1:], word.line)


def located(text: str) -> Iterator[Located]:
    """The commands of a file with the functions around them."""
    starts = [
        (number, match[1])
        for number, line in enumerate(text.splitlines(), 1)
        if (match := FUNCTION.match(line))
    ]
    for command in scan(text).commands:
        function = next((name for line, name in reversed(starts) if line <= command.line), "")
        yield Located(function, command)


def of_checkout() -> Library:
    folder: Path = places.ROOT / "Templates" / "Shell"
    return Library({path.name: path.read_text() for path in sorted(folder.glob("*.sh"))})
