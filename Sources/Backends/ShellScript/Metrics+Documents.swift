import Model

extension DeliveryStream {
  func documents(in plan: Plan) -> [NamedDocument] {
    let settings: Document = [
      "DeliveryStreamName": .text(name.text),
      "DeliveryStreamType": "DirectPut",
      "HttpEndpointDestinationConfiguration": destination,
      "Tags": plan.tagList(with: tags),
    ]
    return [NamedDocument("delivery_stream/\(name)/settings", settings)]
  }

  private var destination: Document {
    [
      "EndpointConfiguration": endpointConfiguration,
      "SecretsManagerConfiguration": secretConfiguration,
      "RequestConfiguration": [
        "ContentEncoding": .text(endpoint.contentEncoding),
        "CommonAttributes": .list(
          endpoint.commonAttributes.map {
            ["AttributeName": .text($0.name), "AttributeValue": .text($0.value)]
          }
        ),
      ],
      "BufferingHints": [
        "IntervalInSeconds": .integer(endpoint.bufferSeconds),
        "SizeInMBs": .integer(endpoint.bufferMebibytes),
      ],
      "RetryOptions": ["DurationInSeconds": .integer(endpoint.retrySeconds)],
      "RoleARN": .arn(.role(role)),
      "ProcessingConfiguration": ["Enabled": false],
      "CloudWatchLoggingOptions": logging(to: endpointLogStream),
      "S3BackupMode": "FailedDataOnly",
      "S3Configuration": [
        "BucketARN": .arn(.bucket(backupBucket)),
        "RoleARN": .arn(.role(role)),
        "CloudWatchLoggingOptions": logging(to: backupLogStream),
      ],
    ]
  }

  /// The endpoint; where a token is asked for, the mark that the library replaces on its way to AWS.
  private var endpointConfiguration: Document {
    var members: [Document.Member] = [
      .init("Url", .text(endpoint.url)),
      .init("Name", .text(endpoint.name)),
    ]
    if endpoint.token == .parameter {
      members.append(.init("AccessKey", .text("@\(tokenFileVariable)@")))
    }
    return .map(members)
  }

  private var secretConfiguration: Document {
    guard case .secret(let secret) = endpoint.token else { return ["Enabled": false] }
    return ["Enabled": true, "SecretARN": .text(secret.text), "RoleARN": .arn(.role(role))]
  }

  private func logging(to stream: String) -> Document {
    ["Enabled": true, "LogGroupName": .text(logGroup.text), "LogStreamName": .text(stream)]
  }
}

extension MetricStream {
  func documents(in plan: Plan) -> [NamedDocument] {
    var settings: [Document.Member] = [
      .init("Name", .text(name.text)),
      .init("FirehoseArn", .arn(.deliveryStream(deliveryStream))),
      .init("RoleArn", .arn(.role(role))),
      .init("OutputFormat", .text(outputFormat)),
    ]
    if !includes.isEmpty { settings.append(.init("IncludeFilters", Self.document(of: includes))) }
    if !excludes.isEmpty { settings.append(.init("ExcludeFilters", Self.document(of: excludes))) }
    settings.append(.init("Tags", plan.tagList(with: tags)))
    return [NamedDocument("metric_stream/\(name)/settings", .map(settings))]
  }

  private static func document(of filters: [Filter]) -> Document {
    .list(
      filters.map { filter in
        var members: [Document.Member] = [.init("Namespace", .text(filter.namespace.text))]
        if !filter.metrics.isEmpty {
          members.append(.init("MetricNames", .list(filter.metrics.map { .text($0.text) })))
        }
        return .map(members)
      }
    )
  }
}
