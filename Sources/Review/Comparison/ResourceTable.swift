import Model
import Text

/// A table of what is made, changed and removed in AWS.
struct ResourceTable {
  private let changes: [ResourceChange]

  init(_ changes: [ResourceChange]) { self.changes = changes }

  func markup(caption: String) -> Markup {
    PageTable.table(
      caption: caption,
      head: ["Change", "What", "Name", "What differs", "Note"],
      bodies: [.tag("tbody", ["role": "rowgroup"], changes.map(row))],
      look: "resources"
    )
  }

  private func row(_ change: ResourceChange) -> Markup {
    let isGrave = change.kind == .replaced || change.opensData
    let words = change.kind.rawValue + (change.opensData ? ", wider" : "")
    let notes =
      [change.note, change.opensData ? "more is sent to the vendor" : nil].compactMap { $0 }
    let properties = change.properties.map { property in
      Markup.tag(
        "div",
        [:],
        [
          .text("\(property.name): "), .tag("del", [:], property.old), .text(" to "),
          .tag("ins", [:], property.new),
        ]
      )
    }
    return .tag(
      "tr",
      ["class": change.kind.rawValue, "role": "row"],
      [
        PageTable.mark(change.kind.sign, words, isGrave: isGrave),
        PageTable.cell("What", [.text(change.resource.id.noun)]),
        PageTable.cell("Name", [.tag("code", [:], change.resource.id.name)]),
        PageTable.cell("What differs", properties.isEmpty ? [.text("-")] : properties),
        PageTable.cell("Note", [.text(notes.isEmpty ? "-" : notes.joined(separator: "; "))]),
      ]
    )
  }
}
