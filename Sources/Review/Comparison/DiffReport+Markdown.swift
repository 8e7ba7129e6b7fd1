import AccessReport
import Diagnostics
import IAM
import Model
import Text

extension DiffReport {
  /// The line by which a bot finds its comment again, to write the next report in its place.
  package static let marker = "<!-- accredit:diff -->"

  /// The report as a comment on a pull request.
  ///
  /// - Parameter limit: how many characters it may have. What doesn't fit is left out, row by row
  ///   from the end, and is said to be; no table or block of code is cut.
  package func markdown(limit: Int = 60_000) -> String {
    var page = markdown(.whole)
    for size in MarkdownSize.smaller where page.utf8.count > limit { page = markdown(size) }
    return page
  }

  private func markdown(_ size: MarkdownSize) -> String {
    var page = TextBuffer()
    page.appendLine(Self.marker)
    let words = headline.map { $0.isGrave ? "**\($0.words)**" : $0.words }
    page.appendLine("## Access: \(words.joined(separator: ", "))\n")
    for comparison in comparisons.prefix(size.specs) {
      MarkdownPage(comparison, texts(of: comparison), size).write(to: &page)
    }
    let left = comparisons.count - size.specs
    if left > 0 {
      page.appendLine("\(counted(left, "spec")) more: see the report in another format.")
    }
    return page.text
  }
}

/// How much of a report is written.
private struct MarkdownSize {
  let specs: Int
  /// Of each table.
  let rows: Int
  let hasGraph: Bool
  /// Whether consequences are told in full, or by their titles.
  let hasSteps: Bool

  static let whole = MarkdownSize(specs: .max, rows: .max, hasGraph: true, hasSteps: true)
  static let smaller = [
    MarkdownSize(specs: .max, rows: 200, hasGraph: true, hasSteps: true),
    MarkdownSize(specs: .max, rows: 120, hasGraph: true, hasSteps: false),
    MarkdownSize(specs: .max, rows: 60, hasGraph: true, hasSteps: false),
    MarkdownSize(specs: 20, rows: 20, hasGraph: false, hasSteps: false),
    MarkdownSize(specs: 10, rows: 5, hasGraph: false, hasSteps: false),
    MarkdownSize(specs: 10, rows: 0, hasGraph: false, hasSteps: false),
  ]
}

/// The report of one comparison.
private struct MarkdownPage {
  let comparison: Comparison
  let consequences: [Consequence]
  let size: MarkdownSize

  init(_ comparison: Comparison, _ consequences: [Consequence], _ size: MarkdownSize) {
    (self.comparison, self.consequences, self.size) = (comparison, consequences, size)
  }

  func write(to page: inout TextBuffer) {
    page.appendLine("### \(Markdown.code(comparison.name.text)): \(comparison.verdict)\n")
    page.appendLine(fingerprintLine)
    writeTargets(to: &page)
    write("Who comes in", comparison.trusts, Self.trustHead, trustCells, to: &page)
    let permissions = comparison.permissions
    write("What they may do", permissions, Self.permissionHead, permissionCells, to: &page)
    writeResources(to: &page)
    writeConsequences(to: &page)
    if size.hasGraph { writeGraph(to: &page) }
    page.appendLine()
  }

  private var fingerprintLine: String {
    let old = comparison.old.map { Markdown.code($0.fingerprint) } ?? "none"
    let new = comparison.new.map { Markdown.code($0.fingerprint) } ?? "none"
    return old == new ? "Fingerprint \(new), as before." : "Fingerprint \(old), now \(new)."
  }

  private static let trustHead = ["", "role", "who", "external id", "only if", "spec"]
  private static let permissionHead = [
    "", "who", "action", "resource", "only if", "channel", "why", "spec",
  ]

  private func write(
    _ title: String,
    _ changes: [AccessChange],
    _ head: [String],
    _ cells: (AccessChange) -> [String],
    to page: inout TextBuffer
  ) {
    if changes.isEmpty { return }
    page.appendLine("\n#### \(title)\n")
    if size.rows > 0 {
      page.appendLine(row(head))
      page.appendLine("|" + String(repeating: "---|", count: head.count))
    }
    for change in changes.prefix(size.rows) { page.appendLine(row(cells(change))) }
    if changes.count > size.rows {
      let left = counted(changes.count - size.rows, "row")
      page.appendLine("\n\(left) more; those that widen come first.")
    }
    let examples = changes.compactMap(\.example)
    if let first = examples.first {
      let more = examples.count > 1 ? ", and \(examples.count - 1) more" : ""
      page.appendLine("\nWider, for example: \(Markdown.code(first))\(more).")
    }
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// What became of a row, in bold where it widens.
  private func mark(_ change: AccessChange) -> String {
    let word = "\(Markdown.tableCode(change.kind.sign)) \(change.kind.rawValue)"
    return change.widening.isPossible ? "**\(word), wider**" : word
  }

  private func trustCells(_ change: AccessChange) -> [String] {
    [
      mark(change),
      Markdown.tableCode(change.row.roleName),
      both(change) { "\(Markdown.tableText($0.party)) \(Markdown.tableCode($0.principal))" },
      both(change) { $0.externalID.isEmpty ? "**none**" : Markdown.tableCode($0.externalID) },
      both(change) { $0.otherConditions.isEmpty ? "-" : Markdown.tableCode($0.otherConditions) },
      place(change),
    ]
  }

  private func permissionCells(_ change: AccessChange) -> [String] {
    let row = change.row
    return [
      mark(change),
      both(change) { Markdown.tableText($0.party) } + " "
        + both(change) { row in
          let id = row.externalID
          let holder = Markdown.tableCode(row.holder)
          return id.isEmpty ? holder : "\(holder), external id \(Markdown.tableCode(id))"
        },
      Markdown.tableCode(row.action),
      both(change) { Markdown.tableCode($0.resource) },
      both(change) { $0.condition.isEmpty ? "-" : Markdown.tableCode($0.condition) },
      row.channel.rawValue,
      row.why.isEmpty ? "**no reason**" : Markdown.tableText(row.why),
      place(change),
    ]
  }

  /// What a cell was and is, where that differs.
  private func both(_ change: AccessChange, _ cell: (Ledger.Row) -> String) -> String {
    func words(_ rows: [Ledger.Row]) -> String {
      var cells: [String] = []
      for row in rows where !cells.contains(cell(row)) { cells.append(cell(row)) }
      return cells.joined(separator: "<br>")
    }
    let (old, new) = (words(change.old), words(change.new))
    if old.isEmpty || new.isEmpty || old == new { return new.isEmpty ? old : new }
    return "~~\(old)~~<br>\(new)"
  }

  private func place(_ change: AccessChange) -> String {
    Markdown.tableCode(comparison.place(of: change.row, isNew: !change.new.isEmpty))
  }

  private func writeTargets(to page: inout TextBuffer) {
    if comparison.targets.isEmpty { return }
    page.appendLine("\n#### Where all of it is\n")
    for change in comparison.targets.prefix(size.rows) {
      let word = "\(Markdown.code(change.sign)) \(change.kind.rawValue)"
      page.appendLine(
        "- \(change.widens ? "**\(word), wider**" : word) \(Markdown.code(change.words))"
      )
    }
    let left = comparison.targets.count - size.rows
    if left > 0 { page.appendLine("- \(left) more") }
  }

  private func writeResources(to page: inout TextBuffer) {
    if comparison.resources.isEmpty { return }
    page.appendLine("\n#### What is made\n")
    for change in comparison.resources.prefix(size.rows) {
      let id = change.resource.id
      let word = "\(Markdown.code(change.kind.sign)) \(change.kind.rawValue)"
      let properties = change.properties.map {
        "\($0.name) \(Markdown.code($0.old)) to \(Markdown.code($0.new))"
      }
      let details = properties.isEmpty ? "" : ": " + properties.joined(separator: ", ")
      let isBold = change.kind == .replaced || change.opensData
      let hint = change.note.map { ": \($0)" } ?? ""
      let note = change.opensData ? ", **more is sent to the vendor**" : hint
      let item = "\(id.noun) \(Markdown.code(id.name))\(details)\(note)"
      page.appendLine("- \(isBold ? "**\(word)**" : word) \(item)")
    }
    let left = comparison.resources.count - size.rows
    if left > 0 { page.appendLine("- \(left) more") }
  }

  private func writeConsequences(to page: inout TextBuffer) {
    if consequences.isEmpty { return }
    page.appendLine("\n#### What follows\n")
    for (index, consequence) in consequences.prefix(size.rows).enumerated() {
      guard size.hasSteps else {
        page.appendLine("\(index + 1). \(consequence.title)")
        continue
      }
      page.appendLine("\(index + 1). \(consequence.title)\n")
      page.appendLine("<details><summary>what stops, and the steps</summary>\n")
      for line in consequence.body { page.appendLine(line) }
      page.appendLine("\nDone when: \(consequence.doneWhen)\n\n</details>\n")
    }
    let left = consequences.count - size.rows
    if left > 0 { page.appendLine("\(left) more.") }
  }

  private func writeGraph(to page: inout TextBuffer) {
    let graph = AccessGraph.mermaid(
      from: comparison.old.map { AccessGraph(of: $0.plan) } ?? AccessGraph(),
      to: comparison.new.map { AccessGraph(of: $0.plan) } ?? AccessGraph()
    )
    guard let graph else { return }
    page.appendLine(
      """

      #### What differs, as a graph

      Thick and red is new, crossed out is gone.

      ```mermaid
      \(graph)```
      """
    )
  }
}
