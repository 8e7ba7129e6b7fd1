package import Diagnostics

/// Something in AWS that the spec owns: it is made, changed and, except for data, removed with it.
package struct Resource: Hashable, Sendable {
  /// What a resource is called by others: its kind and its name in AWS.
  package enum ID: Hashable, Sendable {
    case role(RoleName)
    case user(UserName)
    case managedPolicy(PolicyName)
    case accessKey(UserName)
    case bucket(BucketName)
    case stream(StreamName)
    case streamPolicy(StreamName)
    case logGroup(LogGroupName)
    case deliveryStream(DeliveryStreamName)
    case metricStream(DeliveryStreamName)
  }

  /// What it is, with everything that says how it must be.
  package enum Kind: Hashable, Sendable {
    case role(Role)
    case user(User)
    case managedPolicy(ManagedPolicy)
    case accessKey(AccessKey)
    case bucket(Bucket)
    case stream(Stream)
    case streamPolicy(StreamPolicy)
    case logGroup(LogGroup)
    case deliveryStream(DeliveryStream)
    case metricStream(MetricStream)
  }

  package var kind: Kind
  /// The integrations that need it, sorted by name; the first is where its text comes from.
  package var integrations: [Slug]
  /// Where in the spec it is asked for.
  package var range: SourceRange

  package init(_ kind: Kind, for integration: Slug, at range: SourceRange) {
    self.kind = kind
    integrations = [integration]
    self.range = range
  }

  package var id: ID {
    switch kind {
    case .role(let role): .role(role.name)
    case .user(let user): .user(user.name)
    case .managedPolicy(let policy): .managedPolicy(policy.name)
    case .accessKey(let key): .accessKey(key.user)
    case .bucket(let bucket): .bucket(bucket.name)
    case .stream(let stream): .stream(stream.name)
    case .streamPolicy(let policy): .streamPolicy(policy.stream)
    case .logGroup(let group): .logGroup(group.name)
    case .deliveryStream(let stream): .deliveryStream(stream.name)
    case .metricStream(let stream): .metricStream(stream.name)
    }
  }
}

extension Resource.ID: Comparable {
  /// The name in AWS.
  package var name: String {
    switch self {
    case .role(let name): name.text
    case .user(let name), .accessKey(let name): name.text
    case .managedPolicy(let name): name.text
    case .bucket(let name): name.text
    case .stream(let name), .streamPolicy(let name): name.text
    case .logGroup(let name): name.text
    case .deliveryStream(let name), .metricStream(let name): name.text
    }
  }

  /// What a message calls the kind.
  package var noun: String {
    switch self {
    case .role: "role"
    case .user: "user"
    case .managedPolicy: "managed policy"
    case .accessKey: "access key of user"
    case .bucket: "bucket"
    case .stream: "stream"
    case .streamPolicy: "resource policy of stream"
    case .logGroup: "log group"
    case .deliveryStream: "delivery stream"
    case .metricStream: "metric stream"
    }
  }

  /// The place of the kind in the order in which resources are made: each kind refers only to
  /// kinds before it.
  private var rank: Int {
    switch self {
    case .bucket: 0
    case .stream: 1
    case .logGroup: 2
    case .managedPolicy: 3
    case .role: 4
    case .user: 5
    case .accessKey: 6
    case .streamPolicy: 7
    case .deliveryStream: 8
    case .metricStream: 9
    }
  }

  /// The order in which resources are made; within a kind, by name.
  package static func < (left: Self, right: Self) -> Bool {
    (left.rank, left.name) < (right.rank, right.name)
  }
}

extension Resource.Kind {
  /// The policy that bounds a role or user; nil where there is none.
  package var permissionsBoundary: PolicyARN? {
    switch self {
    case .role(let role): role.permissionsBoundary
    case .user(let user): user.permissionsBoundary
    case .managedPolicy, .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .deliveryStream,
      .metricStream:
      nil
    }
  }
}
