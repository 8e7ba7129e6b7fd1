import IAM
import Model
import Text

extension DiffReport {
  /// The report for a terminal.
  package func text(usesColor: Bool) -> String {
    var page = TextBuffer()
    guard !comparisons.isEmpty else {
      page.appendLine("no difference in \(counted(count, "spec"))")
      return page.text
    }
    for comparison in comparisons {
      TextPage(comparison, texts(of: comparison), usesColor: usesColor).write(to: &page)
    }
    return page.text
  }
}

/// The report of one comparison.
private struct TextPage {
  let comparison: Comparison
  let consequences: [Consequence]
  let usesColor: Bool

  init(_ comparison: Comparison, _ consequences: [Consequence], usesColor: Bool) {
    (self.comparison, self.consequences) = (comparison, consequences)
    self.usesColor = usesColor
  }

  func write(to page: inout TextBuffer) {
    page.appendLine(colored("\(comparison.name): \(comparison.verdict)", .bold))
    let fingerprints = [comparison.old?.fingerprint, comparison.new?.fingerprint].map { $0 ?? "-" }
    if fingerprints[0] == fingerprints[1] {
      page.appendLine("fingerprint \(fingerprints[0]), as before")
    } else {
      page.appendLine("fingerprint \(fingerprints[0])\n         -> \(fingerprints[1])")
    }
    writeTargets(to: &page)
    write("Who comes in", comparison.trusts, to: &page)
    write("What they may do", comparison.permissions, to: &page)
    writeResources(to: &page)
    writeConsequences(to: &page)
    page.appendLine()
  }

  private func write(_ heading: String, _ changes: [AccessChange], to page: inout TextBuffer) {
    if changes.isEmpty { return }
    page.appendLine("\n\(colored(heading, .bold))")
    for change in changes {
      let color: Color? = change.widening.isPossible ? .red : change.kind == .removed ? .green : nil
      page.appendLine(colored("\(change.kind.sign) \(title(of: change))", color))
      for row in change.old where change.kind != .added && change.kind != .removed {
        page.appendLine("    was  \(details(of: row, isNew: false))")
      }
      for row in change.new where change.kind != .added {
        page.appendLine("    now  \(details(of: row, isNew: true))")
      }
      if change.kind == .added || change.kind == .removed {
        page.appendLine("    \(details(of: change.row, isNew: change.kind == .added))")
      }
      if !change.row.why.isEmpty { page.appendLine("    why  \(change.row.why)") }
      if let example = change.example { page.appendLine(colored("    WIDER: \(example)", .red)) }
    }
  }

  private func title(of change: AccessChange) -> String {
    let row = change.row
    let word = change.kind.word
    return change.isOfTrust
      ? "\(word): \(change.parties) becomes \(row.roleName)"
      : "\(word): \(change.parties) as \(row.holder): \(row.action)"
  }

  private func details(of row: Ledger.Row, isNew: Bool) -> String {
    var words = [row.channel == .trust ? row.principal : "on \(row.resource)"]
    if row.channel != .trust { words.append("as \(row.principal)") }
    if !row.externalID.isEmpty { words.append("with external id \(row.externalID)") }
    let condition = row.channel == .trust ? row.otherConditions : row.condition
    if !condition.isEmpty { words.append("if \(condition)") }
    if row.channel != .trust { words.append("by \(row.channel.rawValue)") }
    return words.joined(separator: ", ") + "  [\(comparison.place(of: row, isNew: isNew))]"
  }

  private func writeTargets(to page: inout TextBuffer) {
    if comparison.targets.isEmpty { return }
    page.appendLine("\n\(colored("Where all of it is", .bold))")
    for change in comparison.targets {
      let line = "\(change.sign) \(change.kind.rawValue): \(change.words)"
      page.appendLine(colored(line, change.widens ? .red : nil))
    }
  }

  private func writeResources(to page: inout TextBuffer) {
    if comparison.resources.isEmpty { return }
    page.appendLine("\n\(colored("What is made", .bold))")
    for change in comparison.resources {
      let id = change.resource.id
      let color: Color? = change.kind == .replaced || change.opensData ? .red : nil
      page.appendLine(
        colored("\(change.kind.sign) \(change.kind.rawValue): \(id.noun) \(id.name)", color)
      )
      for property in change.properties {
        page.appendLine("    \(property.name): \(property.old) -> \(property.new)")
      }
      if let note = change.note { page.appendLine("    note: \(note)") }
      if change.opensData {
        page.appendLine(colored("    WIDER: more is sent to the vendor", .red))
      }
    }
  }

  private func writeConsequences(to page: inout TextBuffer) {
    if consequences.isEmpty { return }
    page.appendLine("\n\(colored("What follows", .bold))")
    for (index, consequence) in consequences.enumerated() {
      page.appendLine(colored("\(index + 1). \(consequence.title)", .bold))
      for line in consequence.body + ["", "Done when: \(consequence.doneWhen)"] {
        page.appendLine(line.isEmpty ? "" : "   \(line)")
      }
    }
  }

  /// How a line stands out on a terminal.
  private enum Color: String {
    case bold = "1"
    case red = "31"
    case green = "32"
  }

  private func colored(_ text: String, _ color: Color?) -> String {
    guard usesColor, let color else { return text }
    return "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m"
  }
}

extension Ledger.Row {
  /// The conditions but for the external id, which has a place of its own.
  var otherConditions: String {
    conditions.filter { $0.key != "sts:ExternalId" }.sorted().map {
      "\($0.operator) \($0.key) = \($0.values.joined(separator: " or "))"
    }.joined(separator: " and ")
  }
}
