"""A copy of the checkout in which every mutant is in the code, and a variable says which is on.

So the tests are built once for all of them. The variable is read in the copy alone: the product
reads no environment.
"""

import filecmp
import shutil
from collections import defaultdict
from pathlib import Path

from mutation.tables import QUESTION, ROOT, Mistake, Mutant

#: Names the active mutant, by the number that its text gives it.
VARIABLE = "ACCREDIT_MUTANT"
#: What of the checkout is built and tested.
COPIED = ("Package.swift", "Sources", "Templates", "Tests", "Generated")

#: Name a file of the catalogue, by its path in Templates/, and one that is read in its place.
FILE, REPLACEMENT = "ACCREDIT_MUTATED", "ACCREDIT_MUTATED_BY"

SWITCH = f"""\
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

private func variable(_ name: String) -> String? {{ getenv(name).map {{ String(cString: $0) }} }}

private let active = variable("{VARIABLE}").flatMap {{ Int($0) }} ?? 0
private let mutatedPath = variable("{FILE}")

/// Whether a mutant is on.
package func mutant(_ number: Int) -> Bool {{ active == number }}

/// Whether a file of the catalogue has a mutant.
package func isMutated(_ path: String) -> Bool {{ path == mutatedPath }}

/// A file of the catalogue, with its mutant in place.
package func mutated(_ path: String, _ bytes: [UInt8]) -> [UInt8] {{
  guard isMutated(path), let place = variable("{REPLACEMENT}"), let file = fopen(place, "r")
  else {{ return bytes }}
  defer {{ fclose(file) }}
  var result: [UInt8] = []
  while case let byte = getc(file), byte != EOF {{ result.append(UInt8(byte)) }}
  return result
}}
"""

MANIFEST = """

package.targets.append(.target(name: "MutationSwitch"))
for target in package.targets
where [.regular, .executable].contains(target.type) && target.name != "MutationSwitch" {
  target.dependencies.append("MutationSwitch")
}
"""

#: Where the files that the compiler carries come in, and how they do with a mutant: it is read, in
#: place of the tree that was made of the file.
DOORS = {
    "embedded(path)?.text.withUTF8Buffer { Array($0) }":
        "embedded(path).map { mutated(path, Array($0.text)) }",
    "if case .embedded = storage, let file":
        "if !isMutated(path), case .embedded = storage, let file",
}
DOOR_EXTENSION = """

extension Array<UInt8> {
  fileprivate init(_ text: StaticString) { self = text.withUTF8Buffer { Array($0) } }
}
"""


def write(folder: Path, mutants: list[Mutant]) -> None:
    """Makes the folder the checkout with all of these mutants in it."""
    _bring_up_to_date(folder, rewritten(mutants))


def rewritten(mutants: list[Mutant]) -> dict[str, str]:
    """The files that differ from those of the checkout, by their paths."""
    texts = {"Package.swift": (ROOT / "Package.swift").read_text() + MANIFEST}
    by_file: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_file[mutant.file].append(mutant)
    for file, own in by_file.items():
        if not file.startswith("Templates/"):
            texts[file] = _with_both(file, own)
    door = "Sources/Catalog/TemplateFiles.swift"
    text = texts.get(door, "import MutationSwitch; " + (ROOT / door).read_text())
    for closed, opened in DOORS.items():
        if text.count(closed) != 1:
            raise Mistake(f"{door} no longer holds: {closed}")
        text = text.replace(closed, opened)
    texts[door] = text + DOOR_EXTENSION
    texts["Sources/MutationSwitch/MutationSwitch.swift"] = SWITCH
    return texts


def mutated_file(mutant: Mutant) -> str:
    """The whole file of the catalogue with a mutant in it."""
    text = (ROOT / mutant.file).read_text()
    start, end = mutant.span(text)
    return text[:start] + mutant.new + text[end:]


def _with_both(file: str, mutants: list[Mutant]) -> str:
    text = (ROOT / file).read_text()
    places: dict[tuple[int, int], list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        places[mutant.span(text)].append(mutant)
    # The first and the widest first: what lies in another is written in its original.
    spans = sorted(places, key=lambda span: (span[0], -span[1]))
    # On its first line, so that every line keeps its number.
    return "import MutationSwitch; " + _region(text, 0, len(text), spans, places)


def _region(
    text: str,
    start: int,
    end: int,
    spans: list[tuple[int, int]],
    places: dict[tuple[int, int], list[Mutant]],
) -> str:
    result, position = "", start
    while spans:
        span, *spans = spans
        inner = [other for other in spans if other[0] < span[1]]
        spans = spans[len(inner) :]
        mutants = places[span]
        if any(other[1] > span[1] for other in inner):
            raise Mistake(f"{mutants[0].place}: it overlaps another mutant")
        if inner and any(mutant.form == "raw" for mutant in mutants):
            raise Mistake(f"{mutants[0].place}: with '=', no other mutant can be inside")
        original = _region(text, *span, inner, places)
        result += text[position : span[0]] + _both(original, mutants)
        position = span[1]
    return result + text[position:end]


def _both(original: str, mutants: list[Mutant]) -> str:
    """The original and its mutants, on as many lines as the original has."""
    forms = {mutant.form for mutant in mutants}
    if len(forms) > 1 or ("raw" in forms and len(mutants) > 1):
        raise Mistake(f"{mutants[-1].place}: another form stands in the same place")
    result = original
    for mutant in mutants:
        question = f"mutant({mutant.switch})"
        match mutant.form:
            case "expression":
                result = f"({question} ? ({mutant.new}) : ({result}))"
            case "statement" if mutant.new:
                result = f"if {question} {{ {mutant.new} }} else {{ {result} }}"
            case "statement":
                result = f"if !{question} {{ {result} }}"
            case _:
                result = mutant.new.replace(QUESTION, question)
    return result


def _bring_up_to_date(folder: Path, texts: dict[str, str]) -> None:
    """Writes only what differs: what is older than its object file isn't compiled again."""
    wanted = set(texts)
    for name in COPIED:
        top = ROOT / name
        paths = [top] if top.is_file() else sorted(path for path in top.rglob("*"))
        for path in paths:
            relative = str(path.relative_to(ROOT))
            is_left_out = "__pycache__" in relative or relative.startswith("Tests/Mutation/")
            if not path.is_file() or is_left_out or relative in texts:
                continue
            wanted.add(relative)
            target = folder / relative
            if not target.exists() or not filecmp.cmp(path, target, shallow=False):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
                target.touch()
    for relative, text in texts.items():
        target = folder / relative
        if not target.exists() or target.read_text() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    for name in COPIED:
        for path in [*(folder / name).rglob("*")]:
            if path.is_file() and str(path.relative_to(folder)) not in wanted:
                path.unlink()
