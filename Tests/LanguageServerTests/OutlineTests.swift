import Diagnostics
import Foundation
import LanguageServer
import TestSupport
import Testing
import YAML

/// What can be made out of a document, held against what libyaml makes of it.
@Suite("Outlines") struct OutlineTests {
  /// Every key and value with the way to it and where it stands, as the composer has it.
  private func leaves(of node: Node, _ way: String, in lines: TextLines) -> [String] {
    func place(_ range: SourceRange, isQuoted: Bool) -> String {
      let start = lines.offset(of: range.start) + (isQuoted ? 1 : 0)
      return "\(start)"
    }
    func isQuoted(_ range: SourceRange) -> Bool {
      let start = lines.offset(of: range.start)
      return start < lines.bytes.count && "\"'".utf8.contains(lines.bytes[start])
    }
    switch node.content {
    case .scalar(let scalar):
      guard !(scalar.isPlain && scalar.text.isEmpty) else { return [] }
      return ["\(way) = \(scalar.text) @\(place(node.range, isQuoted: !scalar.isPlain))"]
    case .sequence(let items): return items.flatMap { leaves(of: $0, way + "/-", in: lines) }
    case .mapping(let entries):
      return entries.flatMap { entry in
        let start = place(entry.key.range, isQuoted: isQuoted(entry.key.range))
        return ["\(way)/\(entry.key.value): @\(start)"]
          + leaves(of: entry.value, "\(way)/\(entry.key.value)", in: lines)
      }
    }
  }

  /// The same as the outline has it.
  private func leaves(of block: Outline.Block, _ way: String) -> [String] {
    // In braces, a word alone is a key without a value.
    block.words.filter { !$0.text.isEmpty || $0.isQuoted }.map { word in
      let isKey = block.style == .braces
      return (isKey ? "\(way)/\(word.text):" : "\(way) = \(word.text)")
        + " @\(word.range.lowerBound)"
    }
      + block.items.flatMap { leaves(of: $0, way + "/-") }
      + block.entries.flatMap { entry in
        ["\(way)/\(entry.key.text): @\(entry.key.range.lowerBound)"]
          + leaves(of: entry.value, "\(way)/\(entry.key.text)")
      }
  }

  /// The specs of a folder whose YAML can be read, and that have no text over several lines.
  private func readable(in folder: String) throws -> [(name: String, bytes: [UInt8], root: Node)] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Checkout.root.appendingPathComponent(folder).path
    )
    return try names.sorted().filter { $0.hasSuffix(".yaml") }.compactMap { name in
      let bytes = try Checkout.bytes(of: "\(folder)/\(name)")
      var diagnostics = Diagnostics(for: SourceFile(name: name, bytes: bytes))
      guard let root = compose(&diagnostics) else { return nil }
      let readings: Set<DiagnosticCode> = [
        .yamlAnchor, .yamlTag, .keyNotText, .duplicateKey, .mergeKey, .nonASCIIValue,
        .secondDocument, .yamlDirective, .yamlSyntax,
      ]
      return diagnostics.sorted.contains { readings.contains($0.code) } ? nil : (name, bytes, root)
    }
  }

  @Test("Whatever YAML can be read, the outline has the same keys and values at the same places")
  func agreesWithTheComposer() throws {
    var specs = 0
    var words = 0
    for folder in [
      "Templates/Examples", "Tests/CompilerTests/Invalid", "Tests/EndToEnd/schema_specs",
    ] {
      for spec in try readable(in: folder) {
        let expected = leaves(of: spec.root, "", in: TextLines(spec.bytes)).sorted()
        let found = leaves(of: Outline(spec.bytes).root, "").sorted()
        #expect(found == expected, "\(spec.name)")
        specs += 1
        words += expected.count
      }
    }
    print("specs: \(specs), keys and values: \(words)")
    #expect(specs > 300 && words > 5000)
  }

  @Test("Wherever the cursor is, and wherever the text ends, an outline is made")
  func takesAnyBeginning() throws {
    var count = 0
    for name in Examples.names {
      let bytes = Array(try Examples.text(of: name).utf8)
      for end in stride(from: 0, through: bytes.count, by: 7) {
        let whole = Outline(bytes, cursor: end)
        let cut = Outline(Array(bytes[..<end]), cursor: end)
        for outline in [whole, cut] {
          count += outline.place(where: \.holdsCursor) == nil ? 0 : 1
        }
      }
    }
    print("cursors with a place: \(count)")
    #expect(count > 1000)
  }

  @Test("Any characters are taken without a crash, and soon")
  func takesAnything() {
    var random = SplitMix64(seed: 11)
    let pieces = [
      "- ", "-", ":", ": ", "{", "}", "[", "]", ",", "\n", "\n  ", "\n    ", "\"", "'", "#", " #",
      "a", "type", "|", ">", "\t", "é", "\\", "\r", "\u{1}", "&x", "*x", "<<: ", "---\n",
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 0...60, using: &random)
      let text = (0..<count).map { _ in random.pick(pieces) }.joined()
      let bytes = Array(text.utf8)
      _ = Outline(bytes)
      _ = Outline(bytes, cursor: Int.random(in: 0...bytes.count, using: &random))
    }
    for deep in ["{", "[", "- ", "{a: ", "a: [", "a:\n "] {
      _ = Outline(Array(String(repeating: deep, count: 20_000).utf8))
    }
    var nested = ""
    for depth in 0..<2000 { nested += String(repeating: " ", count: depth) + "a:\n" }
    _ = Outline(Array(nested.utf8))
    print("random documents: 3006")
  }
}
