"""The geometry of a graph in SVG, read by a parser of XML and of curves."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from itertools import combinations

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Frame:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Frame") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Frame") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def touches(self, x: float, y: float) -> bool:
        """Whether a point is on one of its upright sides."""
        return x in (self.left, self.right) and self.top <= y <= self.bottom


@dataclass(frozen=True)
class Picture:
    """The parts of a picture that its geometry is about."""

    view: Frame
    #: The boxes of nodes, by their ids.
    nodes: dict[str, Frame]
    names: dict[str, str]
    #: For each edge: where from, where to, its line, and the box of its label.
    edges: list[tuple[str, str, list[tuple[float, float]], Frame]]
    #: The box of each text, with the box that it must stand in.
    texts: list[tuple[str, Frame, Frame]]
    #: The lines of each group, joined.
    labels: dict[str, list[str]]
    all_ids: list[str]


def _frame(rectangle: ElementTree.Element) -> Frame:
    x, y, width, height = (float(rectangle.get(key)) for key in ("x", "y", "width", "height"))
    return Frame(x, y, x + width, y + height)


def _text(text: ElementTree.Element) -> Frame:
    """The box of a line of text: as wide as it says, as high as letters of 12 px are."""
    x, y, length = (float(text.get(key)) for key in ("x", "y", "textLength"))
    return Frame(x, y - 11, x + length, y + 4)


def _points(path: ElementTree.Element) -> list[tuple[float, float]]:
    """The points of a line that is made of moves, curves and level ways, pen up or down."""
    shift_x, shift_y = map(float, re.findall(r"-?\d+", path.get("transform", "")))
    points: list[tuple[float, float]] = []
    for letter, rest in re.findall(r"([MCHV])([^MCHV]*)", path.get("d")):
        numbers = list(map(float, rest.split()))
        if letter == "H":
            points.append((numbers[0] + shift_x, points[-1][1]))
            continue
        assert letter != "V" and len(numbers) == {"M": 2, "C": 6}[letter], path.get("d")
        pairs = list(zip(numbers[::2], numbers[1::2]))
        points += [(x + shift_x, y + shift_y) for x, y in pairs]
    return points


def read(text: str) -> Picture:
    """The picture, or an error of the parser."""
    root = ElementTree.fromstring(text)
    view = Frame(*map(float, root.get("viewBox").split()))
    nodes, names, edges, texts, labels = {}, {}, [], [], {}
    for group in root.iter(f"{SVG}g"):
        (box,) = map(_frame, group.iter(f"{SVG}rect"))
        lines = list(group.iter(f"{SVG}text"))
        texts += [(line.text, _text(line), box) for line in lines]
        if "node" in group.get("class").split():
            nodes[group.get("id")] = box
            names[group.get("id")] = group.find(f"{SVG}title").text
            labels[group.get("id")] = [line.text for line in lines]
        else:
            (line,) = (path for path in group.iter(f"{SVG}path") if path.get("class") == "line")
            edges.append((group.get("data-from"), group.get("data-to"), _points(line), box))
    for line in root.findall(f"{SVG}text"):
        texts.append((line.text, _text(line), view))
    ids = [part.get("id") for part in root.iter() if part.get("id")]
    return Picture(view, nodes, names, edges, texts, labels, ids)


def faults(picture: Picture) -> list[str]:
    """What is wrong with where things are."""
    found = []
    boxes = list(picture.nodes.items()) + [
        (f"label of {start} to {end}", box) for start, end, _, box in picture.edges
    ]
    for (one, first), (other, second) in combinations(boxes, 2):
        if first.overlaps(second):
            found.append(f"{one} lies on {other}")
    for name, box in boxes:
        if not picture.view.holds(box):
            found.append(f"{name} is cut off")
    for text, frame, box in picture.texts:
        if not box.holds(frame):
            found.append(f"'{text}' doesn't fit")
    for (one, first, _), (other, second, _) in combinations(picture.texts, 2):
        if first.overlaps(second):
            found.append(f"'{one}' lies on '{other}'")
    for start, end, points, _ in picture.edges:
        ends = {start: picture.nodes[start], end: picture.nodes[end]}
        for name, (x, y) in ((start, points[0]), (end, points[-1])):
            if not ends[name].touches(x, y):
                found.append(f"the line from {start} to {end} misses {name}")
        for x, y in points:
            if not picture.view.holds(Frame(x, y, x, y)):
                found.append(f"the line from {start} to {end} is cut off")
    if len(set(picture.all_ids)) != len(picture.all_ids):
        found.append("an id is there twice")
    return found
