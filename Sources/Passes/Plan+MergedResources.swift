package import Diagnostics
package import Model

extension Plan {
  /// The plan with each resource once: integrations of one connection may share a role, everything
  /// else has one owner. Reports the resources that can't be one.
  package func mergingResources(_ diagnostics: inout Diagnostics) -> Plan {
    var plan = self
    var merged: [Resource] = []
    var places: [Resource.ID: Int] = [:]
    for resource in resources {
      guard let place = places[resource.id] else {
        places[resource.id] = merged.count
        merged.append(resource)
        continue
      }
      if let union = merged[place].merged(with: resource, &diagnostics) { merged[place] = union }
    }
    reportNamesThatDifferInCase(merged, &diagnostics)
    plan.resources = merged
    plan.requirements = Set(requirements).filter { places[$0.resource] == nil }.sorted()
    return plan
  }

  /// IAM tells names apart without regard to case.
  private func reportNamesThatDifferInCase(
    _ resources: [Resource],
    _ diagnostics: inout Diagnostics
  ) {
    var seen: [String: Resource] = [:]
    for resource in resources {
      switch resource.kind {
      case .role, .user: break
      default: continue
      }
      let key = "\(resource.id.noun) \(resource.id.name.lowercased())"
      guard let earlier = seen[key] else {
        seen[key] = resource
        continue
      }
      diagnostics.report(
        .nameCollision,
        "the \(resource.id.noun) names '\(resource.id.name)' and '\(earlier.id.name)' are one to "
          + "IAM, which disregards case",
        at: resource.range,
        related: [.init("the other one is asked for here", at: earlier.range)],
        help: "write both alike to share one, or make them differ by a letter"
      )
    }
  }
}

extension Requirement {
  /// The resource that a plan would have if it made what is required.
  fileprivate var resource: Resource.ID {
    switch self {
    case .bucket(let name, _): .bucket(name)
    case .stream(let name, _, _, _): .stream(name)
    }
  }
}

extension Resource {
  /// What both say, or nil after reporting that they say different things.
  fileprivate func merged(with other: Resource, _ diagnostics: inout Diagnostics) -> Resource? {
    var union = self
    union.integrations = Set(integrations + other.integrations).sorted()
    switch (kind, other.kind) {
    case (.role(let first), .role(let second)):
      if let reason = first.differs(from: second) {
        reportSharedRole(other, reason, &diagnostics)
        return nil
      }
    case (.streamPolicy(var first), .streamPolicy(let second)):
      guard first.includePrincipals(of: second) else {
        reportCollision(with: other, &diagnostics)
        return nil
      }
      union.kind = .streamPolicy(first)
    default:
      reportCollision(with: other, &diagnostics)
      return nil
    }
    return union
  }

  private func reportSharedRole(
    _ other: Resource,
    _ reason: String,
    _ diagnostics: inout Diagnostics
  ) {
    diagnostics.report(
      .sharedRole,
      "integrations that share the role '\(id.name)' must agree on \(reason)",
      at: other.range,
      related: [.init("the role is asked for here first", at: range)],
      help: "give the integration a role of its own, or write the same in both"
    )
  }

  private func reportCollision(with other: Resource, _ diagnostics: inout Diagnostics) {
    diagnostics.report(
      .nameCollision,
      "the \(id.noun) '\(id.name)' must be made only once",
      at: other.range,
      related: [.init("it is made here already", at: range)],
      help: "leave 'create' out in one of the two, or choose another name"
    )
  }
}

extension Role {
  /// What the roles disagree about; nil for roles that can be one.
  fileprivate func differs(from other: Role) -> String? {
    if trust.bearer != other.trust.bearer { return "the connection that assumes it" }
    if path != other.path { return "'rolePath'" }
    if description != other.description { return "'description'" }
    if maxSessionDuration != other.maxSessionDuration { return "'maxSessionDuration'" }
    if permissionsBoundary != other.permissionsBoundary { return "'permissionsBoundary'" }
    if tags != other.tags { return "'tags'" }
    return nil
  }
}

extension StreamPolicy {
  /// Takes in the principals of a policy on the same stream; false when the two differ in more.
  fileprivate mutating func includePrincipals(of other: StreamPolicy) -> Bool {
    guard region == other.region, document.id == other.document.id,
      document.statements.count == other.document.statements.count
    else { return false }
    for index in document.statements.indices {
      var statement = other.document.statements[index]
      let additions = statement.principals.filter {
        !document.statements[index].principals.contains($0)
      }
      statement.principals = document.statements[index].principals
      guard statement == document.statements[index] else { return false }
      document.statements[index].principals += additions
    }
    return true
  }
}
