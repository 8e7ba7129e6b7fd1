import Diagnostics

/// One rule that policies are held against.
struct Rule: Sendable {
  /// Which policies a rule is about.
  enum Subject: Sendable {
    case every, trust, identity, resource
    /// Permissions of roles and users, and policies of resources.
    case grants
  }

  /// By whose rules it belongs.
  enum Reach: Sendable {
    case everybody, vendors, deployers
  }

  let name: String
  let subject: Subject
  let reach: Reach
  private let body: @Sendable (AuditedPolicy, AuditScope, inout Diagnostics) -> Void

  init(
    _ name: String,
    _ subject: Subject,
    _ reach: Reach = .everybody,
    _ check: @escaping @Sendable (AuditedPolicy, AuditScope, inout Diagnostics) -> Void
  ) {
    (self.name, self.subject, self.reach, body) = (name, subject, reach, check)
  }

  /// Holds the policies of a document against the rule, as far as it is about them.
  func check(_ scope: AuditScope, _ diagnostics: inout Diagnostics) {
    for policy in scope.policies where applies(to: policy, scope) {
      body(policy, scope, &diagnostics)
    }
  }

  /// Whether the rule has something to say about a policy.
  private func applies(to policy: AuditedPolicy, _ scope: AuditScope) -> Bool {
    let isReached =
      switch reach {
      case .everybody: true
      case .vendors: scope.role == .vendor
      case .deployers: scope.role == .deployer
      }
    let isSubject =
      switch subject {
      case .every: true
      case .trust: policy.isTrust
      case .identity: policy.kind == .identity
      case .resource: policy.isResource
      case .grants: !policy.isTrust
      }
    return isReached && isSubject
  }

  /// Every rule, in the order in which they are asked.
  static let all: [Rule] =
    documentRules + trustRules + externalIDRules + permissionRules + resourceRules + ownerRules
    + needRules
    + conditionRules + sharingRules
}

extension Rule {
  /// Holds one statement of a policy against a rule.
  typealias StatementCheck =
    @Sendable (AuditedStatement, AuditedPolicy, AuditScope, inout Diagnostics) -> Void

  /// A rule about each statement by itself.
  static func each(
    _ name: String,
    _ subject: Subject,
    _ reach: Reach = .everybody,
    _ check: @escaping StatementCheck
  ) -> Rule {
    Rule(name, subject, reach) { policy, scope, diagnostics in
      for statement in policy.statements { check(statement, policy, scope, &diagnostics) }
    }
  }

  /// A rule about each statement that allows something.
  static func grant(
    _ name: String,
    _ subject: Subject,
    _ reach: Reach = .everybody,
    _ check: @escaping StatementCheck
  ) -> Rule {
    .each(name, subject, reach) { statement, policy, scope, diagnostics in
      if statement.allows { check(statement, policy, scope, &diagnostics) }
    }
  }
}
