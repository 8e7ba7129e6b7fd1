/// A value as the content of a quoted parameter in a configuration file of curl.
package struct CurlText: Hashable, Sendable, CustomStringConvertible {
  /// What stands between the quotes.
  package let description: String

  /// Escapes the text.
  ///
  /// Source: curl manual page, option `--config`: within double quotes `\\`, `\"`, `\t`, `\n`, `\r`
  /// and `\v` are escapes.
  package init(_ text: String) {
    var buffer = TextBuffer()
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): buffer.append(#"\""#)
      case UInt8(ascii: "\\"): buffer.append(#"\\"#)
      case 0x09: buffer.append(#"\t"#)
      case 0x0A: buffer.append(#"\n"#)
      case 0x0B: buffer.append(#"\v"#)
      case 0x0D: buffer.append(#"\r"#)
      default: buffer.append(byte)
      }
    }
    description = buffer.text
  }
}
