import Catalog
import Diagnostics
import IAM
import Model

/// One thing that a policy allows: an action on a resource, or a way into a role.
struct AccessPart {
  let place: PastedPlace
  let statement: IAMPolicy.Statement
  /// Nil where the statement names what it does not speak of.
  let action: String?
  let resource: String?
  let principal: IAMPolicy.Principal?
  let set: RequestSet
  /// The bucket that the resource names.
  let bucket: String?

  init(
    _ policy: ExistingPolicy,
    _ statement: IAMPolicy.Statement,
    _ action: String?,
    _ resource: String?,
    _ principal: IAMPolicy.Principal?,
    _ set: RequestSet
  ) {
    let text = action ?? (statement.actions.isMatching ? nil : "NotAction")
    place = policy.place(of: text, in: statement)
    (self.statement, self.action, self.resource) = (statement, action, resource)
    (self.principal, self.set) = (principal, set)
    bucket = resource.flatMap(Inventory.bucket)?.name
  }
}

/// What an existing role allows, part by part.
struct ExistingAccess {
  let parts: [AccessPart]
  /// Parts that AWS never asks about, such as `s3:GetObject` on a bucket: they allow nothing.
  let idle: [AccessPart]
  /// Statements that deny.
  let denials: [(place: PastedPlace, statement: IAMPolicy.Statement)]
  let set: RequestSet
  /// Whether it is more than anybody reads: the parts are then not all.
  let isTooMuch: Bool

  /// More than the quotas of IAM let a role name, by far.
  private static let limit = 1000

  /// - Parameters:
  ///   - account: the account of the role, where trust policies are read.
  ///   - actions: which resources actions take.
  init(
    of policies: [ExistingPolicy],
    _ stage: Stage,
    account: String?,
    _ actions: ActionTable
  ) {
    let denied = policies.flatMap { policy in
      policy.policy.statements.filter { $0.effect == .deny }.map {
        (place: policy.place(of: nil, in: $0), statement: $0)
      }
    }
    let statements = denied.map(\.statement)
    var all: [AccessPart] = []
    for policy in policies {
      for statement in policy.policy.statements where statement.effect == .allow {
        for (action, resource, principal) in Self.parts(of: statement) {
          guard all.count < Self.limit else { break }
          let part = policy.policy.part(
            statement,
            action: action,
            resource: resource,
            principal: principal,
            without: statements
          )
          let set = RequestSet(allowedBy: part, account: account, stage)
          all.append(AccessPart(policy, statement, action, resource, principal, set))
        }
      }
    }
    let asked = AskedResources(of: all.compactMap(\.action), actions)
    parts = all.filter { asked.takes($0.action, on: $0.resource) }
    idle = all.filter { !asked.takes($0.action, on: $0.resource) }
    denials = denied
    isTooMuch = all.count >= Self.limit
    set = RequestSet(union: parts.map(\.set))
  }

  /// What a statement is made of.
  private static func parts(
    of statement: IAMPolicy.Statement
  ) -> [(action: String?, resource: String?, principal: IAMPolicy.Principal?)] {
    func values<Value>(_ selection: IAMPolicy.Selection<Value>?) -> [Value?] {
      guard case .matching(let values)? = selection, !values.isEmpty else { return [nil] }
      return values
    }
    return values(statement.actions).flatMap { action in
      values(statement.resources).flatMap { resource in
        values(statement.principals).map { (action, resource, $0) }
      }
    }
  }
}

/// Of which resources AWS asks for some actions.
private struct AskedResources {
  private var kinds: [String: [ActionTable.ResourceKind]] = [:]

  init(of names: [String], _ actions: ActionTable) {
    for name in Set(names) {
      kinds[name] = Action(name).flatMap { actions.resourceKinds(of: $0) }
    }
  }

  /// Whether AWS ever asks for the action on the resource; true where that isn't known.
  func takes(_ action: String?, on resource: String?) -> Bool {
    guard let resource, resource != "*", let kinds = action.flatMap({ kinds[$0] }), !kinds.isEmpty
    else { return true }
    return kinds.contains { $0.matches(resource) }
  }
}

extension IAMPolicy.Selection {
  /// Whether it names what it speaks of.
  var isMatching: Bool { if case .matching = self { true } else { false } }
}

/// What the role of a plan allows.
struct PlannedAccess {
  /// One thing that it allows.
  struct Part {
    let action: String
    let resource: String?
    let set: RequestSet
  }

  let role: Role
  /// Without what AWS never asks about, as in `ExistingAccess`.
  let permissions: [Part]
  let permissionSet: RequestSet
  let trust: [Part]
  let trustSet: RequestSet
  /// What the policies of the plan's streams allow, by the name of the stream.
  let sharing: [String: RequestSet]

  init(of role: Role, in plan: Plan, _ actions: ActionTable) {
    let arns = ARNTable(of: plan)
    let account = plan.account.text
    let held = plan.permissionsOfHolders[.role(role.name)] ?? []
    let own = IAMPolicy(PolicyDocument(held), .identity, arns)
    let trusting = IAMPolicy(role.trust.document, .resource, arns)
    self.role = role
    let all = Self.parts(of: own, .use, account)
    let asked = AskedResources(of: all.map(\.action), actions)
    permissions = all.filter { asked.takes($0.action, on: $0.resource) }
    trust = Self.parts(of: trusting, .entry, account)
    permissionSet = RequestSet(union: permissions.map(\.set))
    trustSet = RequestSet(union: trust.map(\.set))
    var sharing: [String: RequestSet] = [:]
    for resource in plan.resources {
      guard case .streamPolicy(let policy) = resource.kind else { continue }
      let document = IAMPolicy(policy.document, .resource, arns)
      sharing[policy.stream.text] = RequestSet(allowedBy: document, account: account)
    }
    self.sharing = sharing
  }

  private static func parts(of policy: IAMPolicy, _ stage: Stage, _ account: String) -> [Part] {
    policy.statements.filter { $0.effect == .allow }.flatMap { statement in
      statement.actions.values.flatMap { action in
        (statement.resources?.values.map { $0 } ?? [nil]).map { (resource: String?) in
          let part = policy.part(
            statement,
            action: action,
            resource: resource,
            principal: nil,
            without: []
          )
          return Part(
            action: action,
            resource: resource,
            set: RequestSet(allowedBy: part, account: account, stage)
          )
        }
      }
    }
  }
}
