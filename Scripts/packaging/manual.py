#!/usr/bin/env python3
"""Writes accredit(1), the manual page, from what the binary declares and the texts in manual/.

    Scripts/packaging/manual.py BINARY DATE >accredit.1      DATE as 2026-11-30

Every command, argument and option comes from the binary, so that none can be missing. What the
help on a screen has no room for is in manual/: accredit.mdoc with a line @commands@, and
<command>.mdoc behind what that command declares.
"""

import datetime
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

TEXTS = Path(__file__).resolve().parent / "manual"
MONTHS = "January February March April May June July August September October November December"


def declared(binary: str) -> dict:
    """The commands as the binary declares them."""
    run = subprocess.run([binary, "--experimental-dump-help"], capture_output=True, check=True)
    return json.loads(run.stdout)["command"]


def escaped(text: str) -> str:
    """Text in which nothing is a request or an escape of roff, and hyphens can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return guarded(text)


def guarded(line: str) -> str:
    """A line that is no request, whatever it begins with."""
    return "\\&" + line if line.startswith(".") else line


def prose(text: str) -> list[str]:
    """Paragraphs, filled, each sentence on a line of its own; indented lines stay as they are."""
    lines: list[str] = []
    for block in re.split(r"\n\n", text):
        for is_display, part in parts(block):
            if lines and not is_display and not lines[-1].startswith(".Ed"):
                lines.append(".Pp")
            lines += display(part) if is_display else sentences(part)
    return lines


def parts(block: str) -> list[tuple[bool, list[str]]]:
    """Runs of lines that are indented, and of lines that are not."""
    found: list[tuple[bool, list[str]]] = []
    for line in block.split("\n"):
        is_display = line.startswith("  ")
        if not found or found[-1][0] != is_display:
            found.append((is_display, []))
        found[-1][1].append(line)
    return found


def display(lines: list[str]) -> list[str]:
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    return [".Bd -literal -offset indent", *(escaped(line[margin:]) for line in lines), ".Ed"]


def sentences(paragraph: list[str]) -> list[str]:
    text = " ".join(line.strip() for line in paragraph)
    found: list[str] = []
    for sentence in re.split(r"(?<=[.;:])\s+(?=[A-Z0-9'])", text):
        lines = textwrap.wrap(escaped(sentence), 78, break_on_hyphens=False)
        found += [guarded(line) for line in lines]
    return found


def flags(argument: dict) -> str:
    """The names of an option, as they are typed, in macros."""
    names = argument["names"]
    return " , ".join(
        ("Fl " if name["kind"] == "short" else "Fl Fl ") + name["name"].replace("-", "\\-")
        for name in sorted(names, key=lambda name: name["kind"] != "short")
    )


def item(argument: dict) -> list[str]:
    value = argument.get("valueName", "")
    if argument["kind"] == "positional":
        repeats = " ..." if argument["isRepeating"] else ""
        head = f".It Ar {escaped(value)}{repeats}"
    elif argument["kind"] == "option":
        head = f".It {flags(argument)} Ar {escaped(value)}"
    else:
        head = f".It {flags(argument)}"
    lines = [head, *sentences([argument.get("abstract", "")])]
    if values := argument.get("allValues"):
        lines += sentences([f"It is one of {', '.join(values)}."])
    if default := argument.get("defaultValue"):
        lines += sentences([f"Without it: {default}."])
    return lines


def synopsis(command: dict) -> list[str]:
    name = escaped(command["commandName"])
    words = [f".Nm accredit Cm {name}", ".Op Ar options"]
    for argument in command.get("arguments", []):
        if argument["kind"] != "positional":
            continue
        word = f"Ar {escaped(argument['valueName'])}" + (" ..." if argument["isRepeating"] else "")
        words.append(f".Op {word}" if argument["isOptional"] else f".{word}")
    return words


def section(command: dict) -> list[str]:
    name = command["commandName"]
    lines = [f".Ss accredit {escaped(name)}", *synopsis(command), ".Pp"]
    lines += prose("\n\n".join(filter(None, (command["abstract"], command.get("discussion")))))
    own = TEXTS / f"{name}.mdoc"
    if own.exists():
        lines += own.read_text().splitlines()
    arguments = [each for each in command.get("arguments", []) if each.get("shouldDisplay", True)]
    arguments = [each for each in arguments if not is_common(each)]
    if arguments:
        lines.append(".Bl -tag -width Ds")
        for argument in arguments:
            lines += item(argument)
        lines.append(".El")
    return lines


def is_common(argument: dict) -> bool:
    names = [name["name"] for name in argument.get("names", [])]
    return "help" in names or "version" in names


def page(root: dict, date: datetime.date) -> str:
    commands = [
        each for each in root["subcommands"]
        if each.get("shouldDisplay", True) and each["commandName"] != "help"
    ]
    text = (TEXTS / "accredit.mdoc").read_text()
    month = MONTHS.split()[date.month - 1]
    text = text.replace("@date@", f"{month} {date.day}, {date.year}")
    sections = "\n".join(line for command in commands for line in section(command))
    before, between, after = text.partition("@commands@\n")
    assert between, "accredit.mdoc has no place for commands"
    return before + sections + "\n" + after


if __name__ == "__main__":
    sys.stdout.write(page(declared(sys.argv[1]), datetime.date.fromisoformat(sys.argv[2])))
