package import Catalog
import Checklist
import Diagnostics
import Model
import Text

/// What a reviewer reads of the comparisons of some specs, in any of its forms.
package struct DiffReport: Sendable {
  /// Those in which something differs, in the order of their names.
  package let comparisons: [Comparison]
  /// How many specs were compared.
  package let count: Int
  private let library: StepLibrary

  package init(_ comparisons: [Comparison], _ catalog: Catalog) {
    count = comparisons.count
    self.comparisons = comparisons.filter { !$0.isEmpty }.sorted { $0.name < $1.name }
    library = StepLibrary(for: comparisons.flatMap(\.consequences), in: StepTexts(catalog))
  }

  /// What was found in a few words, with those marked for which somebody should look.
  var headline: [(words: String, isGrave: Bool)] {
    guard !comparisons.isEmpty else {
      return [("no difference in \(counted(count, "spec"))", false)]
    }
    return [broadens ? ("wider", true) : ("not wider", false)]
      + (changesTrust ? [("trust changes", true)] : [])
      + (replaces ? [("something is replaced", true)] : [])
  }

  package var broadens: Bool { comparisons.contains(where: \.broadens) }
  package var changesTrust: Bool { comparisons.contains(where: \.changesTrust) }
  package var replaces: Bool { comparisons.contains(where: \.replaces) }

  /// What follows from a change, as the catalogue words it.
  func texts(of comparison: Comparison) -> [Consequence] {
    comparison.consequences.map { step in
      guard let text = library.text(of: step) else {
        preconditionFailure("the step '\(step.owner)/\(step.name)' has no text")
      }
      return Consequence(
        title: text.filledTitle(step.values),
        body: text.filledBody(step.values),
        doneWhen: text.filledDoneWhen(step.values),
        source: library.source(of: step),
        titleWords: text.titleWords(step.values),
        parts: text.parts(step.values),
        doneWhenWords: text.doneWhenWords(step.values)
      )
    }
  }
}

/// What follows from a change: in Markdown, and as words for other markup.
struct Consequence {
  let title: String
  let body: [String]
  let doneWhen: String
  let source: Citation?
  let titleWords: [StepPart.Words]
  let parts: [StepPart]
  let doneWhenWords: [StepPart.Words]
}

extension Comparison {
  /// The verdict in words, such as "access widens: 2 permissions added, 1 trust policy changed".
  var verdict: String {
    let certain =
      access.contains { $0.widening.isCertain } || resources.contains(where: \.opensData)
      || targets.contains { $0.widens && $0.kind == .added }
    let head =
      certain
      ? "access widens"
      : broadens ? "access may widen: it can't be ruled out" : "access doesn't widen"
    return ([head] + counts).joined(separator: "; ")
  }

  private var counts: [String] {
    let (permissions, trusts) = (permissions, trusts)
    var counts: [String] = []
    for kind in AccessChange.Kind.allCases {
      let number = permissions.count { $0.kind == kind }
      if number > 0 { counts.append("\(counted(number, "permission")) \(kind.rawValue)") }
    }
    for (kind, word) in [
      (AccessChange.Kind.added, "opened"), (.trust, "changed"), (.removed, "closed"),
      (.renamed, "of a renamed vendor"),
    ] {
      let number = trusts.count { $0.kind == kind }
      if number > 0 { counts.append("\(counted(number, "role")) \(word)") }
    }
    for kind in TargetChange.Kind.allCases {
      let number = targets.count { $0.kind == kind }
      if number > 0 { counts.append("\(counted(number, "target")) \(kind.rawValue)") }
    }
    let replaced = resources.count { $0.kind == .replaced }
    if replaced > 0 { counts.append("\(counted(replaced, "resource")) replaced") }
    let moved = resources.count { $0.kind == .moved }
    if moved > 0 { counts.append("\(counted(moved, "resource")) moved to another stack") }
    if resources.contains(where: \.opensData) { counts.append("more metrics sent") }
    if replaces && replaced + moved == 0 { counts.append("all made anew in another place") }
    return counts.isEmpty ? [] : [counts.joined(separator: ", ")]
  }

  /// Where a row stands in the spec of its side, such as `acme.yaml:12:5`.
  func place(of row: Ledger.Row, isNew: Bool) -> String {
    guard let side = isNew ? new : old else { return "" }
    return "\(visible(side.file.name)):\(row.range.start.line):\(row.range.start.column)"
  }
}

extension AccessChange {
  /// Who it is about, with the name that they had before if it was another.
  var parties: String {
    let former = old.map(\.party).filter { $0 != row.party }
    return former.first.map { "\($0), now \(row.party)," } ?? row.party
  }
}

extension AccessChange.Kind {
  /// The sign before the change: never colour alone tells kinds apart.
  var sign: String {
    switch self {
    case .added: "+"
    case .removed: "-"
    case .broadened: ">"
    case .narrowed: "<"
    case .moved: "="
    case .renamed: "~"
    case .trust: "!"
    }
  }
}

extension ResourceChange.Kind {
  var sign: String {
    switch self {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    case .replaced: "@"
    case .moved: ">"
    }
  }
}

extension Ledger.Row {
  /// Who holds the permission, without the ARN around it: `role/logzio-acme`.
  var holder: String {
    guard let name = ARN.resource(of: principal), name != "root" else { return principal }
    return name
  }

  /// The role that a row of a trust policy lets somebody become.
  var roleName: String { ARN.resource(of: resource) ?? resource }

  /// The reason with its source.
  var why: String {
    let source = source.map { "\($0.title), \($0.section), \($0.date)" }
    return [reason, source.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
