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

  /// Nothing.
  init() { account = "" }

  init(of plan: Plan) {
    account = plan.account.text
    let arns = ARNTable(of: plan)
    for resource in plan.resources {
      let arn = arns[resource.id]
      switch resource.kind {
      case .role(let role):
        let trust = IAMPolicy(role.trust.document, .resource, arns)
        let asked = RequestSet(allowedBy: trust, account: account, .entry)
        entrances[arn] = asked.intersection(.entrances)
        permissions[arn] = Self.set(role.permissions, within: role.permissionsBoundary, arns)
      case .user(let user):
        entrances[arn] = RequestSet(ofKeysOf: arn, .entry)
        permissions[arn] = Self.set(user.permissions, within: user.permissionsBoundary, arns)
      case .streamPolicy(let policy):
        let document = IAMPolicy(policy.document, .resource, arns)
        sharing[arn] = RequestSet(allowedBy: document, account: account)
      case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: break
      }
    }
    let ways = entrances.sorted { $0.key < $1.key }.map { arn, entrance in
      entrance.intersection(permissions[arn] ?? .nothing)
    }
    effective = RequestSet(union: ways)
  }

  private static func set(
    _ document: PolicyDocument,
    within boundary: PolicyARN?,
    _ arns: ARNTable
  ) -> RequestSet {
    let set = RequestSet(allowedBy: IAMPolicy(document, .identity, arns))
    return boundary.map { set.within("the boundary \($0)") } ?? set
  }

  /// The requests that one row of the ledger allows, without who may come to make them.
  func set(of row: Ledger.Row) -> RequestSet {
    let set = RequestSet(allowedBy: IAMPolicy(row), account: account)
    return row.boundary.map { set.within("the boundary \($0)") } ?? set
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
      let before = old.sharing[row.streamARN] ?? .nothing
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

extension Ledger.Row {
  /// The stream whose policy the row is of.
  fileprivate var streamARN: String { resource }
}
