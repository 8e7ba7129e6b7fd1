/// The text in single quotes as a message shows it: nothing in it can move a cursor, hide or forge
/// a line, and a long one is cut in the middle.
package func quoted(_ text: String, limit: Int = 80) -> String {
  let scalars = Array(text.unicodeScalars)
  guard scalars.count > limit else { return "'" + visible(scalars) + "'" }
  return "'" + visible(scalars.prefix(limit / 2)) + "…" + visible(scalars.suffix(limit / 2)) + "'"
}

/// The text with everything that isn't a printable character of ASCII, a letter or a mark spelled
/// as `\u{…}`.
package func visible(_ text: String) -> String { visible(text.unicodeScalars) }

private func visible(_ scalars: some Sequence<Unicode.Scalar>) -> String {
  visibleParts(of: scalars).joined()
}

/// What stands for each character of a text that a terminal shows.
///
/// A bracket behind two number signs is spelled out too: a GitHub runner takes `##[error]` for a
/// command wherever in a line it stands.
func visibleParts(of scalars: some Sequence<Unicode.Scalar>) -> [String] {
  var parts: [String] = []
  for scalar in scalars {
    let opensCommand = scalar == "[" && parts.suffix(2) == ["#", "#"]
    parts.append(scalar.isPrintable && !opensCommand ? String(scalar) : spelledOut(scalar))
  }
  return parts
}

private func spelledOut(_ scalar: Unicode.Scalar) -> String {
  "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
}

/// How many columns of a terminal the text takes, all of it printable.
func columns(of text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + $1.columns }
}

extension Unicode.Scalar {
  /// Whether a terminal shows this as a character and does nothing else.
  fileprivate var isPrintable: Bool {
    if isASCII { return (0x20...0x7E).contains(value) }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default:
      return true
    }
  }

  /// None for a mark that stands on the character before it, two for the blocks of characters that
  /// are wide in the scripts of East Asia, and for pictures.
  ///
  /// Source: Unicode Standard Annex 11, "East Asian Width", in whole blocks.
  fileprivate var columns: Int {
    if isASCII { return 1 }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1FAFF, 0x2_0000...0x3_FFFD:
      return 2
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }
}
