/// The policies that a request meets.
package struct PolicySet: Sendable {
  /// Those of the role or user that asks.
  package var identity: [CompiledPolicy]
  /// The permissions boundary of that role or user.
  package var boundary: CompiledPolicy?
  /// That of what is asked for; of a role, its trust policy.
  package var resource: CompiledPolicy?

  package init(
    identity: [CompiledPolicy] = [],
    boundary: CompiledPolicy? = nil,
    resource: CompiledPolicy? = nil
  ) {
    self.identity = identity
    self.boundary = boundary
    self.resource = resource
  }
}

/// Decides as IAM does whether a request is allowed.
///
/// Source: IAM User Guide, "Policy evaluation logic".
package func evaluate(_ request: Request, _ policies: PolicySet) -> Decision {
  let findings = Findings(request, policies)
  if !findings.denying.isEmpty {
    return Decision(verdict: .explicitDeny, statements: findings.denying, lacking: [])
  }
  guard case .aws(let arn, let account, _) = request.principal else {
    return findings.decidedByResource
  }
  let isRoot = arn.split(separator: ":", maxSplits: 5).last == "root"
  if account != request.resourceAccount {
    return findings.decided(identityAllows: isRoot, needsResource: true)
  }
  return findings.decidedByNaming
    ?? findings.decided(identityAllows: isRoot, needsResource: request.needsResourcePolicy)
}

extension Request {
  /// What the policy of a resource must allow even to its own account: the trust policy of a role
  /// and the policy of a key must. In lower case.
  static let actionsNeedingResourcePolicy = [actionsAssumingRoles, "kms:*"]

  /// By which a role is entered. In lower case.
  static let actionsAssumingRoles = "sts:assumerole*"

  /// Whether the policy of the resource must let in even its own account.
  fileprivate var needsResourcePolicy: Bool {
    let action = action.lowercased()
    return Self.actionsNeedingResourcePolicy.contains { action.hasPrefix($0.dropLast()) }
  }
}

/// What the statements that speak of a request say.
private struct Findings {
  /// A statement of the resource that allows, and how it names who asks.
  private struct Grant {
    let place: Decision.StatementPlace
    let naming: Naming
  }

  private(set) var denying: [Decision.StatementPlace] = []
  private var identity: [Decision.StatementPlace] = []
  private var boundary: [Decision.StatementPlace] = []
  private var resource: [Grant] = []
  private let hasBoundary: Bool

  init(_ request: Request, _ policies: PolicySet) {
    let asked = AskedRequest(request)
    hasBoundary = policies.boundary != nil
    // AWS services and anonymous callers have no policies of their own.
    if case .aws = request.principal {
      for (index, policy) in policies.identity.enumerated() {
        identity += read(policy, .identity(index), asked).map(\.place)
      }
      if let policy = policies.boundary {
        boundary = read(policy, .boundary, asked).map(\.place)
      }
    }
    if let policy = policies.resource { resource = read(policy, .resource, asked) }
  }

  /// Notes the statements of a policy that deny the request, and returns those that allow it.
  private mutating func read(
    _ policy: CompiledPolicy,
    _ side: Decision.Side,
    _ request: AskedRequest
  ) -> [Grant] {
    var allowing: [Grant] = []
    for (index, statement) in policy.statements.enumerated() {
      guard let naming = statement.naming(of: request) else { continue }
      let place = Decision.StatementPlace(side, index)
      switch statement.effect {
      case .allow: allowing.append(Grant(place: place, naming: naming))
      case .deny: denying.append(place)
      }
    }
    return allowing
  }

  /// The decision for who has no policies of their own.
  var decidedByResource: Decision {
    resource.isEmpty ? denied(lacking: [.resource]) : allowed(by: resource.map(\.place))
  }

  /// An allow that the resource gives to a principal of its own account by name, which needs no
  /// policy of the principal; nil where there is none.
  var decidedByNaming: Decision? {
    let direct = resource.filter { $0.naming == .principal }.map(\.place)
    if !direct.isEmpty { return allowed(by: direct) }
    let byRole = resource.filter { $0.naming == .role }.map(\.place)
    guard !byRole.isEmpty, !hasBoundary || !boundary.isEmpty else { return nil }
    return allowed(by: byRole + boundary)
  }

  /// The decision by the policies of who asks and, where it is needed, that of the resource.
  func decided(identityAllows: Bool, needsResource: Bool) -> Decision {
    var lacking: [Decision.Lack] = []
    if identity.isEmpty && !identityAllows { lacking.append(.identity) }
    if hasBoundary && boundary.isEmpty { lacking.append(.boundary) }
    if needsResource && resource.isEmpty { lacking.append(.resource) }
    guard lacking.isEmpty else { return denied(lacking: lacking) }
    return allowed(by: identity + boundary + (needsResource ? resource.map(\.place) : []))
  }

  private func allowed(by statements: [Decision.StatementPlace]) -> Decision {
    Decision(verdict: .allow, statements: statements, lacking: [])
  }

  private func denied(lacking: [Decision.Lack]) -> Decision {
    Decision(verdict: .implicitDeny, statements: [], lacking: lacking)
  }
}
