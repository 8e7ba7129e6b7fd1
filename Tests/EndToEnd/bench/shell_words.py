"""A tokeniser of the bash that the library of the scripts is written in.

It knows quotes, expansions, substitutions, here-documents, `case`, `[[` and `((`, and gives every
simple command with its words in parts, so that rules can say what a part may be. What it does not
know is an error, never skipped.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

OPERATORS = ["&&", "||", ";;", "|", "&", ";", "(", ")", "\n"]
#: Words behind which a command begins anew.
OPENERS = {"if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"}
CLOSERS = {"fi", "done", "}", "esac"}
ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\[[^]]*\])?\+?=")
REDIRECTION = re.compile(r"[0-9]*(<<<|<<-?|>>|<&|>&|&>|>\||<(?!\()|>(?!\())")
EXPANSION = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])")


@dataclass(frozen=True)
class Part:
    """A part of a word: `bare`, `single`, `double` (constant text within double quotes),
    `variable`, `command`, `process` (a file that a command is) or `arithmetic`."""

    kind: str
    text: str
    is_quoted: bool = False


@dataclass
class Word:
    """A word as it stands in the script, in parts."""

    raw: str
    parts: list[Part]
    line: int

    @property
    def is_assignment(self) -> bool:
        return bool(self.parts) and self.parts[0].kind == "bare" and bool(
            ASSIGNMENT.match(self.parts[0].text)
        )

    @property
    def is_constant(self) -> bool:
        return all(part.kind in ("bare", "single", "double") for part in self.parts)


@dataclass
class Command:
    """A simple command, a list of `for`, a pattern of `case`, or a test: its kind says which."""

    kind: str
    words: list[Word]
    line: int
    targets: list[Word] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.words[0].raw if self.words else ""


@dataclass
class HereDocument:
    """A document within the script."""

    mark: str
    is_quoted: bool
    body: str
    line: int


class NotUnderstood(Exception):
    """Shell that the tokeniser doesn't know."""


class Scanner:
    """Reads a script from its start to its end."""

    def __init__(self, text: str, line: int = 1) -> None:
        self.text, self.at, self.first_line = text, 0, line
        self.commands: list[Command] = []
        self.documents: list[HereDocument] = []
        self.pending: list[tuple[str, bool]] = []

    @property
    def line(self) -> int:
        return self.first_line + self.text.count("\n", 0, self.at)

    def fail(self, why: str) -> NotUnderstood:
        return NotUnderstood(f"line {self.line}: {why}: {self.text[self.at:self.at + 40]!r}")

    def looking_at(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def skip_blanks(self) -> None:
        while self.at < len(self.text):
            if self.text[self.at] in " \t":
                self.at += 1
            elif self.looking_at("\\\n"):
                self.at += 2
            elif self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = end if end >= 0 else len(self.text)
            else:
                return

    # ------------------------------------------------------------ commands

    def script(self, end: str = "") -> None:
        """Reads commands up to the closing operator, which is taken, or to the end of the text."""
        command = Command("command", [], self.line)
        while True:
            self.skip_blanks()
            if self.at >= len(self.text):
                if end:
                    raise self.fail(f"no {end!r}")
                self.finish(command)
                return
            operator = next((one for one in OPERATORS if self.looking_at(one)), None)
            if operator == "(" and self.looking_at("((") and not command.words:
                self.take_until("))")
                continue
            if operator:
                command = self.operate(operator, command)
                if operator == end:
                    return
                continue
            command = self.read_into(command)

    def operate(self, operator: str, command: Command) -> Command:
        is_function = operator == "(" and len(command.words) == 1 and self.looking_at("()")
        self.at += 2 if is_function else len(operator)
        if is_function:
            command.kind = "function"
        self.finish(command)
        if operator == "\n":
            self.read_pending()
        return Command("command", [], self.line)

    def finish(self, command: Command) -> None:
        if command.words or command.targets:
            self.commands.append(command)

    def read_into(self, command: Command) -> Command:
        redirection = REDIRECTION.match(self.text, self.at)
        if redirection:
            self.redirect(redirection, command)
            return command
        word = self.word()
        if not command.words and word.raw in OPENERS | CLOSERS:
            return command
        if not command.words and word.raw == "[[":
            self.test()
        elif not command.words and word.raw == "case":
            self.case()
        elif not command.words and word.raw == "for":
            return self.loop()
        else:
            command.words.append(word)
        return command

    def redirect(self, found: re.Match[str], command: Command) -> None:
        self.at = found.end()
        self.skip_blanks()
        word = self.word()
        if found[1].startswith("<<") and found[1] != "<<<":
            is_quoted = any(part.kind in ("single", "double") for part in word.parts)
            self.pending.append(("".join(part.text for part in word.parts), is_quoted))
        else:
            command.targets.append(word)

    def read_pending(self) -> None:
        for mark, is_quoted in self.pending:
            line, start = self.line, self.at
            end = re.compile(rf"^{re.escape(mark)}$", re.MULTILINE).search(self.text, start)
            if not end:
                raise self.fail(f"the document {mark} does not end")
            body = self.text[start:end.start()]
            self.documents.append(HereDocument(mark, is_quoted, body, line))
            self.at = end.end() + 1
        self.pending = []

    def test(self) -> None:
        command = Command("test", [], self.line)
        while True:
            while self.text[self.at] in " \t\n":
                self.at += 1
            if re.match(r"\]\]", self.text[self.at:self.at + 2]):
                self.at += 2
                self.commands.append(command)
                return
            found = re.compile(r"&&|\|\||[()<>]").match(self.text, self.at)
            if found:
                self.at = found.end()
                continue
            command.words.append(self.word(within_test=True))

    def case(self) -> None:
        self.skip_blanks()
        subject = Command("case", [self.word()], self.line)
        self.commands.append(subject)
        self.skip_blanks()
        if self.word().raw != "in":
            raise self.fail("'case' without 'in'")
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\n":
                self.at += 1
            self.skip_blanks()
            if re.compile(r"esac\b").match(self.text, self.at):
                self.at += 4
                return
            pattern = Command("pattern", [], self.line)
            while not self.looking_at(")"):
                if self.looking_at("|"):
                    self.at += 1
                else:
                    pattern.words.append(self.word())
                self.skip_blanks()
            self.at += 1
            self.commands.append(pattern)
            self.script(end=";;")

    def loop(self) -> Command:
        self.skip_blanks()
        if self.looking_at("(("):
            self.take_until("))")
            return Command("command", [], self.line)
        self.word()
        self.skip_blanks()
        if self.word().raw != "in":
            raise self.fail("'for' without 'in'")
        return Command("list", [], self.line)

    def take_until(self, end: str) -> str:
        found = self.text.find(end, self.at)
        if found < 0:
            raise self.fail(f"no {end!r}")
        taken = self.text[self.at:found]
        self.at = found + len(end)
        return taken

    # ------------------------------------------------------------ words

    def word(self, within_test: bool = False) -> Word:
        start, line, parts = self.at, self.line, []
        stop = " \t\n" if within_test else " \t\n;|&()"
        while self.at < len(self.text):
            char = self.text[self.at]
            if self.looking_at("<(") or self.looking_at(">("):
                self.at += 2
                parts.append(self.nested("process"))
            elif char == "(" and parts and ASSIGNMENT.fullmatch(parts[-1].text):
                self.at += 1
                parts += self.array()
            elif char in stop or (char in "<>" and not within_test):
                break
            else:
                parts += self.part(char, stop + ("" if within_test else "<>"))
        if self.at == start:
            raise self.fail("a word is missing")
        return Word(self.text[start:self.at], parts, line)

    def array(self) -> list[Part]:
        parts = []
        while True:
            while self.text[self.at] in " \t\n":
                self.at += 1
            if self.looking_at(")"):
                self.at += 1
                return parts
            parts += self.word().parts

    def part(self, char: str, stop: str) -> list[Part]:
        readers: dict[str, Callable[[], list[Part]]] = {
            "'": self.single, '"': self.double, "$": lambda: self.expansion(False),
        }
        if char in readers:
            return readers[char]()
        if char == "`":
            raise self.fail("a backquote")
        if char == "\\":
            self.at += 2
            return [Part("bare", self.text[self.at - 1])]
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in stop + "'\"$`\\":
            self.at += 1
        if self.at == start:
            raise self.fail("a character that no word holds")
        return [Part("bare", self.text[start:self.at])]

    def single(self) -> list[Part]:
        self.at += 1
        return [Part("single", self.take_until("'"), True)]

    def double(self) -> list[Part]:
        self.at += 1
        parts, text = [], ""
        while not self.looking_at('"'):
            if self.at >= len(self.text):
                raise self.fail("a double quote that doesn't end")
            if self.looking_at("\\"):
                text += self.text[self.at + 1]
                self.at += 2
            elif self.looking_at("`"):
                raise self.fail("a backquote")
            elif self.looking_at("$"):
                parts += [Part("double", text, True)] if text else []
                text = ""
                parts += self.expansion(True)
            else:
                text += self.text[self.at]
                self.at += 1
        self.at += 1
        return parts + ([Part("double", text, True)] if text or not parts else [])

    def expansion(self, is_quoted: bool) -> list[Part]:
        if self.looking_at("$'") and not is_quoted:
            self.at += 2
            return [Part("single", self.take_until("'"), True)]
        if self.looking_at("$(("):
            self.at += 3
            return [Part("arithmetic", self.take_until("))"), is_quoted)]
        if self.looking_at("$("):
            self.at += 2
            return [self.nested("command", is_quoted)]
        if self.looking_at("${"):
            return [Part("variable", self.braces(), is_quoted)]
        found = EXPANSION.match(self.text, self.at)
        if not found:
            self.at += 1
            return [Part("double" if is_quoted else "bare", "$", is_quoted)]
        self.at = found.end()
        return [Part("variable", found[1], is_quoted)]

    def nested(self, kind: str, is_quoted: bool = False) -> Part:
        inner = Scanner(self.text, self.first_line)
        inner.at, inner.commands, inner.documents = self.at, self.commands, self.documents
        start = self.at
        inner.script(end=")")
        self.at = inner.at
        return Part(kind, self.text[start:self.at - 1], is_quoted)

    def braces(self) -> str:
        """The inside of `${…}`, up to the brace that closes it."""
        start = self.at = self.at + 2
        depth = 1
        while depth:
            if self.at >= len(self.text):
                raise self.fail("a brace that doesn't end")
            if self.looking_at("\\"):
                self.at += 1
            elif self.looking_at("'"):
                self.single()
                continue
            elif self.looking_at('"'):
                self.double()
                continue
            elif self.looking_at("${"):
                depth += 1
            elif self.looking_at("}"):
                depth -= 1
            self.at += 1
        return self.text[start:self.at - 1]


def scan(text: str) -> Scanner:
    """The commands and documents of a script."""
    scanner = Scanner(text)
    scanner.script()
    return scanner
