"""The pages in Sources/Accredit.docc: DocC takes them, and what they name is there."""

import shutil
from pathlib import Path

import pytest

from bench import documentation


@pytest.fixture(scope="module")
def graphs(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("graphs")
    assert documentation.write_graphs(folder) == len(documentation.modules()) > 15
    return folder


def test_every_link_leads_somewhere(graphs: Path, tmp_path: Path, covered) -> None:
    assert documentation.convert(documentation.CATALOG, graphs, tmp_path / "out") == ""
    count = documentation.links()
    assert count > 50
    pages = len(list(documentation.CATALOG.glob("*.md")))
    covered(f"{pages} pages, {count} links, {len(documentation.modules())} modules, no warning")


@pytest.mark.parametrize(
    ("old", "new"),
    [("``Model/Grant``", "``Model/Grunt``"), ("<doc:Bench>", "<doc:Benches>")],
)
def test_a_link_to_nothing_is_found_out(graphs: Path, tmp_path: Path, old: str, new: str) -> None:
    catalog = tmp_path / "Accredit.docc"
    shutil.copytree(documentation.CATALOG, catalog)
    broken = [page for page in catalog.glob("*.md") if old in page.read_text()]
    assert broken
    broken[0].write_text(broken[0].read_text().replace(old, new))
    said = documentation.convert(catalog, graphs, tmp_path / "out")
    assert new.strip("`<>").split("/")[-1].removeprefix("doc:") in said


def test_tests_and_files_that_are_named_exist() -> None:
    assert documentation.unknown_tests() == []
