import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// How metrics are shipped, as an integration says it.
private struct Shipping {
  let site: VendorProfile.Site
  let profile: MetricsProfile
  let token: DeliveryStream.Token
  let tokenKey: KeyARN?
  let backup: BucketEntry
  let streamRoleTrust: String
  let includes: [MetricStream.Filter]
  let excludes: [MetricStream.Filter]
  let attribute: String
  let bufferSeconds: Int
  let bufferMebibytes: Int
  let logRetentionDays: Int
}

extension Draft {
  mutating func planMetrics() {
    let entry = connection()
    let options = identityOptions()
    guard let shipping = shipping(entry), let entry,
      let text = derivedName(longest: 64), let stream = try? DeliveryStreamName(text),
      let firehoseRole = serviceRole("firehose", trustedBy: "metrics-firehose-trust", options),
      let streamRole = serviceRole("stream", trustedBy: shipping.streamRoleTrust, options),
      let logGroup = try? LogGroupName("/aws/kinesisfirehose/\(text)")
    else { return }
    add(shipping.backup)
    let logs = LogGroup(
      logGroup,
      streams: ["BackupDelivery", "DestinationDelivery"],
      retentionDays: shipping.logRetentionDays,
      tags: tags
    )
    add(.logGroup(logs))
    add(.deliveryStream(deliveryStream(stream, shipping, firehoseRole.roleName, logGroup)))
    add(
      .metricStream(
        MetricStream(
          stream,
          into: stream,
          role: streamRole.roleName,
          outputFormat: shipping.profile.outputFormat,
          includes: shipping.includes,
          excludes: shipping.excludes,
          tags: tags
        )
      )
    )
    grantDelivery(stream, shipping, firehoseRole, streamRole, logs)
    metricsSteps(entry, stream, shipping)
  }

  private func deliveryStream(
    _ name: DeliveryStreamName,
    _ shipping: Shipping,
    _ role: RoleName,
    _ logGroup: LogGroupName
  ) -> DeliveryStream {
    DeliveryStream(
      name,
      endpoint: DeliveryStream.Endpoint(
        name: vendor.name,
        url: shipping.site.metrics,
        token: shipping.token,
        contentEncoding: shipping.profile.contentEncoding,
        bufferSeconds: shipping.bufferSeconds,
        bufferMebibytes: shipping.bufferMebibytes,
        retrySeconds: shipping.profile.retrySeconds,
        commonAttributes: [shipping.profile.nameAttribute: shipping.attribute]
      ),
      role: role,
      backupBucket: shipping.backup.name.value,
      logGroup: logGroup,
      endpointLogStream: "DestinationDelivery",
      backupLogStream: "BackupDelivery",
      integration: self.name,
      tags: tags
    )
  }

  private mutating func grantDelivery(
    _ stream: DeliveryStreamName,
    _ shipping: Shipping,
    _ firehoseRole: Identity,
    _ streamRole: Identity,
    _ logs: LogGroup
  ) {
    var values = values(for: shipping.backup)
    values.texts["Region"] = specification.region.value.text
    values.texts["DeliveryStream"] = stream.text
    values.texts["LogGroup"] = logs.name.text
    for logStream in logs.streams {
      values.texts["LogStream"] = logStream
      grant(permission("metrics-firehose"), to: firehoseRole.holder, values)
    }
    if case .secret(let secret) = shipping.token {
      values.texts["Secret"] = secret.text
      grant(permission("metrics-firehose-secret"), to: firehoseRole.holder, values)
    }
    let region = ["BucketRegion": specification.region.value.text]
    let hints = firehoseRole.values.merging(region) { own, _ in own }
    grant(
      use: shipping.backup.kmsKey,
      by: "kms-write",
      to: firehoseRole.holder,
      values,
      bearer: hints
    )
    if let key = shipping.tokenKey {
      values.texts["Key"] = key.text
      grant(catalog.permission("kms-secret"), to: firehoseRole.holder, values)
    }
    grant(permission("metrics-stream"), to: streamRole.holder, values)
  }

  private mutating func metricsSteps(
    _ entry: ConnectionEntry,
    _ stream: DeliveryStreamName,
    _ shipping: Shipping
  ) {
    var hints = siteValues(entry)
    hints["DeliveryStream"] = stream.text
    hints["MetricStream"] = stream.text
    hints["BackupBucket"] = shipping.backup.name.value.text
    // The template has the parameter, and its backend the name; the compiler puts it here.
    hints["TokenParameter"] = ""
    hints["TokenFileVariable"] = "ACCREDIT_TOKEN_FILE_\(name.variableText)"
    step(.before, "metrics-token", hints)
    switch shipping.token {
    case .secret(let secret):
      hints["SecretArn"] = secret.text
      step(.before, "metrics-token-secret", hints)
      step(.later, "metrics-rotate-token-secret", hints)
    case .parameter:
      step(.before, "metrics-token-parameter", hints)
      step(.later, "metrics-rotate-token", hints)
    }
    step(.verify, "metrics-verify", hints)
    step(.later, "metrics-one-stack-per-region", hints)
  }
}

// Reading the options.
extension Draft {
  private mutating func shipping(_ entry: ConnectionEntry?) -> Shipping? {
    let backup = bucket("backup")
    let token = token()
    let tokenKey = tokenKey(for: token)
    let confinesStream = fields.flag("streamRoleSourceAccount", &diagnostics)
    let includes = filters("namespaces")
    let excludes = filters("excludeNamespaces")
    refuseBothFilters()
    let attribute = fields.value("streamName", as: LogType.self, &diagnostics)?.value.text
    let seconds = fields.integer("bufferSeconds", in: 0...900, &diagnostics)?.value
    let mebibytes = fields.integer("bufferMegabytes", in: 1...64, &diagnostics)?.value
    let days = logRetention()
    if let backup, isElsewhere(backup.region) {
      diagnostics.report(
        .otherRegion,
        "the backup bucket must be in the spec's region, \(specification.region.value)",
        at: backup.range,
        help: "name a bucket there, or let the spec make one with 'create: true'"
      )
    }
    guard let entry, let site = site(of: entry), let profile = vendor.metrics, let backup, let token
    else {
      return nil
    }
    return Shipping(
      site: site,
      profile: profile,
      token: token,
      tokenKey: tokenKey,
      backup: backup,
      streamRoleTrust: confinesStream ? "metrics-stream-trust-account" : "metrics-stream-trust",
      includes: includes,
      excludes: excludes,
      attribute: attribute ?? profile.nameValue,
      bufferSeconds: seconds ?? profile.bufferSeconds,
      bufferMebibytes: mebibytes ?? profile.bufferMebibytes,
      logRetentionDays: days
    )
  }

  private mutating func site(of entry: ConnectionEntry) -> VendorProfile.Site? {
    if let code = entry.site { return vendor.sites[code.value] }
    diagnostics.report(
      .missingKey,
      "connection '\(entry.name.value)' must have the key 'site': metrics go to one region of "
        + vendor.name,
      at: entry.name.range,
      related: [.init("this integration ships metrics", at: range)],
      help: "add 'site: …', one of \(vendor.sites.keys.sorted().joined(separator: ", "))"
    )
    return nil
  }

  /// Reads the key that encrypts the secret; a token that is a parameter has none.
  private mutating func tokenKey(for token: DeliveryStream.Token?) -> KeyARN? {
    let key = key("tokenKmsKey", in: specification.region.value)
    guard token == .parameter, let entry = fields.entry("tokenKmsKey") else { return key }
    diagnostics.report(
      .conflictingKeys,
      "'tokenKmsKey' belongs to a token that is a secret",
      at: entry.key.range,
      help: "remove it, or write 'token: {secret: \"arn:…\"}'"
    )
    return nil
  }

  /// Reads `token: parameter` or `token: {secret: ARN}`.
  private mutating func token() -> DeliveryStream.Token? {
    let help = "write 'token: {secret: \"arn:…\"}', or 'token: parameter' to give it at deployment"
    guard let node = fields.required("token", help: help) else { return nil }
    if case .scalar(let scalar) = node.content {
      if scalar.text == "parameter" { return .parameter }
      guard !scalar.text.isEmpty else {
        diagnostics.report(
          .wrongKind,
          "'token' must say where the token is, and this is nothing",
          at: node.range,
          help: help
        )
        return nil
      }
      diagnostics.report(
        .secretInSpec,
        "a token must not stand in a spec",
        at: node.range,
        help: help
      )
      return nil
    }
    guard var options = Fields(node, of: "'token'", &diagnostics) else { return nil }
    let secret = options.requiredValue("secret", as: SecretARN.self, &diagnostics)
    options.finish(&diagnostics)
    guard let secret else { return nil }
    checkOwner(of: secret.map(\.arn), noun: "the secret")
    let region = specification.region.value
    if secret.value.arn.region != region.text && isKnown(region) {
      diagnostics.report(
        .otherRegion,
        "the secret must be in the spec's region, \(region)",
        at: secret.range,
        help: "copy the secret there: Firehose reads secrets of its own region"
      )
    }
    return .secret(secret.value)
  }

  /// The days that CloudWatch Logs takes for a retention.
  ///
  /// Source: CloudWatch Logs API, `PutRetentionPolicy`.
  private static let retentions = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ]

  private mutating func logRetention() -> Int {
    guard let days = fields.integer("logRetentionDays", in: 1...3653, &diagnostics) else {
      return 30
    }
    if !Self.retentions.contains(days.value) {
      diagnostics.report(
        .outOfRange,
        "CloudWatch Logs doesn't keep events for \(days.value) days",
        at: days.range,
        help: "it takes \(Self.retentions.map(String.init).joined(separator: ", "))"
      )
    }
    return days.value
  }
}

// Reading the filters.
extension Draft {
  private mutating func refuseBothFilters() {
    guard let first = fields.entry("namespaces"), let second = fields.entry("excludeNamespaces")
    else { return }
    diagnostics.report(
      .conflictingKeys,
      "a metric stream either includes or excludes namespaces",
      at: second.key.range,
      related: [.init("the other one stands here", at: first.key.range)],
      help: "remove one of the two"
    )
  }

  private mutating func filters(_ key: String) -> [MetricStream.Filter] {
    var filters: [MetricStream.Filter] = []
    for node in fields.items(key, &diagnostics) ?? [] {
      guard let (filter, range) = filter(node) else { continue }
      if filters.contains(where: { $0.namespace == filter.namespace }) {
        diagnostics.report(
          .duplicateEntry,
          "the namespace '\(filter.namespace)' stands here already",
          at: range,
          help: "remove one, and list its metrics in one place"
        )
      }
      filters.append(filter)
    }
    return filters.sorted { $0.namespace < $1.namespace }
  }

  private mutating func filter(_ node: Node) -> (MetricStream.Filter, SourceRange)? {
    if case .scalar = node.content {
      return node.text(of: "a namespace", &diagnostics)
        .flatMap { MetricNamespace.checking($0, &diagnostics) }
        .map { (MetricStream.Filter($0.value, metrics: []), $0.range) }
    }
    guard var options = Fields(node, of: "a namespace", &diagnostics) else { return nil }
    let name = options.requiredValue("name", as: MetricNamespace.self, &diagnostics)
    let metrics = (options.items("metrics", &diagnostics) ?? []).compactMap { item in
      item.text(of: "the name of a metric", &diagnostics)
        .flatMap { MetricName.checking($0, &diagnostics)?.value }
    }
    options.finish(&diagnostics)
    return name.map { (MetricStream.Filter($0.value, metrics: Set(metrics).sorted()), $0.range) }
  }
}
