package import Diagnostics
import Text

/// Who gains what by a plan: one row for each action on each resource that somebody may take.
///
/// The ledger is what a reviewer approves. It is made of the resources that the backends lower, not
/// of the grants that led to them, so that nothing is granted that it doesn't show.
package struct Ledger: Sendable {
  /// The way on which an access is given.
  package enum Channel: String, Sendable, Comparable {
    /// The policy of a role or user.
    case identity
    /// A role's trust policy.
    case trust
    /// A policy on the resource.
    case resource = "resource policy"
    /// An identity policy's statement on a KMS key, which the key's own policy must let count.
    case key

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// One action on one resource that somebody may take.
  package struct Row: Hashable, Sendable {
    /// The vendor's name, or that of the AWS service.
    package let party: String
    /// Who holds the permission: an ARN or the name of an AWS service.
    package let principal: String
    /// The external ids that let the vendor in, joined by " or "; empty where none is asked for.
    package let externalID: String
    package let action: String
    package let resource: String
    /// The conditions in words, empty where there are none.
    package let condition: String
    /// The conditions, all of which must hold.
    package let conditions: [Condition]
    /// The managed policy beyond which the permission doesn't reach.
    package let boundary: PolicyARN?
    package let channel: Channel
    /// The managed policy that gives the permission; nil for any other policy.
    package let policy: PolicyName?
    package let reason: String
    package let source: Citation?
    package let integrations: [Slug]
    package let range: SourceRange
  }

  package let rows: [Row]
  /// The tags of roles and users of which a condition asks for any, each behind its holder's ARN.
  private let askedTags: [String]
  /// Where all of it is given.
  private let targets: Targets?

  package init(of plan: Plan) {
    targets = plan.targets
    let arns = ARNTable(of: plan)
    let reasons = ReasonTable(plan.grants)
    let parties = Self.parties(of: plan.resources)
    func held(
      _ document: PolicyDocument,
      by holder: ManagedPolicy.Holder,
      in resource: Resource
    ) -> [Row] {
      guard let party = parties[holder.id] else { return [] }
      let arn = arns[holder.id]
      return Self.rows(
        of: document,
        held: holder.grantHolder,
        by: party,
        arn,
        over: .identity,
        resource,
        reasons
      )
    }
    var all: [Row] = []
    for resource in plan.resources {
      switch resource.kind {
      case .role(let role):
        all += Self.trustRows(of: role, in: resource, arns)
        all += held(role.permissions, by: .role(role.name), in: resource)
      case .user(let user):
        all += held(user.permissions, by: .user(user.name), in: resource)
      case .managedPolicy(let policy):
        all += held(policy.document, by: policy.holder, in: resource)
      case .streamPolicy(let policy):
        all += Self.resourceRows(of: policy, in: resource, arns, parties, reasons)
      case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: break
      }
    }
    rows = all.sorted { $0.precedes($1) }
    askedTags = Self.askedTags(in: plan, rows, arns)
  }

  /// The SHA-256 digest of what the rows grant, and of the tags that their conditions ask for,
  /// without reasons, sources and places: equal digests, equal access.
  package var fingerprint: String {
    var lines: [String] = []
    // Rows of the same access follow each other.
    for line in rows.map(\.line).sorted() where line != lines.last { lines.append(line) }
    lines += askedTags + (targets?.places ?? [])
    return "sha256:" + SHA256.hexDigest(of: lines.joined(separator: "\u{1E}"))
  }
}

extension Targets {
  /// The places, and what stands for what there.
  fileprivate var places: [String] {
    let accounts = accounts.map { account in
      let values = variableNames.flatMap { name in
        regions.map { value(name, at: Target(account, $0)) }
      }
      return ([account.text] + values).joined(separator: "\u{1F}")
    }
    let units = organizationalUnits.map(\.text) + [deploysAutomatically ? "later" : "now"]
    return accounts + units + regions.map(\.text)
  }
}

extension Ledger.Row {
  /// Everything that makes the access what it is.
  fileprivate var line: String {
    [party, principal, channel.rawValue, resource, action, condition, externalID]
      .joined(separator: "\u{1F}")
  }

  /// The order of the same things, one after the other.
  fileprivate func precedes(_ other: Self) -> Bool {
    if party != other.party { return party < other.party }
    if principal != other.principal { return principal < other.principal }
    if channel != other.channel { return channel < other.channel }
    if resource != other.resource { return resource < other.resource }
    if action != other.action { return action < other.action }
    if condition != other.condition { return condition < other.condition }
    return externalID < other.externalID
  }
}

extension Ledger {
  private static func askedTags(in plan: Plan, _ rows: [Row], _ arns: ARNTable) -> [String] {
    let asking = rows.filter { $0.conditions.contains(where: \.asksForTags) }
    let asked = Set(asking.flatMap { [$0.principal, $0.resource] })
    return plan.resources.compactMap { resource in
      let own: [Tag]
      switch resource.kind {
      case .role(let role): own = role.tags
      case .user(let user): own = user.tags
      default: return nil
      }
      let arn = arns[resource.id]
      guard asked.contains(arn) else { return nil }
      let words = plan.tags(with: own).flatMap { [$0.key.text, $0.value.text] }
      return ([arn] + words).joined(separator: "\u{1F}")
    }.sorted()
  }
}

extension Condition {
  /// Whether it is about the tags of whoever asks, or of what is asked for.
  fileprivate var asksForTags: Bool {
    let key = key.lowercased()
    return key.hasPrefix("aws:principaltag/") || key.hasPrefix("aws:resourcetag/")
      || key.hasPrefix("iam:resourcetag/")
  }
}

// One kind of policy after the other.
extension Ledger {
  /// For whom each role and user is, wherever in the plan it stands.
  private static func parties(of resources: [Resource]) -> [Resource.ID: Party] {
    var parties: [Resource.ID: Party] = [:]
    for resource in resources {
      switch resource.kind {
      case .role(let role): parties[resource.id] = role.ledgerParty
      case .user(let user): parties[resource.id] = user.ledgerParty
      default: break
      }
    }
    return parties
  }

  private static func trustRows(of role: Role, in resource: Resource, _ arns: ARNTable) -> [Row] {
    let party = role.ledgerParty
    return role.trust.document.statements.flatMap { statement in
      statement.principals.flatMap { principal in
        statement.actions.map { action in
          Row(
            party: party.name,
            principal: principal.text(arns),
            externalID: party.externalID,
            action: action.text,
            resource: arns[resource.id],
            condition: statement.conditionText(),
            conditions: statement.conditions,
            boundary: nil,
            channel: .trust,
            policy: nil,
            reason: role.trust.reason,
            source: role.trust.source,
            integrations: resource.integrations,
            range: resource.range
          )
        }
      }
    }
  }

  private static func rows(
    of document: PolicyDocument,
    held holder: Grant.Holder,
    by party: Party,
    _ principal: String,
    over channel: Channel,
    _ resource: Resource,
    _ reasons: ReasonTable
  ) -> [Row] {
    document.statements.filter { $0.effect == .allow }.flatMap { statement in
      statement.resources.flatMap { target in
        statement.actions.map { action in
          let grants = reasons[holder, action, target]
          return Row(
            party: party.name,
            principal: principal,
            externalID: party.externalID,
            action: action.text,
            resource: target,
            condition: statement.conditionText(within: party.boundary),
            conditions: statement.conditions,
            boundary: party.boundary,
            channel: channel == .identity && action.service == "kms" ? .key : channel,
            policy: resource.kind.managedPolicyName,
            reason: grants.first?.reasons[action] ?? "",
            source: grants.first?.source,
            integrations: grants.isEmpty ? resource.integrations : grants.map(\.integration),
            range: grants.first?.range ?? resource.range
          )
        }
      }
    }
  }

  private static func resourceRows(
    of policy: StreamPolicy,
    in resource: Resource,
    _ arns: ARNTable,
    _ parties: [Resource.ID: Party],
    _ reasons: ReasonTable
  ) -> [Row] {
    policy.document.statements.flatMap { statement in
      statement.principals.flatMap { principal in
        var party = Party(name: policy.vendorName, externalID: "")
        if case .role(let name) = principal { party = parties[.role(name)] ?? party }
        return rows(
          of: PolicyDocument([statement]),
          held: .streamPolicy(policy.stream),
          by: party,
          principal.text(arns),
          over: .resource,
          resource,
          reasons
        )
      }
    }
  }
}

/// The party that a permission is for, and the external ids that let it in.
private struct Party {
  let name: String
  let externalID: String
  /// The managed policy beyond which none of its permissions reaches.
  var boundary: PolicyARN?
}

extension Role {
  fileprivate var ledgerParty: Party {
    let conditions = trust.document.statements.flatMap(\.conditions)
    let ids = conditions.filter { $0.key == "sts:ExternalId" }.flatMap(\.values)
    let name =
      switch trust.bearer {
      case .vendor(let connection): connection.vendorName
      case .service: trust.document.statements.first?.principals.first?.serviceName ?? "AWS"
      }
    return Party(
      name: name,
      externalID: ids.joined(separator: " or "),
      boundary: permissionsBoundary
    )
  }
}

extension User {
  fileprivate var ledgerParty: Party {
    Party(name: vendorName, externalID: "", boundary: permissionsBoundary)
  }
}

extension Resource.Kind {
  fileprivate var managedPolicyName: PolicyName? {
    if case .managedPolicy(let policy) = self { policy.name } else { nil }
  }
}

extension Principal {
  fileprivate func text(_ arns: ARNTable) -> String {
    switch self {
    case .account(let id, let partition): "arn:\(partition):iam::\(id):root"
    case .role(let name): arns[.role(name)]
    case .service(let name): name
    case .everyone: "*"
    }
  }

  fileprivate var serviceName: String? {
    if case .service(let name) = self { name } else { nil }
  }
}

extension Statement {
  /// The conditions on one line, such as `StringEquals sts:ExternalId = abc`, and the permissions
  /// boundary that bounds them: never the same text for two that differ.
  fileprivate func conditionText(within boundary: PolicyARN? = nil) -> String {
    let conditions = conditions.sorted().map { condition in
      let values = condition.values.map(\.asConditionWord).joined(separator: " or ")
      return "\(condition.operator) \(condition.key) = \(values)"
    }
    let bounds = boundary.map { ["within the boundary \($0)"] } ?? []
    return (conditions + bounds).joined(separator: " and ")
  }
}

extension String {
  /// The text as it stands, or as a string of JSON where its end couldn't be told.
  fileprivate var asConditionWord: String {
    let isPlain = !utf8.isEmpty && utf8.allSatisfy { $0 != 0x20 && $0 != UInt8(ascii: "\"") }
    return isPlain ? self : JSON.string(self).compactText
  }
}

/// Which grants a permission comes from, in the order of their integrations.
private struct ReasonTable {
  /// One action on one resource by whoever holds the permission.
  private struct Key: Hashable {
    let holder: Grant.Holder
    let action: Action
    let resource: String
  }

  private var grants: [Key: [Grant]] = [:]

  init(_ grants: [Grant]) {
    for grant in grants.sorted(by: { $0.integration < $1.integration }) {
      for action in grant.statement.actions {
        for resource in grant.statement.resources {
          let key = Key(holder: grant.holder, action: action, resource: resource)
          guard self.grants[key]?.last?.integration != grant.integration else { continue }
          self.grants[key, default: []].append(grant)
        }
      }
    }
  }

  subscript(holder: Grant.Holder, action: Action, resource: String) -> [Grant] {
    grants[Key(holder: holder, action: action, resource: resource)] ?? []
  }
}
