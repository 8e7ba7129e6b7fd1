import AccessReport
import Foundation
import TestSupport
import Testing
import Text

/// What a drawing shows of a graph, and of what differs between two.
@Suite("Drawings of access") struct DrawingTests {
  private static let vendor = AccessGraph.Node(kind: .vendor, name: "Vendor 1")
  private static let role = AccessGraph.Node(kind: .principal, name: "role/r")
  private static let other = AccessGraph.Node(kind: .principal, name: "role/s")

  private static func bucket(_ name: String) -> AccessGraph.Node {
    AccessGraph.Node(kind: .target, name: "bucket \(name)")
  }

  private func graph(
    _ edges: [(AccessGraph.Node, AccessGraph.Node, [String])]
  ) -> AccessGraph {
    var graph = AccessGraph()
    for (from, to, actions) in edges {
      for action in actions {
        graph.add(AccessGraph.Edge(from: from, to: to, isResourcePolicy: false), action)
      }
    }
    return graph
  }

  private var before: AccessGraph {
    graph([
      (Self.vendor, Self.role, ["sts:AssumeRole"]), (Self.vendor, Self.other, ["sts:AssumeRole"]),
      (Self.role, Self.bucket("a"), ["s3:GetObject", "s3:ListBucket"]),
      (Self.other, Self.bucket("z"), ["s3:PutObject"]),
    ])
  }

  private func difference(
    to new: AccessGraph,
    touched: AccessGraph = AccessGraph()
  ) throws -> String {
    let drawing = try #require(GraphDrawing(from: before, to: new, touched: [touched]))
    return drawing.svg(of: "acme", title: "What differs").xml
  }

  @Test("Shows what is new and gone with who comes in by it, and nothing else")
  func showsWhatDiffers() throws {
    let svg = try difference(
      to: graph([
        (Self.vendor, Self.role, ["sts:AssumeRole"]), (Self.vendor, Self.other, ["sts:AssumeRole"]),
        (Self.role, Self.bucket("a"), ["s3:ListBucket"]),
        (Self.role, Self.bucket("b"), ["s3:GetObject"]),
        (Self.other, Self.bucket("z"), ["s3:PutObject"]),
      ])
    )
    for text in [
      ">+ s3:GetObject<", ">- s3:GetObject<", ">s3:ListBucket<", ">+ new<", ">Vendor 1<",
    ] {
      #expect(svg.contains(text), "\(text)")
    }
    #expect(!svg.contains("bucket z") && !svg.contains("role/s") && !svg.contains("- gone<"))
    #expect(svg.contains("(added) s3:GetObject") && svg.contains("+ new   - gone"))
  }

  @Test("Shows a trust that lets in others, and what is reached by it")
  func showsWhatIsTouched() throws {
    let touched = graph([(Self.vendor, Self.other, ["sts:AssumeRole"])])
    let svg = try difference(to: before, touched: touched)
    #expect(svg.contains(">~ sts:AssumeRole<") && svg.contains(">s3:PutObject<"))
    #expect(!svg.contains("bucket a"))
    #expect(GraphDrawing(from: before, to: before, touched: []) == nil)
  }

  @Test("Crosses out what is gone as a whole")
  func showsWhatIsGone() throws {
    let svg = try difference(
      to: graph([
        (Self.vendor, Self.role, ["sts:AssumeRole"]),
        (Self.role, Self.bucket("a"), ["s3:GetObject", "s3:ListBucket"]),
      ])
    )
    #expect(svg.components(separatedBy: ">- gone<").count - 1 == 2)
    #expect(svg.contains("class=\"edge removed\"") && svg.contains("class=\"node target removed\""))
  }

  @Test("Is the same in whatever order a graph was made, and says so where nobody comes in")
  func isDeterministic() {
    let edges: [(AccessGraph.Node, AccessGraph.Node, [String])] = (0..<20).map { number in
      (Self.role, Self.bucket("\(number * 7 % 20)"), ["s3:A\(number % 3)", "s3:B"])
    }
    let one = AccessGraph.svg([("acme", graph(edges))])
    #expect(one == AccessGraph.svg([("acme", graph(edges.reversed()))]))
    #expect(one.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    #expect(AccessGraph.svg([("acme", AccessGraph())]).contains(">nobody comes in<"))
  }

  @Test("Draws roles that let in one another, also in a circle and themselves")
  func drawsCircles() {
    let steps = [(Self.role, Self.other), (Self.other, Self.role), (Self.role, Self.role)]
    let edges = steps.map { ($0.0, $0.1, ["sts:AssumeRole"]) }
    let svg = AccessGraph.svg([("acme", graph(edges + [(Self.other, Self.bucket("a"), ["s3:B"])]))])
    #expect(svg.components(separatedBy: "class=\"edge kept\"").count - 1 == 4)
    #expect(svg.components(separatedBy: "class=\"head\"").count - 1 == 4)
  }
}

/// Whether colors can be told apart by people who see less well.
@Suite("Contrast") struct ContrastTests {
  @Test("Text of a graph is read on what it stands on, lines are seen")
  func isReadable() throws {
    let grounds = ["canvas", "who", "what", "label"]
    let texts = ["ink", "new", "gone", "changed"].flatMap { text in grounds.map { (text, $0, 4.5) }
    }
    let lines = ["line", "new", "gone", "changed"].map { ($0, "canvas", 3.0) }
    var least = 21.0
    for (front, back, limit) in texts + lines + [("muted", "canvas", 4.5)] {
      let (one, other) = (GraphStyle.palette[front], GraphStyle.palette[back])
      for color in [\Palette.Color.light, \Palette.Color.dark] {
        let ratio = try Contrast.ratio(
          try #require(one)[keyPath: color],
          try #require(other)[keyPath: color]
        )
        #expect(ratio >= limit, "\(front) on \(back): \(ratio)")
        if limit == 4.5 { least = min(least, ratio) }
      }
    }
    print("contrast of text in graphs: at least \(least)")
  }

  @Test("The formula is that of WCAG, and a pair that is too near is found out")
  func measures() throws {
    #expect(try Contrast.ratio("000000", "ffffff") == 21)
    #expect(abs(try Contrast.ratio("767676", "ffffff") - 4.54) < 0.01)
    #expect(try Contrast.ratio("8b949e", "ffffff") < 4.5)
  }
}
