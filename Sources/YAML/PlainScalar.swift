/// What readers of YAML 1.1, YAML 1.2 and JSON make of text without quotes.
package enum PlainScalar {
  /// What at least one of those schemas reads in place of this text, with its article; nil when all
  /// of them read text.
  package static func otherKind(of text: String) -> String? {
    guard let first = text.utf8.first else { return "nothing" }
    if first.isLetter || "~<=".utf8.contains(first) {
      // Most text ends here: no word that means something else is longer than "false".
      return text.utf8.count > 5 ? nil : words[text.lowercased()]
    }
    let bytes = Array(text.utf8)
    if isTimestamp(bytes) { return "a date" }
    return isNumber(bytes) ? "a number" : nil
  }

  private static let words: [String: String] = [
    "~": "nothing", "null": "nothing",
    "true": "a boolean", "yes": "a boolean", "on": "a boolean", "y": "a boolean",
    "false": "a boolean", "no": "a boolean", "off": "a boolean", "n": "a boolean",
    "<<": "a merge key", "=": "a default key",
  ]

  /// Whether the text starts like `2026-11-21`, which YAML 1.1 reads as a date.
  private static func isTimestamp(_ bytes: [UInt8]) -> Bool {
    let parts = bytes.split(
      separator: UInt8(ascii: "-"),
      maxSplits: 2,
      omittingEmptySubsequences: false
    )
    return parts.count == 3 && parts[0].count == 4 && parts[0].allSatisfy(\.isDigit)
      && (1...2).contains(parts[1].count) && parts[1].allSatisfy(\.isDigit)
      && parts[2].first?.isDigit == true
  }

  /// Whether any schema could read a number here: an optional sign, then a digit, or a period
  /// before a digit or a word such as `.inf`, and only characters that numbers are written with.
  private static func isNumber(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
    guard let first = rest.first else { return false }
    if first == UInt8(ascii: ".") {
      let word = String(decoding: rest.dropFirst(), as: UTF8.self).lowercased()
      if word == "inf" || word == "nan" { return true }
      guard rest.dropFirst().first?.isDigit == true else { return false }
      return hasOnlyNumberBytes(rest)
    }
    guard first.isDigit else { return false }
    if rest.starts(with: [0x30]), let marker = rest.dropFirst().first {
      let digits = rest.dropFirst(2)
      switch marker | 0x20 {
      case UInt8(ascii: "x"): return digits.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: "_") }
      case UInt8(ascii: "o"), UInt8(ascii: "b"):
        return digits.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "_") }
      default: break
      }
    }
    return hasOnlyNumberBytes(rest)
  }

  /// Whether the text is made of digits and the other characters of `1_000`, `1:30`, `1.5`, `1e3`
  /// and `1E+3`, with signs behind an `e` only.
  private static func hasOnlyNumberBytes(_ bytes: ArraySlice<UInt8>) -> Bool {
    var isBehindExponent = false
    for byte in bytes {
      let isExponent = byte | 0x20 == UInt8(ascii: "e")
      let isSign = isBehindExponent && "+-".utf8.contains(byte)
      guard byte.isDigit || isExponent || isSign || "_:.".utf8.contains(byte) else { return false }
      isBehindExponent = isExponent
    }
    return true
  }
}

extension UInt8 {
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

  fileprivate var isHexDigit: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}
