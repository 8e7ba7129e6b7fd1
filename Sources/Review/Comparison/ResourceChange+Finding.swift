import Model

extension ResourceChange {
  /// How the resources of two plans differ.
  ///
  /// - Parameter moves: pairs of ARNs, of a holder of permissions and of the one that has them now.
  static func changes(
    from old: Plan?,
    to new: Plan?,
    moves: Set<[String]>
  ) -> [ResourceChange] {
    let names = [old, new].map { $0.map { ARNTable(of: $0) } }
    func isMoved(_ id: Resource.ID, _ other: Resource.ID) -> Bool {
      guard let former = names[0]?[id], let current = names[1]?[other] else { return false }
      return moves.contains([former, current])
    }
    let before = table(of: old)
    let after = table(of: new)
    var gone = before.keys.filter { after[$0] == nil }.sorted()
    var changes: [ResourceChange] = []
    for (id, resource) in after.sorted(by: { $0.key < $1.key }) {
      if let former = before[id] {
        let properties = Self.differences(former, old, resource, new)
        let kind: Kind = Self.isReplaced(resource, properties) ? .replaced : .changed
        if !properties.isEmpty {
          changes.append(.init(kind, former, resource, properties))
        }
      } else if let index = gone.firstIndex(where: {
        before[$0]?.isReplaced(by: resource) == true || isMoved($0, id)
      }),
        let former = before[gone[index]]
      {
        let name = Property(name: "name", old: former.id.name, new: id.name)
        let properties = [name] + Self.differences(former, old, resource, new)
        changes.append(.init(.replaced, former, resource, properties))
        gone.remove(at: index)
      } else {
        changes.append(.init(.added, nil, resource, [], note: old?.hindrance(to: resource)))
      }
    }
    changes += gone.compactMap { before[$0] }.map {
      .init(.removed, $0, nil, [], note: $0.isData ? "it stays in AWS, with its data" : nil)
    }
    return changes.sorted { $0.resource.id < $1.resource.id }
  }

  init(
    _ kind: Kind,
    _ old: Resource?,
    _ new: Resource?,
    _ properties: [Property],
    note: String? = nil
  ) {
    (self.kind, self.old, self.new) = (kind, old, new)
    (self.properties, self.note) = (properties, note)
  }

  private static func table(of plan: Plan?) -> [Resource.ID: Resource] {
    Dictionary((plan?.resources ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether a resource that keeps its name is made anew: a user moves to another path as it is, a
  /// role doesn't.
  private static func isReplaced(_ resource: Resource, _ properties: [Property]) -> Bool {
    guard case .role = resource.kind else { return false }
    return properties.contains { $0.name == "path" }
  }

  /// The properties that two resources of one kind don't share, those of their plans among them.
  private static func differences(
    _ old: Resource,
    _ former: Plan?,
    _ new: Resource,
    _ current: Plan?
  ) -> [Property] {
    let before = Dictionary(uniqueKeysWithValues: old.properties + [("tags", old.tags(in: former))])
    let after = new.properties + [("tags", new.tags(in: current))]
    return after.compactMap { name, value in
      guard let past = before[name], past != value else { return nil }
      return Property(name: name, old: past, new: value)
    }
  }
}

extension Resource {
  /// Whether another takes its place: one of the same kind for an integration of the same name. A
  /// managed policy is a part of its holder, which is what is replaced.
  fileprivate func isReplaced(by other: Resource) -> Bool {
    if case .managedPolicy = kind { return false }
    return id.noun == other.id.noun && !Set(integrations).isDisjoint(with: other.integrations)
  }

  /// What it is like, without who may do what: the ledger says that. The same names for each kind.
  fileprivate var properties: [(String, String)] {
    switch kind {
    case .role(let role):
      [
        ("path", role.path.text),
        ("session", "\(role.maxSessionDuration) s"),
        ("boundary", role.permissionsBoundary?.text ?? "none"),
      ]
    case .user(let user):
      [("path", user.path.text), ("boundary", user.permissionsBoundary?.text ?? "none")]
    case .accessKey(let key): [("secret", key.secretName)]
    case .bucket(let bucket):
      [
        ("ownership", bucket.ownership.rawValue),
        ("key", bucket.kmsKey?.text ?? "none"),
        ("expiry", bucket.expireAfterDays.map { "\($0) days" } ?? "never"),
      ]
    case .stream(let stream):
      [
        ("capacity", stream.capacity.words),
        ("retention", "\(stream.retentionHours) h"),
        ("encryption", stream.encryption.words),
      ]
    case .managedPolicy, .streamPolicy: []
    case .logGroup(let group): [("retention", "\(group.retentionDays) days")]
    case .deliveryStream(let stream):
      [
        ("endpoint", stream.endpoint.url),
        ("token", stream.endpoint.token.words),
        ("backup", stream.backupBucket.text),
        ("buffer", "\(stream.endpoint.bufferSeconds) s, \(stream.endpoint.bufferMebibytes) MiB"),
        ("attributes", stream.endpoint.attributeWords),
      ]
    case .metricStream(let stream):
      [("metrics", stream.flow.words)]
    }
  }

  /// The tags that it has in a plan, those that scripts work by aside; empty for what takes none.
  fileprivate func tags(in plan: Plan?) -> String {
    let own: [Tag]? =
      switch kind {
      case .role(let role): role.tags
      case .user(let user): user.tags
      case .bucket(let bucket): bucket.tags
      case .stream(let stream): stream.tags
      case .logGroup(let group): group.tags
      case .deliveryStream(let stream): stream.tags
      case .metricStream(let stream): stream.tags
      case .managedPolicy, .accessKey, .streamPolicy: nil
      }
    guard let plan, let own else { return "" }
    let keys = [Plan.ownershipKey, Plan.dividedKey]
    return plan.tags(with: own).filter { !keys.contains($0.key.text) }
      .map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
  }
}

extension Resource {
  /// Whether it holds data, so that nothing removes it together with the spec.
  fileprivate var isData: Bool {
    switch kind {
    case .bucket, .stream: true
    default: false
    }
  }
}

extension Plan {
  /// Why a bucket or stream can't be made that the plan takes for granted; nil for any other.
  fileprivate func hindrance(to resource: Resource) -> String? {
    let exists = requirements.contains { requirement in
      switch (requirement, resource.kind) {
      case (.bucket(let name, _), .bucket(let bucket)): name == bucket.name
      case (.stream(let name, _, _, _), .stream(let stream)): name == stream.name
      default: false
      }
    }
    return exists ? "it exists already, so making it fails: leave 'create' out" : nil
  }
}

extension Stream.Capacity {
  fileprivate var words: String {
    switch self {
    case .onDemand: "on demand"
    case .provisioned(let shards): "\(shards) shards"
    }
  }
}

extension Stream.Encryption {
  fileprivate var words: String {
    switch self {
    case .managedKey: "the key of Kinesis"
    case .key(let arn): arn.text
    }
  }
}

extension DeliveryStream.Token {
  fileprivate var words: String {
    switch self {
    case .secret(let arn): arn.text
    case .parameter: "a parameter"
    }
  }
}

extension DeliveryStream.Endpoint {
  /// The attributes that each request has.
  fileprivate var attributeWords: String {
    commonAttributes.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
  }
}
