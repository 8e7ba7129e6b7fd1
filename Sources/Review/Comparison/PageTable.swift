import Diagnostics
import IAM
import Model
import Text

/// Tables of the page. On a narrow screen their cells stand one below the other, each with what its
/// column is called; the roles say to a screen reader that it is a table all the same.
enum PageTable {
  /// A table with a caption and a head.
  static func table(caption: String, head: [String], bodies: [Markup], look: String) -> Markup {
    let cells = head.map {
      Markup.tag("th", ["scope": "col", "role": "columnheader"], $0)
    }
    return .tag(
      "table",
      ["class": look, "role": "table"],
      [
        .tag("caption", [:], caption),
        .tag("thead", ["role": "rowgroup"], [.tag("tr", ["role": "row"], cells)]),
      ] + bodies
    )
  }

  /// A cell, and what its column is called.
  static func cell(_ label: String, _ content: [Markup]) -> Markup {
    .tag("td", ["role": "cell", "data-label": label], [.tag("div", [:], content)])
  }

  /// What became of something, which stands at the start of its row.
  static func mark(_ sign: String, _ words: String, isGrave: Bool) -> Markup {
    .tag(
      "th",
      ["scope": "row", "role": "rowheader", "class": isGrave ? "mark grave" : "mark"],
      [.tag("span", ["class": "sign", "aria-hidden": "true"], sign), .text(" " + words)]
    )
  }
}

/// A table of changes of access, in groups by who has it.
struct AccessTable {
  private let comparison: Comparison
  private let changes: [AccessChange]

  init(_ changes: [AccessChange], of comparison: Comparison) {
    (self.changes, self.comparison) = (changes, comparison)
  }

  private static let head = ["Change", "Action", "Resource", "Only if", "Channel", "Why", "Spec"]

  /// Who a row is about.
  private struct Holder: Hashable {
    let party: String
    let principal: String
    let externalID: String

    init(_ row: Ledger.Row) {
      (party, principal, externalID) = (row.party, row.principal, row.externalID)
    }

    var words: [Markup] {
      [
        .tag("strong", [:], party), .text(" as "), .tag("code", [:], principal),
        .text(externalID.isEmpty ? ", no external id" : ", external id "),
      ] + (externalID.isEmpty ? [] : [.tag("code", [:], externalID)])
    }
  }

  func markup(caption: String) -> Markup {
    var groups: [(holder: Holder, rows: [Markup])] = []
    var places: [Holder: Int] = [:]
    for change in changes {
      let holder = Holder(change.row)
      let place = places[holder] ?? groups.count
      if place == groups.count { groups.append((holder, [])) }
      places[holder] = place
      groups[place].rows += rows(of: change, for: holder)
    }
    let bodies = groups.map { holder, rows in
      Markup.tag("tbody", ["role": "rowgroup"], [Self.spread(holder.words, "holder")] + rows)
    }
    return PageTable.table(caption: caption, head: Self.head, bodies: bodies, look: "access")
  }

  /// A row that has one cell as wide as the table.
  private static func spread(_ content: [Markup], _ look: String) -> Markup {
    let width = "\(head.count)"
    let cell: Markup =
      look == "holder"
      ? .tag("th", ["scope": "rowgroup", "role": "rowheader", "colspan": width], content)
      : .tag("td", ["role": "cell", "colspan": width], content)
    return .tag("tr", ["class": look, "role": "row"], [cell])
  }

  private func rows(of change: AccessChange, for holder: Holder) -> [Markup] {
    let isBoth = !change.old.isEmpty && !change.new.isEmpty
    let word = change.kind.word
    let old = change.old.map { row in
      let mark = PageTable.mark(change.kind.sign, isBoth ? "\(word): was" : word, isGrave: false)
      return self.row(mark, row, isNew: false, holder, isBoth ? "was" : change.kind.rawValue)
    }
    let isWider = change.widening.isPossible
    let new = change.new.map { row in
      let words = (isBoth ? "\(word): now" : word) + (isWider ? ", wider" : "")
      let mark = PageTable.mark(change.kind.sign, words, isGrave: isWider)
      return self.row(mark, row, isNew: true, holder, isBoth ? "now" : change.kind.rawValue)
    }
    let example = change.example.map { example in
      Self.spread([.text("Wider, for example: "), .tag("code", [:], example)], "example")
    }
    return old + new + [example].compactMap { $0 }
  }

  private func row(
    _ mark: Markup,
    _ row: Ledger.Row,
    isNew: Bool,
    _ holder: Holder,
    _ look: String
  ) -> Markup {
    let other = Holder(row)
    let who: [Markup] =
      other == holder ? [] : [.tag("div", ["class": "other"], [.text("by ")] + other.words)]
    let condition: Markup =
      row.condition.isEmpty ? .text("no condition") : .tag("code", [:], row.condition)
    let spec: [Markup] = [
      .tag("div", [:], row.integrations.map(\.text).joined(separator: ", ")),
      .tag("code", [:], comparison.place(of: row, isNew: isNew)),
    ]
    return .tag(
      "tr",
      ["class": look, "role": "row"],
      [
        mark,
        PageTable.cell("Action", [.tag("code", [:], row.action)] + who),
        PageTable.cell("Resource", [.tag("code", [:], row.resource)]),
        PageTable.cell("Only if", [condition]),
        PageTable.cell("Channel", [.text(row.channel.rawValue)]),
        PageTable.cell("Why", Self.why(row)),
        PageTable.cell("Spec", spec),
      ]
    )
  }

  private static func why(_ row: Ledger.Row) -> [Markup] {
    let reason: Markup =
      row.reason.isEmpty ? .tag("strong", [:], "no reason") : .tag("div", [:], row.reason)
    return [reason, row.source?.markup ?? .tag("strong", [:], "no source")]
  }
}

extension Citation {
  /// The source with a link to it, if there is an address of HTTPS.
  var markup: Markup {
    let name = [title, section].filter { !$0.isEmpty }.joined(separator: ", ")
    let link: Markup =
      url.hasPrefix("https://")
      ? .tag("a", ["href": url, "rel": "noopener noreferrer"], name) : .text("\(name) \(url)")
    return .tag("div", ["class": "source"], [link, .text(" (\(date))")])
  }
}
