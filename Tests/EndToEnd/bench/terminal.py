"""A program on a terminal of its own, answered as a person would."""

import contextlib
import os
import pty
import select
import time
from pathlib import Path

#: How long a prompt may take, in seconds, on a machine that has other things to do.
PATIENCE = 120


class Session:
    """A program in a pseudo-terminal: what it shows, and what is typed."""

    def __init__(
        self, command: list[str | Path], folder: Path, environment: dict[str, str] | None = None
    ) -> None:
        self.process, self._terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            words = [os.fspath(word) for word in command]
            os.execvpe(words[0], words, os.environ if environment is None else environment)
        self.shown = ""

    def _read(self) -> bool:
        """Reads what is shown next; false when the program has ended."""
        ready, _, _ = select.select([self._terminal], [], [], 0.1)
        if not ready:
            return True
        try:
            piece = os.read(self._terminal, 65536)
        except OSError:  # the end, as Linux says it
            return False
        self.shown += piece.decode().replace("\r\n", "\n")
        return piece != b""

    def prompt(self) -> str | None:
        """Waits for a prompt, and gives it back; None when the program has ended."""
        start, limit = len(self.shown), time.monotonic() + PATIENCE
        while not self.shown[start:].endswith(": "):
            assert time.monotonic() < limit, f"no prompt:\n{self.shown}"
            if not self._read():
                return None
        return self.shown.rsplit("\n", 1)[-1]

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def end(self) -> int:
        """Waits for the end, and gives the exit code back, negative for a signal."""
        limit = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < limit, f"no end:\n{self.shown}"
        _, status = os.waitpid(self.process, 0)
        with contextlib.suppress(OSError):
            os.close(self._terminal)
        return os.waitstatus_to_exitcode(status)
