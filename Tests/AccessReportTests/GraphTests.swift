import AccessReport
import Foundation
import Model
import TestSupport
import Testing
import Text

/// The graph of access in each of its languages.
@Suite("Graphs of access") struct GraphTests {
  private static let hostile = [
    #"a"b"#, #"back\slash\"#, "a&quot;b", "<b>&lt;</b>", "new\nline", "{x|y}", "a -> b; c [d=e]",
    "\\N\\G\\l", "ends in \\", "caf\u{E9} \u{1F600}", "\"; shape=box];\n}", "",
  ]

  private func graph(_ names: [String]) -> AccessGraph {
    var graph = AccessGraph()
    let vendor = AccessGraph.Node(kind: .vendor, name: "Vendor")
    for (index, name) in names.enumerated() {
      let node = AccessGraph.Node(kind: .target, name: name)
      let edge = AccessGraph.Edge(from: vendor, to: node, isResourcePolicy: index.isMultiple(of: 2))
      graph.add(edge, "s3:" + name)
    }
    return graph
  }

  @Test("DOT is read back to the same nodes and edges, whatever the names are")
  func isDOT() throws {
    let parsed = try DOTReader.read(AccessGraph.dot([("acme", graph(Self.hostile))]))
    #expect(Set(parsed.labels) == Set(["Vendor"] + Self.hostile))
    #expect(parsed.edgeLabels.sorted() == Self.hostile.map { "s3:" + $0 }.sorted())
    let both = [("a \"b\"", graph(["x"])), ("c", graph(["x"]))].map { (spec: $0.0, graph: $0.1) }
    #expect(try DOTReader.read(AccessGraph.dot(both)).edgeLabels.count == 2)
    print("DOT: \(Self.hostile.count) hostile names read back")
  }

  @Test("A quote that isn't escaped would be found out")
  func noticesBrokenDOT() {
    let text = AccessGraph.dot([("acme", graph([#"a"b"#]))])
    #expect(throws: DOTReader.Mistake.self) {
      try DOTReader.read(text.replacing(#"\""#, with: "\""))
    }
  }

  @Test("Graphviz draws it, where it is installed")
  func isDrawn() throws {
    guard let dot = Checkout.tool("dot") else { return }
    let text = AccessGraph.dot([("acme", graph(Self.hostile)), ("two", graph(["x"]))])
    let run = try Run(dot, ["-Tplain"], input: text)
    #expect(run.status == 0 && run.errors == "")
  }

  @Test("Each language has the same nodes and edges, in the same order each time")
  func languagesAgree() throws {
    let names = ["b", "a", "c"]
    let graphs = [(spec: "acme", graph: graph(names))]
    let turned = [(spec: "acme", graph: graph(["b", "a", "c"]))]
    #expect(AccessGraph.dot(graphs) == AccessGraph.dot(turned))
    #expect(AccessGraph.mermaid(graphs) == AccessGraph.mermaid(turned))
    #expect(AccessGraph.json(graphs) == AccessGraph.json(turned))
    let mermaid = AccessGraph.mermaid(graphs).split(separator: "\n")
    #expect(mermaid.count { $0.contains("|") } == names.count)
    #expect(mermaid.count == 1 + 4 + names.count)
    #expect(AccessGraph.json(graphs).text.components(separatedBy: "\"resource_policy\"").count == 4)
  }
}

/// Reads the part of DOT that graphs are written in, strictly: a line is a node, an edge, a frame
/// or a setting.
private struct DOTReader {
  struct Mistake: Error { let line: Substring }

  private(set) var labels: [String] = []
  private(set) var edgeLabels: [String] = []

  static func read(_ text: String) throws -> DOTReader {
    var reader = DOTReader()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "digraph access {", lines.suffix(2) == ["}", ""] else {
      throw Mistake(line: lines.first ?? "")
    }
    var depth = 0
    for line in lines.dropFirst().dropLast(2) {
      let body = line.drop { $0 == " " }
      if body == "rankdir=LR;" { continue }
      if body.wholeMatch(of: /subgraph cluster_[0-9a-f]+ \{/) != nil {
        depth += 1
      } else if body == "}" {
        depth -= 1
      } else {
        try reader.readStatement(body)
      }
    }
    guard depth == 0 else { throw Mistake(line: "}") }
    return reader
  }

  private mutating func readStatement(_ line: Substring) throws {
    let quoted = /"((?:[^"\\\n]|\\["\\])*)"/
    if line.wholeMatch(of: /label="(?:[^"\\]|\\["\\])*";/) != nil { return }
    guard let match = line.firstMatch(of: quoted) else { throw Mistake(line: line) }
    let label = Self.plain(String(match.1))
    let frame = line[..<match.range.lowerBound] + "@" + line[match.range.upperBound...]
    if frame.wholeMatch(of: /[a-z]+_[0-9a-f]{12} \[label=@, shape=[a-z]+\];/) != nil {
      labels.append(label)
    } else if frame.wholeMatch(
      of: /[a-z]+_[0-9a-f]{12} -> [a-z]+_[0-9a-f]{12} \[label=@(?:, style=dotted)?\];/
    ) != nil {
      edgeLabels.append(label)
    } else {
      throw Mistake(line: line)
    }
  }

  /// The text that Graphviz shows for the inside of a label.
  private static func plain(_ label: String) -> String {
    var text = label.replacing(/\\(["\\])/) { String($0.1) }
    text = text.replacing(/&#([0-9]+);/) { match in
      UInt32(match.1).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
    }
    return text.replacing("&amp;", with: "&")
  }
}
