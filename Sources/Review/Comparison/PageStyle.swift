import AccessReport
package import Text

/// How the page looks, in light and in dark, on screens of any width and on paper.
package enum PageStyle {
  /// The colors of the page; `ink`, `muted`, `link`, `grave` and `calm` are read on `paper` and on
  /// `panel`.
  package static let palette = Palette([
    ("paper", "ffffff", "0d1117"),
    ("panel", "f3f5f7", "1c222b"),
    ("ink", "1f2328", "e6edf3"),
    ("muted", "57606a", "9da7b3"),
    ("link", "0a58ca", "79b8ff"),
    ("rule", "8c959f", "6e7681"),
    ("grave", "b3141f", "ff8d85"),
    ("calm", "1a6b33", "5fd080"),
  ])

  package static let css: [String] =
    palette.css(on: ":root") + text + blocks + tables + narrow + GraphStyle.css + graph + print

  private static let text = [
    ":root { color-scheme: light dark; }",
    "* { box-sizing: border-box; }",
    "body { margin: 0 auto; max-width: 90rem; padding: 1rem clamp(0.75rem, 2vw, 2rem); "
      + "background: var(--paper); color: var(--ink); "
      + "font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; "
      + "overflow-wrap: break-word; }",
    "h1 { font-size: 1.75rem; margin: 0.5rem 0; } h2 { font-size: 1.4rem; margin: 0; } "
      + "h3 { font-size: 1.15rem; margin: 1.5rem 0 0.5rem; }",
    "code, pre { font: 0.85em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "
      + "'DejaVu Sans Mono', 'Liberation Mono', monospace; }",
    "code { overflow-wrap: anywhere; } h2 code { font-size: 1em; font-weight: bold; }",
    "a { color: var(--link); }",
    ":focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }",
    ".badge { display: inline-block; border: 1px solid var(--calm); border-radius: 1em; "
      + "padding: 0 0.6em; color: var(--calm); font-size: 0.85em; }",
    ".badge.grave { border: 2px solid var(--grave); color: var(--grave); font-weight: bold; }",
    ".grave { color: var(--grave); font-weight: bold; }",
  ]

  private static let blocks = [
    "section { margin-top: 2rem; padding-top: 1.5rem; border-top: 2px solid var(--rule); }",
    ".verdict { font-size: 1.1rem; margin: 0.5rem 0; }",
    ".gains { margin: 0.75rem 0; padding: 0; list-style: none; }",
    ".gains li { background: var(--panel); border-radius: 6px; padding: 0.5rem 0.75rem; "
      + "margin-bottom: 0.5rem; }",
    ".fingerprints { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; "
      + "margin: 0.75rem 0; color: var(--muted); } .fingerprints dd { margin: 0; }",
    "summary { cursor: pointer; } summary h3 { display: inline; }",
    "details { margin: 0.75rem 0; }",
    "figure { margin: 0.75rem 0; } figcaption { color: var(--muted); margin-top: 0.4rem; }",
    ".steps > li { margin-bottom: 1rem; } .steps summary { font-weight: bold; }",
    "pre { background: var(--panel); border-radius: 6px; padding: 0.75rem; overflow-x: auto; "
      + "overflow-wrap: normal; margin: 0.75rem 0; }",
    ".source, .source a { font-size: 0.9rem; }",
  ]

  private static let tables = [
    "table { border-collapse: collapse; margin: 0.75rem 0; width: 100%; }",
    "caption { text-align: left; color: var(--muted); padding-bottom: 0.25rem; }",
    "th, td { border: 1px solid var(--rule); padding: 0.35rem 0.6rem; text-align: left; "
      + "vertical-align: top; }",
    "thead th, .holder th { background: var(--panel); }",
    ".holder th { font-weight: normal; }",
    ".gates, .plain { width: auto; }",
    ".mark { font-weight: normal; min-width: 7rem; } .mark.grave { font-weight: bold; }",
    ".sign { font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; "
      + "font-weight: bold; }",
    ".was td, .removed td { color: var(--muted); }",
    ".mark.grave { border-left: 4px solid var(--grave); }",
    "del { color: var(--muted); } ins { font-weight: bold; text-decoration: none; }",
    ".access { font-size: 0.9rem; }",
    ".other { margin-top: 0.25rem; }",
    "@media (min-width: 64.01rem) {",
    "  .access { table-layout: fixed; }",
    "  .access th:nth-child(1) { width: 8rem; } .access th:nth-child(2) { width: 15%; }",
    "  .access th:nth-child(3) { width: 18%; } .access th:nth-child(4) { width: 16%; }",
    "  .access th:nth-child(5) { width: 6rem; } .access th:nth-child(7) { width: 9rem; }",
    "}",
  ]

  /// Where the columns of a table don't fit beside each other, a row is a card.
  private static let narrow = [
    "@media screen and (max-width: 64rem) {",
    "  .access, .resources, .gates { display: block; }",
    "  .access caption, .resources caption, .gates caption { display: block; }",
    "  .access thead, .resources thead, .gates thead { position: absolute; width: 1px; "
      + "height: 1px; overflow: hidden; clip-path: inset(50%); }",
    "  .access tbody, .resources tbody, .gates tbody { display: block; margin-bottom: 1rem; }",
    "  .access tr, .resources tr, .gates tr { display: block; border: 1px solid var(--rule); "
      + "margin-bottom: 0.5rem; padding: 0.35rem 0.6rem; }",
    "  .access td, .access th, .resources td, .resources th, .gates td, .gates th { "
      + "display: block; min-width: 0; border: 0; padding: 0.15rem 0; background: none; }",
    "  .access .holder { background: var(--panel); }",
    "  .access td[data-label], .resources td[data-label], .gates td[data-label] { "
      + "display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.5rem; }",
    "  table tr:has(.mark.grave) { border-left: 4px solid var(--grave); } "
      + "table .mark.grave { border: 0; }",
    "  td[data-label]::before { content: attr(data-label); color: var(--muted); "
      + "font-size: 0.85rem; }",
    "  .plain { display: block; overflow-x: auto; }",
    "}",
    "@media screen and (max-width: 30rem) {",
    "  .fingerprints { grid-template-columns: minmax(0, 1fr); }",
    "  .steps { padding-left: 1.25rem; } .steps ol { padding-left: 1.25rem; }",
    "}",
  ]

  /// The graph keeps its size and scrolls, so that its text stays as large as any other.
  private static let graph = [
    ".scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 6px; }",
    ".scroll .access-graph { display: block; max-width: none; }",
  ]

  private static let print = [
    "@media print {",
    "  body { max-width: none; padding: 0; font-size: 9pt; }",
    "  .scroll { border: 0; overflow: visible; }",
    "  .scroll .access-graph { max-width: 100%; height: auto; }",
    "  details::details-content { content-visibility: visible; display: block; }",
    "  tr, .gains li { break-inside: avoid; }",
    "  pre { white-space: pre-wrap; overflow-wrap: anywhere; }",
    "}",
  ]
}
