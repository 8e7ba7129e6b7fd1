package import Diagnostics
import YAML

/// A spec that is laid out anew.
package struct Formatting: Sendable {
  /// The new text; nil where the diagnostics say why there is none.
  package let bytes: [UInt8]?
  package let diagnostics: Diagnostics
  /// Whether the file has a key that only specs have: other files that a folder holds are nobody's
  /// to touch.
  package let isSpec: Bool

  package init(_ source: SourceFile) {
    var diagnostics = Diagnostics(for: source)
    bytes = formatted(&diagnostics)
    self.diagnostics = diagnostics
    isSpec = Self.isSpec(source)
  }

  /// The keys that only specs have.
  private static let keys = ["integrations", "vendors"]

  private static func isSpec(_ source: SourceFile) -> Bool {
    var ignored = Diagnostics(for: source)
    guard let root = compose(&ignored) else {
      // What can't be read may still be seen.
      return source.bytes.split(separator: UInt8(ascii: "\n")).contains { line in
        keys.contains { line.starts(with: ($0 + ":").utf8) }
      }
    }
    guard case .mapping(let entries) = root.content else { return false }
    return entries.contains { keys.contains($0.key.value) }
  }

  /// Whether the text is another one than the file has.
  package var isChange: Bool { bytes.map { $0 != diagnostics.file.bytes } ?? false }
}
