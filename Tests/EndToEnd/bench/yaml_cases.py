"""Documents that readers of YAML differ on: a suite of others, and every pair of place and word."""

import base64
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "yaml_cases"

#: Where a value can stand; `@` is the value, and its later lines are indented as the place asks.
PLACES = {
    "root": "@\n",
    "value": "a: @\n",
    "last": "a: @",
    "item": "- @\n",
    "nested item": "a:\n  - @\n  - b\n",
    "value of an item": "- a: @\n  b: c\n",
    "flow list": "[b, @, c]\n",
    "flow mapping": "{a: @, b: c}\n",
    "flow key": "{@: b}\n",
    "key": "@: b\n",
    "long key": "? @\n: b\n",
    "on the next line": "a:\n  @\nb: c\n",
    "before a comment": "a: @ # b\n",
    "in a document": "---\na: @\n...\n",
}
#: What can stand there.
WORDS = {
    "plain": "abc",
    "words": "ab cd",
    "two lines": "ab\n cd",
    "nothing": "",
    "no": "no",
    "null": "null",
    "tilde": "~",
    "true": "true",
    "number": "12",
    "leading zero": "012345670123",
    "hexadecimal": "0x1F",
    "with underscores": "1_000",
    "base sixty": "1:30",
    "exponent": "1e3",
    "not a number": ".nan",
    "date": "2026-11-30",
    "version": "1.10",
    "single": "'ab'",
    "single, a quote in it": "'a''b'",
    "single, two lines": "'a\n b'",
    "double": '"ab"',
    "double, escapes": r'"a\x41\u0042\U00000043\t\/"',
    "double, unknown escape": r'"\y"',
    "double, half a surrogate": r'"\uD800"',
    "double, lines joined": '"a\\\n b"',
    "not ended": '"ab',
    "literal": "|\n ab\n cd\n",
    "literal, stripped": "|-\n ab\n\n",
    "literal, kept": "|+\n ab\n\n",
    "literal, indented": "|2\n  ab\n",
    "folded": ">\n ab\n cd\n\n ef\n",
    "folded, one line": ">-\n ab\n",
    "flow list": "[ab, cd]",
    "flow list, a comma too many": "[ab, ]",
    "flow list, not ended": "[ab",
    "flow mapping": "{ab: cd}",
    "flow mapping, a key twice": "{ab: 1x, ab: 2x}",
    "flow mapping, a key alone": "{ab}",
    "JSON": '{"ab":"cd","ef":["gh"]}',
    "anchor": "&x ab",
    "alias": "*x",
    "tag": "!!str ab",
    "own tag": "!Sub ab",
    "tag of nothing": "!",
    "merge": "<<",
    "comment": "# ab",
    "sharp": "a#b",
    "colon": "a:b",
    "colon at the end": "ab:",
    "dash": "-",
    "dash and word": "-ab",
    "question": "?ab",
    "at": "@ab",
    "backtick": "`ab`",
    "percent": "%ab",
    "bracket": "]",
    "dollar": "${ab}",
    "tab": "a\tb",
    "tab before": "\tab",
    "letter beyond ASCII": "é",
    "right to left": "a\u202eb",
    "line separator": "a\u2028b",
    "next line": "a\u0085b",
    "carriage return": "a\rb",
    "mark": "\ufeffab",
    "null byte": "a\0b",
    "ends a document": "...",
    "starts a document": "---",
}


def own() -> dict[str, bytes]:
    """Each word in each place."""
    cases = {}
    for place, around in PLACES.items():
        for word, text in WORDS.items():
            indent = " " * (2 if place != "nested item" else 4)
            value = text.replace("\n", "\n" + indent) if place != "root" else text
            cases[f"{word}, {place}"] = around.replace("@", value, 1).encode()
    return cases


def others() -> dict[str, bytes]:
    """The documents of PyYAML's own tests, among them the examples of YAML's specification."""
    lines = (FOLDER / "pyyaml.txt").read_text().splitlines()
    return {name: base64.b64decode(text) for name, text in (line.split(" ") for line in lines)}
