/// A policy made ready to be asked many times.
package struct CompiledPolicy: Sendable {
  /// The policy as it was written.
  package let policy: IAMPolicy
  let statements: [CompiledStatement]

  package init(_ policy: IAMPolicy) {
    self.policy = policy
    statements = policy.statements.map {
      CompiledStatement($0, variables: policy.version == .current)
    }
  }
}

/// A request with what is compared of it in the form in which it is compared.
struct AskedRequest {
  let principal: Request.Principal
  let action: [UInt8]
  let resource: [UInt8]
  let context: Request.Context

  init(_ request: Request) {
    principal = request.principal
    action = Array(request.action.lowercased().utf8)
    resource = Array(request.resource.utf8)
    context = request.context
  }
}

/// One statement, made ready to be asked many times.
struct CompiledStatement: Sendable {
  let effect: IAMPolicy.Effect
  private let principals: IAMPolicy.Selection<PrincipalPattern>?
  private let actions: IAMPolicy.Selection<TextPattern>
  private let resources: IAMPolicy.Selection<TextPattern>?
  private let conditions: [CompiledCondition]

  init(_ statement: IAMPolicy.Statement, variables: Bool) {
    effect = statement.effect
    principals = statement.principals?.map(PrincipalPattern.init)
    actions = statement.actions.compactMap {
      TextPattern($0, [.wildcards, .ignoringCase], variables: false)
    }
    resources = statement.resources?.compactMap {
      TextPattern($0, .wildcards, variables: variables)
    }
    conditions = statement.conditions.map { CompiledCondition($0, variables: variables) }
  }

  /// How the statement speaks of the request; nil when it doesn't.
  func naming(of request: AskedRequest) -> Naming? {
    guard actions.contains(where: { $0.matches(request.action, in: request.context) }),
      resources?.contains(where: { $0.matches(request.resource, in: request.context) }) ?? true,
      let naming = naming(of: request.principal),
      conditions.allSatisfy({ $0.holds(in: request.context) })
    else { return nil }
    return naming
  }

  private func naming(of principal: Request.Principal) -> Naming? {
    switch principals {
    case nil: .bearer
    case .matching(let patterns): patterns.compactMap { $0.naming(of: principal) }.max()
    case .notMatching(let patterns):
      // Who isn't left out is spoken of like everyone under `*`: nobody has to pass it on.
      patterns.contains { $0.naming(of: principal) != nil } ? nil : .principal
    }
  }
}

/// How a statement comes to speak of whoever asks; the later ones carry further.
enum Naming: Comparable {
  /// The policy is attached to them.
  case bearer
  /// By their account, which may pass on what it is allowed.
  case account
  /// By their role; a permissions boundary of the role limits it.
  case role
  /// By themselves: a session, a user, a service, or anybody.
  case principal
}

/// One value of `Principal`, and whom it matches.
///
/// Source: IAM User Guide, "AWS JSON policy elements: Principal".
enum PrincipalPattern: Hashable, Sendable {
  /// AWS services too.
  case everyone
  /// Everyone but AWS services.
  case anyAWS
  case account(String)
  case arn(String)
  case service(String)
  /// A wildcard within an ARN, or a principal that no request has.
  case nobody

  init(_ principal: IAMPolicy.Principal) {
    switch principal {
    case .everyone: self = .everyone
    case .service(let name): self = .service(name)
    case .federated: self = .nobody
    case .aws("*"): self = .anyAWS
    case .aws(let text):
      if let account = Self.account(text) {
        self = .account(account)
      } else {
        self = text.utf8.contains { "*?".utf8.contains($0) } ? .nobody : .arn(text)
      }
    }
  }

  /// The account of `111122223333` or `arn:aws:iam::111122223333:root`, in any partition.
  private static func account(_ text: String) -> String? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let isRoot =
      parts.count == 6 && parts[0] == "arn" && !parts[1].isEmpty && parts[2] == "iam"
      && parts[3].isEmpty && parts[5] == "root"
      && !parts[1].utf8.contains { "*?".utf8.contains($0) }
    guard isRoot || parts.count == 1 else { return nil }
    let account = isRoot ? parts[4] : text
    let isID = account.utf8.count == 12 && account.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isID ? account : nil
  }

  func naming(of principal: Request.Principal) -> Naming? {
    switch (self, principal) {
    case (.everyone, _), (.anyAWS, .aws), (.anyAWS, .anonymous): .principal
    case (.account(let id), .aws(_, let account, _)): id == account ? .account : nil
    case (.arn(let pattern), .aws(let arn, _, let role)):
      if pattern == role {
        .role
      } else if pattern == arn {
        Self.isRole(arn) ? .role : .principal
      } else {
        nil
      }
    case (.service(let name), .service(let asking)): name == asking ? .principal : nil
    default: nil
    }
  }

  /// Whether an ARN is that of a role, and not that of a session of one.
  private static func isRole(_ arn: String) -> Bool {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    return parts.count == 6 && parts[2] == "iam" && parts[5].hasPrefix("role/")
  }
}

extension IAMPolicy.Selection {
  /// The selection of what these values become, of those that become something.
  fileprivate func compactMap<Other>(
    _ transform: (Value) -> Other?
  ) -> IAMPolicy.Selection<Other> {
    switch self {
    case .matching(let values): .matching(values.compactMap(transform))
    case .notMatching(let values): .notMatching(values.compactMap(transform))
    }
  }

  /// Whether something is selected of which `isMatch` tells what single values stand for it.
  fileprivate func contains(where isMatch: (Value) -> Bool) -> Bool {
    switch self {
    case .matching(let values): values.contains(where: isMatch)
    case .notMatching(let values): !values.contains(where: isMatch)
    }
  }
}
