"""Answers that AWS gives before it knows what has been done, and answers that got lost."""

import json
import os
from pathlib import Path

from bench.scripts import Scripts

#: Stands before the CLI: the first lie that is left is told when its operation is called.
LIAR = """#!/bin/sh
lies='{folder}/lies'
if [ "$2" = "$(sed 's/ .*//;q' "$lies")" ]; then
  sed -n '1s/^[^ ]* //p;q' "$lies"
  sed -i 1d "$lies"
  exit 0
fi
PATH=${{PATH#*:}} exec aws "$@"
"""


class Lies:
    """A CLI that tells lies, in their order: each is an operation, and the answer to it."""

    def __init__(self, scripts: Scripts, folder: Path) -> None:
        self.scripts, self.folder = scripts, folder
        liar = folder / "aws"
        liar.write_text(LIAR.format(folder=folder))
        liar.chmod(0o755)

    def tell(self, *lies: tuple[str, dict | None]) -> dict[str, str]:
        """The environment of a run that is told these; None for an answer that got lost."""
        with (self.folder / "lies").open("w") as file:
            for operation, said in lies:
                file.write(f"{operation} {json.dumps(said)}\n" if said else f"{operation}\n")
        own = self.scripts.environment()
        return {**own, "PATH": f"{self.folder}{os.pathsep}{own['PATH']}"}

    @property
    def left(self) -> int:
        """How many have not been told."""
        return len((self.folder / "lies").read_text().splitlines())
