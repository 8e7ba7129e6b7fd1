extension Markdown {
  /// Prose that somebody wrote, on one line: words that GitHub could read as anything but words
  /// stand in code spans.
  ///
  /// For example, `asks @team about s3:GetObject, twice` has code spans around `@team` and
  /// `s3:GetObject`.
  package static func text(_ text: String) -> String {
    words(of: text, mayStartLine: true, code)
  }

  /// Prose for a cell of a table, or for the middle of a line.
  package static func tableText(_ text: String) -> String {
    words(of: text, mayStartLine: false, tableCode)
  }

  /// A link that stands in a cell of a table or elsewhere; the title alone, unless the address is
  /// one of HTTPS.
  package static func link(_ title: String, to address: String) -> String {
    let title = tableText(title)
    guard address.hasPrefix("https://"), !title.isEmpty else { return title }
    var destination = ""
    destination.reserveCapacity(address.utf8.count)
    for byte in address.utf8 {
      switch byte {
      case UInt8(ascii: "&"): destination += "&amp;"
      case _ where isPlainInAddress(byte): destination.unicodeScalars.append(Unicode.Scalar(byte))
      default: destination += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
      }
    }
    return "[\(title)](\(destination))"
  }

  private static func words(
    of text: String,
    mayStartLine: Bool,
    _ code: (String) -> String
  ) -> String {
    var result: [String] = []
    for word in split(text) {
      let word = printable(String(word))
      // At the start of a line, these could start a list, a heading or a rule.
      let startsBlock =
        mayStartLine && result.isEmpty && word.utf8.first.map("-+=0123456789".utf8.contains) == true
      result.append(startsBlock ? code(word) : plainOrCode(word, code))
    }
    return result.joined(separator: " ")
  }

  /// The words of a text. In one of printable ASCII and line breaks each byte is a character.
  private static func split(_ text: String) -> [Substring] {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A }
    guard isPlain else { return text.split { $0 == " " || $0 == "\n" } }
    return text.utf8.split { $0 == 0x20 || $0 == 0x0A }.map(Substring.init)
  }

  /// The word, in which what stands between its punctuation is a code span unless it is harmless.
  private static func plainOrCode(_ word: String, _ code: (String) -> String) -> String {
    let bytes = Array(word.utf8)
    let start = bytes.firstIndex { !"(\"'".utf8.contains($0) } ?? bytes.count
    let end = bytes.lastIndex { !")\"',.;:?!".utf8.contains($0) }.map { $0 + 1 } ?? start
    guard start < end else {
      return bytes.allSatisfy { $0 != UInt8(ascii: ":") } ? word : code(word)
    }
    let core = String(decoding: bytes[start..<end], as: UTF8.self)
    if isHarmless(core) { return word }
    return String(decoding: bytes[..<start], as: UTF8.self) + code(core)
      + String(decoding: bytes[end...], as: UTF8.self)
  }

  /// Whether a word holds no markup, and GitHub makes no link, mention, reference or picture of it.
  private static func isHarmless(_ word: String) -> Bool {
    var hexadecimalRun = 0
    for byte in word.utf8 {
      guard isPlainInProse(byte) else { return false }
      hexadecimalRun = isHexadecimal(byte) ? hexadecimalRun + 1 : 0
      // Seven digits may be the name of a commit.
      if hexadecimalRun == 7 { return false }
    }
    return !isReference(word)
  }

  /// Whether `www.` or, for an issue, `gh-1` stands in a word of ASCII.
  private static func isReference(_ word: String) -> Bool {
    // All that has one has one of these, and hardly any word does.
    guard word.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else {
      return false
    }
    let word = Array(word.lowercased().utf8)
    return word.indices.contains { index in
      let rest = word[index...]
      return rest.starts(with: "www.".utf8)
        || (rest.starts(with: "gh-".utf8) && rest.dropFirst(3).first.map(isDigit) == true)
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether the byte is a letter or digit of ASCII.
  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isPlainInProse(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "'\"().,;/+%=-".utf8.contains(byte)
  }

  private static func isPlainInAddress(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "-._~:/?#@!$'+,;=%".utf8.contains(byte)
  }
}
