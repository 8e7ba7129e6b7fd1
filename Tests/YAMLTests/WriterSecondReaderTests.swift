import TestSupport
import Testing
import Text
import YAML

/// A reader that shares no code with libyaml gets the same trees too, numbers and words included.
struct WriterSecondReaderTests {
  /// A Python that has PyYAML.
  private static let python = Checkout.tool("python").flatMap { python in
    (try? Run(python, ["-c", "import yaml"]).status) == 0 ? python : nil
  }

  /// Reads the documents with PyYAML's own loader, in which a tag leaves its text.
  private static let program = """
    import json, sys, yaml
    class Loader(yaml.SafeLoader): pass
    Loader.add_constructor("!GetAtt", lambda loader, node: loader.construct_scalar(node))
    Loader.add_constructor("!Join", lambda loader, node: loader.construct_sequence(node, True))
    for number, line in enumerate(sys.stdin):
        written, expected = json.loads(line)
        found = yaml.load(written, Loader)
        if json.dumps(found) != json.dumps(expected):
            print(f"{number}: {found!r} is not {expected!r}")
    """

  @Test(.enabled(if: python != nil, "PyYAML comes with Scripts/test"))
  func readsTheSameTrees() throws {
    var forest = RandomForest(seed: 1)
    let lines = (0..<300).map { _ in
      let entries = forest.entries(depth: 5)
      var buffer = TextBuffer()
      Writer.write(entries, to: &buffer)
      return JSON.array([.string(buffer.text), JSON(.map(entries))]).compactText + "\n"
    }
    let python = try #require(Self.python)
    let run = try Run(python, ["-c", Self.program], input: lines.joined())
    #expect(run.output + run.errors == "")
    #expect(run.status == 0)
  }
}

extension JSON {
  /// What a reader is to get from a written tree.
  fileprivate init(_ node: Writer.Node) {
    self =
      switch node {
      case .text(let text), .tagged(_, let text): .string(text)
      case .integer(let integer): .integer(integer)
      case .flag(let flag): .bool(flag)
      case .list(let items), .shortList(let items), .taggedList(_, let items):
        .array(items.map { JSON($0) })
      case .map(let entries): .object(entries.map { .init($0.key, JSON($0.value)) })
      }
  }
}
