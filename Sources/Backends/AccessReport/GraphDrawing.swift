package import Model

/// A graph as it is drawn: what is in it, and how each part differs from what was.
package struct GraphDrawing: Sendable {
  /// What became of something.
  enum Mark: String, Sendable {
    case kept, added, removed
    /// It is there before and after, and reaches elsewhere or lets in others.
    case changed

    /// The sign before it: never color alone tells marks apart.
    var sign: String {
      switch self {
      case .kept: ""
      case .added: "+ "
      case .removed: "- "
      case .changed: "~ "
      }
    }
  }

  private(set) var nodes: [AccessGraph.Node: Mark] = [:]
  /// The actions of each edge.
  private(set) var edges: [AccessGraph.Edge: [String: Mark]] = [:]

  /// Whether anything is marked.
  var isDifference: Bool {
    edges.values.contains { $0.values.contains { $0 != .kept } }
  }

  /// Draws a graph as it is.
  package init(of graph: AccessGraph) {
    nodes = Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0, .kept) })
    edges = graph.edges.mapValues { actions in
      Dictionary(uniqueKeysWithValues: actions.map { ($0, .kept) })
    }
  }

  /// Draws what differs between two graphs, with who comes in by it and what those who come in
  /// reach; nil where nothing differs.
  ///
  /// - Parameter touched: what is in both, and was changed in a way that no graph shows.
  package init?(from old: AccessGraph, to new: AccessGraph, touched: [AccessGraph]) {
    var marks: [AccessGraph.Edge: [String: Mark]] = [:]
    for edge in Set(old.edges.keys).union(new.edges.keys) {
      let (was, now) = (old.edges[edge] ?? [], new.edges[edge] ?? [])
      let changed = touched.reduce(into: Set<String>()) { $0.formUnion($1.edges[edge] ?? []) }
      for action in was.union(now) {
        marks[edge, default: [:]][action] =
          !was.contains(action)
          ? .added : !now.contains(action) ? .removed : changed.contains(action) ? .changed : .kept
      }
    }
    let differing = marks.filter { $0.value.values.contains { $0 != .kept } }.keys
    if differing.isEmpty { return nil }
    let holders = Set(differing.map(\.from))
    let entered = Set(differing.map(\.to).filter { $0.kind == .principal })
    edges = marks.filter { edge, _ in
      differing.contains(edge) || holders.contains(edge.to) || entered.contains(edge.from)
    }
    let (former, current) = (old.nodes, new.nodes)
    for node in Set(edges.keys.flatMap { [$0.from, $0.to] }) {
      nodes[node] =
        !former.contains(node) ? .added : current.contains(node) ? .kept : .removed
    }
  }

  /// What became of an edge as a whole.
  func mark(of edge: AccessGraph.Edge) -> Mark {
    let marks = Set((edges[edge] ?? [:]).values)
    guard let only = marks.first, marks.count == 1 else { return .changed }
    return only
  }
}

extension AccessGraph {
  /// The edges that some rows of a plan's ledger stand for, without those that lead to them.
  package init(touchedBy rows: [Ledger.Row], in plan: Plan) {
    let entrances = Access(of: plan).entrances
    self.init()
    for row in rows {
      guard row.channel == .trust else {
        add(row.edge, row.action)
        continue
      }
      let role = Node(kind: .principal, name: Ledger.Row.principalName(of: row.resource))
      for entrance in entrances[row.resource] ?? [] {
        add(Edge(from: entrance, to: role, isResourcePolicy: false), row.action)
      }
    }
  }
}
