package import Diagnostics

/// A change of every text of a plan that may differ between targets: names, ARNs, policies, and the
/// values of steps and requests. Names of the spec itself, sources and reasons stay as they are.
package struct TextMap {
  private let change: (String) -> String

  package init(_ change: @escaping (String) -> String) { self.change = change }

  /// The text as it is after the change.
  package func callAsFunction(_ text: String) -> String { change(text) }

  /// Checked text after the change, which may leave holes in it.
  package func callAsFunction<Text: OpenText>(_ text: Text) -> Text {
    let changed = change(text.text)
    return changed == text.text ? text : Text(open: changed)
  }

  func callAsFunction<Text: OpenText>(_ text: Text?) -> Text? { text.map { self($0) } }

  func callAsFunction(_ values: [String: String]) -> [String: String] { values.mapValues(change) }

  /// Tags after the change, sorted.
  package func callAsFunction(_ tags: [Tag]) -> [Tag] {
    tags.map { Tag(self($0.key), self($0.value)) }.sorted()
  }
}

extension Plan {
  /// The plan with its texts changed, and in the order in which it was.
  package func mapping(_ map: TextMap) -> Plan {
    var plan = Plan(
      name: name,
      fileName: fileName,
      account: map(account),
      partition: partition,
      region: map(region),
      tags: map(tags)
    )
    plan.targets = targets
    plan.resources = resources.map { $0.mapping(map) }
    plan.requirements = requirements.map { $0.mapping(map) }
    plan.grants = grants.map { $0.mapping(map) }
    plan.steps = steps.map { $0.mapping(map) }
    plan.outputs = outputs.map { $0.mapping(map) }
    plan.requests = requests.map { $0.mapping(map) }
    return plan
  }
}

extension Resource {
  /// The resource with its texts changed.
  package func mapping(_ map: TextMap) -> Resource {
    var resource = self
    resource.kind =
      switch kind {
      case .role(let role): .role(role.mapping(map))
      case .user(let user): .user(user.mapping(map))
      case .managedPolicy(let policy): .managedPolicy(policy.mapping(map))
      case .accessKey(let key): .accessKey(key.mapping(map))
      case .bucket(let bucket): .bucket(bucket.mapping(map))
      case .stream(let stream): .stream(stream.mapping(map))
      case .streamPolicy(let policy): .streamPolicy(policy.mapping(map))
      case .logGroup(let group): .logGroup(group.mapping(map))
      case .deliveryStream(let stream): .deliveryStream(stream.mapping(map))
      case .metricStream(let stream): .metricStream(stream.mapping(map))
      }
    return resource
  }
}

extension Requirement {
  /// The requirement with its texts changed.
  package func mapping(_ map: TextMap) -> Requirement {
    switch self {
    case .bucket(let name, let region): .bucket(map(name), map(region))
    case .stream(let name, let region, let key, let isShared):
      .stream(map(name), map(region), key: map(key), isShared: isShared)
    }
  }
}

extension Grant {
  /// The grant with its texts changed.
  package func mapping(_ map: TextMap) -> Grant {
    let holder: Holder =
      switch holder {
      case .role(let name): .role(map(name))
      case .user(let name): .user(map(name))
      case .streamPolicy(let name): .streamPolicy(map(name))
      }
    return Grant(
      to: holder,
      statement.mapping(map),
      reasons: reasons,
      source: source,
      permission: permission,
      integration: integration,
      range: range
    )
  }
}

extension PolicyDocument {
  /// The document with its texts changed.
  package func mapping(_ map: TextMap) -> PolicyDocument {
    PolicyDocument(id: id, statements.map { $0.mapping(map) })
  }
}

extension Statement {
  /// The statement with its texts changed.
  package func mapping(_ map: TextMap) -> Statement {
    var statement = self
    statement.resources = resources.map { map($0) }
    statement.conditions = conditions.map {
      Condition($0.operator, $0.key, $0.values.map { map($0) })
    }
    statement.principals = principals.map { principal in
      switch principal {
      case .account(let id, let partition): .account(map(id), partition)
      case .role(let name): .role(map(name))
      case .service, .everyone: principal
      }
    }
    return statement
  }
}

extension Step {
  /// The step with its values changed.
  package func mapping(_ map: TextMap) -> Step {
    Step(phase, owner, name, map(values), for: integrations)
  }
}

extension Output {
  /// The output with its texts changed.
  package func mapping(_ map: TextMap) -> Output {
    let value: Value =
      switch value {
      case .arn(let id): .arn(id.mapping(map))
      case .text(let text): .text(map(text))
      case .accessKeyID(let user): .accessKeyID(map(user))
      case .accessKeySecret(let user): .accessKeySecret(map(user))
      }
    return Output(name, of: map(subject), value, description: description)
  }
}

extension Resource.ID {
  /// The same kind, by its changed name.
  package func mapping(_ map: TextMap) -> Resource.ID {
    switch self {
    case .role(let name): .role(map(name))
    case .user(let name): .user(map(name))
    case .managedPolicy(let name): .managedPolicy(map(name))
    case .accessKey(let name): .accessKey(map(name))
    case .bucket(let name): .bucket(map(name))
    case .stream(let name): .stream(map(name))
    case .streamPolicy(let name): .streamPolicy(map(name))
    case .logGroup(let name): .logGroup(map(name))
    case .deliveryStream(let name): .deliveryStream(map(name))
    case .metricStream(let name): .metricStream(map(name))
    }
  }
}

extension VendorRequest {
  /// The request with its values and the name of its file changed.
  package func mapping(_ map: TextMap) -> VendorRequest {
    VendorRequest(owner, template, map(values), as: map(fileName), for: integration)
  }
}
