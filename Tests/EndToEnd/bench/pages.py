"""Reports of comparisons in HTML, and changes to report."""

import json
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import html5lib

from bench import places

ACME = (places.EXAMPLES / "acme.yaml").read_text()
EMPTY = 'name: acme\naccount: "111122223333"\nregion: us-east-1\n'


def _edited(*edits: tuple[str, str]) -> str:
    """The large example with some texts, each there once, replaced."""
    text = ACME
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def many(count: int, suffix: str = "") -> str:
    """A spec with many integrations."""
    lines = [EMPTY + "integrations:"]
    for number in range(count):
        lines.append(f"""  i{number}:
    type: custom/role
    vendor: {{name: Ledgerly, accountId: "999988887777", externalId: ldg-2f7c0d4e1b}}
    allow:
      - actions: [s3:GetObject, s3:PutObject]
        resources: ["arn:aws:s3:::acme-{number}{suffix}/*"]
        reason: reads the nightly export""")
    return "\n".join(lines) + "\n"


def _hostile(words: str) -> str:
    """A spec whose free texts try to be markup."""
    quoted = json.dumps(words)
    return (
        EMPTY
        + f"""integrations:
  partner:
    type: custom/role
    vendor: {{name: {quoted}, accountId: "999988887777", externalId: ldg-2f7c0d4e1b}}
    allow:
      - actions: [s3:GetObject]
        resources: ["arn:aws:s3:::acme-partner/*"]
        conditions: {{StringEquals: {{"aws:PrincipalTag/x": {quoted}}}}}
        reason: {quoted}
"""
    )


_BUCKET = "      - name: acme-eu-audit\n        region: eu-central-1\n        logType: audit\n"
_BEFORE = "      - name: acme-eu-logs\n"
_ROLE = ("logzio-acme", "logzio-a")
HOSTILE = [
    "</td></tr></table><script>alert(1)</script>",
    "<img src=https://evil.example/x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "</style><style>*{display:none}</style>",
    "</title></svg><!-- &lt;b&gt; ]]> <![CDATA[",
    "[a](javascript:alert(1)) `code` **bold** | cell",
]

#: What was and what is, by a name; None for a spec that isn't there.
CHANGES: dict[str, tuple[str | None, str | None]] = {
    "nothing": (ACME, ACME),
    "acme from nothing": (None, ACME),
    "acme is gone": (ACME, None),
    "a bucket more": (ACME, _edited((_BEFORE, _BUCKET + _BEFORE))),
    "another external id": (ACME, _edited(("9zz8v1kx0nktixxe0a", "7yy8v1kx0nktixxe0b"))),
    "another name of a vendor": (ACME, _edited(("name: Ledgerly", "name: Ledgerly & Sons"))),
    "only resources": (ACME, _edited(("expireAfterDays: 30", "expireAfterDays: 7"))),
    "narrower and another role": (
        ACME,
        _edited(
            ("prefix: cloudfront/", "prefix: cloudfront/prod/"),
            ("    sharing: role\n", "    sharing: published\n"),
            ("    acl: bucket-owner-full-control\n", ""),
            ("name: acme-logzio-archive", "name: acme-archive"),
        ),
    ),
    "everything moves": (ACME, ACME.replace("us-east-1", "us-west-2").replace(*_ROLE)),
    "two specs": (many(1, ""), many(2, "")),
    "hundreds of rows": (many(150, ""), many(150, "x")),
    "harmless": (None, _hostile("words")),
    **{f"hostile {n}": (None, _hostile(words)) for n, words in enumerate(HOSTILE)},
}


def _run(change: str, form: str) -> str:
    """What 'accredit diff' says of a change."""
    with tempfile.TemporaryDirectory(prefix="accredit-pages-") as folder:
        for side, text in zip(("old", "new"), CHANGES[change]):
            place = Path(folder) / side
            place.mkdir()
            # A folder must have a spec; one that is the same on both sides doesn't differ.
            count = 3 if change == "two specs" and side == "new" else 1
            (place / "other.yaml").write_text(many(count, "").replace("acme", "other"))
            if text is not None:
                (place / "acme.yaml").write_text(text)
        command = [places.ACCREDIT, "diff", "old", "new", "--format", form]
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@cache
def report(change: str, form: str) -> str:
    """What 'accredit diff' says of a change, always the same."""
    first, second = _run(change, form), _run(change, form)
    assert first == second
    return first


def picture(page: str) -> str | None:
    """The graph of a page, as it stands there."""
    found = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    return found[0] if found else None


@cache
def page_of(change: str) -> ElementTree.Element:
    """The page about a change; it is read by many tests and changed by none."""
    return parse(report(change, "html"))


def parse(page: str) -> ElementTree.Element:
    """The page as a browser reads it; any mistake is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)


def words(part: ElementTree.Element) -> str:
    """The text of a part, with one space where there is white space."""
    return " ".join("".join(part.itertext()).split())


@dataclass(frozen=True)
class Row:
    """A row of a table of access, as a reader takes it."""

    mark: str
    vendor: str
    principal: str
    external_id: str
    action: str
    resource: str
    condition: str
    channel: str
    why: str
    link: str
    spec: str


def _who(part: ElementTree.Element) -> tuple[str, str, str]:
    """The vendor, the principal and the external id that a line names."""
    codes = [words(code) for code in part.iter("code")]
    return words(part.find("strong")), codes[0], codes[1] if len(codes) > 1 else ""


def access_rows(page: ElementTree.Element) -> list[Row]:
    """The rows of all tables of access, in their order."""
    rows = []
    for table in page.iter("table"):
        if table.get("class") != "access":
            continue
        who = ("", "", "")
        for line in table.iter("tr"):
            cells = {cell.get("data-label"): cell for cell in line.findall("td")}
            if line.get("class") == "holder":
                who = _who(line.find("th"))
            elif "Action" in cells:
                rows.append(_row(line, cells, who))
    return rows


def _row(
    line: ElementTree.Element, cells: dict[str, ElementTree.Element], who: tuple[str, str, str]
) -> Row:
    action = cells["Action"]
    other = [part for part in action.iter("div") if part.get("class") == "other"]
    links = [link.get("href") for link in cells["Why"].iter("a")]
    condition = words(cells["Only if"])
    return Row(
        words(line.find("th")),
        *(_who(other[0]) if other else who),
        words(action.find("div/code")),
        words(cells["Resource"]),
        "" if condition == "no condition" else condition,
        words(cells["Channel"]),
        words(cells["Why"]),
        links[0] if links else "",
        words(cells["Spec"]),
    )
