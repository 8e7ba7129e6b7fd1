package import Diagnostics
import YAML

/// A document that is open in the client's editor.
package struct TextDocument: Sendable {
  package let uri: String
  package private(set) var version: Int
  package private(set) var lines: TextLines

  package init(uri: String, version: Int, text: [UInt8]) {
    (self.uri, self.version) = (uri, version)
    lines = TextLines(text)
  }

  /// The document as the compiler takes it.
  package var file: SourceFile { SourceFile(name: path ?? uri, bytes: lines.bytes) }

  /// Its path on the disk; nil where it has none.
  package var path: String? { Self.path(of: uri) }

  /// Applies what was edited, in its order; false where that can't be read.
  mutating func apply(_ changes: [Node], version: Int, _ encoding: PositionEncoding) -> Bool {
    for change in changes {
      guard let text = change["text"]?.text else { return false }
      guard let range = change["range"] else {
        lines = TextLines(Array(text.utf8))
        continue
      }
      guard let start = TextPosition(range["start"]), let end = TextPosition(range["end"]) else {
        return false
      }
      let first = lines.offset(of: start, encoding)
      let last = max(first, lines.offset(of: end, encoding))
      var bytes = lines.bytes
      bytes.replaceSubrange(first..<last, with: text.utf8)
      lines = TextLines(bytes)
    }
    self.version = version
    return true
  }
}

// Addresses.
extension TextDocument {
  /// The path in an address such as `file:///home/acme.yaml`; nil for any other kind.
  package static func path(of uri: String) -> String? {
    let scheme = "file://"
    guard uri.hasPrefix(scheme) else { return nil }
    let rest = uri.dropFirst(scheme.count)
    // An authority may stand in front of the path; that of this machine is empty.
    guard let slash = rest.firstIndex(of: "/") else { return nil }
    let host = rest[..<slash]
    guard host.isEmpty || host == "localhost" else { return nil }
    return decoded(rest[slash...])
  }

  /// The address of a path.
  package static func uri(of path: String) -> String {
    var uri = "file://"
    for byte in path.utf8 {
      let isLetter = (0x41...0x5A).contains(byte & ~0x20) || (0x30...0x39).contains(byte)
      if isLetter || "/-._~".utf8.contains(byte) {
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return uri
  }

  /// A text with what is written as `%` and two digits.
  private static func decoded(_ text: Substring) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let digits = bytes[min(index + 1, bytes.count)..<min(index + 3, bytes.count)]
      if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        result.append(byte)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension TextPosition {
  /// Reads a position; nil for anything else.
  init?(_ node: Node?) {
    guard let line = node?["line"]?.number, let character = node?["character"]?.number else {
      return nil
    }
    self.init(line: line, character: character)
  }
}
