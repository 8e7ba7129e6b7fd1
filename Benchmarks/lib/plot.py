"""Draws lines on two logarithmic axes as SVG, readable on a light and on a dark page."""

import math

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 70, 120, 40, 50

STYLE = """\
    text { font: 13px system-ui, sans-serif; fill: #1f2328 }
    .grid { stroke: #d0d7de; stroke-width: 1 }
    .line { fill: none; stroke-width: 2.5 }
    .s0 { stroke: #0969da; fill: #0969da } .s1 { stroke: #6e7781; fill: #6e7781 }
    .s2 { stroke: #1a7f37; fill: #1a7f37 } .s3 { stroke: #bc4c00; fill: #bc4c00 }
    .line { fill: none }
    text.s0, text.s1, text.s2, text.s3 { stroke: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .grid { stroke: #3d444d }
      .s0 { stroke: #4493f8; fill: #4493f8 } .s1 { stroke: #9198a1; fill: #9198a1 }
      .s2 { stroke: #3fb950; fill: #3fb950 } .s3 { stroke: #f0883e; fill: #f0883e }
      .line { fill: none }
    }
"""


def lines(title: str, series: dict) -> str:
    """A plot of some series, each a mapping of numbers of integrations to values."""
    points = [(x, y) for values in series.values() for x, y in values.items()]
    xs = decades([x for x, _ in points])
    ys = decades([y for _, y in points])

    def place(x: float, y: float) -> tuple:
        across = (math.log10(x) - xs[0]) / (xs[1] - xs[0])
        up = (math.log10(y) - ys[0]) / (ys[1] - ys[0])
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"  <title>{title}, by number of integrations</title>",
        f"  <style>\n{STYLE}  </style>",
        f'  <text x="{LEFT}" y="22" font-weight="600">{title}</text>',
        f'  <text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">'
        "integrations</text>",
    ]
    for power in range(xs[0], xs[1] + 1):
        x, bottom = place(10**power, 10 ** ys[0])
        parts.append(f'  <path class="grid" d="M{x:.1f} {bottom:.1f}V{TOP}"/>')
        parts.append(
            f'  <text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{10**power:,}</text>'
        )
    for power in range(ys[0], ys[1] + 1):
        left, y = place(10 ** xs[0], 10**power)
        parts.append(f'  <path class="grid" d="M{left:.1f} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'  <text x="{left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>'
        )
    for index, (name, values) in enumerate(series.items()):
        places = [place(x, y) for x, y in sorted(values.items())]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        parts.append(f'  <path class="line s{index}" d="M{path}"/>')
        for x, y in places:
            parts.append(f'  <circle class="s{index}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        x, y = places[-1]
        parts.append(f'  <text class="s{index}" x="{x + 8:.1f}" y="{y + 4:.1f}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def decades(values: list) -> tuple:
    """The powers of ten around some values, one apart at least."""
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    return (low, max(high, low + 1))
