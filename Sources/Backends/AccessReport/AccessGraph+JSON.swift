package import Text

extension AccessGraph {
  /// The graphs of some specs as data.
  package static func json(_ graphs: [(spec: String, graph: AccessGraph)]) -> JSON {
    [
      "format_version": "1",
      "graphs": .array(
        graphs.map { spec, graph in
          [
            "spec": .string(spec),
            "nodes": .array(graph.nodes.sorted().map(\.json)),
            "edges": .array(
              graph.edges.keys.sorted().map { edge in
                [
                  "from": .string(edge.from.id(in: "")),
                  "to": .string(edge.to.id(in: "")),
                  "resource_policy": .bool(edge.isResourcePolicy),
                  "actions": .array((graph.edges[edge] ?? []).sorted().map(JSON.string)),
                ]
              }
            ),
          ]
        }
      ),
    ]
  }
}

extension AccessGraph.Node {
  fileprivate var json: JSON {
    ["id": .string(id(in: "")), "kind": .string(kind.rawValue), "name": .string(name)]
  }
}
