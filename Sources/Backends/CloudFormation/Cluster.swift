import Model
import Text

/// What must stand in one template: integrations that share a resource or need each other's, with
/// all that they make.
///
/// No resource refers to one of another cluster but by an ARN that is known in advance, so that
/// templates can be deployed in any order.
struct Cluster {
  private(set) var resources: [Resource] = []
  private(set) var outputs: [Output] = []
  private var digest: UInt64 = 0

  /// How many bits of its digest tell a cluster from others.
  static let bitCount = UInt64.bitWidth

  /// One bit of the digest of the cluster's name, counted from the front.
  func bit(_ index: Int) -> Bool { digest >> (Self.bitCount - 1 - index) & 1 == 1 }

  /// The clusters of a plan, each of whose resources stands in one of them.
  static func clusters(of plan: Plan) -> [Cluster] {
    let families = Families(of: plan)
    var clusters: [Slug: Cluster] = [:]
    var owners: [Resource.ID: Slug] = [:]
    var orphans: [Cluster] = []
    for resource in plan.resources {
      let head = families.head(of: resource.integrations[0])
      clusters[head, default: Cluster()].resources.append(resource)
      owners[resource.id] = head
    }
    for output in plan.outputs {
      let owner = output.value.resource.flatMap { owners[$0] }
      let head = owner ?? (try? Slug(output.subject)).map { families.head(of: $0) }
      // What a part of a plan has lost the resource of, stands alone.
      if let head, clusters[head] != nil {
        clusters[head]?.outputs.append(output)
      } else {
        orphans.append(Cluster(outputs: [output]))
      }
    }
    return (clusters.values + orphans).map { cluster in
      var named = cluster
      named.digest = UInt64(SHA256.hexDigest(of: cluster.name).prefix(16), radix: 16) ?? 0
      return named
    }
  }

  /// The name of its first role or else user, which are the same whatever else it holds; of the
  /// first resource where it has neither.
  private var name: String {
    let identities = resources.filter(\.isIdentity)
    let first = (identities.isEmpty ? resources : identities).map(\.id).min()
    return first?.name ?? outputs[0].subject
  }
}

/// Which integrations belong together.
private struct Families {
  private var parents: [Slug: Slug] = [:]

  init(of plan: Plan) {
    let owners = Dictionary(uniqueKeysWithValues: plan.resources.map { ($0.id, $0.integrations) })
    for resource in plan.resources {
      let neighbours = resource.kind.needs.flatMap { owners[$0] ?? [] }
      for other in resource.integrations.dropFirst() + neighbours {
        join(resource.integrations[0], other)
      }
    }
  }

  func head(of integration: Slug) -> Slug {
    var head = integration
    while let parent = parents[head] { head = parent }
    return head
  }

  private mutating func join(_ one: Slug, _ other: Slug) {
    let (first, second) = (head(of: one), head(of: other))
    // The head is the first by name, so that no chain is longer than the names are many.
    if first != second { parents[max(first, second)] = min(first, second) }
  }
}

extension Resource {
  /// Whether it is a role or user.
  fileprivate var isIdentity: Bool {
    switch kind {
    case .role, .user: true
    default: false
    }
  }
}

extension Resource.Kind {
  /// What must exist before it is made.
  fileprivate var needs: [Resource.ID] {
    switch self {
    case .managedPolicy, .bucket, .stream, .logGroup: []
    case .role(let role): role.managedPolicies.map(Resource.ID.managedPolicy)
    case .user(let user): user.managedPolicies.map(Resource.ID.managedPolicy)
    case .accessKey(let key): [.user(key.user)]
    case .streamPolicy(let policy): [.stream(policy.stream)] + policy.document.roles
    case .deliveryStream(let stream):
      [.role(stream.role), .bucket(stream.backupBucket), .logGroup(stream.logGroup)]
    case .metricStream(let stream): [.role(stream.role), .deliveryStream(stream.deliveryStream)]
    }
  }
}

extension Output.Value {
  /// What it is a property of; nil for text, which belongs to an integration.
  fileprivate var resource: Resource.ID? {
    switch self {
    case .arn(let id): id
    case .text: nil
    case .accessKeyID(let user), .accessKeySecret(let user): .accessKey(user)
    }
  }
}

extension PolicyDocument {
  /// The roles that it speaks of.
  fileprivate var roles: [Resource.ID] {
    statements.flatMap(\.principals).compactMap { principal in
      if case .role(let name) = principal { .role(name) } else { nil }
    }
  }
}
