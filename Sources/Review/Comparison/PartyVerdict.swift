import IAM
import Model
import Text

/// What a change gives to one party and takes from it, in a few words.
struct PartyVerdict {
  private let party: String
  private let changes: [AccessChange]

  /// The verdicts on all parties of some changes, first those that gain something.
  static func verdicts(on changes: [AccessChange]) -> [PartyVerdict] {
    Dictionary(grouping: changes, by: \.row.party)
      .map { PartyVerdict(party: $0.key, changes: $0.value) }
      .sorted { ($0.gains ? 0 : 1, $0.party) < ($1.gains ? 0 : 1, $1.party) }
  }

  private var gains: Bool { changes.contains { $0.widening.isPossible } }

  private var words: String {
    if changes.contains(where: { $0.widening.isCertain }) { return "gains access" }
    if gains { return "may gain access" }
    return changes.contains { $0.kind == .removed || $0.kind == .narrowed }
      ? "only loses access" : "gains nothing"
  }

  var markup: Markup {
    let look = gains ? "badge grave" : "badge"
    return .tag(
      "li",
      [:],
      [.tag("strong", [:], party), .text(" "), .tag("span", ["class": look], words)]
        + counts.map { .tag("div", [:], $0) }
    )
  }

  /// How many rows of each kind there are, and which actions they are about.
  private var counts: [String] {
    AccessChange.Kind.allCases.compactMap { kind in
      let actions = changes.filter { $0.kind == kind }.map(\.row.action)
      if actions.isEmpty { return nil }
      let names = Set(actions).sorted()
      let more = names.count > 6 ? " and \(names.count - 6) more" : ""
      return "\(counted(actions.count, "row")) \(kind.word): "
        + names.prefix(6).joined(separator: ", ") + more
    }
  }
}
