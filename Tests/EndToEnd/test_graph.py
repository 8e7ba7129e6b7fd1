"""The graph as SVG: read as XML, where everything is, and held against the graph as JSON."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from bench import pages, pictures, places


def draw(spec: Path, form: str) -> str:
    command = [places.ACCREDIT, "graph", "--format", form, spec]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def facts(spec: Path) -> tuple[dict[str, str], set[tuple[str, str, tuple[str, ...]]]]:
    """The nodes' names by their ids, and the edges with their actions, as JSON has them."""
    (graph,) = json.loads(draw(spec, "json"))["graphs"]
    nodes = {node["id"]: node["name"] for node in graph["nodes"]}
    edges = {
        (nodes[edge["from"]], nodes[edge["to"]], tuple(sorted(edge["actions"])))
        for edge in graph["edges"]
    }
    return nodes, edges


def drawn(picture: pictures.Picture, svg: str) -> set[tuple[str, str, tuple[str, ...]]]:
    """The edges as the picture shows them: its labels' lines, of which those indented go on."""
    edges = set()
    for group in re.findall(r'<g class="edge [^>]*>.*?</g>', svg, re.DOTALL):
        start, end = re.search(r'data-from="([^"]*)" data-to="([^"]*)"', group).groups()
        lines = re.findall(r"<text[^>]*>([^<]*)</text>", group)
        words = "\n".join(line for line in lines if line != "by resource policy:")
        actions = tuple(sorted(words.replace("\n  ", "").split("\n")))
        edges.add((picture.names[start], picture.names[end], actions))
    return edges


def whole(lines: list[str], name: str) -> bool:
    """Whether the lines are the name; in a high box it stands several times."""
    text = "".join(lines)
    return text == name * (len(text) // len(name)) != ""


def random_specs(folder: Path, count: int) -> list[Path]:
    subprocess.run([places.TOOL, "specs", folder, "7000", str(count)], check=True)
    return sorted(folder.glob("*.yaml"))


def test_everything_has_its_place_and_is_whole(tmp_path, covered):
    """No box lies on another, each text fits, each line ends at its boxes, nothing is lost."""
    specs = sorted(places.EXAMPLES.glob("*.yaml")) + random_specs(tmp_path, 60)
    nodes = edges = 0
    for spec in specs:
        svg = draw(spec, "svg")
        assert re.fullmatch(r"[\x20-\x7e\n]*", svg) and "<script" not in svg, spec.name
        picture = pictures.read(svg)
        assert pictures.faults(picture) == [], spec.name
        names, links = facts(spec)
        assert sorted(picture.names.values()) == sorted(names.values()), spec.name
        for node, lines in picture.labels.items():
            assert whole(lines, picture.names[node]), spec.name
        assert drawn(picture, svg) == links, spec.name
        nodes, edges = nodes + len(picture.nodes), edges + len(picture.edges)
    covered(f"{len(specs)} graphs as SVG, {nodes} boxes and {edges} lines, 0 faults")


def test_a_graph_of_200_integrations_is_of_use(tmp_path, covered):
    """Lines of one box stay apart, and one integration can be drawn by itself."""
    spec = tmp_path / "large.yaml"
    spec.write_text(pages.many(200))
    picture = pictures.read(draw(spec, "svg"))
    assert pictures.faults(picture) == []
    starts = {}
    for start, _, points, _ in picture.edges:
        starts.setdefault(start, []).append(points[0][1])
    most = max(starts, key=lambda start: len(starts[start]))
    assert len(starts[most]) == 200
    # Whoever looks at any part of the picture sees who it is that comes in there.
    assert whole(picture.labels[most], picture.names[most])
    assert len(picture.labels[most]) >= (picture.view.bottom - picture.view.top) / 600
    for places_of_lines in starts.values():
        heights = sorted(places_of_lines)
        assert all(below - above >= 4 for above, below in zip(heights, heights[1:]))
    command = [places.ACCREDIT, "graph", "--format", "svg", spec, "--integration", "i7"]
    svg = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    one = pictures.read(svg)
    assert pictures.faults(one) == []
    assert {name for name in one.names.values() if "acme" in name} == {
        "role/custom-acme-i7", "bucket acme-7",
    }  # fmt: skip
    command[-1] = "i777"
    unknown = subprocess.run(command, check=False, capture_output=True, text=True)
    assert unknown.returncode == 64 and "there is no integration 'i777'" in unknown.stderr
    covered(f"{len(picture.nodes)} boxes and {len(picture.edges)} lines, 4 px apart or more")


def test_several_specs_are_drawn_apart(covered):
    command = [places.ACCREDIT, "graph", "--format", "svg", *sorted(places.EXAMPLES.glob("*.yaml"))]
    svg = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    picture = pictures.read(svg)
    assert pictures.faults(picture) == []
    names = {text for text, _, _ in picture.texts}
    assert set(places.examples()) <= names
    again = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert svg == again
    covered(f"{len(places.examples())} specs in one picture, {len(picture.nodes)} boxes")


@pytest.mark.parametrize("change", sorted(pages.CHANGES))
def test_what_differs_is_drawn_without_faults(change):
    svg = pages.picture(pages.report(change, "html"))
    if svg:
        assert pictures.faults(pictures.read(svg)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (r'(<rect class="box" x="\d+" y=")\d+', r"\g<1>50", "lies on"),
        (r'(<rect class="box"[^>]* width=")\d+', r"\g<1>40", "doesn't fit"),
        (r'(class="line"[^>]* d="M)\d+', r"\g<1>9", "misses"),
        (r"viewBox=\"0 0 \d+ \d+\"", 'viewBox="0 0 300 300"', "is cut off"),
        (r' id="graph-desc"', ' id="graph-title"', "twice"),
    ],
)
def test_a_broken_picture_is_found_out(old, new, fault):
    svg = draw(places.EXAMPLES / "acme.yaml", "svg")
    broken = re.sub(old, new, svg)
    assert broken != svg
    assert any(fault in found for found in pictures.faults(pictures.read(broken)))
