import TestSupport

/// A policy of a few statements without Sids, no two alike, that can be changed.
struct RandomPolicy {
  /// What somebody does to a policy by hand.
  enum Change: CaseIterable {
    case nothing, statementMore, statementLess, actionMore, otherAction, otherResource, deny
    case emptyValue, joinedValues, noCondition

    /// How many facets are another after it: a statement has its effect, actions, resources and
    /// prefixes.
    var lines: Int {
      switch self {
      case .nothing: 0
      case .statementMore, .statementLess: 4
      case .actionMore, .otherAction, .otherResource, .deny: 1
      case .emptyValue, .joinedValues, .noCondition: 1
      }
    }
  }

  private struct Statement {
    var effect = "Allow"
    var actions: [String]
    var resources: [String]
    var prefixes: [String]

    func text(_ random: inout SplitMix64) -> String {
      var members = [
        #""Effect": "\#(effect)""#, #""Action": \#(list(actions, &random))"#,
        #""Resource": \#(list(resources, &random))"#,
      ]
      if !prefixes.isEmpty {
        let values = list(prefixes, &random)
        members.append(#""Condition": {"StringLike": {"s3:prefix": \#(values)}}"#)
      }
      return "{\(members.shuffled(using: &random).joined(separator: ", "))}"
    }

    private func list(_ values: [String], _ random: inout SplitMix64) -> String {
      if values.count == 1, random.oneIn(2) { return "\"\(values[0])\"" }
      return "[\(values.shuffled(using: &random).map { "\"\($0)\"" }.joined(separator: ", "))]"
    }
  }

  private var statements: [Statement]

  init(_ random: inout SplitMix64) {
    let count = random.number(1...5)
    statements = (0..<count).map { _ in Self.statement(&random) }
  }

  /// Each word is one of 26⁶, so that nothing is the same by chance.
  private static func statement(_ random: inout SplitMix64) -> Statement {
    Statement(
      actions: (0..<random.number(1...3)).map { _ in "s3:\(word(&random))" },
      resources: (0..<random.number(1...2)).map { _ in word(&random) },
      prefixes: (0..<2).map { _ in word(&random) }
    )
  }

  private static func word(_ random: inout SplitMix64) -> String {
    random.text(6, of: Alphabet.lowercase)
  }

  mutating func make(_ change: Change, _ random: inout SplitMix64) {
    let index = random.number(0...statements.count - 1)
    let word = Self.word(&random)
    switch change {
    case .nothing: break
    case .statementMore: statements.append(Self.statement(&random))
    case .statementLess:
      // Where it would leave none, one more, which as many lines say.
      if statements.count == 1 {
        statements.append(Self.statement(&random))
      } else {
        statements.remove(at: index)
      }
    case .actionMore: statements[index].actions.append("s3:\(word)")
    case .otherAction: statements[index].actions = ["s3:\(word)"]
    case .otherResource: statements[index].resources = [word]
    case .deny: statements[index].effect = "Deny"
    case .emptyValue: statements[index].prefixes.append("")
    case .joinedValues:
      statements[index].prefixes = [statements[index].prefixes.joined(separator: ", ")]
    case .noCondition: statements[index].prefixes = []
    }
  }

  /// The policy in any order, its lists of one now and then without brackets.
  func text(_ random: inout SplitMix64) -> String {
    let all = statements.shuffled(using: &random).map { $0.text(&random) }
    if all.count == 1, random.oneIn(2) { return #"{"Statement": \#(all[0])}"# }
    return #"{"Statement": [\#(all.joined(separator: ", "))]}"#
  }
}
