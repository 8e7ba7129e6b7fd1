import Text

/// Text in a drawing, broken into lines of which each is as wide as it has characters.
///
/// A drawing says how wide each line is (`textLength`), and every character of a monospaced font
/// has the same width, so that text fits its box whatever font the reader has.
struct GraphText {
  /// How wide a character is, for a font of 12 px: the usual ones are within 0.8 px of it.
  static let characterWidth = 7
  /// How far one line is below another.
  static let lineHeight = 16
  /// How far the foot of the letters is below the top of their line.
  static let baseline = 12

  private(set) var lines: [String] = []

  /// Adds text, in as many lines as it takes: nothing of it is left out.
  mutating func add(_ text: String, limit: Int) {
    lines += Self.wrapped(Markdown.printable(text), limit: limit)
  }

  var width: Int { (lines.map(\.utf8.count).max() ?? 0) * Self.characterWidth }
  var height: Int { lines.count * Self.lineHeight }

  /// The text in lines, which end behind a separator where there is one.
  static func wrapped(_ text: String, limit: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while rest.utf8.count > limit {
      let head = rest.prefix(limit)
      // A separator near the start of the line would leave most of the line empty.
      let end =
        head.indices.last { " /:-_.,".contains(head[$0]) && head[...$0].utf8.count > limit / 3 }
        .map { head.index(after: $0) } ?? head.endIndex
      lines.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return lines + [String(rest)]
  }
}
