import Diagnostics
import Model

/// What holds for every plan, whatever the spec.
enum PlanPromises {
  static func broken(by plan: Plan, _ files: [OutputFile]) -> [String] {
    holderComplaints(plan) + trustComplaints(plan) + actionComplaints(plan)
      + ledgerComplaints(plan) + nameComplaints(plan) + secretComplaints(plan)
      + referenceComplaints(plan, files)
  }

  /// Every grant is held by something that the plan makes.
  private static func holderComplaints(_ plan: Plan) -> [String] {
    let ids = Set(plan.resources.map(\.id))
    return plan.grants.compactMap { grant in
      let holder: Resource.ID =
        switch grant.holder {
        case .role(let name): .role(name)
        case .user(let name): .user(name)
        case .streamPolicy(let name): .streamPolicy(name)
        }
      return ids.contains(holder) ? nil : "the grant of \(holder) has no holder"
    }
  }

  /// Every role trusts a vendor that sends its external id, or a service, and nobody else.
  private static func trustComplaints(_ plan: Plan) -> [String] {
    plan.resources.flatMap { resource -> [String] in
      guard case .role(let role) = resource.kind else { return [] }
      let statements = role.trust.document.statements
      guard !statements.isEmpty else { return ["\(role.name) trusts nobody"] }
      return statements.flatMap { complaints(about: $0, role) }
    }
  }

  private static func complaints(about statement: Statement, _ role: Role) -> [String] {
    guard statement.effect == .allow, statement.actions.map(\.text) == ["sts:AssumeRole"],
      statement.principals.count == 1
    else { return ["\(role.name) has a strange trust"] }
    switch (role.trust.bearer, statement.principals[0]) {
    case (.vendor(let connection), .account(let account, _)):
      let ids = connection.externalIDs.map(\.text)
      let condition = Condition("StringEquals", "sts:ExternalId", ids)
      return account == connection.account && statement.conditions == [condition]
        ? [] : ["\(role.name) can be assumed without the external id"]
    case (.service, .service): return []
    default: return ["\(role.name) trusts somebody else"]
    }
  }

  /// No statement that allows has a wildcard in an action; every statement has an action.
  private static func actionComplaints(_ plan: Plan) -> [String] {
    let held = plan.resources.flatMap { resource -> [Statement] in
      switch resource.kind {
      case .role(let role): role.trust.document.statements + role.permissions.statements
      case .user(let user): user.permissions.statements
      case .managedPolicy(let policy): policy.document.statements
      case .streamPolicy(let policy): policy.document.statements
      case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: []
      }
    }
    let statements = held + plan.grants.map(\.statement)
    return statements.compactMap { statement in
      guard statement.effect == .allow, !statement.actions.isEmpty else {
        return "a statement of a plan must allow something"
      }
      let wildcard = statement.actions.first { $0.text.contains("*") || $0.text.contains("?") }
      return wildcard.map { "\($0.text) has a wildcard" }
    }
  }

  /// Whoever reads the ledger learns why each access is given, and by which source.
  private static func ledgerComplaints(_ plan: Plan) -> [String] {
    let rows = Ledger(of: plan).rows
    let unexplained = rows.filter { $0.reason.isEmpty || ($0.source?.title ?? "").isEmpty }
    return (rows.isEmpty ? ["the ledger is empty"] : [])
      + unexplained.map { "nothing explains \($0.action) on \($0.resource) by \($0.principal)" }
  }

  /// Resources of a kind have names of their own; IAM disregards case.
  private static func nameComplaints(_ plan: Plan) -> [String] {
    let names = plan.resources.map { resource in
      switch resource.id {
      case .role, .user, .managedPolicy: "\(resource.id.noun) \(resource.id.name.lowercased())"
      default: "\(resource.id.noun) \(resource.id.name)"
      }
    }
    return Set(names).count == names.count ? [] : ["two resources have one name"]
  }

  /// Each access key is put into a secret of its own.
  private static func secretComplaints(_ plan: Plan) -> [String] {
    let secrets = plan.resources.compactMap { resource -> String? in
      guard case .accessKey(let key) = resource.kind else { return nil }
      return key.secretName
    }
    return Set(secrets).count == secrets.count ? [] : ["two access keys have one secret"]
  }

  /// What the checklist says of roles and parameters exists.
  private static func referenceComplaints(_ plan: Plan, _ files: [OutputFile]) -> [String] {
    let arns = ARNTable(of: plan)
    let known = Set(plan.resources.map { arns[$0.id] })
    let strangers = plan.steps.flatMap(\.values).filter {
      $0.key == "RoleArn" && $0.value.hasPrefix("arn:") && !known.contains($0.value)
    }
    let template = files.first { $0.path == "template.yaml" }?.text ?? ""
    let checklist = files.first { $0.path == "CHECKLIST.md" }?.text ?? ""
    let parameters = checklist.matches(of: /parameter `([^`]*)`/).map { String($0.output.1) }
      .filter { !template.contains("\n  \($0):\n") }
    return strangers.map { "a step speaks of \($0.value), which nobody makes" }
      + parameters.map { "a step speaks of the parameter \($0), which the template lacks" }
  }
}
