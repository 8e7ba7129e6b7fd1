import Model
import Text

extension AccessReport {
  /// How many nodes a person still follows.
  static let mostNodes = 40

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
      write(graph, to: &page)
      return
    }
    for party in rows.runs(by: \.party) {
      let name = party.first.map { Markdown.text($0.party) } ?? ""
      let part = AccessGraph(Array(party), entrances: entrances)
      page.appendLine("\n### Graph of \(name)")
      if part.nodes.count <= mostNodes {
        write(part, to: &page)
      } else {
        page.appendLine("\n\(part.nodes.count) nodes, put together by kind:")
        write(AccessGraph(Array(party), entrances: entrances, isSummary: true), to: &page)
      }
    }
  }

  private static func write(_ graph: AccessGraph, to page: inout TextBuffer) {
    page.appendLine("\n```mermaid")
    graph.writeMermaid(to: &page)
    page.appendLine("```")
  }
}

extension Access {
  /// Who comes in as each principal, by the principal's ARN.
  var entrances: [String: [AccessGraph.Node]] {
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
