"""The HTML report: read by a parser of pages, and held against the report as JSON, fact by fact."""

import base64
import hashlib
import html
import json
import re
import xml.etree.ElementTree as ElementTree

import html5lib
import pytest
from markdown_it import MarkdownIt

from bench import pages

pytestmark = pytest.mark.xdist_group("report")

#: Elements that run or load something, or send it away.
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "input", "img", "link", "base", "video"}


@pytest.fixture(params=sorted(pages.CHANGES))
def change(request) -> str:
    return request.param


def squeezed(text: str) -> str:
    return " ".join(text.split())


def expected_rows(spec: dict) -> list[pages.Row]:
    """The rows of one spec as JSON has them, in the order of the tables: by who has them first."""
    rows = []
    for change in spec["access"]:
        is_both = change["old"] and change["new"]
        kind = "trust changed" if change["kind"] == "trust" else change["kind"]
        for side in ("old", "new"):
            for row in change[side]:
                word = f"{kind}: {'was' if side == 'old' else 'now'}" if is_both else kind
                wider = side == "new" and change["widens"] != "no"
                rows.append(expected_row(row, word + (", wider" if wider else "")))
    return rows


def expected_row(row: dict, mark: str) -> pages.Row:
    source = row["source"]
    name = ", ".join(filter(None, (source["title"], source["section"]))) if source else ""
    tail = f"{name} ({source['date']})" if source else "no source"
    if source and not source["url"].startswith("https://"):
        tail = f"{name} {source['url']} ({source['date']})"
    return pages.Row(
        mark,
        squeezed(row["vendor"]),
        row["principal"],
        row["external_id"],
        row["action"],
        squeezed(row["resource"]),
        squeezed(row["condition"]),
        row["channel"],
        squeezed(f"{row['reason'] or 'no reason'} {tail}"),
        source["url"] if source and source["url"].startswith("https://") else "",
        f"{', '.join(row['integrations'])} {row['file']}:{row['line']}:{row['column']}",
    )


def unsigned(row: pages.Row) -> pages.Row:
    """The row without the sign of its mark, which JSON has no need of."""
    return pages.Row(row.mark.split(" ", 1)[1], *list(vars(row).values())[1:])


def test_every_row_of_access_is_on_the_page(change, covered):
    data = json.loads(pages.report(change, "json"))
    page = pages.page_of(change)
    shown = sorted((unsigned(row) for row in pages.access_rows(page)), key=str)
    wanted = sorted((row for spec in data["specs"] for row in expected_rows(spec)), key=str)
    assert shown == wanted
    text = pages.words(page)
    for spec in data["specs"]:
        assert spec["verdict"] in text
        for side in filter(None, (spec["old"], spec["new"])):
            assert side["fingerprint"] in text and side["file"] in text
        for example in filter(None, (item["example"] for item in spec["access"])):
            assert squeezed(example) in text
    covered(f"'{change}': {len(wanted)} rows, all as in JSON")


def test_every_resource_is_on_the_page(change):
    data = json.loads(pages.report(change, "json"))
    page = pages.page_of(change)
    lines = [
        pages.words(line)
        for table in page.iter("table")
        if table.get("class") == "resources"
        for line in table.find("tbody").iter("tr")
    ]
    wanted = [item for spec in data["specs"] for item in spec["resources"]]
    assert len(lines) == len(wanted)
    for line, item in zip(lines, wanted):
        kind, name = f" {item['kind']}", f"{item['resource']} {item['name']}"
        assert kind in line and squeezed(name) in line, line
        for part in item["properties"]:
            assert squeezed(f"{part['name']}: {part['old']} to {part['new']}") in line
        assert (item["note"] or "") in line
        assert ("more is sent to the vendor" in line) == (item["widens"] == "yes")


def _shape(part: ElementTree.Element) -> str:
    """Tags and texts of a part, but for what two writers of one page may do differently."""
    text = html5lib.serialize(part, omit_optional_tags=False, quote_attr_values="always")
    text = re.sub(r" (class|style|scope)=\"[^\"]*\"", "", text)
    text = re.sub(r"</?p>|<pre[^>]*>(<code[^>]*>)?", " ", text)
    text = re.sub(r"(</code>)?</pre>", "</pre>", text)
    return re.sub(r" ?(<[^>]*>) ?", r"\1", squeezed(html.unescape(text))).strip()


def test_steps_are_those_of_the_markdown(change, covered):
    data = json.loads(pages.report(change, "json"))
    page = pages.page_of(change)
    steps = [part for part in page.iter("details") if part.find("summary/h3") is None]
    wanted = [item for spec in data["specs"] for item in spec["consequences"]]
    assert len(steps) == len(wanted)
    reader = MarkdownIt("commonmark").enable("table")
    for step, item in zip(steps, wanted):
        source = item["source"]
        body = reader.render(item["body"]) + "<p><strong>Done when:</strong> "
        body += reader.renderInline(item["done_when"]) + "</p>"
        title = f"<summary>{reader.renderInline(item['title'])}</summary>"
        tail = f'<div><a href="{html.escape(source["url"])}" rel="noopener noreferrer">'
        tail += html.escape(f"{source['title']}, {source['section']}") + f"</a> ({source['date']})"
        whole = f"<!DOCTYPE html><title>x</title><details open>{title}{body}{tail}</div></details>"
        (twin,) = pages.parse(whole).iter("details")
        assert _shape(step) == _shape(twin)
    if wanted:
        covered(f"'{change}': {len(wanted)} steps as Markdown reads them")


def test_the_page_runs_and_loads_nothing(change):
    page = pages.report(change, "html")
    assert re.fullmatch(r"[\x20-\x7e\n]*", page)
    root = pages.parse(page)
    names = {part.tag.rsplit("}", 1)[-1] for part in root.iter() if isinstance(part.tag, str)}
    assert not names & FORBIDDEN
    for part in root.iter():
        for name, value in part.attrib.items():
            assert not str(name).startswith("on") and name not in ("style", "src"), part.tag
            assert name != "href" or value.startswith(("https://", "#spec-"))
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    assert "url(" not in style and "@import" not in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = "default-src 'none'; style-src 'sha256-" + digest + "'"
    (meta,) = (part for part in root.iter("meta") if part.get("http-equiv"))
    assert meta.get("http-equiv") == "Content-Security-Policy"
    assert meta.get("content").startswith(policy)


def test_the_page_has_headings_landmarks_and_heads_of_tables(change):
    root = pages.page_of(change)
    assert root.get("lang") == "en"
    assert len(list(root.iter("main"))) == len(list(root.iter("h1"))) == 1
    levels = [int(part.tag[1]) for part in root.iter() if re.fullmatch("h[1-6]", str(part.tag))]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels
    assert all(cell.get("scope") for cell in root.iter("th"))
    ids = [part.get("id") for part in root.iter() if part.get("id")]
    assert len(ids) == len(set(ids))
    for part in root.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            assert part.get(name) in (None, *ids)


@pytest.mark.parametrize("number", range(len(pages.HOSTILE)))
def test_hostile_values_are_text(number):
    """They stand on the page as they are, and its elements are those of a harmless page."""
    root = pages.page_of(f"hostile {number}")
    twin = pages.page_of("harmless")
    shape = [[str(part.tag) for part in page.iter() if part.tag != TEXT] for page in (root, twin)]
    assert shape[0] == shape[1]
    assert squeezed(pages.HOSTILE[number]) in pages.words(root)


#: A long name takes several lines of the graph, of which each is an element.
TEXT = "{http://www.w3.org/2000/svg}text"


def test_a_page_that_lost_a_row_is_found_out():
    page = pages.report("a bucket more", "html")
    broken = re.sub(r'<tr class="added".*?</tr>', "", page, count=1, flags=re.DOTALL)
    assert len(pages.access_rows(pages.parse(broken))) + 1 == len(
        pages.access_rows(pages.parse(page))
    )
    with pytest.raises(html5lib.html5parser.ParseError):
        pages.parse(page.replace("</section>", "", 1))
