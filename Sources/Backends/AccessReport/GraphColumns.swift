/// What a drawing puts into which column: nodes into the even ones, labels of edges and ways past
/// nodes between them.
struct GraphColumns {
  /// What has a place in a column.
  enum Item {
    case node(AccessGraph.Node)
    case label(AccessGraph.Edge)
    /// A way for a line between the boxes of a column.
    case lane
  }

  /// An edge on its way: over which links, and which item is its label.
  struct Route {
    let edge: AccessGraph.Edge
    let label: Int
    /// From left to right.
    let links: [GraphLayout.Link]
    /// The item that the edge leads to.
    let end: Int
  }

  private(set) var items: [Item] = []
  private(set) var columns: [Int] = []
  private(set) var routes: [Route] = []
  private var numbers: [AccessGraph.Node: Int] = [:]

  /// The nodes with the numbers of their items.
  var nodes: [(Int, AccessGraph.Node)] {
    items.enumerated().compactMap { index, item in
      if case .node(let node) = item { (index, node) } else { nil }
    }
  }

  var links: [GraphLayout.Link] { routes.flatMap(\.links) }

  /// What columns of nodes are called.
  var headings: [(column: Int, text: String)] {
    let kinds = Dictionary(grouping: nodes, by: { columns[$0.0] })
    return kinds.sorted { $0.key < $1.key }.map { column, nodes in
      switch nodes.map(\.1.kind).min() ?? .target {
      case .vendor, .service: (column, "WHO COMES IN")
      case .principal: (column, "AS WHAT")
      case .target: (column, "TO WHAT")
      }
    }
  }

  init(_ drawing: GraphDrawing) {
    let ranks = Self.ranks(of: drawing)
    // Vendors first: they are who a reviewer looks for.
    let nodes = drawing.nodes.keys.sorted { left, right in
      left.kind == right.kind
        ? left < right : left.kind == .vendor || right.kind != .vendor && left < right
    }
    for node in nodes {
      numbers[node] = add(.node(node), column: 2 * (ranks[node] ?? 0))
    }
    for edge in drawing.edges.keys.sorted() { addRoute(of: edge) }
  }

  private mutating func add(_ item: Item, column: Int) -> Int {
    items.append(item)
    columns.append(column)
    return items.count - 1
  }

  /// An edge goes from left to right, with its label before the box on the right. One that leads
  /// back is drawn like that with its head on the left, and one within a column beside it.
  private mutating func addRoute(of edge: AccessGraph.Edge) {
    guard let from = numbers[edge.from], let to = numbers[edge.to] else { return }
    if columns[from] == columns[to] {
      let label = add(.label(edge), column: columns[from] + 1)
      let ends = from == to ? [from] : [from, to]
      let links = ends.map { GraphLayout.Link(from: $0, to: label) }
      return routes.append(Route(edge: edge, label: label, links: links, end: to))
    }
    let (left, right) = columns[from] < columns[to] ? (from, to) : (to, from)
    var chain = [left]
    for column in (columns[left] + 1)..<(columns[right] - 1) {
      chain.append(add(.lane, column: column))
    }
    let label = add(.label(edge), column: columns[right] - 1)
    chain += [label, right]
    let links = zip(chain, chain.dropFirst()).map { GraphLayout.Link(from: $0, to: $1) }
    routes.append(Route(edge: edge, label: label, links: links, end: to))
  }

  /// How far from those who come in each node is, without gaps between the ranks.
  private static func ranks(of drawing: GraphDrawing) -> [AccessGraph.Node: Int] {
    var ranks: [AccessGraph.Node: Int] = [:]
    let principals = drawing.nodes.keys.filter { $0.kind == .principal }
    for node in drawing.nodes.keys {
      switch node.kind {
      case .vendor, .service: ranks[node] = 0
      case .principal: ranks[node] = 1
      // Behind the longest row of principals that let in one another.
      case .target: ranks[node] = principals.count + 1
      }
    }
    let steps = drawing.edges.keys.filter { edge in
      edge.from.kind == .principal && edge.to.kind == .principal && edge.from != edge.to
    }.sorted()
    // Principals that let in each other in a circle would go on for ever.
    for _ in 1..<max(2, principals.count) {
      for step in steps {
        let next = min((ranks[step.from] ?? 0) + 1, principals.count)
        ranks[step.to] = max(ranks[step.to] ?? 0, next)
      }
    }
    let dense = Set(ranks.values).sorted().enumerated().map { ($0.element, $0.offset) }
    let rank = Dictionary(uniqueKeysWithValues: dense)
    return ranks.mapValues { rank[$0] ?? 0 }
  }
}
