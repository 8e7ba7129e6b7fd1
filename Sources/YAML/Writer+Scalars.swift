import Text

/// How a string is written so that every reader of YAML 1.1 and 1.2 gets the same string.
private enum ScalarStyle {
  case plain
  /// For printable text that has `"` or `\` in it, which would need escapes, and no `'`.
  case singleQuoted
  case doubleQuoted

  /// Plain is what starts like a name or path, holds no character or pair that YAML could take for
  /// its own, and is no word that stands for something else. Whatever starts with a digit has
  /// quotes: readers know too many kinds of numbers.
  init(_ bytes: UnsafeBufferPointer<UInt8>, inFlow: Bool) {
    guard let first = bytes.first, let last = bytes.last else {
      self = .doubleQuoted
      return
    }
    var isPlain = first.startsPlainText && last.endsPlainText
    var (needsEscapes, isPrintable, hasApostrophe) = (false, true, false)
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "*"), UInt8(ascii: "+"),
        UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "("), UInt8(ascii: ")"),
        UInt8(ascii: ";"):
        break
      case UInt8(ascii: ","), UInt8(ascii: ":"): isPlain = isPlain && !inFlow
      case UInt8(ascii: " "): isPlain = isPlain && previous != UInt8(ascii: ":")
      case UInt8(ascii: "'"): (isPlain, hasApostrophe) = (false, true)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): (isPlain, needsEscapes) = (false, true)
      case 0x20...0x7E: isPlain = false
      default: (isPlain, isPrintable) = (false, false)
      }
      previous = byte
    }
    if isPlain && !Self.isOther(bytes) {
      self = .plain
    } else {
      self = needsEscapes && isPrintable && !hasApostrophe ? .singleQuoted : .doubleQuoted
    }
  }

  /// Whether some reader takes the text for something else, as `yes`, `null` and `false`: what can
  /// be plain and is such a word has up to five letters, the first of them one of these.
  private static func isOther(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count <= 5 && "fnotyFNOTY".utf8.contains(bytes[0])
      && PlainScalar.otherKind(of: String(decoding: bytes, as: UTF8.self)) != nil
  }
}

extension TextBuffer {
  /// Appends a string as a scalar, with quotes where it needs them.
  ///
  /// - Parameter inFlow: whether it stands between brackets, where `,` and `:` mean more.
  mutating func appendScalar(_ text: String, inFlow: Bool) {
    var text = text
    let style = text.withUTF8 { ScalarStyle($0, inFlow: inFlow) }
    switch style {
    case .plain: append(text)
    case .singleQuoted:
      append(UInt8(ascii: "'"))
      append(text)
      append(UInt8(ascii: "'"))
    case .doubleQuoted:
      append(UInt8(ascii: "\""))
      appendEscaped(text, quoted: true)
      append(UInt8(ascii: "\""))
    }
  }

  /// Appends text in bytes 0x20–0x7E, everything else as the escapes of a double-quoted scalar.
  ///
  /// JSON's escapes are not enough: YAML readers refuse its pairs of surrogates.
  ///
  /// - Parameter quoted: whether `"` and `\` are escaped too.
  mutating func appendEscaped(_ text: String, quoted: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"" where quoted: append("\\\"")
      case "\\" where quoted: append("\\\\")
      case " "..."~": append(UInt8(ascii: scalar))
      case "\n": append("\\n")
      case "\t": append("\\t")
      case "\r": append("\\r")
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = digits.utf8.count > 4 ? 8 : 4
        append(width == 8 ? "\\U" : "\\u")
        append(String(repeating: "0", count: width - digits.utf8.count))
        append(digits)
      }
    }
  }

  /// Appends the spaces in front of a line.
  mutating func appendSpaces(_ count: Int) {
    append(count < margins.count ? margins[count] : String(repeating: " ", count: count))
  }
}

/// The margins that nearly every document has, each made once.
private let margins = (0..<32).map { String(repeating: " ", count: $0) }

extension UInt8 {
  fileprivate var startsPlainText: Bool {
    isLetter || self == UInt8(ascii: "/") || self == UInt8(ascii: "_")
  }

  fileprivate var endsPlainText: Bool {
    self != UInt8(ascii: ":") && self != UInt8(ascii: " ")
  }
}
