import Model

extension Samples {
  /// A plan with every kind of resource in every form, and every kind of output.
  static func everyKind() throws -> Plan {
    var resources = try buckets() + streams() + metricShipping() + identities()
    let elbLogs = try Slug("elb-logs")
    for index in resources.indices where resources[index].id.noun == "role" {
      resources[index].integrations.append(elbLogs)
    }
    let user = try UserName("logzio-acme-cold")
    let outputs = [
      Output("RoleArn", of: "edge", .arn(.role(try RoleName("acme-fastly"))), description: "Role"),
      Output("BucketName", of: "edge", .text("acme-fastly"), description: "The bucket of Fastly"),
      Output("AccessKeyId", of: "cold", .accessKeyID(user), description: "Access key id"),
      Output("SecretArn", of: "cold", .accessKeySecret(user), description: "Where the key is"),
      Output(
        "StreamArn",
        of: "shared",
        .arn(.streamPolicy(try StreamName("elsewhere"))),
        description: "The stream"
      ),
    ]
    return try plan(resources.sorted { $0.id < $1.id }, outputs: outputs)
  }

  private static func buckets() throws -> [Resource] {
    let plain = Bucket(try BucketName("acme-fastly"))
    let rich = Bucket(
      try BucketName("acme.logs"),
      ownership: .preferred,
      kmsKey: try KeyARN(key),
      expireAfterDays: 30,
      abortUploadsAfterDays: 1,
      tags: [Tag(try TagText("owner"), try TagText("yes"))]
    )
    return [try resource(.bucket(plain)), try resource(.bucket(rich), for: "cold")]
  }

  private static func streams() throws -> [Resource] {
    let managed = Stream(try StreamName("acme-edge"), encryption: .managedKey)
    let keyed = Stream(
      try StreamName("Acme_Edge"),
      capacity: .provisioned(shards: 2),
      retentionHours: 48,
      encryption: .key(try KeyARN(key))
    )
    return [
      try resource(.stream(managed)),
      try resource(.stream(keyed)),
      try resource(.streamPolicy(try sharing(on: "Acme_Edge", owned: true))),
      try resource(.streamPolicy(try sharing(on: "elsewhere", owned: false)), for: "shared"),
    ]
  }

  private static func metricShipping() throws -> [Resource] {
    let group = LogGroup(
      try LogGroupName("/aws/firehose/acme-metrics"),
      streams: ["endpoint", "backup"],
      retentionDays: 14
    )
    let secret = try SecretARN(
      "arn:aws:secretsmanager:us-east-1:111122223333:secret:logzio-metrics-AbCdEf"
    )
    let filters = [
      MetricStream.Filter(try MetricNamespace("AWS/EC2"), metrics: []),
      MetricStream.Filter(
        try MetricNamespace("AWS/RDS"),
        metrics: [try MetricName("CPUUtilization"), try MetricName("FreeStorageSpace")]
      ),
    ]
    let metricsService = "streams.metrics.cloudwatch.amazonaws.com"
    let kinds: [Resource.Kind] = [
      .bucket(Bucket(try BucketName("acme-metrics-backup"))),
      .logGroup(group),
      .role(try serviceRole("acme-metrics-firehose", for: "firehose.amazonaws.com")),
      .role(try serviceRole("acme-metrics-stream", for: metricsService)),
      .deliveryStream(try deliveryStream(.parameter)),
      .deliveryStream(try deliveryStream(.secret(secret), name: "acme-eu", attributes: [:])),
      .metricStream(try metricStream()),
      .metricStream(try metricStream("acme-some", includes: filters)),
      .metricStream(try metricStream("acme-most", excludes: filters)),
    ]
    return try kinds.map { try resource($0, for: "metrics") }
  }

  private static func serviceRole(_ name: String, for service: String) throws -> Role {
    var role = Role(try RoleName(name), trust: try serviceTrust(service))
    role.permissions = try allow(
      ["s3:PutObject"],
      on: ["arn:aws:s3:::acme-metrics-backup/*"]
    )
    return role
  }

  private static func identities() throws -> [Resource] {
    var rich = Role(
      try RoleName("acme.rich"),
      trust: try vendorTrust(["new-id", "old-id"]),
      path: try IAMPath("/vendors/"),
      description: try Description("Fastly: writes 100% of the 'edge' logs # daily"),
      maxSessionDuration: 7200,
      permissionsBoundary: try PolicyARN("arn:aws:iam::111122223333:policy/vendor-boundary"),
      tags: [Tag(try TagText("accredit:spec"), try TagText("mine"))]
    )
    rich.permissions = try allow(
      ["s3:AbortMultipartUpload", "s3:PutObject"],
      on: ["arn:aws:s3:::acme-fastly/edge/*"]
    )
    var divided = try role("acme-divided")
    divided.permissions = PolicyDocument([])
    let policies = try [1, 2].map { seat in
      let document = try allow(["s3:GetObject"], on: ["arn:aws:s3:::acme-\(seat)/*"])
      return ManagedPolicy(seat, of: .role(divided.name), in: try Slug("acme"), document)
    }
    divided.managedPolicies = policies.map(\.name)
    var user = try user("logzio-acme-cold")
    user.managedPolicies = [policies[1].name]
    let key = AccessKey(
      of: user.name,
      integration: try Slug("cold"),
      secretName: "accredit/acme/cold"
    )
    return [
      try resource(.role(try role("acme-fastly"))),
      try resource(.role(rich)),
      try resource(.role(divided)),
      try resource(.managedPolicy(policies[0])),
      try resource(.managedPolicy(policies[1])),
      try resource(.role(Role(try RoleName("acme-idle"), trust: try vendorTrust()))),
      try resource(.user(user), for: "cold"),
      try resource(.accessKey(key), for: "cold"),
    ]
  }
}
