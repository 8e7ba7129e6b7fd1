/// Encoders for text that stands in Markdown, as GitHub reads it.
///
/// Text that somebody wrote stands in code spans, in which no markup, link, mention or reference is
/// read; a backslash would not do, because GitHub looks for mentions after it has read the escapes.
/// What isn't printable ASCII is written out, so that nothing in a review can hide.
package enum Markdown {
  /// The text as a code span.
  ///
  /// The fence is one backtick longer than the longest run of backticks in the text. Empty text has
  /// no code span of its own: it becomes two spaces in one.
  package static func code(_ text: String) -> String {
    let text = printable(text)
    if !text.utf8.contains(UInt8(ascii: "`")), let first = text.utf8.first, first != 0x20 {
      return "`" + text + "`"
    }
    let fence = String(repeating: "`", count: longestRunOfBackticks(in: text) + 1)
    let touchesFence = text.hasPrefix("`") || text.hasSuffix("`")
    // A space on both sides is taken away by whoever reads the span, unless there is nothing else.
    let losesSpaces =
      text.hasPrefix(" ") && text.hasSuffix(" ") && text.utf8.contains { $0 != 0x20 }
    let padding = touchesFence || losesSpaces || text.isEmpty ? " " : ""
    return fence + padding + text + padding + fence
  }

  /// The text as a code span in a cell of a table, where GitHub splits at `|` even inside a span.
  ///
  /// A bar is escaped; behind a backslash, where no escape reads the same everywhere, it stands
  /// between two spans.
  package static func tableCode(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "|")) else { return code(text) }
    var cell = ""
    var part = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "|" where part.hasSuffix("\\"):
        cell += code(part).escapingBars + "&#124;"
        part = ""
      case "|": part += "|"
      default: part.unicodeScalars.append(scalar)
      }
    }
    if !part.isEmpty { cell += code(part).escapingBars }
    return cell
  }

  /// The text as a code span on the line of a box to tick.
  ///
  /// GitHub takes a `[x]` anywhere on that line for the tick, even one in a span, so that its first
  /// bracket is written out.
  package static func taskCode(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let next = bytes[index...].dropFirst().first
      let isTick = byte == UInt8(ascii: "[") && (next == 0x78 || next == 0x58)
      result += isTick ? Array(#"\u{5b}"#.utf8) : [byte]
    }
    return code(String(decoding: result, as: UTF8.self))
  }

  /// A fence for a code block that holds the lines.
  package static func fence(for lines: [String]) -> String {
    let longest = lines.reduce(0) { max($0, longestRunOfBackticks(in: $1)) }
    return String(repeating: "`", count: max(3, longest + 1))
  }

  /// The text as a comment of HTML, which nobody sees in the rendered page.
  package static func comment(_ text: String) -> String {
    var result = "<!-- "
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      let endsComment = scalar == ">" || scalar == "<" || (scalar == "-" && previous == "-")
      result += endsComment ? writtenOut(scalar) : printable(String(scalar))
      previous = scalar
    }
    return result + " -->"
  }

  /// The text in bytes 0x20–0x7E, with every other character written out, such as `\u{202e}`.
  package static func printable(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      result += (0x20...0x7E).contains(scalar.value) ? String(scalar) : writtenOut(scalar)
    }
    return result
  }

  private static func writtenOut(_ scalar: Unicode.Scalar) -> String {
    "\\u{\(String(scalar.value, radix: 16))}"
  }

  private static func longestRunOfBackticks(in text: String) -> Int {
    // Hardly any text has one, and all are searched.
    guard text.utf8.contains(UInt8(ascii: "`")) else { return 0 }
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

extension String {
  /// The text with a backslash before each `|`.
  fileprivate var escapingBars: String {
    split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
