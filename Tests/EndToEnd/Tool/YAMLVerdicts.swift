import Diagnostics
import Foundation
import Text
import YAML

/// `bench-tool verdicts` reads documents, one a line in base 64, and prints for each what the reader
/// of specs and that of pasted documents say: a tree or null, and the codes with their places.
enum YAMLVerdicts {
  static func answer() throws {
    while let line = readLine() {
      guard let data = Data(base64Encoded: line) else { throw Misuse("verdicts, with base 64") }
      let file = SourceFile(name: "case.yaml", bytes: Array(data))
      var (ofSpec, ofPasted) = (Diagnostics(for: file), Diagnostics(for: file))
      let spec = compose(&ofSpec, .spec)
      let pasted = readPasted(&ofPasted)
      print(JSON.array([verdict(spec, ofSpec), verdict(pasted, ofPasted)]).compactText)
    }
  }

  private static func verdict(_ root: Node?, _ diagnostics: Diagnostics) -> JSON {
    let findings = diagnostics.sorted.map { found in
      let place = found.range.map { " \($0.start.line):\($0.start.column)" } ?? ""
      return found.code.rawValue + place
    }
    return .array([root.map(tree) ?? .null, .string(findings.joined(separator: ", "))])
  }

  /// The tree with every scalar as text: what it is taken for is another question.
  private static func tree(_ node: Node) -> JSON {
    switch node.content {
    case .scalar(let scalar): .string(scalar.text)
    case .sequence(let items): .array(items.map(tree))
    case .mapping(let entries):
      .object(entries.map { JSON.Member($0.key.value, tree($0.value)) })
    }
  }
}
