import Diagnostics
import Testing
import YAML

/// What the reader makes of a text: its tree, and what it found.
struct Reading {
  let root: Node?
  let diagnostics: Diagnostics

  init(_ bytes: [UInt8], _ dialect: Dialect = .spec) {
    var diagnostics = Diagnostics(for: SourceFile(name: "acme.yaml", bytes: bytes))
    root = compose(&diagnostics, dialect)
    self.diagnostics = diagnostics
  }

  init(_ text: String, _ dialect: Dialect = .spec) {
    self.init(Array(text.utf8), dialect)
  }

  /// What was found as `code line:column`, in the order of the file.
  var findings: [String] {
    diagnostics.sorted.map { found in
      let place = found.range.map { " \($0.start.line):\($0.start.column)" } ?? ""
      return found.code.rawValue + place
    }
  }

  /// The tree with the range of each of its scalars and keys, such as `{1:1-2 a: 1:4-5 b}`.
  var outline: String { root.map(Self.outline) ?? "nothing" }

  private static func outline(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): place(node.range) + " " + scalar.text
    case .sequence(let items): "[" + items.map(outline).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{"
        + entries.map { place($0.key.range) + " \($0.key.value): " + outline($0.value) }
        .joined(separator: ", ") + "}"
    }
  }

  private static func place(_ range: SourceRange) -> String {
    let start = "\(range.start.line):\(range.start.column)"
    if range.end.line == range.start.line { return start + "-\(range.end.column)" }
    return start + "-\(range.end.line):\(range.end.column)"
  }
}
