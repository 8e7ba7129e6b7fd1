import Diagnostics
import TestSupport
import Testing
import YAML

/// A packed tree is the tree that it was made of, with the place of every value.
struct PackedTreeTests {
  @Test(
    arguments: [
      "a: b", "{}", "[]", "''", "a: ''\nb: 'yes'\nc: \"yes\"", "- [a, b]\n- {c: [], d: {}}",
      "a:\n\n\n  b:\n    - c\n", "a: 'p0q'\nl: m",
    ]
  )
  func keepsTextQuotesAndPlaces(_ text: String) throws {
    let root = try #require(Reading(text).root)
    #expect(Node(packed: PackedTree(root).bytes).details == root.details)
  }

  @Test func keepsLongTextsAndManyValues() throws {
    let word = String(repeating: "w", count: 4_000)
    let text = (0..<200).map { "k\($0): \(word.prefix($0 * 20))x" }.joined(separator: "\n")
    let root = try #require(Reading(text).root)
    #expect(Node(packed: PackedTree(root).bytes).details == root.details)
  }

  @Test func keepsRandomSpecs() throws {
    var values = 0
    for seed in 0..<300 {
      let root = try #require(Reading(RandomSpec(seed: UInt64(seed)).yaml()).root)
      let packed = PackedTree(root).bytes
      #expect(packed.allSatisfy { (0x20...0x7E).contains($0) }, "seed \(seed)")
      let details = root.details
      values += details.count
      #expect(Node(packed: packed).details == details, "seed \(seed)")
    }
    print("packed trees: 300 random specs, \(values) values with their places")
  }
}

extension Node {
  /// All that a tree says, a line a value.
  fileprivate var details: [String] {
    switch content {
    case .scalar(let scalar): ["\(range) \(scalar.isPlain) \(scalar.text)"]
    case .sequence(let items): ["\(range) list of \(items.count)"] + items.flatMap(\.details)
    case .mapping(let entries):
      ["\(range) mapping of \(entries.count)"]
        + entries.flatMap { ["\($0.key.range) \($0.key.value)"] + $0.value.details }
    }
  }
}
