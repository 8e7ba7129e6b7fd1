import Diagnostics
import Model
import TestSupport

// The kinds of resources: everything that a script says of them becomes hostile.
extension HostilePlan {
  mutating func kind(_ old: Resource.Kind) -> Resource.Kind {
    switch old {
    case .role(let role): .role(self.role(role))
    case .user(let user): .user(self.user(user))
    case .managedPolicy(let policy): .managedPolicy(managedPolicy(policy))
    case .accessKey(let key): .accessKey(accessKey(key))
    case .bucket(let bucket): .bucket(self.bucket(bucket))
    case .stream(let stream): .stream(self.stream(stream))
    case .streamPolicy(let policy): .streamPolicy(streamPolicy(policy))
    case .logGroup(let group): .logGroup(logGroup(group))
    case .deliveryStream(let stream): .deliveryStream(deliveryStream(stream))
    case .metricStream(let stream): .metricStream(metricStream(stream))
    }
  }

  private mutating func role(_ old: Role) -> Role {
    let trust = Trust(
      old.trust.bearer,
      policy(old.trust.document),
      reason: text.free(),
      source: old.trust.source
    )
    var new = Role(
      Door.name(word("role", old.name.text)),
      nameIsGiven: old.nameIsGiven,
      trust: trust,
      path: Door.name(text.free()),
      description: text.random.oneIn(8) ? nil : Door.name(text.free()),
      maxSessionDuration: old.maxSessionDuration,
      permissionsBoundary: boundary(of: old.name.text),
      tags: tags(old.tags)
    )
    new.permissions = policy(old.permissions)
    new.managedPolicies = old.managedPolicies.map { policyName($0) }
    return new
  }

  /// The boundary of half of all identities; it stands on a command line, where it is looked for.
  private mutating func boundary(of name: String) -> PolicyARN? {
    text.random.oneIn(2) ? nil : Door.arn(word("boundary", name))
  }

  private mutating func user(_ old: User) -> User {
    var new = User(
      Door.name(word("user", old.name.text)),
      vendorName: text.free(),
      path: Door.name(text.free()),
      permissionsBoundary: boundary(of: old.name.text),
      tags: tags(old.tags)
    )
    new.permissions = policy(old.permissions)
    new.managedPolicies = old.managedPolicies.map { policyName($0) }
    return new
  }

  private mutating func managedPolicy(_ old: ManagedPolicy) -> ManagedPolicy {
    let holder: ManagedPolicy.Holder =
      switch old.holder {
      case .role(let name): .role(Door.name(word("role", name.text)))
      case .user(let name): .user(Door.name(word("user", name.text)))
      }
    return ManagedPolicy(of: holder, policyName(old.name), old.path, policy(old.document))
  }

  private mutating func policyName(_ old: PolicyName) -> PolicyName {
    // What stands below a policy's path is none of ours, and AWS allows no slash in a name.
    Door.name(word("policy", old.text, without: "/"))
  }

  private mutating func accessKey(_ old: AccessKey) -> AccessKey {
    AccessKey(
      of: Door.name(word("user", old.user.text)),
      integration: slug(old.integration),
      secretName: text.free()
    )
  }

  private mutating func bucket(_ old: Bucket) -> Bucket {
    Bucket(
      Door.name(word("bucket", old.name.text)),
      ownership: old.ownership,
      kmsKey: old.kmsKey.map { key($0) },
      expireAfterDays: old.expireAfterDays,
      abortUploadsAfterDays: old.abortUploadsAfterDays,
      tags: tags(old.tags)
    )
  }

  private mutating func stream(_ old: Stream) -> Stream {
    let encryption: Stream.Encryption =
      switch old.encryption {
      case .managedKey: .managedKey
      case .key(let key): .key(self.key(key, isWord: true))
      }
    return Stream(
      Door.name(word("stream", old.name.text)),
      capacity: old.capacity,
      retentionHours: old.retentionHours,
      encryption: encryption,
      tags: tags(old.tags)
    )
  }

  private mutating func streamPolicy(_ old: StreamPolicy) -> StreamPolicy {
    StreamPolicy(
      on: Door.name(word("stream", old.stream.text)),
      in: region(old.region),
      streamIsOwned: old.streamIsOwned,
      vendorName: text.free(),
      policy(old.document)
    )
  }

  private mutating func logGroupName(_ old: LogGroupName) -> LogGroupName {
    // A colon divides the group from the stream, and AWS allows it in neither.
    Door.name(word("log group", old.text, without: ":"))
  }

  private mutating func logStream(_ old: String) -> String { word("log stream", old) }

  private mutating func logGroup(_ old: LogGroup) -> LogGroup {
    LogGroup(
      logGroupName(old.name),
      streams: old.streams.map { logStream($0) },
      retentionDays: old.retentionDays,
      tags: tags(old.tags)
    )
  }

  private mutating func deliveryStream(_ old: DeliveryStream) -> DeliveryStream {
    DeliveryStream(
      Door.name(word("delivery stream", old.name.text)),
      endpoint: endpoint(old.endpoint),
      role: Door.name(word("role", old.role.text)),
      backupBucket: Door.name(word("bucket", old.backupBucket.text)),
      logGroup: logGroupName(old.logGroup),
      endpointLogStream: logStream(old.endpointLogStream),
      backupLogStream: logStream(old.backupLogStream),
      integration: slug(old.integration),
      tags: tags(old.tags)
    )
  }

  private mutating func endpoint(_ old: DeliveryStream.Endpoint) -> DeliveryStream.Endpoint {
    let token: DeliveryStream.Token =
      switch old.token {
      case .parameter: .parameter
      case .secret: .secret(Door.arn(text.free()))
      }
    var attributes: [String: String] = [:]
    for _ in old.commonAttributes { attributes[text.unique()] = text.free() }
    // What looks like the mark of a token is text wherever else it stands.
    let variable = "@ACCREDIT_TOKEN_FILE_A@"
    attributes["mark"] = variable
    return DeliveryStream.Endpoint(
      name: text.random.oneIn(4) ? variable : text.free(),
      url: text.free(),
      token: token,
      contentEncoding: text.free(),
      bufferSeconds: old.bufferSeconds,
      bufferMebibytes: old.bufferMebibytes,
      retrySeconds: old.retrySeconds,
      commonAttributes: attributes
    )
  }

  private mutating func metricStream(_ old: MetricStream) -> MetricStream {
    MetricStream(
      Door.name(word("metric stream", old.name.text)),
      into: Door.name(word("delivery stream", old.deliveryStream.text)),
      role: Door.name(word("role", old.role.text)),
      outputFormat: text.free(),
      includes: old.includes.map { filter($0) },
      excludes: old.excludes.map { filter($0) },
      tags: tags(old.tags)
    )
  }

  private mutating func filter(_ old: MetricStream.Filter) -> MetricStream.Filter {
    let namespace: MetricNamespace = Door.name(text.free())
    return .init(namespace, metrics: old.metrics.map { _ in Door.name(text.free()) })
  }
}
