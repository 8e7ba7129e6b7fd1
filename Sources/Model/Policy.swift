/// An IAM action, such as `s3:GetObject`: a wildcard only where a statement denies.
package struct Action: Hashable, Comparable, Sendable {
  /// The action as policies write it.
  package let text: String
  package let service: String
  package let name: String

  /// The action, or nil when the text isn't `service:Name` in the letters that AWS uses.
  package init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard parts.count == 2, parts[0].consists(of: .lowercaseAndDigits.union("-")),
      parts[1].consists(of: .lettersAndDigits)
    else { return nil }
    (self.text, service, name) = (text, parts[0], parts[1])
  }

  private init(service: String, name: String) {
    (text, self.service, self.name) = ("\(service):\(name)", service, name)
  }

  /// Every action of a service, for a statement that denies.
  package static func everything(in service: String) -> Action {
    Action(service: service, name: "*")
  }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// Who a policy speaks of.
package enum Principal: Hashable, Sendable {
  /// Whoever an account lets act for it: `arn:<partition>:iam::<account>:root`.
  case account(AccountID, Partition)
  /// A role of the plan.
  case role(RoleName)
  /// An AWS service, such as `firehose.amazonaws.com`.
  case service(String)
  /// Everyone; stands only in statements that deny.
  case everyone
}

/// One operator, key and list of values of a condition; all conditions of a statement must hold.
package struct Condition: Hashable, Comparable, Sendable {
  /// How the key is compared, such as `StringEquals`.
  package let `operator`: String
  package let key: String
  /// Any one of these values fulfils it. Sorted.
  package let values: [String]

  package init(_ operator: String, _ key: String, _ values: [String]) {
    self.operator = `operator`
    self.key = key
    self.values = values.sorted()
  }

  package static func < (left: Self, right: Self) -> Bool {
    if left.operator != right.operator { return left.operator < right.operator }
    if left.key != right.key { return left.key < right.key }
    return left.values.lexicographicallyPrecedes(right.values)
  }
}

/// One statement of a policy document.
package struct Statement: Hashable, Sendable {
  /// Whether what the statement speaks of may be done.
  package enum Effect: String, CaseIterable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }

  package var sid: String?
  package var effect: Effect
  /// Empty in the policy of a role or user, which speaks of its bearer.
  package var principals: [Principal]
  package var actions: [Action]
  /// ARNs, possibly with wildcards, or `*`. Empty in a trust policy, which speaks of its role.
  package var resources: [String]
  package var conditions: [Condition]

  package init(
    sid: String? = nil,
    effect: Effect = .allow,
    principals: [Principal] = [],
    actions: [Action],
    resources: [String] = [],
    conditions: [Condition] = []
  ) {
    self.sid = sid
    self.effect = effect
    self.principals = principals
    self.actions = actions
    self.resources = resources
    self.conditions = conditions
  }
}

/// A policy document of version 2012-10-17.
package struct PolicyDocument: Hashable, Sendable {
  package var id: String?
  package var statements: [Statement]

  package init(id: String? = nil, _ statements: [Statement]) {
    self.id = id
    self.statements = statements
  }
}

extension PolicyDocument {
  /// The document as data, in the order in which AWS documents the elements, with references to
  /// roles left as such.
  ///
  /// Lists of one principal or condition value are single values, because that is how IAM gives
  /// them back; actions and resources are always lists.
  package var document: Document {
    var members: [Document.Member] = [.init("Version", "2012-10-17")]
    if let id { members.append(.init("Id", .text(id))) }
    members.append(.init("Statement", .list(statements.map(\.document))))
    return .map(members)
  }
}

extension Statement {
  fileprivate var document: Document {
    var members: [Document.Member] = []
    if let sid { members.append(.init("Sid", .text(sid))) }
    members.append(.init("Effect", .text(effect.rawValue)))
    if !principals.isEmpty { members.append(.init("Principal", principalDocument)) }
    members.append(.init("Action", .list(actions.map { .text($0.text) })))
    if !resources.isEmpty { members.append(.init("Resource", .list(resources.map(Document.text)))) }
    if !conditions.isEmpty { members.append(.init("Condition", conditionDocument)) }
    return .map(members)
  }

  private var principalDocument: Document {
    if principals == [.everyone] { return "*" }
    var accounts: [Document] = []
    var services: [Document] = []
    for principal in principals {
      switch principal {
      case .account(let id, let partition):
        accounts.append(.text("arn:\(partition):iam::\(id):root"))
      case .role(let name): accounts.append(.arn(.role(name)))
      case .service(let name): services.append(.text(name))
      case .everyone: accounts.append("*")
      }
    }
    var members: [Document.Member] = []
    if !accounts.isEmpty { members.append(.init("AWS", .single(accounts))) }
    if !services.isEmpty { members.append(.init("Service", .single(services))) }
    return .map(members)
  }

  private var conditionDocument: Document {
    var operators: [Document.Member] = []
    for condition in conditions.sorted() {
      let member = Document.Member(condition.key, .single(condition.values.map(Document.text)))
      if let index = operators.firstIndex(where: { $0.name == condition.operator }),
        case .map(let members) = operators[index].value
      {
        operators[index].value = .map(members + [member])
      } else {
        operators.append(.init(condition.operator, .map([member])))
      }
    }
    return .map(operators)
  }
}
