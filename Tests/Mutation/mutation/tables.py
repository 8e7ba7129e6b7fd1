"""The tables of mutants, as people write them; README.md says how."""

import re
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TABLES = Path(__file__).resolve().parents[1] / "Tables"

#: How a mutant is put beside the original, by the first character of its lines.
FORMS = {"+": "expression", "~": "statement", "=": "raw"}
#: Where the active mutant is asked for, in a `raw` one.
QUESTION = "MUTANT"


class Mistake(Exception):
    """A table that doesn't fit the sources, or can't be read."""


@dataclass(frozen=True)
class Mutant:
    """One fault in one file, and the tests that must notice it."""

    area: str
    number: int
    breaks: str
    file: str
    #: Stands once in the file, around what is replaced.
    before: str
    old: str
    after: str
    new: str
    form: str
    #: Filters of 'swift test'.
    swift: tuple[str, ...]
    #: Arguments of pytest.
    pytest: tuple[str, ...]
    #: Why no test can notice it; empty for one that must be noticed.
    equivalent: str
    #: Why it isn't run: no test notices it yet, or nobody has tried it yet.
    open: str
    #: Whether it belongs to the sample that needs no build of its own.
    in_sample: bool
    place: str

    @property
    def name(self) -> str:
        return f"{self.area}-{self.number:02}"

    @property
    def switch(self) -> int:
        """What switches it on: the same as long as its own text is, so that little is rebuilt."""
        text = "\0".join((self.file, self.before, self.old, self.after, self.new))
        return zlib.crc32(text.encode()) + 1

    @property
    def is_data(self) -> bool:
        return self.file.startswith("Templates/")

    def span(self, text: str) -> tuple[int, int]:
        """Where in its file the replaced text is."""
        found = self.before + self.old + self.after
        count = text.count(found)
        if count != 1:
            raise Mistake(f"{self.place}: the text stands {count} times in {self.file}")
        start = text.index(found) + len(self.before)
        return start, start + len(self.old)


def read(names: list[str] | None = None) -> list[Mutant]:
    """The mutants of all tables, or of those with these names."""
    paths = sorted(TABLES.glob("*.mutants"))
    known = [path.stem for path in paths]
    for name in names or []:
        if name not in known:
            raise Mistake(f"there is no table '{name}'; there are {', '.join(known)}")
    chosen = [path for path in paths if not names or path.stem in names]
    mutants = [mutant for path in chosen for mutant in _read(path)]
    seen: dict[int, Mutant] = {}
    for mutant in mutants:
        earlier = seen.setdefault(mutant.switch, mutant)
        if earlier is not mutant:
            raise Mistake(f"{mutant.place}: the same as {earlier.place}")
    return mutants


def check(mutants: list[Mutant]) -> None:
    """Refuses mutants whose text isn't in its file just once, or that have no test."""
    texts: dict[str, str] = {}
    for mutant in mutants:
        if mutant.file not in texts:
            path = ROOT / mutant.file
            if not path.is_file():
                raise Mistake(f"{mutant.place}: there is no {mutant.file}")
            texts[mutant.file] = path.read_text()
        mutant.span(texts[mutant.file])
        if not (mutant.swift or mutant.pytest or mutant.equivalent):
            raise Mistake(f"{mutant.place}: no test is named")
        if mutant.old == mutant.new:
            raise Mistake(f"{mutant.place}: nothing is changed")
    _check_tests(mutants)


def _check_tests(mutants: list[Mutant]) -> None:
    """Refuses names of suites and files of tests that are gone."""
    suites: set[str] = set()
    for path in (ROOT / "Tests").glob("*Tests/*.swift"):
        types = re.findall(r"(?:struct|enum|extension) (\w+)", path.read_text())
        suites |= {f"{path.parent.name}.{name}" for name in types} | {path.parent.name}
    for mutant in mutants:
        for name in mutant.swift:
            if name.split("/")[0] not in suites:
                raise Mistake(f"{mutant.place}: there are no tests '{name}'")
        if mutant.pytest and not (ROOT / mutant.pytest[0].split("::")[0]).is_file():
            raise Mistake(f"{mutant.place}: there is no {mutant.pytest[0]}")


class _Reader:
    """Reads one table: what `file`, `tests` and `pytest` say holds until they say otherwise."""

    def __init__(self, path: Path):
        self.path = path
        self.area = path.stem
        self.file = ""
        self.swift: tuple[str, ...] = ()
        self.pytest: tuple[str, ...] = ()
        self.mutants: list[Mutant] = []
        self.entry: dict = {}

    def fail(self, line: int, text: str) -> Mistake:
        return Mistake(f"{self.path.relative_to(ROOT)}:{line}: {text}")

    def line(self, number: int, line: str) -> None:
        mark, _, rest = line.partition(" ")
        match mark:
            case "" if not line:
                self.close()
            case "#":
                pass
            case "file" if not self.entry:
                self.file = rest
            case "tests" if self.entry:
                self.entry["swift"] = tuple(rest.split())
                self.entry.setdefault("pytest", ())
            case "tests":
                self.swift, self.pytest = tuple(rest.split()), ()
            case "pytest" if self.entry:
                self.entry["pytest"] = _words(rest)
                self.entry.setdefault("swift", ())
            case "pytest":
                self.swift, self.pytest = (), _words(rest)
            case ":":
                self.close()
                self.entry = {"breaks": rest, "line": number, "old": [], "new": []}
            case "-" if self.entry:
                self.entry["old"].append(rest)
            case "+" | "~" | "=" if self.entry:
                if self.entry.setdefault("form", FORMS[mark]) != FORMS[mark]:
                    raise self.fail(number, "a mutant has one form")
                self.entry["new"].append(rest)
            case "equivalent" | "open" if self.entry:
                self.entry[mark] = rest
            case "sample" if self.entry:
                self.entry["sample"] = True
            case _:
                raise self.fail(number, f"not understood: {line}")

    def close(self) -> None:
        entry, self.entry = self.entry, {}
        if not entry:
            return
        if not (entry["old"] and "form" in entry and self.file):
            raise self.fail(entry["line"], "a mutant has a file, an old text and a new one")
        before, old, after = self.parts("\n".join(entry["old"]), entry["line"])
        mutant = Mutant(
            area=self.area,
            number=len(self.mutants) + 1,
            breaks=entry["breaks"],
            file=self.file,
            before=before,
            old=old,
            after=after,
            new="\n".join(entry["new"]),
            form=entry["form"],
            swift=entry.get("swift", self.swift),
            pytest=entry.get("pytest", self.pytest),
            equivalent=entry.get("equivalent", ""),
            open=entry.get("open", ""),
            in_sample="sample" in entry,
            place=f"{self.path.relative_to(ROOT)}:{entry['line']}",
        )
        if (mutant.form == "raw" and not mutant.is_data) != (QUESTION in mutant.new):
            raise self.fail(entry["line"], f"'=' and {QUESTION} belong together")
        self.mutants.append(mutant)

    def parts(self, text: str, line: int) -> tuple[str, str, str]:
        """What is replaced, between guillemets, and what stands around it."""
        if text.count("«") != text.count("»") or text.count("«") > 1:
            raise self.fail(line, "the replaced text stands between one « and one »")
        if "«" not in text:
            return "", text, ""
        before, _, rest = text.partition("«")
        old, _, after = rest.partition("»")
        return before, old, after


def _words(text: str) -> tuple[str, ...]:
    """Words, of which those between double quotes are one."""
    return tuple(quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', text))


def _read(path: Path) -> list[Mutant]:
    reader = _Reader(path)
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        reader.line(number, line)
    reader.close()
    return reader.mutants
