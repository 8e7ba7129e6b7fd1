/// Bytes of a file that is being written.
package struct TextBuffer: Sendable {
  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// What has been written so far, as a string.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  package mutating func append(_ byte: UInt8) {
    bytes.append(byte)
  }

  package mutating func append(_ bytes: [UInt8]) {
    self.bytes.append(contentsOf: bytes)
  }

  /// Appends the text and ends the line.
  package mutating func appendLine(_ text: String = "") {
    append(text)
    append(UInt8(ascii: "\n"))
  }

  /// Ends the line and starts the next one with the given number of spaces.
  package mutating func appendLineBreak(indent: Int) {
    append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
  }

  /// Appends the text as a JSON string in bytes 0x20–0x7E: quotes, backslashes and everything
  /// outside printable ASCII are escaped.
  ///
  /// The result is a double-quoted scalar of YAML too: `\/` is never written, and YAML reads `\"`,
  /// `\\`, `\n`, `\t`, `\r` and `\uXXXX` as JSON does.
  package mutating func appendJSONString(_ text: String) {
    append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy(Self.isPlainInJSON) {
      append(text)
    } else {
      appendEscaped(text)
    }
    append(UInt8(ascii: "\""))
  }

  /// Whether a byte stands for itself in a string of JSON.
  static func isPlainInJSON(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func appendEscaped(_ text: String) {
    for unit in text.utf16 {
      switch unit {
      case 0x22: append("\\\"")
      case 0x5C: append("\\\\")
      case 0x0A: append("\\n")
      case 0x09: append("\\t")
      case 0x0D: append("\\r")
      case 0x20...0x7E: append(UInt8(unit))
      default:
        let digits = String(unit, radix: 16)
        append("\\u")
        append(String(repeating: "0", count: 4 - digits.utf8.count))
        append(digits)
      }
    }
  }
}
