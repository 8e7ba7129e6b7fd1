/// The bytes of a file that someone wrote, with the name by which diagnostics call it.
package struct SourceFile: Sendable {
  /// The path as the user gave it, or `<stdin>`.
  package let name: String
  package let bytes: [UInt8]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// The last component of the name: what generated files may say, because it is the same on every
  /// machine.
  package var baseName: String {
    String(name.split(separator: "/").last ?? Substring(name))
  }

  /// The text of a line, counted from 1, without its line break; nil past the end.
  package func line(_ number: Int) -> String? {
    var current = 1
    var start = 0
    for index in bytes.indices {
      if current == number && bytes[index] == 0x0A {
        return decoded(start..<index)
      }
      if bytes[index] == 0x0A {
        current += 1
        start = index + 1
      }
    }
    return current == number ? decoded(start..<bytes.count) : nil
  }

  private func decoded(_ range: Range<Int>) -> String {
    var range = range
    if !range.isEmpty && bytes[range.upperBound - 1] == 0x0D {
      range = range.lowerBound..<(range.upperBound - 1)
    }
    return String(decoding: bytes[range], as: UTF8.self)
  }
}
