package import Text

/// How a graph of access looks, in light and in dark.
package enum GraphStyle {
  /// The colors of graphs. `ink` and those of what differs, `new`, `gone` and `changed`, are read
  /// on `canvas`, `who`, `what` and `label`.
  package static let palette = Palette([
    ("canvas", "ffffff", "0d1117"),
    ("ink", "1f2328", "e6edf3"),
    ("muted", "57606a", "9da7b3"),
    ("line", "6e7781", "8b949e"),
    ("who", "ddf4ff", "0c2d4a"),
    ("what", "fff8e5", "2b2410"),
    ("label", "f3f5f7", "1c222b"),
    ("new", "b3141f", "ff8d85"),
    ("gone", "57606a", "9da7b3"),
    ("changed", "7a4a00", "e9b949"),
  ])

  /// The rule that a picture by itself stays readable where it shrinks to its window: letters have
  /// 9 px or more. It scrolls where it is wider, and grows with the zoom of the browser.
  static func smallest(width: Int) -> String {
    "@media screen { .access-graph:root { min-width: \(width * 3 / 4)px; } }"
  }

  /// The rules, for a picture by itself and for one in a page.
  package static let css: [String] =
    palette.css(on: ".access-graph")
    + [
      ".access-graph { max-width: 100%; height: auto; }",
      ".access-graph:root { background: var(--canvas); color-scheme: light dark; }",
      ".access-graph text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "
        + "'DejaVu Sans Mono', 'Liberation Mono', monospace; white-space: pre; fill: var(--ink); }",
      ".access-graph .canvas { fill: var(--canvas); }",
      ".access-graph .box { fill: var(--canvas); stroke: var(--line); }",
      ".access-graph .vendor .box, .access-graph .service .box { fill: var(--who); }",
      ".access-graph .service .box { stroke-dasharray: 5 3; }",
      ".access-graph .target .box { fill: var(--what); }",
      ".access-graph .lid { stroke: var(--line); }",
      ".access-graph .label { fill: var(--label); }",
      ".access-graph .line { fill: none; stroke: var(--line); stroke-width: 1.25; }",
      ".access-graph .head { fill: var(--line); }",
      ".access-graph .resource-policy .line { stroke-dasharray: 2 3; }",
      ".access-graph .heading, .access-graph .legend { fill: var(--muted); }",
      ".access-graph .spec { font-weight: bold; }",
      ".access-graph .added .line, .access-graph .added .box { stroke: var(--new); "
        + "stroke-width: 3; }",
      ".access-graph .added .head { fill: var(--new); }",
      ".access-graph text.added { fill: var(--new); font-weight: bold; }",
      ".access-graph .removed .line, .access-graph .removed .box { stroke: var(--gone); "
        + "stroke-dasharray: 7 5; }",
      ".access-graph .removed .head { fill: var(--gone); }",
      ".access-graph text.removed { fill: var(--gone); text-decoration: line-through; }",
      ".access-graph .changed .line { stroke: var(--changed); stroke-width: 2; }",
      ".access-graph .changed .head { fill: var(--changed); }",
      ".access-graph text.changed { fill: var(--changed); }",
    ]
}
