import Model
import Text

extension AccessReport {
  /// How many nodes a person still follows.
  private static let mostNodes = 40

  /// Writes the access as a diagram: one where it stays readable, else one for each vendor.
  static func writeGraphs(of access: Access, to page: inout TextBuffer) {
    let rows = access.vendorRows + access.serviceRows
    if rows.isEmpty { return }
    page.appendLine(
      """

      ## The same as a graph

      Who comes in, as what, and what that reaches. A dotted line is a policy on the resource.
      """
    )
    let entrances = access.entrances
    let graph = AccessGraph(rows, entrances: entrances)
    if graph.nodes.count <= mostNodes {
      graph.write(to: &page)
      return
    }
    for party in rows.runs(by: \.party) {
      let name = party.first.map { Markdown.text($0.party) } ?? ""
      let part = AccessGraph(Array(party), entrances: entrances)
      page.appendLine("\n### Graph of \(name)")
      if part.nodes.count <= mostNodes {
        part.write(to: &page)
      } else {
        page.appendLine("\n\(part.nodes.count) nodes, put together by kind:")
        AccessGraph(Array(party), entrances: entrances, isSummary: true).write(to: &page)
      }
    }
  }
}

extension Access {
  /// Who comes in as each principal, by the principal's ARN.
  fileprivate var entrances: [String: [AccessGraph.Node]] {
    var entrances: [String: [AccessGraph.Node]] = [:]
    for (role, _) in roles {
      let principals = role.trust.document.statements.flatMap(\.principals)
      entrances[arns[.role(role.name)]] = principals.map { principal in
        switch (principal, role.trust.bearer) {
        case (.account(let id, _), .vendor(let connection)):
          AccessGraph.Node(kind: .vendor, name: "\(connection.vendorName) \(id)")
        case (.account(let id, _), .service):
          AccessGraph.Node(kind: .vendor, name: id.text)
        case (.role(let name), _): AccessGraph.Node(kind: .principal, name: "role/\(name)")
        case (.service(let name), _): AccessGraph.Node(kind: .service, name: name)
        case (.everyone, _): AccessGraph.Node(kind: .vendor, name: "everyone")
        }
      }
    }
    for (user, _) in users {
      let node = AccessGraph.Node(kind: .vendor, name: user.vendorName)
      entrances[arns[.user(user.name)]] = [node]
    }
    return entrances
  }
}

extension AccessGraph {
  /// Writes the graph for Mermaid, in an order and with names that don't depend on places.
  fileprivate func write(to page: inout TextBuffer) {
    page.appendLine("\n```mermaid\nflowchart LR")
    for node in nodes.sorted() { page.appendLine("  \(node.id)\(node.shape)") }
    for edge in edges.keys.sorted() {
      let label = Markdown.mermaidLabel(Self.text(of: edges[edge] ?? []))
      let line = edge.isResourcePolicy ? "-.->" : "-->"
      page.appendLine("  \(edge.from.id) \(line)|\(label)| \(edge.to.id)")
    }
    page.appendLine("```")
  }

  /// At most four actions, and how many more there are.
  private static func text(of actions: Set<String>) -> String {
    let named = actions.sorted().prefix(4).joined(separator: ", ")
    return actions.count > 4 ? "\(named) and \(actions.count - 4) more" : named
  }
}

extension AccessGraph.Node {
  fileprivate var id: String {
    switch kind {
    case .vendor: Markdown.mermaidID("vendor", name)
    case .service: Markdown.mermaidID("service", name)
    case .principal: Markdown.mermaidID("principal", name)
    case .target: Markdown.mermaidID("target", name)
    }
  }

  /// The label in a shape of its kind.
  fileprivate var shape: String {
    let label = Markdown.mermaidLabel(name)
    return switch kind {
    case .vendor, .service: "([\(label)])"
    case .principal: "[\(label)]"
    case .target: "[(\(label))]"
    }
  }
}
