import Diagnostics

/// A range on one line, from a column up to and without another.
func range(_ line: Int, _ start: Int, _ end: Int) -> SourceRange {
  SourceRange(SourcePosition(line: line, column: start), SourcePosition(line: line, column: end))
}

/// What was found in a file of this text.
func diagnostics(
  in text: String,
  named name: String = "acme.yaml",
  _ found: Diagnostic...
) -> Diagnostics {
  var diagnostics = Diagnostics(for: SourceFile(name: name, bytes: Array(text.utf8)))
  for diagnostic in found { diagnostics.report(diagnostic) }
  return diagnostics
}

/// Text of somebody who wants to be a line, a color or a command of his own.
let hostileTexts = [
  "\u{1B}[31mred", "\u{1B}]8;;http://t\u{7}x", "a\r::error::forged", "a\n::error::forged",
  "::error::forged", "::add-mask::a", "  ::stop-commands::x", "##[error]forged",
  "##[add-matcher]/tmp/x", "\u{202E}gnp.exe", "\u{2066}x\u{2069}", "a\u{2028}::error::b", "\u{85}",
  "\u{0}", "\u{7F}", "\u{9B}31m", "\u{FEFF}", "\u{E0041}", "\u{10FFFF}", "%0A::error::x", "a%0Db",
  "\r\n::error::x", "e\u{301}", "%\u{301}0A", ":\u{301}:error::x", "\t", "##\u{301}[error]x",
]
