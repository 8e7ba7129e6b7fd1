/// Where lines touch boxes: each at a place of its own on the side of a box, in the order of where
/// they come from or go to.
struct GraphPorts {
  private var leaving: [GraphLayout.Link: Int] = [:]
  private var arriving: [GraphLayout.Link: Int] = [:]

  init(_ links: [GraphLayout.Link], _ frames: [GraphFigure.Frame]) {
    func middle(_ index: Int) -> Int { frames[index].y + frames[index].height / 2 }
    for (box, links) in Dictionary(grouping: links, by: \.from) {
      let sorted = links.sorted { (middle($0.to), $0.to) < (middle($1.to), $1.to) }
      for (place, link) in sorted.enumerated() {
        leaving[link] = Self.place(place, of: links.count, on: frames[box])
      }
    }
    for (box, links) in Dictionary(grouping: links, by: \.to) {
      let sorted = links.sorted { (middle($0.from), $0.from) < (middle($1.from), $1.from) }
      for (place, link) in sorted.enumerated() {
        arriving[link] = Self.place(place, of: links.count, on: frames[box])
      }
    }
  }

  private static func place(_ place: Int, of count: Int, on frame: GraphFigure.Frame) -> Int {
    frame.y + frame.height * (place + 1) / (count + 1)
  }

  /// How far down a line leaves a box, and reaches the next.
  subscript(link: GraphLayout.Link) -> (from: Int, to: Int) {
    (leaving[link] ?? 0, arriving[link] ?? 0)
  }
}

/// The line of an edge, as SVG has it: curves that leave and reach boxes level.
struct GraphLine {
  let path: String
  let head: String

  init(_ route: GraphColumns.Route, _ ports: GraphPorts, _ frames: [GraphFigure.Frame]) {
    var path = ""
    var head = ""
    for link in route.links {
      let (from, to) = (frames[link.from], frames[link.to])
      let (start, end) = ports[link]
      let middle = (from.right + to.x) / 2
      path += path.isEmpty ? "" : " "
      path +=
        "M\(from.right) \(start) C\(middle) \(start) \(middle) \(end) \(to.x) \(end)"
      // A way past the boxes of a column is straight; a label needs no line.
      if link.to != route.label && link.to != route.end { path += " H\(to.right)" }
      if link.to == route.end { head = "M\(to.x) \(end) l-9 -4 v8 z" }
      if link.from == route.end { head = "M\(from.right) \(start) l9 -4 v8 z" }
    }
    (self.path, self.head) = (path, head)
  }
}
