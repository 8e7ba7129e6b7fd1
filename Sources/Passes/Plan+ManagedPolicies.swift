package import Catalog
package import Diagnostics
package import Model
import Text

extension Plan {
  /// The plan with the permissions of roles and users in managed policies wherever they are more
  /// than an inline policy takes. Reports what is more than those take as well.
  ///
  /// A plan for targets is divided once for all of them, by its texts as they are at the target
  /// where they are longest.
  package func dividingPolicies(
    _ quotas: Quotas,
    _ diagnostics: inout Diagnostics
  ) -> Plan {
    var plan = self
    let ruler = PolicyRuler(self)
    lazy var askers = AskerTable(grants)
    for index in resources.indices {
      var resource = resources[index]
      let policies = resource.dividePolicy(in: self, quotas, ruler, &diagnostics)
      guard !policies.isEmpty else { continue }
      plan.resources[index] = resource
      plan.resources += policies.map { policy in
        resource.kind = .managedPolicy(policy)
        resource.integrations = askers.integrations(of: policy)
        return resource
      }
    }
    plan.checkManagedPolicies(quotas, &diagnostics)
    // Of a plan for targets, the other quotas are checked target by target, before it is divided.
    if targets != nil { plan.checkDividedTags(quotas, &diagnostics) }
    return plan
  }

  /// Reports the roles and users that have too many tags with the one of whoever is divided.
  private func checkDividedTags(_ quotas: Quotas, _ diagnostics: inout Diagnostics) {
    for resource in resources {
      switch resource.kind {
      case .role(let role) where !role.managedPolicies.isEmpty:
        checkTags(role.tags, resource, quotas, &diagnostics)
      case .user(let user) where !user.managedPolicies.isEmpty:
        checkTags(user.tags, resource, quotas, &diagnostics)
      case .role, .user, .managedPolicy, .accessKey, .bucket, .stream, .streamPolicy, .logGroup,
        .deliveryStream, .metricStream:
        break
      }
    }
  }

  /// Warns where the spec alone uses up what an account has.
  private func checkManagedPolicies(_ quotas: Quotas, _ diagnostics: inout Diagnostics) {
    let count = resources.filter { resource in
      if case .managedPolicy = resource.kind { true } else { false }
    }.count
    let limit = quotas["managed-policies-per-account"]
    guard count > limit else { return }
    diagnostics.report(
      .accountQuota,
      "the spec makes \(count) managed policies, and an account may have \(limit)",
      at: nil,
      help: "have the quota raised before you deploy, or give fewer buckets to one role"
    )
  }
}

extension Resource {
  /// Moves what a role or user may do into managed policies, where it is too much for its own;
  /// gives those.
  fileprivate mutating func dividePolicy(
    in plan: Plan,
    _ quotas: Quotas,
    _ ruler: PolicyRuler,
    _ diagnostics: inout Diagnostics
  ) -> [ManagedPolicy] {
    switch kind {
    case .role(var role):
      let holder = PolicyHolder(.role(role.name), self, quotas, ruler, plan.name)
      let policies = holder.divide(&role.permissions, &diagnostics)
      role.managedPolicies = policies.map(\.name)
      if !policies.isEmpty { role.tags.append(Self.dividedTag) }
      kind = .role(role)
      return policies
    case .user(var user):
      let holder = PolicyHolder(.user(user.name), self, quotas, ruler, plan.name)
      let policies = holder.divide(&user.permissions, &diagnostics)
      user.managedPolicies = policies.map(\.name)
      if !policies.isEmpty { user.tags.append(Self.dividedTag) }
      kind = .user(user)
      return policies
    case .managedPolicy, .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .deliveryStream,
      .metricStream:
      return []
    }
  }

  /// The tag of whoever has managed policies: a script looks for what is left of them only there,
  /// so that no other run has to ask for the policies of the account.
  private static var dividedTag: Tag {
    guard let key = try? TagText(Plan.dividedKey), let value = try? TagText("managed") else {
      preconditionFailure("a constant can be the text of a tag")
    }
    return Tag(key, value)
  }
}

/// Which integrations ask for each permission.
private struct AskerTable {
  /// What a holder may do on one resource.
  private struct Key: Hashable {
    let holder: Grant.Holder
    let form: Statement
    let resource: String
  }

  private var integrations: [Key: [Slug]] = [:]

  init(_ grants: [Grant]) {
    for grant in grants {
      for key in Self.keys(of: grant.statement, grant.holder) {
        integrations[key, default: []].append(grant.integration)
      }
    }
  }

  /// The integrations that ask for what a policy allows, sorted by name.
  func integrations(of policy: ManagedPolicy) -> [Slug] {
    let keys = policy.document.statements.flatMap { Self.keys(of: $0, policy.holder.grantHolder) }
    return Set(keys.flatMap { integrations[$0] ?? [] }).sorted()
  }

  private static func keys(of statement: Statement, _ holder: Grant.Holder) -> [Key] {
    var form = statement
    form.resources = []
    form.actions.sort()
    return statement.resources.map { Key(holder: holder, form: form, resource: $0) }
  }
}

/// What counts of a policy against its quota.
private struct PolicyRuler {
  private let arns: ARNTable
  private let longest: TextMap?

  init(_ plan: Plan) {
    arns = ARNTable(of: plan)
    longest = plan.targets.map { targets in TextMap { targets.longest($0) } }
  }

  /// How many characters AWS counts of a document.
  func size(of document: PolicyDocument) -> Int {
    let filled = longest.map { document.mapping($0) } ?? document
    return filled.document.json { arns[$0] }.sizeWithoutWhitespace
  }
}

/// A role or user whose permissions may be too many for one policy.
private struct PolicyHolder {
  private let holder: ManagedPolicy.Holder
  private let resource: Resource
  private let ruler: PolicyRuler
  private let spec: Slug
  private let inlineLimit: Int
  private let managedLimit: Int
  private let seats: Int

  init(
    _ holder: ManagedPolicy.Holder,
    _ resource: Resource,
    _ quotas: Quotas,
    _ ruler: PolicyRuler,
    _ spec: Slug
  ) {
    (self.holder, self.resource, self.ruler, self.spec) = (holder, resource, ruler, spec)
    managedLimit = quotas["managed-policy-size"]
    switch holder {
    case .role:
      inlineLimit = quotas["role-inline-policies-size"]
      seats = quotas["managed-policies-per-role"]
    case .user:
      inlineLimit = quotas["user-inline-policies-size"]
      seats = quotas["managed-policies-per-user"]
    }
  }

  /// Moves the permissions into managed policies where they must be; gives those, none where the
  /// permissions stay or can't be divided, which it reports.
  func divide(
    _ permissions: inout PolicyDocument,
    _ diagnostics: inout Diagnostics
  ) -> [ManagedPolicy] {
    let size = ruler.size(of: permissions)
    guard size > inlineLimit else { return [] }
    guard let policies = policies(with: permissions, size) else {
      report(size, &diagnostics)
      return []
    }
    permissions = PolicyDocument([])
    return policies.sorted { $0.name < $1.name }
  }

  private func policies(with permissions: PolicyDocument, _ size: Int) -> [ManagedPolicy]? {
    let fewest = (size + managedLimit - 1) / managedLimit
    // What denies must not come later than what it takes away from.
    guard fewest <= seats, permissions.statements.allSatisfy({ $0.effect == .allow }) else {
      return nil
    }
    for grain in PolicyDivision.Grain.allCases {
      let division = PolicyDivision(of: permissions, by: grain)
      for count in fewest...seats {
        let parts = division.parts(count)
        guard parts.allSatisfy({ ruler.size(of: $0.document) <= managedLimit }) else { continue }
        return parts.map { ManagedPolicy($0.seat, of: holder, in: spec, $0.document) }
      }
    }
    return nil
  }

  private func report(_ size: Int, _ diagnostics: inout Diagnostics) {
    diagnostics.report(
      .policyTooLarge,
      "what the \(holder.noun) '\(holder.name)' may do has \(size) characters, and AWS takes "
        + "\(inlineLimit) in the \(holder.noun) or \(managedLimit) in each of \(seats) managed "
        + "policies",
      at: resource.range,
      help: resource.integrations.count > 1
        ? "give some of the integrations that share it a \(holder.noun) of their own"
        : "divide the integration into several"
    )
  }
}
