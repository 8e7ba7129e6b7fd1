/// What a spec says, before somebody writes it down in YAML.
package enum SpecSketch: Sendable {
  /// Text, in whatever style it may have.
  case text(String)
  /// A number or flag, which is never quoted.
  case word(String)
  case list([SpecSketch])
  case map([Entry])

  /// A key and its value.
  package struct Entry: Sendable {
    let key: String
    let value: SpecSketch

    package init(_ key: String, _ value: SpecSketch) {
      self.key = key
      self.value = value
    }
  }
}

extension SpecSketch {
  /// The YAML text of a mapping: another seed gives other quotes, layouts, comments and another
  /// order of keys, and never another meaning.
  package func yaml(seed: UInt64) -> String {
    var scribe = Scribe(seed: seed)
    return scribe.document(self)
  }
}

/// Writes a sketch down, in styles that it draws by lot.
private struct Scribe {
  private var random: SplitMix64
  private var lines: [String] = []

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func document(_ root: SpecSketch) -> String {
    if random.oneIn(2) { lines.append("# Grüße, 世界: äöü é ß “quoted” – all of it may stand here") }
    if random.oneIn(4) { lines.append("---") }
    guard case .map(let entries) = root else { return "" }
    write(entries, indent: 0)
    if random.oneIn(4) { lines.append("...") }
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: Blocks

  private mutating func write(_ entries: [SpecSketch.Entry], indent: Int) {
    for entry in entries.shuffled(using: &random) {
      if random.oneIn(12) { lines.append("") }
      if random.oneIn(12) { lines.append(spaces(indent) + "# über \(entry.key)") }
      write(entry.value, behind: spaces(indent) + scalar(entry.key, isKey: true) + ":", indent)
    }
  }

  /// Writes a value behind what introduces it: its key, or the hyphen of a list.
  private mutating func write(_ value: SpecSketch, behind head: String, _ indent: Int) {
    let comment = random.oneIn(10) ? "  # ça va" : ""
    switch value {
    case .text(let text):
      if random.oneIn(10), isBlockScalar(text) {
        lines.append(head + " " + random.pick([">-", "|-"]) + comment)
        lines.append(spaces(indent + 2) + text)
      } else {
        lines.append(head + " " + scalar(text) + comment)
      }
    case .word(let word): lines.append(head + " " + word + comment)
    case .list(let items):
      guard !items.isEmpty, !random.oneIn(3) else {
        lines.append(head + " " + flow(value) + comment)
        return
      }
      lines.append(head + comment)
      let inner = indent + random.pick([0, 2])
      for item in items { write(item, behind: spaces(inner) + "-", inner) }
    case .map(let entries):
      guard !entries.isEmpty, !random.oneIn(4) else {
        lines.append(head + " " + flow(value) + comment)
        return
      }
      lines.append(head + comment)
      write(entries, indent: indent + random.pick([1, 2, 4]))
    }
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// Whether the text is one line that a block scalar keeps as it is.
  private func isBlockScalar(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(" ") && !text.hasSuffix(" ")
  }

  // MARK: On one line

  private mutating func flow(_ value: SpecSketch) -> String {
    switch value {
    case .text(let text): return scalar(text, inFlow: true)
    case .word(let word): return word
    case .list(let items): return "[" + items.map { flow($0) }.joined(separator: ", ") + "]"
    case .map(let entries):
      let members = entries.shuffled(using: &random).map {
        scalar($0.key, inFlow: true, isKey: true) + ": " + flow($0.value)
      }
      return "{" + members.joined(separator: ", ") + "}"
    }
  }

  private mutating func scalar(
    _ text: String,
    inFlow: Bool = false,
    isKey: Bool = false
  ) -> String {
    // A key on one line has at most 1,024 characters (YAML 1.1, simple keys).
    if PlainText.isSafe(text, inFlow: inFlow) && !random.oneIn(3) { return text }
    if random.oneIn(2) {
      return "'"
        + text.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "''") + "'"
    }
    return doubleQuoted(text, escapes: !isKey && random.oneIn(4))
  }

  /// The text in double quotes, with some characters by their numbers.
  private mutating func doubleQuoted(_ text: String, escapes: Bool) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      let hex = String(scalar.value, radix: 16)
      if escapes && random.oneIn(8) {
        result += random.pick(["\\x\(hex)", "\\u00\(hex)"])
      } else if scalar == "\"" || scalar == "\\" {
        result += "\\\(scalar)"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// Text that needs no quotes, decided more carefully than any reader of YAML does.
enum PlainText {
  static func isSafe(_ text: String, inFlow: Bool) -> Bool {
    let bytes = Array(text.utf8)
    let inner = " :#" + (inFlow ? "" : ",()'\"!&$;@=+<>|*")
    guard let first = bytes.first, isWordByte(first) || first == UInt8(ascii: "/"),
      let last = bytes.last, isWordByte(last) || "/-_.)".utf8.contains(last),
      bytes.allSatisfy({ isWordByte($0) || "/._-".utf8.contains($0) || inner.utf8.contains($0) })
    else { return false }
    for (byte, next) in zip(bytes, bytes.dropFirst()) {
      if byte == UInt8(ascii: ":") && (next == UInt8(ascii: " ") || inFlow) { return false }
      if byte == UInt8(ascii: " ") && next == UInt8(ascii: "#") { return false }
    }
    return !isSomethingElse(text)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    Alphabet.lettersAndDigits.utf8.contains(byte)
  }

  /// Whether a reader could take it for a number, a date, a flag or nothing.
  private static func isSomethingElse(_ text: String) -> Bool {
    let words = ["null", "true", "yes", "on", "y", "false", "no", "off", "n"]
    if words.contains(text.lowercased()) { return true }
    guard let first = text.utf8.first, Alphabet.digits.utf8.contains(first) else { return false }
    // A letter that no number has, in a text that doesn't start like a date.
    let isWord = text.utf8.contains { "ghijklmnpqrstuvwyzGHIJKLMNPQRSTUVWYZ".utf8.contains($0) }
    return !isWord || text.utf8.dropFirst(4).first == UInt8(ascii: "-")
  }
}
