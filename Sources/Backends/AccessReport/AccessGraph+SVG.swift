package import Text

extension AccessGraph {
  /// The graphs of some specs as a picture that needs nothing else, one below the other.
  package static func svg(_ graphs: [(spec: String, graph: AccessGraph)]) -> String {
    let names = graphs.map(\.spec).joined(separator: ", ")
    let pictures = graphs.map { spec, graph in
      GraphPicture(GraphDrawing(of: graph), spec: spec, title: graphs.count > 1 ? spec : nil)
    }
    let picture = GraphPicture.picture(
      pictures,
      id: "graph",
      title: "Access by \(names): who comes in, as what, and what that reaches",
      isAlone: true
    )
    return picture.xml + "\n"
  }
}

extension GraphDrawing {
  /// The drawing of one spec as part of a page, which has `GraphStyle.css` among its styles.
  package func svg(of spec: String, title: String) -> Markup {
    let picture = GraphPicture(self, spec: spec, title: nil)
    return GraphPicture.picture([picture], id: "graph-\(spec)", title: title, isAlone: false)
  }

  /// How many boxes it has.
  package var size: Int { nodes.count }
}

/// The picture of one graph.
private struct GraphPicture {
  private let drawing: GraphDrawing
  private let figure: GraphFigure
  private let spec: String
  private let title: String?

  init(_ drawing: GraphDrawing, spec: String, title: String?) {
    (self.drawing, self.spec, self.title) = (drawing, spec, title)
    figure = GraphFigure(drawing)
  }

  private static let margin = 16
  /// How much of a picture is surely seen at once.
  private static let screen = 400
  /// Room for the name of a spec, or what signs mean.
  private static let lineHeight = 28
  private static let legend = "+ new   - gone   ~ lets in others, or reaches elsewhere"
  private static let nothing = "nobody comes in"

  private var notes: [(text: String, look: String)] {
    [
      title.map { ($0, "spec") }, drawing.isDifference ? (Self.legend, "legend") : nil,
      drawing.edges.isEmpty ? (Self.nothing, "legend") : nil,
    ].compactMap { $0 }
  }

  private var height: Int {
    notes.count * Self.lineHeight + (drawing.edges.isEmpty ? 0 : figure.height)
  }

  private var width: Int {
    max(figure.width, (notes.map(\.text.utf8.count).max() ?? 0) * GraphText.characterWidth)
  }

  /// The pictures one below the other as an element of SVG.
  ///
  /// - Parameter isAlone: whether it is a file of its own, which must bring its style.
  static func picture(
    _ pictures: [GraphPicture],
    id: String,
    title: String,
    isAlone: Bool
  ) -> Markup {
    let width = (pictures.map(\.width).max() ?? 0) + 2 * margin
    var parts: [Markup] = []
    var top = margin
    for picture in pictures {
      parts += picture.parts(top: top)
      top += picture.height + margin
    }
    let css = GraphStyle.css + [GraphStyle.smallest(width: width)]
    let style = isAlone ? [Markup.tag("style", [:], [.lines(css)])] : []
    let words = pictures.flatMap(\.sentences).joined(separator: "; ")
    let content =
      [
        Markup.tag("title", ["id": "\(id)-title"], title),
        .tag("desc", ["id": "\(id)-desc"], words.isEmpty ? nothing : words),
      ] + style + [rectangle("canvas", 0, 0, width, top)] + parts
    return .tag(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "access-graph", "role": "img",
        "aria-labelledby": "\(id)-title", "aria-describedby": "\(id)-desc",
        "width": "\(width)", "height": "\(top)", "viewBox": "0 0 \(width) \(top)",
      ],
      content
    )
  }

  /// The graph in words, one sentence for each edge.
  private var sentences: [String] {
    drawing.edges.keys.sorted().map { edge in
      let actions = (drawing.edges[edge] ?? [:]).sorted { $0.key < $1.key }
      let words = actions.map { ($0.value == .kept ? "" : "(\($0.value)) ") + $0.key }
      let way = edge.isResourcePolicy ? " by resource policy" : ""
      return "\(edge.from.name) to \(edge.to.name)\(way): \(words.joined(separator: ", "))"
    }
  }

  private func parts(top: Int) -> [Markup] {
    var parts: [Markup] = []
    var top = top
    for note in notes {
      parts.append(Self.text(note.text, note.look, Self.margin, top + GraphText.baseline))
      top += Self.lineHeight
    }
    if drawing.edges.isEmpty { return parts }
    for heading in figure.headings {
      parts.append(
        Self.text(heading.text, "heading", Self.margin + heading.x, top + GraphText.baseline)
      )
    }
    return parts + figure.edges.map { edge($0, top) } + figure.nodes.map { node($0, top) }
  }

  private func node(_ node: GraphFigure.Node, _ top: Int) -> Markup {
    let frame = node.frame
    let (x, y) = (frame.x + Self.margin, frame.y + top)
    var parts = [
      Markup.tag("title", [:], node.node.name),
      Self.rectangle(
        "box",
        x,
        y,
        frame.width,
        frame.height,
        radius: node.node.kind.radius(of: frame)
      ),
    ]
    // Two more edges tell what is reached from who reaches it, whatever the colors are.
    if node.node.kind == .target {
      parts.append(.tag("path", ["class": "lid", "d": "M\(x + 4) \(y) v\(frame.height)"]))
    }
    var marks = node.text.lines.map { _ in node.mark }
    // What is crossed out is the name, not the word that says so.
    if node.mark == .removed { marks[marks.count - 1] = .kept }
    parts += text(node.text, marks, frame, top)
    return .tag(
      "g",
      [
        "id": node.node.id(in: spec),
        "class": "node \(node.node.kind.rawValue) \(node.mark.rawValue)",
      ],
      parts
    )
  }

  private func edge(_ edge: GraphFigure.Edge, _ top: Int) -> Markup {
    let frame = edge.frame
    let way = edge.edge.isResourcePolicy ? " resource-policy" : ""
    let (x, y) = (frame.x + Self.margin, frame.y + top)
    let place = "translate(\(Self.margin) \(top))"
    let parts = [
      Markup.tag("title", [:], "\(edge.edge.from.name) to \(edge.edge.to.name)"),
      .tag("path", ["class": "line", "transform": place, "d": edge.line.path]),
      .tag("path", ["class": "head", "transform": place, "d": edge.line.head]),
      Self.rectangle("label", x, y, frame.width, frame.height, radius: 4),
    ]
    return .tag(
      "g",
      [
        "class": "edge \(edge.mark.rawValue)\(way)", "data-from": edge.edge.from.id(in: spec),
        "data-to": edge.edge.to.id(in: spec),
      ],
      parts + text(edge.text, edge.lineMarks, frame, top)
    )
  }

  private func text(
    _ text: GraphText,
    _ marks: [GraphDrawing.Mark],
    _ frame: GraphFigure.Frame,
    _ top: Int
  ) -> [Markup] {
    // In a box of several screens, whatever part of it is seen has the text.
    let count = max(1, frame.height / Self.screen)
    return (0..<count).flatMap { place in
      let middle = frame.y + frame.height * (2 * place + 1) / (2 * count)
      let start = top + middle - text.height / 2 + GraphText.baseline
      return zip(text.lines, marks).enumerated().map { number, line in
        Self.text(
          line.0,
          line.1.rawValue,
          Self.margin + frame.x + GraphFigure.padding,
          start + number * GraphText.lineHeight
        )
      }
    }
  }

  private static func text(_ text: String, _ look: String, _ x: Int, _ y: Int) -> Markup {
    let length = Markdown.printable(text).utf8.count * GraphText.characterWidth
    return .tag(
      "text",
      ["class": look, "x": "\(x)", "y": "\(y)", "textLength": "\(length)"],
      text
    )
  }

  private static func rectangle(
    _ look: String,
    _ x: Int,
    _ y: Int,
    _ width: Int,
    _ height: Int,
    radius: Int = 0
  ) -> Markup {
    .tag(
      "rect",
      [
        "class": look, "x": "\(x)", "y": "\(y)", "width": "\(width)", "height": "\(height)",
        "rx": "\(radius)",
      ]
    )
  }
}

extension AccessGraph.Node.Kind {
  /// How round the corners are: who comes in is round, a role or user is square.
  fileprivate func radius(of frame: GraphFigure.Frame) -> Int {
    switch self {
    case .vendor, .service: min(18, frame.height / 2)
    case .principal: 0
    case .target: 6
    }
  }
}
