"""Commands that run at a terminal, as a person sees them."""

import os
import re
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.terminal import Terminal

#: What erases the line that the cursor is on.
ERASURE = "\x1b[K"


@dataclass(frozen=True)
class Seen:
    """How a command ended, and what its terminal got from its standard error."""

    status: int
    text: str
    output: str
    seconds: float

    @property
    def lines(self) -> list[str]:
        """The lines of progress that were drawn one over the other."""
        return re.findall(r"\r\x1b\[K([^\r\n]+, \d+ s|[^\r\n]+)(?=\r\x1b\[K)", self.text)

    @property
    def left(self) -> str:
        """What stands on the terminal at the end."""
        rows = (row.rsplit(ERASURE, 1)[-1] for row in self.text.split("\n"))
        return "\n".join(rows)


def run(
    words: Sequence[object],
    folder: Path,
    text: str = "",
    *,
    wait: float = 0,
    columns: int = 80,
    kind: str = "xterm",
) -> Seen:
    """Runs a command whose standard error is a terminal, which its other streams are not.

    - `text` is its standard input, which it gets after so many seconds: so long it waits.
    """
    environment = {key: value for key, value in os.environ.items() if key != "TERM"}
    # So that what is left is what a pipe gets; the line itself has no colors.
    environment["NO_COLOR"] = "1"
    if kind:
        environment["TERM"] = kind
    start = time.monotonic()
    with (folder / "output").open("w+b") as output:
        terminal = Terminal(
            words, folder, environment, columns=columns, is_raw=True,
            stdin=subprocess.PIPE, stdout=output,
        )  # fmt: skip
        seen = _read(terminal, text, start + wait)
        status = terminal.process.wait()
        return Seen(status, seen, (folder / "output").read_text(), time.monotonic() - start)


def _read(terminal: Terminal, text: str, moment: float) -> str:
    """What comes until the terminal is closed; at a moment, the process gets its input."""
    seen, entry = b"", terminal.process.stdin
    assert entry
    while True:
        if time.monotonic() >= moment and not entry.closed:
            entry.write(text.encode())
            entry.close()
        part = terminal.read(0.05)
        if part is None:
            terminal.close()
            return seen.decode()
        seen += part
