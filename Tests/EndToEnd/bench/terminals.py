"""Commands that run at a terminal, as a person sees them."""

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

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


def _own_terminal(descriptor: int) -> Callable[[], None]:
    """Makes a terminal the one that a new process reads its signals from."""

    def take() -> None:
        os.setsid()
        fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)

    return take


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
    master, slave = pty.openpty()
    attributes = termios.tcgetattr(slave)
    attributes[1] &= ~termios.OPOST
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    termios.tcsetwinsize(slave, (24, columns))
    environment = {key: value for key, value in os.environ.items() if key != "TERM"}
    # So that what is left is what a pipe gets; the line itself has no colors.
    environment["NO_COLOR"] = "1"
    if kind:
        environment["TERM"] = kind
    start = time.monotonic()
    with (folder / "output").open("w+b") as output:
        process = subprocess.Popen(
            list(map(str, words)), cwd=folder, env=environment, stdin=subprocess.PIPE,
            stdout=output, stderr=slave, preexec_fn=_own_terminal(slave),
        )  # fmt: skip
        os.close(slave)
        seen = _read(master, process, text, start + wait)
        status = process.wait()
        return Seen(status, seen, (folder / "output").read_text(), time.monotonic() - start)


def _read(master: int, process: subprocess.Popen, text: str, moment: float) -> str:
    """What comes until the terminal is closed; at a moment, the process gets its input."""
    seen = b""
    assert process.stdin
    while True:
        if time.monotonic() >= moment and not process.stdin.closed:
            process.stdin.write(text.encode())
            process.stdin.close()
        if not select.select([master], [], [], 0.05)[0]:
            continue
        try:
            part = os.read(master, 1 << 16)
        except OSError:  # The process has closed it.
            part = b""
        if not part:
            os.close(master)
            return seen.decode()
        seen += part
