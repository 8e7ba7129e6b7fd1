package import Model

extension Plan {
  /// The plan with the grants in the policies of the roles and users that hold them.
  ///
  /// Statements that differ only in their resources become one, in the place of the first.
  package func attachingGrants() -> Plan {
    var documents: [Grant.Holder: StatementList] = [:]
    for grant in grants { documents[grant.holder, default: StatementList()].add(grant.statement) }
    var plan = self
    for index in plan.resources.indices {
      switch plan.resources[index].kind {
      case .role(var role):
        role.permissions = PolicyDocument(documents[.role(role.name)]?.statements ?? [])
        plan.resources[index].kind = .role(role)
      case .user(var user):
        user.permissions = PolicyDocument(documents[.user(user.name)]?.statements ?? [])
        plan.resources[index].kind = .user(user)
      case .managedPolicy, .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .deliveryStream,
        .metricStream:
        break
      }
    }
    return plan
  }
}

/// Statements of one policy, each form once.
private struct StatementList {
  private(set) var statements: [Statement] = []
  private var places: [Statement: Int] = [:]

  mutating func add(_ statement: Statement) {
    var form = statement
    form.resources = []
    form.actions.sort()
    guard let place = places[form] else {
      places[form] = statements.count
      statements.append(statement)
      return
    }
    let known = Set(statements[place].resources)
    statements[place].resources += statement.resources.filter { !known.contains($0) }
    statements[place].resources.sort()
  }
}
