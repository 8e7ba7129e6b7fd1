/// Bytes in the 64 letters of RFC 4648.
package enum Base64 {
  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  /// The bytes in four letters for three of them, filled up with `=`.
  package static func text(of bytes: [UInt8]) -> String {
    var buffer = TextBuffer()
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[start + $1]) : 0) }
      for place in 0..<4 {
        let letter = letters[bits >> (18 - 6 * place) & 63]
        buffer.append(place <= group.count ? letter : UInt8(ascii: "="))
      }
    }
    return buffer.text
  }
}
