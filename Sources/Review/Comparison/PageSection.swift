import AccessReport
import Checklist
import Diagnostics
import IAM
import Model
import Text

/// The part of the page about one spec: the verdict, a graph, tables, and what follows.
struct PageSection {
  private let comparison: Comparison
  private let consequences: [Consequence]

  init(_ comparison: Comparison, _ consequences: [Consequence]) {
    (self.comparison, self.consequences) = (comparison, consequences)
  }

  private var name: String { comparison.name.text }

  var markup: Markup {
    let isGrave = comparison.broadens || comparison.changesTrust || comparison.replaces
    let parts: [Markup?] = [
      .tag("h2", ["id": "spec-\(name)"], [.tag("code", [:], name)]),
      .tag("p", ["class": isGrave ? "verdict grave" : "verdict"], comparison.verdict),
      gains, fingerprints, targets, graph, trusts, permissions, resources, steps,
    ]
    return .tag("section", ["aria-labelledby": "spec-\(name)"], parts.compactMap { $0 })
  }

  private func heading(_ text: String) -> Markup { .tag("h3", [:], text) }

  /// Who gains and loses what.
  private var gains: Markup? {
    let parties = PartyVerdict.verdicts(on: comparison.access)
    if parties.isEmpty { return nil }
    return .tag(
      "ul",
      ["class": "gains", "aria-label": "Who gains what in \(name)"],
      parties.map(\.markup)
    )
  }

  private var fingerprints: Markup {
    let sides = [("Before", comparison.old), ("After", comparison.new)].flatMap { label, side in
      let words: [Markup] =
        side.map { side in
          [
            .tag("code", [:], side.fingerprint), .text(" in "),
            .tag("code", [:], visible(side.file.name)),
          ]
        } ?? [.text("no such spec")]
      return [Markup.tag("dt", [:], label), .tag("dd", [:], words)]
    }
    let isSame = comparison.old?.fingerprint == comparison.new?.fingerprint
    let note =
      isSame ? "The fingerprint of access is the same: nobody gains or loses anything." : ""
    let list = Markup.tag("dl", ["class": "fingerprints"], sides)
    return .tag("div", [:], isSame ? [list, .tag("p", [:], note)] : [list])
  }

  /// How many boxes a reader follows without looking for them.
  private static let mostBoxes = 60

  private var graph: Markup? {
    guard let drawing = comparison.drawing else { return nil }
    let picture = Markup.tag(
      "div",
      [
        "class": "scroll", "tabindex": "0", "role": "region",
        "aria-label": "Graph of what differs in \(name); scrolls sideways",
      ],
      [drawing.svg(of: name, title: "What differs in \(name), as a graph")]
    )
    let caption = Markup.tag(
      "figcaption",
      [:],
      "What differs, with who comes in by it. Thick lines and + are new, dashed ones and - are "
        + "gone, ~ is there before and after and lets in others or reaches elsewhere."
    )
    let summary = Markup.tag("summary", [:], [heading("What differs, as a graph")])
    let content = [summary, .tag("figure", [:], [picture, caption])]
    return drawing.size > Self.mostBoxes
      ? .tag("details", [:], content) : .tag("details", ["open": ""], content)
  }

  private var targets: Markup? {
    let changes = comparison.targets
    if changes.isEmpty { return nil }
    let rows = changes.map { change in
      let words = change.kind.rawValue + (change.widens ? ", wider" : "")
      let cells = [("What", change.subject), ("Was", change.old), ("Is", change.new)]
      return Markup.tag(
        "tr",
        ["class": change.kind.rawValue, "role": "row"],
        [PageTable.mark(change.sign, words, isGrave: change.widens)]
          + cells.map { PageTable.cell($0, [.tag("code", [:], $1 ?? "-")]) }
      )
    }
    let table = PageTable.table(
      caption: counted(changes.count, "change"),
      head: ["Change", "What", "Was", "Is"],
      bodies: [.tag("tbody", ["role": "rowgroup"], rows)],
      look: "resources"
    )
    return .tag("div", [:], [heading("Where all of it is"), table])
  }

  private var trusts: Markup? { access("Who comes in", comparison.trusts) }

  private var permissions: Markup? { access("What they may do", comparison.permissions) }

  private func access(_ title: String, _ changes: [AccessChange]) -> Markup? {
    if changes.isEmpty { return nil }
    let widening = changes.count { $0.widening.isPossible }
    let wider = widening == 0 ? "none of them wider" : "\(widening) of them wider"
    let caption = "\(counted(changes.count, "change")), \(wider)"
    return .tag(
      "div",
      [:],
      [heading(title), AccessTable(changes, of: comparison).markup(caption: caption)]
    )
  }

  private var resources: Markup? {
    let changes = comparison.resources
    if changes.isEmpty { return nil }
    let table = ResourceTable(changes).markup(caption: counted(changes.count, "change"))
    return .tag("div", [:], [heading("What is made"), table])
  }

  private var steps: Markup? {
    if consequences.isEmpty { return nil }
    let items = consequences.map { consequence in
      let source = consequence.source.map { [$0.markup] } ?? []
      let done = Markup.tag(
        "p",
        ["class": "done"],
        [.tag("strong", [:], "Done when:"), .text(" ")] + consequence.doneWhenWords.markup
      )
      return Markup.tag(
        "li",
        [:],
        [
          .tag(
            "details",
            ["open": ""],
            [.tag("summary", [:], consequence.titleWords.markup)]
              + consequence.parts.map(\.markup) + [done] + source
          )
        ]
      )
    }
    return .tag("div", [:], [heading("What follows"), .tag("ol", ["class": "steps"], items)])
  }
}

extension Comparison {
  /// What differs as a graph, if that shows in one.
  fileprivate var drawing: GraphDrawing? {
    func touched(_ rows: [Ledger.Row], _ side: Side?) -> AccessGraph {
      side.map { AccessGraph(touchedBy: rows, in: $0.plan) } ?? AccessGraph()
    }
    return GraphDrawing(
      from: old.map { AccessGraph(of: $0.plan) } ?? AccessGraph(),
      to: new.map { AccessGraph(of: $0.plan) } ?? AccessGraph(),
      touched: [touched(access.flatMap(\.old), old), touched(access.flatMap(\.new), new)]
    )
  }
}
