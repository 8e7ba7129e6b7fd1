/// A value as one word of a POSIX shell.
package struct ShellWord: Hashable, Sendable, CustomStringConvertible {
  /// The word in single quotes, in which a shell gives no character a meaning.
  package let description: String

  /// Quotes the text: each single quote in it leaves the quotes, is escaped, and enters them again.
  package init(_ text: String) {
    description = "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}

extension String {
  /// This text with each occurrence of an ASCII character replaced.
  fileprivate func replacing(_ character: Character, with replacement: String) -> String {
    var result = ""
    for each in self {
      if each == character { result += replacement } else { result.append(each) }
    }
    return result
  }
}
