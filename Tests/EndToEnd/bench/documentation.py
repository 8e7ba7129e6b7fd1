"""The pages for those who carry the work on, as DocC reads them: each link leads to a symbol."""

import re
import shutil
import subprocess
from pathlib import Path

from bench import places

CATALOG = places.ROOT / "Sources" / "Accredit.docc"
#: What the build has made of the sources: modules, with their comments beside them.
MODULES = places.TOOL.parent / "Modules"


def _toolchain(name: str) -> str:
    """A program of the Swift that builds the package."""
    found = shutil.which(name)
    if found:
        return found
    beside = Path(shutil.which("swift") or "").resolve().parent / name
    return str(beside)


def modules() -> list[str]:
    """The package's own modules, without those of tests."""
    manifest = (places.ROOT / "Package.swift").read_text().split("let tests:")[0]
    names = re.findall(r'\.(?:target|executableTarget)\(\s*name: "(\w+)"', manifest)
    return sorted(set(names) - {"embed"})


def _package() -> str:
    """What SwiftPM calls the package: what it lets see declarations with `package`."""
    plan = (places.TOOL.parent.parent / "release.yaml").read_text()
    names = set(re.findall(r'"-module-name","Model".*?"-package-name","(\w+)"', plan))
    (name,) = names
    return name


def _sources(module: str) -> list[Path]:
    """The files of a module; those of the catalogue with what the build plugin has made of it."""
    (folder,) = (
        path
        for place in ("", "Backends", "Review")
        if (path := places.ROOT / "Sources" / place / module).is_dir()
    )
    made = places.TOOL.parent.parent.glob(f"plugins/outputs/{_package()}/{module}/**/*.swift")
    return sorted(folder.rglob("*.swift")) + sorted(made)


def _write_graph(module: str, folder: Path) -> None:
    features = ("ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility")
    command = [
        "swiftc", "-emit-module", "-module-name", module, "-package-name", _package(),
        "-swift-version", "6", "-parse-as-library", "-I", MODULES,
        "-Xfrontend", "-experimental-skip-all-function-bodies",
        "-I", places.ROOT / "Sources/CYAML",
        *(word for feature in features for word in ("-enable-upcoming-feature", feature)),
        "-emit-symbol-graph", "-emit-symbol-graph-dir", folder,
        "-symbol-graph-minimum-access-level", "internal",
        "-o", folder / "modules" / f"{module}.swiftmodule", *_sources(module),
    ]  # fmt: skip
    run = subprocess.run(map(str, command), capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]


def write_graphs(folder: Path) -> int:
    """Writes the symbols of each module, with all that other files see; counts the modules."""
    (folder / "modules").mkdir()
    for module in modules():
        _write_graph(module, folder)
    return len([path for path in folder.glob("*.symbols.json") if "@" not in path.name])


def convert(catalog: Path, graphs: Path, output: Path) -> str:
    """What DocC has to say against the pages; nothing where it has nothing."""
    command = [
        _toolchain("docc"), "convert", str(catalog), "--additional-symbol-graph-dir", str(graphs),
        "--fallback-display-name", "Accredit", "--fallback-bundle-identifier", "accredit",
        "--output-path", str(output), "--warnings-as-errors",
        # A parameter is documented where its name leaves something to say.
        "--disable-parameters-and-returns-validation",
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else run.stdout + run.stderr


def links() -> int:
    """How many links to symbols and to pages there are."""
    texts = [page.read_text() for page in CATALOG.glob("*.md")]
    return sum(len(re.findall(r"``[^`]+``|<doc:[^>]+>", text)) for text in texts)


def unknown_tests() -> list[str]:
    """What the pages call a test or a file, and isn't there."""
    swift = "\n".join(path.read_text() for path in (places.ROOT / "Tests").glob("*/*.swift"))
    names = {path.name for path in places.ROOT.glob("Tests/**/*") if ".build" not in path.parts}
    missing = []
    for page in sorted(CATALOG.glob("*.md")):
        for word in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", page.read_text()):
            if re.fullmatch(r"[A-Z]\w+Tests(\.\w+)?", word):
                suite, _, test = word.partition(".")
                known = f"struct {suite} " in swift and (not test or f"func {test}(" in swift)
            elif re.fullmatch(r"[\w/]+\.(?:py|swift|txt|yaml|json|md)", word):
                known = Path(word).name in names or _exists_in_sources(word)
            else:
                continue
            if not known:
                missing.append(f"{page.name}: {word}")
    return missing


def _exists_in_sources(word: str) -> bool:
    roots = (places.ROOT, places.ROOT / "Sources", places.ROOT / "Sources/Vendors")
    return any((root / word).exists() for root in roots) or any(
        places.TEMPLATES.rglob(Path(word).name)
    )
