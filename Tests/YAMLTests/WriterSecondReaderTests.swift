import Foundation
import Testing
import Text
import YAML

/// A reader that shares no code with libyaml gets the same trees too, numbers and words included.
struct WriterSecondReaderTests {
  private static let python = ProcessInfo.processInfo.environment["ACCREDIT_VENV"]
    .map { URL(filePath: $0).appending(path: "bin/python") }

  /// Reads the documents with PyYAML's own loader, in which a tag leaves its text.
  private static let program = """
    import json, sys, yaml
    class Loader(yaml.SafeLoader): pass
    Loader.add_constructor("!GetAtt", lambda loader, node: loader.construct_scalar(node))
    for number, line in enumerate(sys.stdin):
        written, expected = json.loads(line)
        found = yaml.load(written, Loader)
        if json.dumps(found) != json.dumps(expected):
            print(f"{number}: {found!r} is not {expected!r}")
    """

  @Test(.enabled(if: python != nil, "PyYAML comes with Scripts/test"))
  func readsTheSameTrees() throws {
    let process = Process()
    process.executableURL = Self.python
    process.arguments = ["-c", Self.program]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = output
    try process.run()

    var forest = RandomForest(seed: 1)
    for _ in 0..<300 {
      let entries = forest.entries(depth: 5)
      var buffer = TextBuffer()
      Writer.write(entries, to: &buffer)
      let line = JSON.array([.string(buffer.text), JSON(.map(entries))]).compactText + "\n"
      try input.fileHandleForWriting.write(contentsOf: Data(line.utf8))
    }
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == "")
    #expect(process.terminationStatus == 0)
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
      case .list(let items), .shortList(let items): .array(items.map { JSON($0) })
      case .map(let entries): .object(entries.map { .init($0.key, JSON($0.value)) })
      }
  }
}
