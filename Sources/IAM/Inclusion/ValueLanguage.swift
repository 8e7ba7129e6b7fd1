/// The values of a condition key that pass a comparison.
///
/// Each single value either passes or not. Values that are compared as text make a language of
/// texts; numbers, dates, addresses and truth values fall into finitely many cells within which the
/// comparison doesn't change, so that one sample of each cell stands for all.
struct ValueLanguage: Hashable, Sendable {
  /// How the values are compared, which says what can be held against what.
  enum Kind: Hashable, Sendable {
    case text, number, date, boolean, address
  }

  let kind: Kind
  /// Texts; nil where cells stand for the values.
  let text: TextLanguage?
  private let values: [ConditionValue]
  private let relation: ConditionOperator.Relation
  /// Whether it is the values that don't compare.
  private(set) var isComplement = false

  /// What passes a comparison with any of some values; nil where a policy doesn't tell, because
  /// a variable of the request stands among them, or a value that isn't read here as its operator
  /// reads it: AWS may read it all the same.
  init?(_ condition: IAMPolicy.Condition, variables: Bool) {
    let form = condition.operator
    values = condition.values.compactMap { ConditionValue($0, of: form, variables: variables) }
    guard values.count == condition.values.count else { return nil }
    relation = form.relation
    let kind: Kind? =
      switch form.type {
      case .text, .textIgnoringCase, .textPattern, .arn, .binary: .text
      case .number: .number
      case .date: .date
      case .boolean: .boolean
      case .address: .address
      case .absence: nil
      }
    guard let kind else { return nil }
    self.kind = kind
    guard kind == .text else {
      text = nil
      return
    }
    var patterns: [PatternLanguage] = []
    for value in values {
      guard let pattern = value.language else { continue }
      if pattern.hasVariable { return nil }
      patterns.append(pattern)
    }
    if values.contains(where: \.isArnWithVariable) { return nil }
    text = TextLanguage(patterns)
  }

  /// The values that don't pass.
  var complement: ValueLanguage {
    var other = self
    other.isComplement.toggle()
    return other
  }

  /// Whether a sample passes; only asked where cells stand for the values.
  func contains(_ sample: String) -> Bool {
    values.contains { $0.matches(sample, relation, in: Request.Context()) } != isComplement
  }

  /// A sample of each cell into which the values of the comparison divide all values.
  var samples: [String] { values.flatMap(\.samples) }
}

extension ConditionValue {
  /// The texts that are equal to it; nil where it isn't compared as text.
  fileprivate var language: PatternLanguage? {
    switch self {
    case .text(let pattern), .textIgnoringCase(let pattern): PatternLanguage(pattern)
    case .arn(let pattern): PatternLanguage(arn: pattern)
    case .number, .date, .boolean, .network, .absence: nil
    }
  }

  fileprivate var isArnWithVariable: Bool {
    if case .arn(let pattern) = self { PatternLanguage(pattern).hasVariable } else { false }
  }

  /// Values at and beside the one that is compared with.
  fileprivate var samples: [String] {
    switch self {
    case .number(let number): number.samples
    case .date(let date): (-1...1).map { String(date.seconds + $0) }
    case .boolean: ["true", "false"]
    case .network(let network): network.samples
    case .text, .textIgnoringCase, .arn, .absence: []
    }
  }
}

/// Looks for a value that is of some languages, all of one kind.
enum ValueSearch {
  /// A value that is of all languages; nil when there is none.
  static func value(in languages: [ValueLanguage]) throws(GivenUp) -> String? {
    guard let first = languages.first else { return "x" }
    guard first.kind == .text else {
      return samples(of: languages).first { sample in
        languages.allSatisfy { $0.contains(sample) }
      }
    }
    var constraint = TextConstraint()
    for language in languages {
      guard let text = language.text else { continue }
      if language.isComplement {
        constraint.outside.append(text)
      } else {
        constraint.within.append(text)
      }
    }
    return try constraint.text
  }

  /// Samples of the cells of all comparisons together, and something that none can read.
  private static func samples(of languages: [ValueLanguage]) -> [String] {
    var samples = languages.flatMap(\.samples)
    if languages.first?.kind == .number { samples += DecimalNumber.between(samples) }
    return samples + ["0.0.0.0", "::", "x"]
  }
}

/// The search was given up: there was more to look at than is worth it.
struct GivenUp: Error {}

extension TextConstraint {
  /// A text that fulfils the constraint; nil when there is none.
  var text: String? {
    get throws(GivenUp) {
      switch TextSearch(self).run() {
      case .text(let letters): letters.map(\.text).joined()
      case .nothing: nil
      case .tooMany: throw GivenUp()
      }
    }
  }
}

extension Letter {
  /// The letter, or in the place of a variable a value that nobody would write.
  fileprivate var text: String {
    switch self {
    case .scalar(let scalar): String(Character(scalar))
    case .variable: Self.valueOfVariable
    }
  }

  /// What a variable stands for in a text that is found.
  static let valueOfVariable = "value-of-the-variable"
}
