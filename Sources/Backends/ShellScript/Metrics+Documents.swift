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
      // A CLI from before 2024 doesn't know this part, so it is left out where there is no secret.
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

  /// The endpoint; where it takes a token, the mark that the library replaces on its way to AWS.
  private var endpointConfiguration: Document {
    [
      "Url": .text(endpoint.url),
      "Name": .text(endpoint.name),
      "AccessKey": endpoint.token == .parameter ? .text("@\(tokenFileVariable)@") : nil,
    ]
  }

  private var secretConfiguration: Document? {
    guard case .secret(let secret) = endpoint.token else { return nil }
    return ["Enabled": true, "SecretARN": .text(secret.text), "RoleARN": .arn(.role(role))]
  }

  private func logging(to stream: String) -> Document {
    ["Enabled": true, "LogGroupName": .text(logGroup.text), "LogStreamName": .text(stream)]
  }
}

extension MetricStream {
  func documents(in plan: Plan) -> [NamedDocument] {
    let settings: Document = [
      "Name": .text(name.text),
      "FirehoseArn": .arn(.deliveryStream(deliveryStream)),
      "RoleArn": .arn(.role(role)),
      "OutputFormat": .text(outputFormat),
      "IncludeFilters": Self.document(of: includes),
      "ExcludeFilters": Self.document(of: excludes),
      "Tags": plan.tagList(with: tags),
    ]
    return [NamedDocument("metric_stream/\(name)/settings", settings)]
  }

  private static func document(of filters: [Filter]) -> Document? {
    guard !filters.isEmpty else { return nil }
    return .list(
      filters.map { filter in
        [
          "Namespace": .text(filter.namespace.text),
          "MetricNames": filter.metrics.isEmpty
            ? nil : .list(filter.metrics.map { .text($0.text) }),
        ]
      }
    )
  }
}
