import Diagnostics
import Model

extension Plan {
  /// Every text that may differ between targets.
  var texts: Set<String> {
    let recorder = TextRecorder()
    _ = mapping(TextMap(recorder.record))
    return recorder.texts
  }

  /// Adds the resources and grants that another plan has beside this one.
  mutating func add(_ part: Plan) {
    var known = Set(resources.map(\.id))
    resources += part.resources.filter { known.insert($0.id).inserted }
    grants += part.grants.filter { !grants.contains($0) }
  }

  /// The plan as it is for all targets, whatever account and region it was made with.
  ///
  /// - Parameter tags: the tags of all resources.
  func open(with targets: Targets, tags: [Tag]) -> Plan {
    var plan = Plan(
      name: name,
      fileName: fileName,
      account: AccountID(open: Target.accountHole),
      partition: partition,
      region: Region(open: Target.regionHole),
      tags: tags
    )
    plan.targets = targets
    (plan.resources, plan.requirements, plan.grants) = (resources, requirements, grants)
    (plan.steps, plan.outputs, plan.requests) = (steps, outputs, requests)
    return plan
  }

  /// What a target gets of the plan, in no order.
  func filled(for target: Target, _ reach: StackSet.Reach) -> Set<Resource> {
    guard let targets else { return [] }
    let filling = TextMap { targets.text($0, at: target) }
    return Set(
      resources.filter { targets.reach(of: $0.id) == reach }.map { $0.mapping(filling).substance }
    )
  }

  /// What is made, in no order.
  var substance: Set<Resource> { Set(resources.map(\.substance)) }

  /// The plan with the requests of each target, where it has targets that are known.
  var withRequestsOfEachTarget: Plan {
    guard let targets, !targets.accounts.isEmpty else { return self }
    var plan = self
    plan.requests = targets.accounts.flatMap { account in
      let filling = TextMap { targets.text($0, at: Target(account, targets.homeRegion)) }
      return requests.map { $0.mapping(filling).named(for: account.text) }
    }
    return plan
  }

  /// Reports names that several targets would fight for: a bucket's is one in all of AWS.
  func checkNames(_ diagnostics: inout Diagnostics) {
    guard let targets else { return }
    for resource in resources {
      switch resource.kind {
      case .bucket(let bucket)
      where targets.accounts.count != 1 && !targets.differsByAccount(bucket.name.text):
        diagnostics.report(
          .regionalName,
          "each account would make a bucket '\(bucket.name)', and there can be one in all of AWS",
          at: resource.range,
          help: "use a value with <account> in it, by '{perTarget: its name}'"
        )
      case .deliveryStream(let stream)
      where targets.regions != [targets.homeRegion]
        && targets.reach(of: .bucket(stream.backupBucket)) == .accounts:
        diagnostics.report(
          .regionalName,
          "the delivery streams of all regions would use the bucket '\(stream.backupBucket)', and "
            + "each needs one in its own region",
          at: resource.range,
          help: "use a value with <region> in it, by '{perTarget: its name}'"
        )
      default: break
      }
    }
  }
}

extension VendorRequest {
  /// The request in a file that is named for its place as well.
  func named(for place: String) -> VendorRequest {
    VendorRequest(owner, template, values, as: "\(place).\(fileName)", for: integration)
  }
}

extension Resource {
  /// The resource without where it is asked for, and with lists in an order of their own.
  var substance: Resource {
    var resource = self
    resource.range = .beginning
    switch kind {
    case .role(var role):
      role.permissions = role.permissions.substance
      role.trust.document = role.trust.document.substance
      resource.kind = .role(role)
    case .user(var user):
      user.permissions = user.permissions.substance
      resource.kind = .user(user)
    case .managedPolicy(var policy):
      policy.document = policy.document.substance
      resource.kind = .managedPolicy(policy)
    case .streamPolicy(var policy):
      policy.document = policy.document.substance
      resource.kind = .streamPolicy(policy)
    case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: break
    }
    return resource
  }
}

extension PolicyDocument {
  fileprivate var substance: PolicyDocument {
    var document = self
    document.statements = statements.map { statement in
      var statement = statement
      statement.resources.sort()
      statement.actions.sort()
      statement.conditions.sort()
      return statement
    }
    .sorted { $0.order.lexicographicallyPrecedes($1.order) }
    return document
  }
}

extension Statement {
  fileprivate var order: [String] {
    actions.map(\.text) + resources + conditions.flatMap { [$0.key] + $0.values }
  }
}

/// Notes each text that it is given.
private final class TextRecorder {
  private(set) var texts: Set<String> = []

  func record(_ text: String) -> String {
    texts.insert(text)
    return text
  }
}
