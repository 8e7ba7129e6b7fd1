import Text

extension AccessGraph {
  /// What differs between two graphs as a diagram for Mermaid: edges that are new are thick and red
  /// and named with a `+`, edges that are gone are crossed out and named with a `-`. Nil where
  /// nothing differs, or where there would be more nodes than a person follows.
  package static func mermaid(from old: AccessGraph, to new: AccessGraph) -> String? {
    let changes = Set(old.edges.keys).union(new.edges.keys).sorted().compactMap { edge in
      EdgeChange(edge, from: old.edges[edge] ?? [], to: new.edges[edge] ?? [])
    }
    let nodes = Set(changes.flatMap { [$0.edge.from, $0.edge.to] })
    guard !changes.isEmpty, nodes.count <= AccessReport.mostNodes else { return nil }
    var page = TextBuffer()
    page.appendLine("flowchart LR")
    for node in nodes.sorted() {
      let isNew = !old.nodes.contains(node)
      page.appendLine("  \(node.id(in: ""))\(node.shape)\(isNew ? ":::new" : "")")
    }
    for change in changes { page.appendLine("  \(change.line)") }
    page.appendLine("  classDef new stroke:#cf222e,stroke-width:3px")
    let added = changes.indices.filter { changes[$0].adds }
    if !added.isEmpty {
      let places = added.map(String.init).joined(separator: ",")
      page.appendLine("  linkStyle \(places) stroke:#cf222e,stroke-width:3px")
    }
    return page.text
  }
}

/// How what one node may do on another differs.
private struct EdgeChange {
  let edge: AccessGraph.Edge
  private let added: Set<String>
  private let removed: Set<String>

  init?(_ edge: AccessGraph.Edge, from old: Set<String>, to new: Set<String>) {
    self.edge = edge
    added = new.subtracting(old)
    removed = old.subtracting(new)
    if added.isEmpty && removed.isEmpty { return nil }
  }

  /// Whether something new is done.
  var adds: Bool { !added.isEmpty }

  var line: String {
    let words = [(added, "+ "), (removed, "- ")].filter { !$0.0.isEmpty }
      .map { $0.1 + AccessGraph.text(of: $0.0) }
    let label = Markdown.mermaidLabel(words.joined(separator: " / "))
    let arrow = adds ? "==>" : "-.-x"
    return "\(edge.from.id(in: "")) \(arrow)|\(label)| \(edge.to.id(in: ""))"
  }
}
