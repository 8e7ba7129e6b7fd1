import Text

extension AccessGraph {
  /// The graphs of some specs as one diagram for Mermaid, with a frame around each where there are
  /// several.
  package static func mermaid(_ graphs: [(spec: String, graph: AccessGraph)]) -> String {
    var page = TextBuffer()
    if let only = graphs.first, graphs.count == 1 {
      only.graph.writeMermaid(to: &page)
      return page.text
    }
    page.appendLine("flowchart LR")
    for (spec, graph) in graphs {
      let id = Markdown.mermaidID("spec", spec)
      page.appendLine("  subgraph \(id)[\(Markdown.mermaidLabel(spec))]")
      graph.writeMermaidBody(of: spec, indent: "    ", to: &page)
      page.appendLine("  end")
    }
    return page.text
  }

  /// Writes the graph for Mermaid, in an order and with names that don't depend on places.
  func writeMermaid(to page: inout TextBuffer) {
    page.appendLine("flowchart LR")
    writeMermaidBody(of: "", indent: "  ", to: &page)
  }

  private func writeMermaidBody(of spec: String, indent: String, to page: inout TextBuffer) {
    let nodes = nodes.sorted()
    let ids = Dictionary(uniqueKeysWithValues: nodes.map { ($0, $0.id(in: spec)) })
    for node in nodes { page.appendLine("\(indent)\(ids[node] ?? "")\(node.shape)") }
    for edge in edges.keys.sorted() {
      let label = Markdown.mermaidLabel(Self.text(of: edges[edge] ?? []))
      let line = edge.isResourcePolicy ? "-.->" : "-->"
      let (from, to) = (ids[edge.from] ?? "", ids[edge.to] ?? "")
      page.appendLine("\(indent)\(from) \(line)|\(label)| \(to)")
    }
  }

  /// At most four actions, and how many more there are.
  static func text(of actions: Set<String>) -> String {
    let named = actions.sorted().prefix(4).joined(separator: ", ")
    return actions.count > 4 ? "\(named) and \(actions.count - 4) more" : named
  }
}

extension AccessGraph.Node {
  /// An identifier of letters, digits and underscores: another one in each spec, as one name may
  /// stand for different things in two of them.
  func id(in spec: String) -> String {
    let text = spec.isEmpty ? name : "\(spec)/\(name)"
    return switch kind {
    case .vendor: Markdown.mermaidID("vendor", text)
    case .service: Markdown.mermaidID("service", text)
    case .principal: Markdown.mermaidID("principal", text)
    case .target: Markdown.mermaidID("target", text)
    }
  }

  /// The label in a shape of its kind.
  var shape: String {
    let label = Markdown.mermaidLabel(name)
    return switch kind {
    case .vendor, .service: "([\(label)])"
    case .principal: "[\(label)]"
    case .target: "[(\(label))]"
    }
  }
}
