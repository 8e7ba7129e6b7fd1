extension Markdown {
  /// The text as the quoted label of a node or an edge in a Mermaid diagram.
  ///
  /// Mermaid looks for comments, directives, markup and entities inside quotes too, so that all
  /// but letters, digits, spaces and a few signs become entities of its own, such as `#124;`.
  package static func mermaidLabel(_ text: String) -> String {
    let bytes = Array(printable(text).utf8)
    var label = [UInt8(ascii: "\"")]
    for (index, byte) in bytes.enumerated() {
      // Before a space, a point or a hyphen would make a list of the label.
      let mayStartList = (byte == 0x2E || byte == 0x2D) && bytes[index...].dropFirst().first == 0x20
      if isPlainInMermaid(byte) && !mayStartList {
        label.append(byte)
      } else {
        label += "#\(byte);".utf8
      }
    }
    label.append(UInt8(ascii: "\""))
    return String(decoding: label, as: UTF8.self)
  }

  /// An identifier for a node of a Mermaid diagram: the same for the same text, and told from that
  /// of any other by twelve digits of its digest.
  package static func mermaidID(_ kind: StaticString, _ text: String) -> String {
    "\(kind)_\(SHA256.hexDigest(of: text).prefix(12))"
  }

  private static func isPlainInMermaid(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || " ,.:/-".utf8.contains(byte)
  }
}
