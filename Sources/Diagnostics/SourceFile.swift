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
  package func line(_ number: Int) -> String? { SourceLines(of: self, upTo: number)[number] }
}
