import IAM
import Model

/// What a widening lets somebody do, as an example.
struct WideningWords {
  private let row: Ledger.Row
  /// How condition keys are written, by their names in lower case.
  private let keys: [String: String]

  init(_ row: Ledger.Row, keys: [String: String]) {
    (self.row, self.keys) = (row, keys)
  }

  /// The example; nil where nothing widens.
  func text(_ widening: Widening) -> String? {
    switch widening {
    case .none: return nil
    case .some(let witness): return "now allowed, and not before: \(words(witness))"
    case .undecided(let witness?):
      let conditions = witness.assumptions.joined(separator: " and ")
      let assumption = conditions.isEmpty ? "" : ", if \(conditions)"
      return "can't be ruled out: \(words(witness))\(assumption)"
    case .undecided(nil): return "can't be ruled out: there is too much to look at"
    }
  }

  /// The request in words; what any value would do for is left out.
  private func words(_ witness: Witness) -> String {
    var words: [String] = []
    if let entry = witness.parts[.entry] {
      words.append("\(row.channel == .trust ? row.roleName : row.holder) by \(entry.callerWords)")
      words += contextWords(entry)
    }
    if let use = witness.parts[.use] {
      if let action = use.action {
        // Actions are compared in lower case; the row knows how the action is written.
        let isOwn = action.lowercased() == row.action.lowercased()
        words.append("\(isOwn ? row.action : action)" + (use.resource.map { " on \($0)" } ?? ""))
      }
      if let account = use.account {
        words.append("in account \(account.split(separator: " ").last ?? "")")
      }
      if row.channel == .resource { words.append("by \(use.callerWords)") }
      words += contextWords(use)
    }
    return words.joined(separator: ", ")
  }

  private func contextWords(_ part: Witness.Part) -> [String] {
    part.context.sorted { $0.key < $1.key }.map { key, values in
      "with \(keys[key] ?? key) = \(values.joined(separator: " and "))"
    }
  }
}

extension Witness.Part {
  fileprivate var callerWords: String {
    switch caller {
    case .aws(let arn, _, _): arn
    case .service(let name): name
    case .anonymous: "anybody"
    case nil: "whoever has it"
    }
  }
}
