/// A text as one comment line of a shell script, without its line break.
package struct ShellComment: Hashable, Sendable, CustomStringConvertible {
  /// The line, in bytes 0x20–0x7E.
  package let description: String

  /// Writes out every character that could end the line or move a cursor: whoever names a file
  /// must not be able to write a line of the script.
  package init(_ text: String) {
    description = text.isEmpty ? "#" : "# " + Markdown.printable(text)
  }
}
