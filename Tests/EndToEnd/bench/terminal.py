"""Programs on pseudo-terminals of their own: what they show, and what is typed."""

import fcntl
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: How long a prompt may take, in seconds, on a machine that has other things to do.
PATIENCE = 120


class Terminal:
    """A pseudo-terminal and the program that has it as its own."""

    def __init__(
        self,
        command: Sequence[object],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        columns: int = 80,
        is_raw: bool = False,
        **streams: object,
    ) -> None:
        """Starts the program; `streams`, as Popen takes them, are those that aren't the terminal.

        - `is_raw` shows what the program writes byte for byte, without a '\\r' before each '\\n'.
        """
        self._master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (24, columns))
        if is_raw:
            attributes = termios.tcgetattr(slave)
            attributes[1] &= ~termios.OPOST
            termios.tcsetattr(slave, termios.TCSANOW, attributes)
        self.process = subprocess.Popen(
            [os.fspath(word) if isinstance(word, Path) else str(word) for word in command],
            cwd=folder, env=environment, preexec_fn=_owning(slave),
            **{"stdin": slave, "stdout": slave, "stderr": slave, **streams},
        )  # fmt: skip
        os.close(slave)

    def read(self, seconds: float) -> bytes | None:
        """What is shown next, nothing if that takes longer; None when the program has ended."""
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self._master, 65536) or None
        except OSError:  # the end, as Linux says it
            return None

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def close(self) -> None:
        os.close(self._master)


def _owning(descriptor: int) -> Callable[[], None]:
    """Makes a terminal the one that a new process reads its signals from."""

    def take() -> None:
        os.setsid()
        fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)

    return take


class Session(Terminal):
    """A program that asks, answered as a person would."""

    def __init__(
        self, command: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(command, folder, environment)
        self.shown = ""

    def _read(self) -> bool:
        """Reads what is shown next; false when the program has ended."""
        piece = self.read(0.1)
        if piece is None:
            return False
        self.shown += piece.decode().replace("\r\n", "\n")
        return True

    def prompt(self) -> str | None:
        """Waits for a prompt, and gives it back; None when the program has ended."""
        start, limit = len(self.shown), time.monotonic() + PATIENCE
        while not self.shown[start:].endswith(": "):
            assert time.monotonic() < limit, f"no prompt:\n{self.shown}"
            if not self._read():
                return None
        return self.shown.rsplit("\n", 1)[-1]

    def end(self) -> int:
        """Waits for the end, and gives the exit code back, negative for a signal."""
        limit = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < limit, f"no end:\n{self.shown}"
        status = self.process.wait()
        self.close()
        return status
