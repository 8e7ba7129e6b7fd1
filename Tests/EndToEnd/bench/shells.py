"""What real shells offer for a command line, each on a pseudo-terminal, by pressing its keys."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import places, terminal

#: How to start each shell so that it reads nothing of the machine's.
STARTS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "--interactive"],
}


@dataclass(frozen=True)
class Answer:
    """What a shell offers, and the line after the key was pressed."""

    words: frozenset[str]
    line: str


def script(shell: str) -> str:
    """The completion script that the binary prints."""
    command = [places.ACCREDIT, "--generate-completion-script", shell]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def environment(folder: Path) -> dict[str, str]:
    """A home without configuration, and the binary alone in front of the path."""
    binaries = folder / "bin"
    binaries.mkdir(exist_ok=True)
    link = binaries / "accredit"
    if not link.is_symlink():
        link.symlink_to(places.ACCREDIT.resolve())
    path = f"{binaries}:{os.environ['PATH']}"
    return {"HOME": str(folder), "PATH": path, "TERM": "vt100", "LC_ALL": "C", "PS1": "$ "}


#: Bash calls this in place of the function of the script, and so shows what that found.
BASH = r"""
bind 'set bell-style none'; bind 'set enable-bracketed-paste off'
source "$HOME/script"
spec=$(complete -p accredit); found=${spec##*-F }; found=${found% accredit}
spy() { COMPREPLY=(); "$found" "$@"; printf '%s\n' "${COMPREPLY[@]}" >"$HOME/words"; }
complete -o filenames -F spy accredit
show() { printf '%s' "$READLINE_LINE" >"$HOME/line.new"; mv "$HOME/line.new" "$HOME/line"; }
bind -x '"\C-xd": show'
"""

#: In zsh every match goes through compadd.
ZSH = r"""
autoload -Uz compinit && compinit -u -d "$HOME/dump"
unsetopt beep automenu listbeep; setopt nolistambiguous; LISTMAX=100000
zstyle ':completion:*' verbose no
source "$HOME/script"
compadd() {
  local -a hits
  if [[ ${@[1,(i)(-|--)]} != *-[OAD]\ * && ${@[1,(i)(-|--)]} != *-[a-z]#[OAD]* ]]; then
    builtin compadd -A hits "$@"
    (( $#hits )) && print -rl -- $hits >>"$HOME/words"
  fi
  builtin compadd "$@"
}
show() { print -rn -- "$BUFFER" >"$HOME/line.new"; command mv "$HOME/line.new" "$HOME/line"; }
zle -N show; bindkey '^Xd' show; bindkey '^U' kill-whole-line
"""

#: Fish says what it would offer, in the place where it is asked.
FISH = r"""
function fish_prompt; printf '$ '; end
function fish_greeting; end
source "$HOME/script"
function spy
  set line (commandline --cut-at-cursor)
  complete --do-complete $line | string replace --regex '\t.*' '' >"$HOME/words"
  commandline --function complete
end
bind \t spy
function show
  commandline >"$HOME/line.new"; and command mv "$HOME/line.new" "$HOME/line"
end
bind \cxd show
bind \cu 'commandline --replace ""'
"""


class Terminal(terminal.Terminal):
    """A shell on a pseudo-terminal in which keys are pressed."""

    def __init__(self, shell: str, folder: Path, place: Path):
        self.shell, self.folder = shell, folder
        setup = folder / "setup"
        setup.write_text({"bash": BASH, "zsh": ZSH, "fish": FISH}[shell])
        (folder / "script").write_text(script(shell))
        super().__init__(STARTS[shell], place, environment(folder))
        self.type(f"source {setup}\n")
        self._line("")

    def complete(self, line: str) -> Answer:
        """What the tabulator finds at the end of a line, and what it makes of the line."""
        (self.folder / "words").unlink(missing_ok=True)
        after = self._line(line + "\t")
        words = self.folder / "words"
        found = words.read_text().splitlines() if words.exists() else []
        return Answer(frozenset(filter(None, found)), after)

    def _line(self, keys: str) -> str:
        """The line after some keys."""
        shown = self.folder / "line"
        shown.unlink(missing_ok=True)
        self.type("\x15" + keys + "\x18d")
        end = time.monotonic() + 20
        while not shown.exists():
            if time.monotonic() > end:
                raise TimeoutError(f"the shell did not answer to {keys!r}")
            self.read(0.01)
        return shown.read_text().removesuffix("\n")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        super().close()


@contextmanager
def running(shell: str, folder: Path, place: Path) -> Iterator[Terminal]:
    """A shell in a place, with a home of its own."""
    found = Terminal(shell, folder, place)
    try:
        yield found
    finally:
        found.close()
