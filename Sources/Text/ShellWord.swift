/// A value as one word of a POSIX shell.
package struct ShellWord: Hashable, Sendable, CustomStringConvertible {
  /// The word in single quotes, in which a shell gives no character a meaning.
  package let description: String

  /// Quotes the text: each single quote in it leaves the quotes, is escaped, and enters them again.
  ///
  /// Bytes are looked at and not characters, because a quote with an accent on it is one character
  /// to Swift, and a quote to a shell.
  package init(_ text: String) {
    let quote = UInt8(ascii: "'")
    guard text.utf8.contains(quote) else {
      description = "'" + text + "'"
      return
    }
    var buffer = TextBuffer()
    buffer.append(quote)
    for byte in text.utf8 {
      if byte == quote { buffer.append(#"'\''"#) } else { buffer.append(byte) }
    }
    buffer.append(quote)
    description = buffer.text
  }
}
