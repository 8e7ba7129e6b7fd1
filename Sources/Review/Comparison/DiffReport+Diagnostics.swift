package import Diagnostics
import IAM
import Model

extension DiffReport {
  /// The report as remarks on the specs, for annotations and code scanners: what is on one line of
  /// a spec and of one kind is one remark. Most important first.
  package var remarks: [Diagnostics] {
    comparisons.compactMap { comparison in
      guard let file = (comparison.new ?? comparison.old)?.file else { return nil }
      var remarks = Diagnostics(for: file)
      for diagnostic in comparison.remarks { remarks.report(diagnostic) }
      return remarks
    }
  }
}

extension Comparison {
  /// How many permissions a remark names.
  private static let mostNamed = 4

  fileprivate var remarks: [Diagnostic] {
    /// What one remark is of.
    struct Subject: Hashable {
      let code: DiagnosticCode
      let range: SourceRange?
      let word: String
    }
    var order: [Subject] = []
    var changes: [Subject: [AccessChange]] = [:]
    for change in access {
      // What is gone has no line in the new spec.
      let isHere = !change.new.isEmpty || new == nil
      let range = isHere ? change.row.range : nil
      let subject = Subject(code: change.code, range: range, word: change.word)
      if changes[subject] == nil { order.append(subject) }
      changes[subject, default: []].append(change)
    }
    let remarks = order.map { subject in
      let all = changes[subject] ?? []
      let named = all.prefix(Self.mostNamed).map(\.sentence).joined(separator: "; ")
      let more = all.count > Self.mostNamed ? "; and \(all.count - Self.mostNamed) more" : ""
      let example = all.compactMap(\.example).first
      return Diagnostic(
        subject.code,
        "\(subject.word): \(named)\(more)",
        at: subject.range,
        help: example
      )
    }
    return remarks + targets.map(\.remark) + resources.filter { $0.kind == .replaced }.map(\.remark)
      + resources.filter(\.opensData).map(\.remarkOnData)
  }
}

extension AccessChange {
  fileprivate var code: DiagnosticCode {
    if changesTrust { return .trustChanged }
    return widening.isPossible ? .accessBroadened : .accessChanged
  }

  fileprivate var word: String {
    switch kind {
    case .trust: kind.word
    case .added where isOfTrust: "role opened"
    case .removed where isOfTrust: "role closed"
    default: "access \(kind.rawValue)"
    }
  }

  fileprivate var sentence: String {
    if isOfTrust {
      let id = row.externalID.isEmpty ? "" : " with external id \(row.externalID)"
      let who = kind == .renamed ? parties : row.principal
      return "\(who) becomes \(row.roleName)\(id)"
    }
    let before = kind == .moved ? old.first.map { ", before as \($0.holder)" } ?? "" : ""
    return "\(parties) as \(row.holder)\(before): \(row.action) on \(row.resource)"
  }
}

extension TargetChange {
  fileprivate var remark: Diagnostic {
    Diagnostic(
      widens ? .accessBroadened : .accessChanged,
      "target \(kind.rawValue): \(words)",
      at: nil
    )
  }
}

extension ResourceChange {
  fileprivate var remarkOnData: Diagnostic {
    let words = properties.map { "\($0.name): \($0.old), now \($0.new)" }
    return Diagnostic(
      .accessBroadened,
      "\(resource.id.noun) \(resource.id.name) sends more to the vendor",
      at: resource.range,
      help: words.isEmpty ? nil : words.joined(separator: "; ")
    )
  }

  fileprivate var remark: Diagnostic {
    let before = old.map { " takes the place of \($0.id.name)" } ?? ""
    return Diagnostic(
      .resourceReplaced,
      "\(resource.id.noun) \(resource.id.name)\(before)",
      at: resource.range,
      help: "see what follows in 'accredit diff --format markdown'"
    )
  }
}
