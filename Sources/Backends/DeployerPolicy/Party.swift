import Catalog
import Model

/// One thing of a plan that somebody must be allowed to work on.
struct Party {
  let subject: DeployerFacts.Subject
  private var own: [String]
  private var circumstances: Set<DeployerFacts.Circumstance> = [.always]
  private var targets: [DeployerFacts.Target: [String]] = [:]
  private var limits: [DeployerFacts.Limit: [String]] = [:]

  private init(_ subject: DeployerFacts.Subject, _ own: [String], in plan: Plan) {
    (self.subject, self.own) = (subject, own)
    limits[.region] = [plan.region.text]
  }

  /// Everything of a plan: its stack, its resources, and what they take for granted.
  static func all(of plan: Plan, _ quotas: Quotas) -> [Party] {
    let roles = plan.roles
    let arns = ARNTable(of: plan)
    let place = "arn:\(plan.partition):cloudformation:\(plan.region):\(plan.account)"
    var parties = [Party(.stack, plan.stacks.map { "\(place):stack/\($0)/*" }, in: plan)]
    parties += plan.boundaries.map { Party(.boundary, [$0.text], in: plan) }
    parties += plan.requirements.sorted().map { Party($0, in: plan) }
    let hours = quotas["stream-retention-least"]...quotas["stream-retention-most"]
    return parties + plan.resources.map { Party($0, in: plan, arns, roles, retention: hours) }
  }

  /// Whether a need is one of this thing, with all that it names.
  func isConcerned(by need: DeployerFacts.Need) -> Bool {
    circumstances.contains(need.circumstance) && !resources(of: need.target).isEmpty
      && (!need.values.isEmpty || need.limits.allSatisfy { limits[$0] != nil })
  }

  /// What actions on a target name as their resources.
  func resources(of target: DeployerFacts.Target) -> [String] {
    switch target {
    case .own: own
    case .everything: ["*"]
    case .key, .secret, .serviceRole, .deployment: targets[target] ?? []
    }
  }

  /// What a condition of a need compares with.
  func values(of limit: DeployerFacts.Limit, in need: DeployerFacts.Need) -> [String] {
    need.values.isEmpty ? limits[limit] ?? [] : need.values
  }
}

// What becomes of stack sets, and of the stack that has them.
extension Party {
  init(stackOf targets: Targets, of plan: Plan) {
    let place = "arn:\(plan.partition):cloudformation:\(targets.homeRegion)"
    let name = Targets.stack(of: plan.name)
    self.init(.stack, ["\(place):\(targets.administrator):stack/\(name)/*"], in: plan)
    limits[.region] = [targets.homeRegion.text]
  }

  init(_ set: StackSet, of plan: Plan, _ targets: Targets) {
    let place = "arn:\(plan.partition):cloudformation:\(targets.homeRegion)"
    let name = "\(targets.administrator):stackset"
    self.init(.stackSet, ["\(place):\(name)/\(set.name):*"], in: plan)
    limits[.region] = [targets.homeRegion.text]
    self.targets[.deployment] = [
      "\(place):\(name)-target/\(set.name):*", "\(place)::type/resource/*",
    ]
    if targets.isServiceManaged {
      circumstances.insert(.serviceManaged)
    } else {
      circumstances.insert(.selfManaged)
      let role = Targets.administrationRole(of: plan.name)
      let arn = "arn:\(plan.partition):iam::\(targets.administrator):role/\(role)"
      self.targets[.serviceRole] = [arn]
    }
  }
}

// What becomes of a resource.
extension Party {
  /// - Parameter retention: how many hours a stream may keep records.
  private init(
    _ resource: Resource,
    in plan: Plan,
    _ arns: ARNTable,
    _ roles: [RoleName: Role],
    retention: ClosedRange<Int>
  ) {
    let arn = arns[resource.id]
    switch resource.kind {
    case .role(let role):
      self.init(.role, [arn], in: plan)
      bind(role.permissionsBoundary)
      attach(role.managedPolicies, of: .role(role.name), in: plan)
    case .user(let user):
      self.init(.user, [arn], in: plan)
      bind(user.permissionsBoundary)
      attach(user.managedPolicies, of: .user(user.name), in: plan)
    case .managedPolicy(let policy):
      self.init(.managedPolicy, [policy.holder.policies(in: plan)], in: plan)
    case .accessKey(let key):
      self.init(.accessKey, [arn], in: plan)
      keep(key, in: plan)
    case .bucket: self.init(.bucket, [arn], in: plan)
    case .stream(let stream):
      self.init(.stream, [arn], in: plan)
      describe(stream, in: plan, retention)
    case .streamPolicy(let policy):
      self.init(.streamPolicy, [policy.stream.arn(in: policy.region, plan)], in: plan)
    case .logGroup:
      // AWS writes the ARN of a group with and without what stands for its streams.
      self.init(.logGroup, [arn, arn + ":*"], in: plan)
    case .deliveryStream(let stream):
      self.init(.deliveryStream, [arn], in: plan)
      hand(over: stream.role, arns, roles)
    case .metricStream(let stream):
      self.init(.metricStream, [arn], in: plan)
      hand(over: stream.role, arns, roles)
    }
  }

  private init(_ requirement: Requirement, in plan: Plan) {
    switch requirement {
    case .bucket(let name, _):
      self.init(.requiredBucket, ["arn:\(plan.partition):s3:::\(name)"], in: plan)
    case .stream(let name, let region, let key, _):
      self.init(.requiredStream, [name.arn(in: region, plan)], in: plan)
      if let key { encrypt(with: key) }
    }
  }

  private mutating func keep(_ key: AccessKey, in plan: Plan) {
    // Secrets Manager puts a hyphen and six characters of its own behind the name.
    let secret = "secretsmanager:\(plan.region):\(plan.account):secret:\(key.secretName)-??????"
    targets[.secret] = ["arn:\(plan.partition):\(secret)"]
  }

  private mutating func bind(_ boundary: PolicyARN?) {
    circumstances.insert(boundary == nil ? .unbounded : .bounded)
    limits[.boundary] = boundary.map { [$0.text] }
  }

  private mutating func attach(
    _ policies: [PolicyName],
    of holder: ManagedPolicy.Holder,
    in plan: Plan
  ) {
    if policies.isEmpty { return }
    circumstances.insert(.divided)
    limits[.policies] = [holder.policies(in: plan)]
  }

  private mutating func describe(
    _ stream: Stream,
    in plan: Plan,
    _ retention: ClosedRange<Int>
  ) {
    switch stream.encryption {
    case .key(let key): encrypt(with: key)
    case .managedKey:
      // Only AWS knows the id of the key that it manages for Kinesis.
      targets[.key] = ["arn:\(plan.partition):kms:\(plan.region):\(plan.account):key/*"]
    }
    if case .provisioned = stream.capacity { circumstances.insert(.provisioned) }
    // A stream is made with the least, and nobody can have set more than the most.
    let hours = stream.retentionHours
    if hours > retention.lowerBound { circumstances.insert(.longerRetention) }
    if hours < retention.upperBound { circumstances.insert(.shorterRetention) }
  }

  private mutating func encrypt(with key: KeyARN) {
    targets[.key] = [key.text]
    circumstances.insert(.ownKey)
  }

  private mutating func hand(over name: RoleName, _ arns: ARNTable, _ roles: [RoleName: Role]) {
    targets[.serviceRole] = [arns[.role(name)]]
    let principals = roles[name]?.trust.document.statements.flatMap(\.principals) ?? []
    let services = principals.compactMap { principal in
      if case .service(let service) = principal { service } else { nil }
    }
    limits[.service] = services.isEmpty ? nil : services
  }
}

extension Plan {
  fileprivate var roles: [RoleName: Role] {
    var roles: [RoleName: Role] = [:]
    for resource in resources {
      if case .role(let role) = resource.kind { roles[role.name] = role }
    }
    return roles
  }

  /// The policies that bound roles and users, sorted, each once.
  fileprivate var boundaries: [PolicyARN] {
    Set(resources.compactMap(\.kind.permissionsBoundary)).sorted { $0.text < $1.text }
  }
}

extension ManagedPolicy.Holder {
  /// The ARNs of its policies as one pattern: those that it had before are removed as well.
  fileprivate func policies(in plan: Plan) -> String {
    "arn:\(plan.partition):iam::\(plan.account):policy\(path(in: plan.name))*"
  }
}

extension StreamName {
  /// The stream's ARN in a region, which may be another one than the plan's.
  fileprivate func arn(in region: Region, _ plan: Plan) -> String {
    "arn:\(plan.partition):kinesis:\(region):\(plan.account):stream/\(self)"
  }
}
