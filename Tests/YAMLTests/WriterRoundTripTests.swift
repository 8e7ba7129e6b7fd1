import Diagnostics
import Testing
import Text
import YAML

/// Whatever tree is written, libyaml reads the same tree.
struct WriterRoundTripTests {
  @Test(arguments: 0..<100)
  func readsBackWhatWasWritten(_ seed: Int) throws {
    var forest = RandomForest(seed: seed)
    for _ in 0..<20 {
      let entries = forest.entries(depth: 5, isTop: true)
      var buffer = TextBuffer()
      Writer.write(header: [forest.text()], entries, to: &buffer)
      #expect(buffer.bytes.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A })
      var diagnostics = Diagnostics(for: SourceFile(name: "tree.yaml", bytes: buffer.bytes))
      let root = compose(&diagnostics)
      let node = try #require(root, "\(buffer.text)")
      #expect(ReadTree(node) == ReadTree(.map(entries)), "\(buffer.text)")
    }
  }
}

/// What both sides agree on: text, and whether a reader would take it for text.
private enum ReadTree: Equatable {
  case text(String)
  /// A number, boolean or tagged text, without quotes.
  case other(String)
  case list([ReadTree])
  case map([String: ReadTree])

  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      let isOther = scalar.isPlain && PlainScalar.otherKind(of: scalar.text) != nil
      self = isOther ? .other(scalar.text) : .text(scalar.text)
    case .sequence(let items): self = .list(items.map { ReadTree($0) })
    case .mapping(let entries):
      let pairs = entries.map { ($0.key.value, ReadTree($0.value)) }
      self = .map(Dictionary(uniqueKeysWithValues: pairs))
    }
  }

  init(_ node: Writer.Node) {
    switch node {
    case .text(let text), .tagged(_, let text): self = .text(text)
    case .integer(let integer): self = .other(String(integer))
    case .flag(let flag): self = .other(flag ? "true" : "false")
    case .list(let items), .shortList(let items), .taggedList(_, let items):
      self = .list(items.map { ReadTree($0) })
    case .map(let entries):
      let pairs = entries.map { ($0.key, ReadTree($0.value)) }
      self = .map(Dictionary(uniqueKeysWithValues: pairs))
    }
  }
}
