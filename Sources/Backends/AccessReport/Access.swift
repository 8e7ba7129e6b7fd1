import Diagnostics
import Model
import Text

/// What the report is made of: the ledger of a plan, with the vendors' part told from the rest.
struct Access {
  let plan: Plan
  let arns: ARNTable
  let fingerprint: String
  /// What vendors may do, without who may become which role.
  let vendorRows: [Ledger.Row]
  /// What AWS services may do with roles of this account.
  let serviceRows: [Ledger.Row]
  /// The roles, those of vendors first, then sorted by who may assume them.
  let roles: [(role: Role, resource: Resource)]
  /// The users, each with a key for a vendor, sorted by name.
  let users: [(user: User, resource: Resource)]

  init(of plan: Plan) { self.init(of: plan, Ledger(of: plan)) }

  /// - Parameter ledger: that of the plan.
  init(of plan: Plan, _ ledger: Ledger) {
    self.plan = plan
    arns = ARNTable(of: plan)
    fingerprint = ledger.fingerprint
    let resources = plan.resources.sorted { $0.id < $1.id }
    let roles: [(role: Role, resource: Resource)] = resources.compactMap {
      if case .role(let role) = $0.kind { (role, $0) } else { nil }
    }
    self.roles = roles.sorted { $0.role.order.lexicographicallyPrecedes($1.role.order) }
    users = resources.compactMap { if case .user(let user) = $0.kind { (user, $0) } else { nil } }
    let serviceRoles = Set(
      roles.filter { $0.role.trust.bearer == .service }.map { [arns] in arns[.role($0.role.name)] }
    )
    let rows = ledger.rows.filter { $0.channel != .trust }
    vendorRows = rows.filter { !serviceRoles.contains($0.principal) }
    serviceRows = rows.filter { serviceRoles.contains($0.principal) }
  }

  /// The names of integrations as code spans of a table.
  func names(_ integrations: [Slug]) -> String {
    integrations.sorted().map { Markdown.tableCode($0.text) }.joined(separator: ", ")
  }
}

extension Role {
  fileprivate var order: [String] {
    switch trust.bearer {
    case .vendor(let connection): ["0", connection.vendorName, name.text]
    case .service: ["1", "", name.text]
    }
  }
}

extension Array where Element == Ledger.Row {
  /// The rows in runs of the same key, in their order.
  func runs<Key: Equatable>(by key: (Ledger.Row) -> Key) -> [ArraySlice<Ledger.Row>] {
    var runs: [ArraySlice<Ledger.Row>] = []
    var start = startIndex
    while start < endIndex {
      let first = key(self[start])
      let end = self[start...].firstIndex { key($0) != first } ?? endIndex
      runs.append(self[start..<end])
      start = end
    }
    return runs
  }
}

extension Ledger.Row {
  /// Whether a policy on the resource lets in the whole account of somebody else: whoever that
  /// account allows may use it, and no external id is asked for.
  var letsInWholeAccount: Bool { channel == .resource && principal.hasSuffix(":root") }

  /// Whether nobody says what the permission is for, or where that comes from.
  var isUnexplained: Bool { reason.isEmpty || source == nil }

  /// Whether the permission is on every resource of its kind.
  var isAccountWide: Bool {
    let parts = resource.arnParts(maxSplits: 5)
    guard parts.count == 6, parts[0] == "arn" else { return resource == "*" }
    let name = parts[5]
    if parts[2] == "s3" { return name.first == "*" }
    return name == "*" || name.hasSuffix("/*") && !name.dropLast(2).contains("/")
      || name.hasSuffix(":*") && !name.dropLast(2).contains(":")
  }
}
