/// A drawing with a place for each of its parts: columns of nodes, and between them columns of
/// labels, so that no label lies on another or on a line.
struct GraphFigure {
  /// A rectangle, in pixels.
  struct Frame {
    var x: Int
    var y: Int
    let width: Int
    let height: Int

    var right: Int { x + width }
    var bottom: Int { y + height }
  }

  /// A node and its box.
  struct Node {
    let node: AccessGraph.Node
    let mark: GraphDrawing.Mark
    let text: GraphText
    var frame: Frame
  }

  /// An edge: the box of its label, and its line.
  struct Edge {
    let edge: AccessGraph.Edge
    let mark: GraphDrawing.Mark
    let text: GraphText
    /// What became of what each line of the text says.
    let lineMarks: [GraphDrawing.Mark]
    let frame: Frame
    let line: GraphLine
  }

  /// A column of nodes: what it is called, and where.
  struct Heading {
    let text: String
    let x: Int
  }

  let nodes: [Node]
  let edges: [Edge]
  let headings: [Heading]
  let width: Int
  let height: Int

  /// How far a text is from the edge of its box.
  static let padding = 10
  /// The longest line of a box, in characters.
  static let longestLine = 30
  /// How far apart boxes of one column are, and columns: curves have to be told from each other.
  private static let gaps = (row: 14, column: 44)
  /// How many lines leave a box of the usual height without running into one.
  private static let fewLines = 8
  /// How high a way through a column is that a line takes between two boxes.
  private static let laneHeight = 8
  /// Room for the headings.
  static let headingHeight = 28

  init(_ drawing: GraphDrawing) {
    let plan = GraphColumns(drawing)
    let texts = plan.items.map { Self.text(of: $0, in: drawing) }
    let layout = GraphLayout(Self.boxes(of: plan, texts), plan.links, gap: Self.gaps.row)
    let widths = Self.widths(of: plan, texts)
    let lefts = widths.indices.map { column in
      widths[..<column].reduce(0, +) + Self.gaps.column * column
    }
    let frames = zip(plan.columns, layout.boxes).map { column, box in
      Frame(
        x: lefts[column],
        y: Self.headingHeight + box.top,
        width: widths[column],
        height: box.height
      )
    }
    headings = plan.headings.map { Heading(text: $0.text, x: lefts[$0.column]) }
    nodes = plan.nodes.map { index, node in
      let mark = drawing.nodes[node] ?? .kept
      return Node(node: node, mark: mark, text: texts[index], frame: frames[index])
    }
    let ports = GraphPorts(plan.links, frames)
    edges = plan.routes.map { route in
      Edge(
        edge: route.edge,
        mark: drawing.mark(of: route.edge),
        text: texts[route.label],
        lineMarks: Self.labelLines(of: route.edge, in: drawing).map(\.mark),
        frame: frames[route.label],
        line: GraphLine(route, ports, frames)
      )
    }
    width = frames.map(\.right).max() ?? 0
    height = Self.headingHeight + layout.height
  }

  private static func height(of text: GraphText) -> Int {
    text.lines.isEmpty ? laneHeight : text.height + 2 * padding
  }

  /// Boxes that are high enough for their texts. One that many lines touch is as high as all that
  /// is at their other ends, so that they are straight, and don't run into one.
  private static func boxes(of plan: GraphColumns, _ texts: [GraphText]) -> [GraphLayout.Box] {
    let heights = texts.map(height)
    var sides = texts.map { _ in (left: [Int](), right: [Int]()) }
    for link in plan.links {
      sides[link.from].right.append(heights[link.to])
      sides[link.to].left.append(heights[link.from])
    }
    return plan.columns.indices.map { index in
      let many = [sides[index].left, sides[index].right].filter { $0.count > fewLines }
      let room = many.map { $0.reduce(0, +) + ($0.count - 1) * gaps.row }.max() ?? 0
      return GraphLayout.Box(
        column: plan.columns[index],
        height: max(heights[index], room),
        isLong: room > heights[index]
      )
    }
  }

  /// How wide the columns are: what is in them, and what stands above them, fits.
  private static func widths(of plan: GraphColumns, _ texts: [GraphText]) -> [Int] {
    var widths = Array(repeating: 0, count: (plan.columns.max() ?? -1) + 1)
    for (column, text) in zip(plan.columns, texts) where !text.lines.isEmpty {
      widths[column] = max(widths[column], text.width + 2 * padding)
    }
    for heading in plan.headings {
      let width = heading.text.utf8.count * GraphText.characterWidth
      widths[heading.column] = max(widths[heading.column], width)
    }
    return widths
  }

  private static func text(of item: GraphColumns.Item, in drawing: GraphDrawing) -> GraphText {
    var text = GraphText()
    switch item {
    case .lane: break
    case .node(let node):
      text.add(node.name, limit: longestLine)
      switch drawing.nodes[node] ?? .kept {
      case .added: text.add("+ new", limit: longestLine)
      case .removed: text.add("- gone", limit: longestLine)
      case .kept, .changed: break
      }
    case .label(let edge):
      for line in labelLines(of: edge, in: drawing) { text.add(line.text, limit: .max) }
    }
    return text
  }

  /// The lines of an edge's label: its actions, and how they are given where that matters.
  private static func labelLines(
    of edge: AccessGraph.Edge,
    in drawing: GraphDrawing
  ) -> [(text: String, mark: GraphDrawing.Mark)] {
    let actions = (drawing.edges[edge] ?? [:]).sorted { $0.key < $1.key }
    let head = edge.isResourcePolicy ? [("by resource policy:", GraphDrawing.Mark.kept)] : []
    return head
      + actions.flatMap { action, mark in
        GraphText.wrapped(action, limit: longestLine).enumerated().map { number, line in
          ((number == 0 ? mark.sign : "  ") + line, mark)
        }
      }
  }
}
