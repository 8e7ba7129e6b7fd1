/// The digest of a folder's files: of their paths and their bytes, in the order in which they are
/// added.
///
/// The build takes it of the catalogue that it embeds, and a run of one that it reads.
package struct FolderDigest: Sendable {
  private var buffer = TextBuffer()

  package init() {}

  /// Adds a file, by its path below the folder.
  package mutating func add(_ path: String, _ bytes: [UInt8]) {
    buffer.appendLine(path)
    buffer.append(bytes)
  }

  /// The first 12 hexadecimal digits.
  package var text: String { SHA256.shortDigest(of: buffer.bytes) }
}
