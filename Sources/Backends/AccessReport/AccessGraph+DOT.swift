import Text

extension AccessGraph {
  /// The graphs of some specs as one drawing for Graphviz, with a frame around each where there
  /// are several.
  package static func dot(_ graphs: [(spec: String, graph: AccessGraph)]) -> String {
    var page = TextBuffer()
    page.appendLine("digraph access {")
    page.appendLine("  rankdir=LR;")
    if let only = graphs.first, graphs.count == 1 {
      only.graph.writeDOTBody(of: "", indent: "  ", to: &page)
    } else {
      for (spec, graph) in graphs {
        // Graphviz draws a frame around a subgraph whose name starts like this.
        page.appendLine("  subgraph \(Markdown.mermaidID("cluster", spec)) {")
        page.appendLine("    label=\(dotString(spec));")
        graph.writeDOTBody(of: spec, indent: "    ", to: &page)
        page.appendLine("  }")
      }
    }
    page.appendLine("}")
    return page.text
  }

  private func writeDOTBody(of spec: String, indent: String, to page: inout TextBuffer) {
    for node in nodes.sorted() {
      let look = "label=\(Self.dotString(node.name)), shape=\(node.kind.dotShape)"
      page.appendLine("\(indent)\(node.id(in: spec)) [\(look)];")
    }
    for edge in edges.keys.sorted() {
      let label = Self.dotString(Self.text(of: edges[edge] ?? []))
      let style = edge.isResourcePolicy ? ", style=dotted" : ""
      let ends = "\(edge.from.id(in: spec)) -> \(edge.to.id(in: spec))"
      page.appendLine("\(indent)\(ends) [label=\(label)\(style)];")
    }
  }

  /// The text as a quoted string of DOT whose label shows exactly that text: Graphviz reads
  /// backslashes and entities of HTML in labels.
  static func dotString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "&": result += "&amp;"
      case " "..."~": result.unicodeScalars.append(scalar)
      default: result += "&#\(scalar.value);"
      }
    }
    return result + "\""
  }
}

extension AccessGraph.Node.Kind {
  fileprivate var dotShape: String {
    switch self {
    case .vendor, .service: "oval"
    case .principal: "box"
    case .target: "cylinder"
    }
  }
}
