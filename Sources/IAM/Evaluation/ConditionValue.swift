/// A value of a condition, read as its operator reads it.
enum ConditionValue: Hashable, Sendable {
  case text(TextPattern)
  case textIgnoringCase(TextPattern)
  case arn(TextPattern)
  case number(DecimalNumber)
  case date(Timestamp)
  case boolean(Bool)
  case network(IPNetwork)
  /// Whether the key must be missing.
  case absence(Bool)

  /// The value; nil when the operator can't compare with it.
  ///
  /// Variables stand for text: only operators on texts and ARNs know them.
  init?(_ text: String, of conditionOperator: ConditionOperator, variables: Bool) {
    let value: Self? =
      switch conditionOperator.type {
      case .text: TextPattern(text, variables: variables).map(Self.text)
      case .textIgnoringCase:
        TextPattern(text, .ignoringCase, variables: variables).map(Self.textIgnoringCase)
      case .textPattern: TextPattern(text, .wildcards, variables: variables).map(Self.text)
      case .arn: TextPattern(text, .wildcards, variables: variables).map(Self.arn)
      case .binary: TextPattern(text, variables: false).map(Self.text)
      case .number: DecimalNumber(text).map(Self.number)
      case .date: Timestamp(text).map(Self.date)
      case .boolean: Bool(ignoringCase: text).map(Self.boolean)
      case .address: IPNetwork(text).map(Self.network)
      case .absence: Bool(ignoringCase: text).map(Self.absence)
      }
    guard let value else { return nil }
    self = value
  }

  /// Whether a value of the request stands in the relation to this one; one that can't be read as
  /// the operator reads values doesn't.
  func matches(
    _ text: String,
    _ relation: ConditionOperator.Relation,
    in context: Request.Context
  ) -> Bool {
    switch self {
    case .text(let pattern): pattern.matches(Array(text.utf8), in: context)
    case .textIgnoringCase(let pattern):
      pattern.matches(Array(text.lowercased().utf8), in: context)
    case .arn(let pattern):
      pattern.units(in: context).map { ARNPattern.matches($0, Array(text.utf8)) } ?? false
    case .number(let number): DecimalNumber(text).map { relation.holds($0, number) } ?? false
    case .date(let date): Timestamp(text).map { relation.holds($0, date) } ?? false
    case .boolean(let flag): Bool(ignoringCase: text) == flag
    case .network(let network): IPAddress(text).map(network.contains) ?? false
    // Asked of a key as a whole (`CompiledCondition`).
    case .absence: false
    }
  }
}

extension ConditionOperator.Relation {
  fileprivate func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .equal: left == right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

extension Bool {
  /// `true` or `false`, in any case.
  fileprivate init?(ignoringCase text: String) {
    self.init(text.lowercased())
  }
}

/// One condition of a statement, made ready to be asked many times.
struct CompiledCondition: Sendable {
  private let form: ConditionOperator
  private let key: String
  private let values: [ConditionValue]

  init(_ condition: IAMPolicy.Condition, variables: Bool) {
    form = condition.operator
    key = condition.key.lowercased()
    values = condition.values.compactMap {
      ConditionValue($0, of: condition.operator, variables: variables)
    }
  }

  /// Whether a request fulfils it.
  func holds(in context: Request.Context) -> Bool {
    let found = context.values(of: key)
    if form.type == .absence { return values.contains(.absence(found.isEmpty)) }
    if found.isEmpty { return holdsWithoutKey }
    switch form.quantifier {
    case .forAnyValue: return found.contains { passes($0, in: context) }
    case .forAllValues: return found.allSatisfy { passes($0, in: context) }
    // A negated operator holds when no value of the request is one of the policy's.
    case nil where form.isNegated: return found.allSatisfy { passes($0, in: context) }
    case nil: return found.contains { passes($0, in: context) }
    }
  }

  private var holdsWithoutKey: Bool {
    if form.ifExists { return true }
    switch form.quantifier {
    case .forAllValues: return true
    case .forAnyValue: return false
    case nil: return form.isNegated
    }
  }

  /// Whether one value of the request is one of the policy's, or, negated, none of them.
  private func passes(_ value: String, in context: Request.Context) -> Bool {
    values.contains { $0.matches(value, form.relation, in: context) } != form.isNegated
  }
}
