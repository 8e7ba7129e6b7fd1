/// A CloudWatch log group, with the log streams in it.
package struct LogGroup: Hashable, Sendable {
  package let name: LogGroupName
  package var streams: [String]
  /// How many days events are kept: one of the values that CloudWatch Logs takes.
  package var retentionDays: Int
  package var tags: [Tag]

  package init(_ name: LogGroupName, streams: [String], retentionDays: Int, tags: [Tag] = []) {
    self.name = name
    self.streams = streams
    self.retentionDays = retentionDays
    self.tags = tags
  }
}

/// A Firehose delivery stream that posts to an HTTP endpoint, and keeps what it couldn't deliver
/// in a bucket.
package struct DeliveryStream: Hashable, Sendable {
  /// Where the access key of the endpoint comes from.
  package enum Token: Hashable, Sendable {
    /// A secret `{"api_key": "…"}` that Firehose reads itself.
    case secret(SecretARN)
    /// A NoEcho parameter of the template, a 0600 file for the script.
    case parameter
  }

  /// Where records are posted to, and how.
  package struct Endpoint: Hashable, Sendable {
    package let name: String
    package let url: String
    package var token: Token
    /// `NONE` or `GZIP`.
    package let contentEncoding: String
    /// How long records are gathered: seconds 0–900, mebibytes 1–64 (Firehose API).
    package var bufferSeconds: Int
    package var bufferMebibytes: Int
    /// How long a delivery is retried before it goes to the bucket: 0–7,200 seconds.
    package var retrySeconds: Int
    /// Attributes sent with each request, in the order of their names.
    package var commonAttributes: [(name: String, value: String)] {
      attributes.map { ($0.key, $0.value) }
    }
    private var attributes: [Attribute]

    /// A name and value that each request has.
    private struct Attribute: Hashable, Sendable {
      let key: String
      let value: String
    }

    package init(
      name: String,
      url: String,
      token: Token,
      contentEncoding: String,
      bufferSeconds: Int,
      bufferMebibytes: Int,
      retrySeconds: Int,
      commonAttributes: [String: String]
    ) {
      self.name = name
      self.url = url
      self.token = token
      self.contentEncoding = contentEncoding
      self.bufferSeconds = bufferSeconds
      self.bufferMebibytes = bufferMebibytes
      self.retrySeconds = retrySeconds
      attributes = commonAttributes.sorted { $0.key < $1.key }.map { Attribute(key: $0, value: $1) }
    }
  }

  package let name: DeliveryStreamName
  package var endpoint: Endpoint
  /// The service role that Firehose acts with.
  package let role: RoleName
  package let backupBucket: BucketName
  package let logGroup: LogGroupName
  package let endpointLogStream: String
  package let backupLogStream: String
  /// The integration after which the token's variable and parameter are named.
  package let integration: Slug
  package var tags: [Tag]

  package init(
    _ name: DeliveryStreamName,
    endpoint: Endpoint,
    role: RoleName,
    backupBucket: BucketName,
    logGroup: LogGroupName,
    endpointLogStream: String,
    backupLogStream: String,
    integration: Slug,
    tags: [Tag] = []
  ) {
    self.name = name
    self.endpoint = endpoint
    self.role = role
    self.backupBucket = backupBucket
    self.logGroup = logGroup
    self.endpointLogStream = endpointLogStream
    self.backupLogStream = backupLogStream
    self.integration = integration
    self.tags = tags
  }

  /// The environment variable that names the file with the token.
  package var tokenFileVariable: String { "ACCREDIT_TOKEN_FILE_\(integration.variableText)" }
}

/// A CloudWatch metric stream, which feeds a delivery stream.
package struct MetricStream: Hashable, Sendable {
  /// Which metrics flow.
  package struct Filter: Hashable, Sendable {
    package let namespace: MetricNamespace
    /// Empty for every metric of the namespace.
    package let metrics: [MetricName]

    package init(_ namespace: MetricNamespace, metrics: [MetricName]) {
      self.namespace = namespace
      self.metrics = metrics
    }
  }

  package let name: DeliveryStreamName
  package let deliveryStream: DeliveryStreamName
  package let role: RoleName
  /// `json`, `opentelemetry0.7` or `opentelemetry1.0`.
  package let outputFormat: String
  /// Empty for every namespace.
  package var includes: [Filter]
  package var excludes: [Filter]
  package var tags: [Tag]

  package init(
    _ name: DeliveryStreamName,
    into deliveryStream: DeliveryStreamName,
    role: RoleName,
    outputFormat: String,
    includes: [Filter],
    excludes: [Filter],
    tags: [Tag] = []
  ) {
    self.name = name
    self.deliveryStream = deliveryStream
    self.role = role
    self.outputFormat = outputFormat
    self.includes = includes
    self.excludes = excludes
    self.tags = tags
  }
}
