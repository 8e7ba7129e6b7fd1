import Diagnostics
import Model
import Testing

/// Parts of plans, one for each kind of resource and each form that the kind has.
enum Samples {
  static let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  static let place = SourceRange(at: SourcePosition(line: 1, column: 1))

  /// A plan without resources.
  static func plan(_ resources: [Resource] = [], outputs: [Output] = []) throws -> Plan {
    var plan = Plan(
      name: try Slug("acme"),
      fileName: "acme.yaml",
      account: try AccountID("111122223333"),
      partition: try Partition("aws"),
      region: try Region("us-east-1"),
      tags: [Tag(try TagText("accredit:spec"), try TagText("acme"))]
    )
    plan.resources = resources
    plan.outputs = outputs
    return plan
  }

  static func resource(_ kind: Resource.Kind, for integration: String = "edge") throws -> Resource {
    Resource(kind, for: try Slug(integration), at: place)
  }

  static func actions(_ names: [String]) throws -> [Action] {
    try names.map { try #require(Action($0)) }
  }

  static func allow(_ names: [String], on resources: [String]) throws -> PolicyDocument {
    PolicyDocument([Statement(actions: try actions(names), resources: resources)])
  }

  private static let citation = Citation(title: "", section: "", url: "", date: "")

  static func vendorTrust(
    _ externalIDs: [String] = ["7Kd2PqVn4XsTb9LwRy6HcE"],
    rotation: Rotation? = nil
  ) throws -> Trust {
    let account = try AccountID("717331877981")
    let connection = Connection(
      name: try Slug("fastly"),
      vendor: "fastly",
      vendorName: "Fastly",
      account: account,
      externalID: try ExternalID(externalIDs[0]),
      rotation: rotation
    )
    let statement = Statement(
      principals: [.account(account, try Partition("aws"))],
      actions: try actions(["sts:AssumeRole"]),
      conditions: [Condition("StringEquals", "sts:ExternalId", externalIDs)]
    )
    return Trust(.vendor(connection), PolicyDocument([statement]), reason: "", source: citation)
  }

  static func serviceTrust(_ service: String) throws -> Trust {
    let statement = Statement(
      principals: [.service(service)],
      actions: try actions(["sts:AssumeRole"]),
      conditions: [Condition("StringEquals", "aws:SourceAccount", ["111122223333"])]
    )
    return Trust(.service, PolicyDocument([statement]), reason: "", source: citation)
  }

  static func role(_ name: String) throws -> Role {
    var role = Role(try RoleName(name), trust: try vendorTrust())
    role.permissions = try allow(["s3:PutObject"], on: ["arn:aws:s3:::acme-fastly/*"])
    return role
  }

  static func user(_ name: String) throws -> User {
    var user = User(try UserName(name), vendorName: "Logz.io")
    user.permissions = try allow(["s3:GetObject"], on: ["arn:aws:s3:::acme-logs/*"])
    return user
  }

  static func deliveryStream(
    _ token: DeliveryStream.Token,
    name: String = "acme-metrics",
    attributes: [String: String] = ["P8S_LOGZIO_NAME": "acme"]
  ) throws -> DeliveryStream {
    DeliveryStream(
      try DeliveryStreamName(name),
      endpoint: .init(
        name: "Logz.io",
        url: "https://listener-otlp-aws-metrics-stream-us.logz.io",
        token: token,
        contentEncoding: "NONE",
        bufferSeconds: 60,
        bufferMebibytes: 5,
        retrySeconds: 60,
        commonAttributes: attributes
      ),
      role: try RoleName("acme-metrics-firehose"),
      backupBucket: try BucketName("acme-metrics-backup"),
      logGroup: try LogGroupName("/aws/firehose/acme-metrics"),
      endpointLogStream: "endpoint",
      backupLogStream: "backup",
      integration: try Slug("metrics")
    )
  }

  static func metricStream(
    _ name: String = "acme-metrics",
    includes: [MetricStream.Filter] = [],
    excludes: [MetricStream.Filter] = []
  ) throws -> MetricStream {
    MetricStream(
      try DeliveryStreamName(name),
      into: try DeliveryStreamName("acme-metrics"),
      role: try RoleName("acme-metrics-stream"),
      outputFormat: "opentelemetry1.0",
      includes: includes,
      excludes: excludes
    )
  }

  static func sharing(on stream: String, owned: Bool) throws -> StreamPolicy {
    let statement = Statement(
      sid: "StreamSharing",
      principals: [
        .account(try AccountID("717331877981"), try Partition("aws")),
        .role(try RoleName("acme-fastly")),
      ],
      actions: try actions(["kinesis:ListShards", "kinesis:PutRecords"]),
      resources: ["arn:aws:kinesis:us-east-1:111122223333:stream/\(stream)"]
    )
    return StreamPolicy(
      on: try StreamName(stream),
      in: try Region("us-east-1"),
      streamIsOwned: owned,
      vendorName: "Fastly",
      PolicyDocument([statement])
    )
  }
}
