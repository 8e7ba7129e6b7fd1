import Model

/// A part of a plan that can be left out or changed by itself, to see which lines come from it.
enum PlanPart: Hashable, Sendable {
  /// What the head of a spec says.
  enum Setting: String, CaseIterable, Sendable {
    case name, account, partition, region, tags, targets
    /// The name of the spec's file.
    case fileName = "file name"
  }

  case setting(Setting)
  case resource(Resource.ID)
  /// Who may assume a role.
  case trust(Resource.ID)
  /// A statement of a role's, user's or stream's policy, or of a managed one, by its place.
  case statement(Resource.ID, Int)
  /// One of several actions of a statement.
  case action(Resource.ID, statement: Int, Int)
  /// One of several resources of a statement.
  case target(Resource.ID, statement: Int, Int)
  case requirement(Requirement)
  case step(Step)
  case output(Output)
  case request(VendorRequest)
}

extension PlanPart {
  /// Parts that are likely to change the same files, with the parts that some of them consist of.
  struct Group {
    let parts: [PlanPart]
    var inner: [PlanPart: [PlanPart]] = [:]
  }

  /// Every part of a plan that can be left out.
  static func groups(of plan: Plan) -> [Group] {
    let resources = plan.resources.map { (PlanPart.resource($0.id), inner(of: $0)) }
    return [
      Group(parts: resources.map(\.0), inner: Dictionary(uniqueKeysWithValues: resources)),
      Group(parts: Set(plan.requirements).sorted().map(PlanPart.requirement)),
      Group(parts: plan.steps.unique.map(PlanPart.step)),
      Group(parts: plan.outputs.unique.map(PlanPart.output)),
      Group(parts: plan.requests.map(PlanPart.request)),
    ] + Setting.allCases.filter(plan.says).map { Group(parts: [.setting($0)]) }
  }

  private static func inner(of resource: Resource) -> [PlanPart] {
    var parts: [PlanPart] = []
    if case .role = resource.kind { parts.append(.trust(resource.id)) }
    for (index, statement) in (resource.policy?.statements ?? []).enumerated() {
      parts.append(.statement(resource.id, index))
      if statement.actions.count > 1 {
        parts += statement.actions.indices.map { .action(resource.id, statement: index, $0) }
      }
      if statement.resources.count > 1 {
        parts += statement.resources.indices.map { .target(resource.id, statement: index, $0) }
      }
    }
    return parts
  }

  /// How much a part is of a larger one: what a line is explained by is the smallest.
  var depth: Int {
    switch self {
    case .setting: 0
    case .resource: 1
    case .trust, .statement: 2
    case .action, .target: 3
    case .requirement, .step, .output, .request: 4
    }
  }

  /// The part that this one is of; nil where it is of none.
  var whole: PlanPart? {
    switch self {
    case .action(let id, let statement, _), .target(let id, let statement, _):
      .statement(id, statement)
    case .trust(let id), .statement(let id, _): .resource(id)
    case .setting, .resource, .requirement, .step, .output, .request: nil
    }
  }
}

extension Plan {
  /// Whether a setting has a value, which it may have by default.
  fileprivate func says(_ setting: PlanPart.Setting) -> Bool {
    setting != .targets || targets != nil
  }
}

extension Resource {
  /// What the policy of a role, user or stream allows; nil for what has none.
  var policy: PolicyDocument? {
    get {
      switch kind {
      case .role(let role): role.permissions
      case .user(let user): user.permissions
      case .managedPolicy(let policy): policy.document
      case .streamPolicy(let policy): policy.document
      case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: nil
      }
    }
    set {
      guard let newValue else { return }
      switch kind {
      case .role(var role):
        role.permissions = newValue
        kind = .role(role)
      case .user(var user):
        user.permissions = newValue
        kind = .user(user)
      case .managedPolicy(var policy):
        policy.document = newValue
        kind = .managedPolicy(policy)
      case .streamPolicy(var policy):
        policy.document = newValue
        kind = .streamPolicy(policy)
      case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: break
      }
    }
  }
}

extension Array where Element: Hashable {
  /// The elements, each once, in their order.
  var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
