import Catalog
import Comparison
import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// Compiles specs for these tests.
enum Bench {
  static let catalog: Catalog = {
    var reports: [Diagnostics] = []
    guard let catalog = Catalog(.embedded, &reports) else { fatalError("\(reports)") }
    return catalog
  }()

  /// One side of a comparison.
  static func side(_ text: String, name: String = "acme.yaml") throws -> Comparison.Side {
    let file = SourceFile(name: name, bytes: Array(text.utf8))
    var diagnostics = Diagnostics(for: file)
    let compiler = Compiler(catalog)
    let plan = compiler.plan(file, &diagnostics)
    let mistakes = diagnostics.sorted.filter { $0.severity == .error }.map(\.message)
    try #require(mistakes == [])
    return Comparison.Side(compiler.divided(try #require(plan)), file)
  }

  /// The example with everything in it.
  static func acme() throws -> String { try Checkout.text(of: "Templates/Examples/acme.yaml") }
}

/// A change of the example with everything in it, and what a reviewer must see of it.
struct Change: CustomTestStringConvertible {
  let title: String
  private let edits: [(String, String)]
  /// What is expected, in the words of `Comparison.summary`.
  let expected: String

  /// - Parameter edits: texts of the spec, each there once, and what takes their places.
  init(_ title: String, _ edits: [(String, String)], _ expected: String) {
    (self.title, self.edits, self.expected) = (title, edits, expected)
  }

  var testDescription: String { title }

  /// The spec behind the change.
  func apply(to spec: String) throws -> String {
    var text = spec
    for (old, new) in edits {
      try #require(text.components(separatedBy: old).count == 2, "'\(old)' must be there once")
      text = text.replacing(old, with: new)
    }
    return text
  }
}

extension Comparison {
  /// Everything that it found, in one line: what the gates see, what became of how many rows and
  /// resources, and what follows.
  var summary: String {
    let flags = [("wider", broadens), ("trust", changesTrust), ("replaced", replaces)]
    var words = [flags.filter(\.1).map(\.0).joined(separator: " ")]
    let trusts = access.filter { $0.row.channel == .trust }
    let permissions = access.filter { $0.row.channel != .trust }
    words.append(Self.tally(trusts.map(\.kind.rawValue)))
    words.append(Self.tally(permissions.map(\.kind.rawValue)))
    words.append(Self.tally(resources.map { "\($0.kind.rawValue) \($0.resource.id.noun)" }))
    words.append(Self.tally(consequences.map(\.name)))
    return words.joined(separator: " | ")
  }

  private static func tally(_ words: [String]) -> String {
    Dictionary(grouping: words, by: { $0 }).sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
  }
}
