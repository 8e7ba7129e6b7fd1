import IAM
import Model

/// What a plan grants, as sets of requests: the parts, and all of it together.
///
/// Access through a role takes two requests, one for the role and one with it, so that its set is
/// made of pairs: who may become the role, and what the role may do.
struct AccessSets {
  /// Who may become each role, or has the keys of each user, by ARN.
  private(set) var entrances: [String: RequestSet] = [:]
  /// What each role and user may do, by ARN.
  private(set) var permissions: [String: RequestSet] = [:]
  /// What the policy of each stream allows, by the stream's ARN.
  private(set) var sharing: [String: RequestSet] = [:]
  /// What all roles and users may do, each by whoever may be it.
  private(set) var effective = RequestSet.nothing
  private let account: String
  /// The requests in the plan's account: those in another one are others, on whatever resource.
  private let place: RequestSet
  /// What conditions of roles and users may ask of them that no request tells, by ARN.
  private var identities: [String: String] = [:]

  /// Nothing.
  init() {
    account = ""
    place = .nothing
  }

  init(of plan: Plan) {
    account = plan.account.text
    place = RequestSet(inAccount: "\(plan.partition) \(plan.account)")
    let arns = ARNTable(of: plan)
    let held = plan.permissionsOfHolders
    for resource in plan.resources {
      let arn = arns[resource.id]
      switch resource.kind {
      case .role(let role):
        let trust = IAMPolicy(role.trust.document, .resource, arns)
        let asked = RequestSet(allowedBy: trust, account: account, .entry)
        entrances[arn] = asked.intersection(.entrances)
        identities[arn] = Self.identity(arn, plan.tags(with: role.tags))
        let own = PolicyDocument(held[resource.id] ?? [])
        permissions[arn] = set(own, of: arn, within: role.permissionsBoundary, arns)
      case .user(let user):
        // A key stays when its user gets another path.
        entrances[arn] = RequestSet(ofKeysOf: "\(account):user/\(user.name)", .entry)
        identities[arn] = Self.identity(arn, plan.tags(with: user.tags))
        let own = PolicyDocument(held[resource.id] ?? [])
        permissions[arn] = set(own, of: arn, within: user.permissionsBoundary, arns)
      case .streamPolicy(let policy):
        let document = IAMPolicy(policy.document, .resource, arns)
        sharing[arn] = RequestSet(allowedBy: document, account: account).intersection(place)
      // Part of what its holder may do.
      case .managedPolicy: break
      case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: break
      }
    }
    let ways = entrances.sorted { $0.key < $1.key }.map { arn, entrance in
      entrance.intersection(permissions[arn] ?? .nothing)
    }
    effective = RequestSet(union: ways)
  }

  private func set(
    _ document: PolicyDocument,
    of holder: String,
    within boundary: PolicyARN?,
    _ arns: ARNTable
  ) -> RequestSet {
    let set = RequestSet(allowedBy: IAMPolicy(document, .identity, arns))
    let conditions = document.statements.flatMap(\.conditions)
    return confined(set, conditions, of: holder, within: boundary)
  }

  /// The requests that one row of the ledger allows, without who may come to make them.
  func set(of row: Ledger.Row) -> RequestSet {
    let set = RequestSet(allowedBy: IAMPolicy(row), account: account)
    return confined(set, row.conditions, of: row.principal, within: row.boundary)
  }

  /// The requests of a set in this account, within a boundary, and by who bears the tags and the
  /// name that its conditions ask for.
  private func confined(
    _ set: RequestSet,
    _ conditions: [Condition],
    of holder: String,
    within boundary: PolicyARN?
  ) -> RequestSet {
    var set = set.intersection(place)
    if let boundary { set = set.within("the boundary \(boundary)") }
    if let identity = identity(askedBy: conditions, of: holder) { set = set.within(identity) }
    return set
  }

  /// What the conditions of a row ask of its holder that no request tells; nil where they don't.
  func identity(askedOf row: Ledger.Row) -> String? {
    identity(askedBy: row.conditions, of: row.principal)
  }

  private func identity(askedBy conditions: [Condition], of holder: String) -> String? {
    let asks = conditions.contains { condition in
      let key = condition.key.lowercased()
      return Self.keysOfIdentity.contains { key.hasPrefix($0) }
    }
    return asks ? identities[holder] : nil
  }

  /// Condition keys whose values are names and tags of what the plan makes.
  private static let keysOfIdentity = [
    "aws:principaltag/", "aws:principalarn", "aws:resourcetag/", "aws:userid", "aws:username",
  ]

  private static func identity(_ arn: String, _ tags: [Tag]) -> String {
    let words = tags.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return "the caller is \(arn) with the tags \(words)"
  }
}

extension AccessSets {
  /// Whether a permission lets somebody do what nobody of theirs could before.
  func widening(
    by row: Ledger.Row,
    since old: AccessSets,
    _ memory: SearchMemory
  ) -> Widening {
    switch row.channel {
    case .trust: return wideningOfTrust(row.resource, since: old, memory)
    case .resource:
      let before = old.sharing[row.resource] ?? .nothing
      return IAM.widening(from: before, to: set(of: row), memory)
    case .identity, .key:
      let set = set(of: row)
      let same = IAM.widening(from: old.permissions[row.principal] ?? .nothing, to: set, memory)
      // What another role gave them already is nothing new for those who may become this one.
      guard same.isPossible, let entrance = entrances[row.principal] else { return same }
      return IAM.widening(from: old.effective, to: entrance.intersection(set), memory)
    }
  }

  /// Whether somebody may become a role, or has a key, and gains something by it.
  private func wideningOfTrust(
    _ principal: String,
    since old: AccessSets,
    _ memory: SearchMemory
  ) -> Widening {
    let entrance = entrances[principal] ?? .nothing
    let same = IAM.widening(from: old.entrances[principal] ?? .nothing, to: entrance, memory)
    guard same.isPossible else { return same }
    let gained = entrance.intersection(permissions[principal] ?? .nothing)
    let wider = IAM.widening(from: old.effective, to: gained, memory)
    return wider.isPossible ? same : .none
  }
}
