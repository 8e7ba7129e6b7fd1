/// Reads the statements of a policy as demands on requests.
///
/// Whoever asks is written as a text, so that principals are languages too: a sign, `+` where the
/// policies of who asks allow the request and `-` where they don't; the kind, `a` for a principal
/// of AWS, `s` for a service, `n` for somebody without a name; then the ARN of a principal and that
/// of the role that it is a session of, or the name of a service.
struct DemandReader {
  private let policy: IAMPolicy
  private let account: String?
  private let stage: Stage
  private var variables: Bool { policy.version == .current }

  init(_ policy: IAMPolicy, account: String?, _ stage: Stage) {
    self.policy = policy
    self.account = account
    self.stage = stage
  }

  /// What a statement that allows speaks of; in parts, any of which may hold.
  func allowed(by statement: IAMPolicy.Statement) -> [[Demand]] {
    guard let principals = statement.principals else { return demands(of: statement, []) }
    switch principals {
    case .notMatching: return demands(of: statement, [callers(principals)])
    case .matching(let values):
      let own = values.filter { isOwnAccount($0) }
      let others = values.filter { !isOwnAccount($0) }
      var parts = demands(of: statement, [callers(.matching(others))])
      if !own.isEmpty {
        // The account passes on what it is allowed: its users and roles need policies of their own.
        let demands: [Demand] = [
          callers(.matching(own), sign: "+"),
          .text(axis(.action), CallerLanguage.needingResourcePolicy, isWithin: true),
        ]
        parts += self.demands(of: statement, demands)
      }
      return parts
    }
  }

  /// What a statement that denies speaks of; in parts, any of which may hold.
  func denied(by statement: IAMPolicy.Statement) -> [[Demand]] {
    demands(of: statement, statement.principals.map { [callers($0)] } ?? [])
  }

  /// What the account's own users and roles may do without the policy of a resource.
  var allowedWithoutPolicy: [[Demand]] {
    // A role is entered by its trust policy or not at all.
    guard policy.attachment == .resource, stage == .use, let account else { return [] }
    return [
      [
        .text(axis(.principal), CallerLanguage.everybody, isWithin: true),
        callers(.matching([.aws(account)]), sign: "+"),
        .text(axis(.action), CallerLanguage.needingResourcePolicy, isWithin: false),
      ]
    ]
  }

  private func isOwnAccount(_ principal: IAMPolicy.Principal) -> Bool {
    guard let account, case .account(let id) = PrincipalPattern(principal) else { return false }
    return id == account
  }

  private func axis(_ part: Axis.Part) -> Axis { Axis(stage: stage, part: part) }

  private func callers(
    _ principals: IAMPolicy.Selection<IAMPolicy.Principal>,
    sign: Unicode.Scalar? = nil
  ) -> Demand {
    let language = TextLanguage(
      principals.values.flatMap { CallerLanguage.patterns(PrincipalPattern($0), sign) }
    )
    return .text(axis(.principal), language, isWithin: principals.isMatching)
  }

  /// The demands of a statement and some more; in parts, any of which may hold.
  private func demands(of statement: IAMPolicy.Statement, _ more: [Demand]) -> [[Demand]] {
    var demands = [Demand.text(axis(.principal), CallerLanguage.everybody, isWithin: true)] + more
    if policy.attachment == .identity { demands = more }
    demands.append(actionDemand(statement.actions))
    if let resources = statement.resources { demands.append(resourceDemand(resources)) }
    return statement.conditions.reduce([demands]) { parts, condition in
      var choices = self.choices(condition)
      // Each choice doubles the parts; past a few, one that has a choice is known by its words.
      if choices.count > 1 && parts.count >= 64 { choices = [unknown(condition)] }
      return parts.flatMap { part in choices.map { part + [$0] } }
    }
  }

  private func actionDemand(_ actions: IAMPolicy.Selection<String>) -> Demand {
    .text(axis(.action), TextLanguage(actions: actions.values), isWithin: actions.isMatching)
  }

  private func resourceDemand(_ resources: IAMPolicy.Selection<String>) -> Demand {
    let patterns = resources.values.compactMap {
      TextPattern($0, .wildcards, variables: variables).map(PatternLanguage.init)
    }
    let language = TextLanguage(patterns)
    if language.hasVariable && !resources.isMatching {
      let words = "NotResource \(resources.values.sorted())"
      return .unknown(words, holds: true)
    }
    return .text(axis(.resource), language, isWithin: resources.isMatching)
  }

  /// The ways in which a condition may hold.
  private func choices(_ condition: IAMPolicy.Condition) -> [Demand] {
    let key = KeyAxis(stage: stage, key: condition.key.lowercased())
    let form = condition.operator
    if form.type == .absence {
      let values = condition.values.map { $0.lowercased() }
      let choices: [(String, KeyDemand)] = [("true", .absent), ("false", .present)]
      guard values.allSatisfy({ value in choices.contains { $0.0 == value } }) else {
        return [unknown(condition)]
      }
      return choices.filter { values.contains($0.0) }.map { .key(key, $0.1) }
    }
    guard var language = ValueLanguage(condition, variables: variables) else {
      return [unknown(condition)]
    }
    if form.isNegated { language = language.complement }
    let isEvery = form.quantifier == .forAllValues || form.quantifier == nil && form.isNegated
    let demand = Demand.key(key, isEvery ? .every(language) : .some(language))
    return form.ifExists && !isEvery ? [demand, .key(key, .absent)] : [demand]
  }
}

extension DemandReader {
  /// A condition of which only the words are known.
  private func unknown(_ condition: IAMPolicy.Condition) -> Demand {
    let words = [
      stage.rawValue, condition.operator.text, condition.key.lowercased(),
      "\(condition.values.sorted())",
    ]
    return .unknown(words.joined(separator: " "), holds: true)
  }
}

extension IAMPolicy.Selection {
  /// Whether the values are those that are spoken of, and not those that are left out.
  var isMatching: Bool { if case .matching = self { true } else { false } }
}
