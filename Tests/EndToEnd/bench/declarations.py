"""The commands, arguments and options that the binary declares, whichever there are."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache

from bench import places


@dataclass(frozen=True)
class Argument:
    """An argument or option of a command."""

    #: `positional`, `option` or `flag`.
    kind: str
    #: As they are typed, such as `--output`; none of a positional argument.
    names: tuple[str, ...]
    value: str
    abstract: str
    #: The words of an enumeration.
    values: tuple[str, ...]
    #: What the shells complete it with: `file`, `directory`, `list`, `custom` or nothing.
    completion: str
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A command."""

    name: str
    abstract: str
    arguments: tuple[Argument, ...]
    #: Options that no help lists.
    hidden: tuple[str, ...]

    @property
    def options(self) -> list[str]:
        """The long options, sorted."""
        return sorted(
            name for each in self.arguments for name in each.names if name.startswith("--")
        )

    def named(self, option: str) -> Argument:
        return next(each for each in self.arguments if option in each.names)


def _argument(raw: dict) -> Argument:
    completion = raw.get("completionKind") or {}
    kind = next(iter(completion), "")
    return Argument(
        kind=raw["kind"],
        names=tuple(
            ("-" if name["kind"] == "short" else "--") + name["name"]
            for name in raw.get("names", [])
        ),
        value=raw.get("valueName", ""),
        abstract=raw.get("abstract", ""),
        values=tuple(raw.get("allValues", [])),
        completion=kind,
        extensions=tuple(completion[kind].get("extensions", [])) if kind else (),
    )


@cache
def commands() -> tuple[Command, ...]:
    """Every command that help lists, but for `help` itself."""
    run = subprocess.run(
        [places.ACCREDIT, "--experimental-dump-help"], capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)["command"]["subcommands"]
    return tuple(
        Command(
            raw["commandName"],
            raw.get("abstract", ""),
            tuple(_argument(each) for each in raw["arguments"] if each["shouldDisplay"]),
            tuple(
                name
                for each in raw["arguments"]
                if not each["shouldDisplay"]
                for name in _argument(each).names
            ),
        )
        for raw in found
        if raw["commandName"] != "help" and raw.get("shouldDisplay", True)
    )
