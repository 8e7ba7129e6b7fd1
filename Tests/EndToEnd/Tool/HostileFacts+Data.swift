import Model

// What holds or carries data.
extension Wanted {
  func fact(_ bucket: Bucket) -> Fact {
    let arn = "arn:\(plan.partition):s3:::\(bucket.name)"
    let encryption: Fact =
      if let key = bucket.kmsKey {
        ["SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .text(key.text)]
      } else {
        ["SSEAlgorithm": "AES256"]
      }
    let rule: Fact = [
      "ApplyServerSideEncryptionByDefault": encryption,
      "BucketKeyEnabled": .flag(bucket.kmsKey != nil),
    ]
    return [
      "kind": "bucket", "name": .text(bucket.name.text),
      "settings": [
        "PublicAccessBlockConfiguration": [
          "BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true,
          "RestrictPublicBuckets": true,
        ],
        "OwnershipControls": ["Rules": [["ObjectOwnership": .text(bucket.ownership.rawValue)]]],
        "ServerSideEncryptionConfiguration": ["Rules": [rule]],
        "LifecycleConfiguration": ["Rules": .list(lifecycle(of: bucket))],
        "Tagging": ["TagSet": tagList(bucket.tags)],
      ],
      "policy": [
        "Version": "2012-10-17",
        "Statement": [
          [
            "Sid": "DenyWithoutTLS", "Effect": "Deny", "Principal": "*", "Action": ["s3:*"],
            "Resource": [.text(arn), .text("\(arn)/*")],
            "Condition": ["Bool": ["aws:SecureTransport": "false"]],
          ]
        ],
      ],
    ]
  }

  private func lifecycle(of bucket: Bucket) -> [Fact] {
    let uploads: Fact = [
      "ID": "abort-uploads", "Status": "Enabled", "Filter": ["Prefix": ""],
      "AbortIncompleteMultipartUpload": [
        "DaysAfterInitiation": .integer(bucket.abortUploadsAfterDays)
      ],
    ]
    guard let days = bucket.expireAfterDays else { return [uploads] }
    let expiry: Fact = [
      "ID": "expire", "Status": "Enabled", "Filter": ["Prefix": ""],
      "Expiration": ["Days": .integer(days)],
    ]
    return [uploads, expiry]
  }

  func fact(_ stream: Stream) -> Fact {
    var shards: Int?
    if case .provisioned(let count) = stream.capacity { shards = count }
    var key = "alias/aws/kinesis"
    if case .key(let own) = stream.encryption { key = own.text }
    return [
      "kind": "stream", "name": .text(stream.name.text),
      "settings": [
        "StreamName": .text(stream.name.text),
        "StreamModeDetails": ["StreamMode": shards == nil ? "ON_DEMAND" : "PROVISIONED"],
        "ShardCount": shards.map { .integer($0) },
        "RetentionPeriodHours": .integer(stream.retentionHours), "EncryptionType": "KMS",
        "KeyId": .text(key), "Tags": tagMap(stream.tags),
      ],
    ]
  }

  func fact(_ stream: DeliveryStream) -> Fact {
    [
      "kind": "delivery_stream", "name": .text(stream.name.text),
      "variable": stream.endpoint.token == .parameter ? .text(stream.tokenFileVariable) : nil,
      "settings": [
        "DeliveryStreamName": .text(stream.name.text), "DeliveryStreamType": "DirectPut",
        "HttpEndpointDestinationConfiguration": destination(of: stream),
        "Tags": tagList(stream.tags),
      ],
    ]
  }

  private func destination(of stream: DeliveryStream) -> Fact {
    let endpoint = stream.endpoint
    let role = Fact.text(roleARN(stream.role))
    var secret: Fact?
    if case .secret(let arn) = endpoint.token {
      secret = ["Enabled": true, "SecretARN": .text(arn.text), "RoleARN": role]
    }
    return [
      "EndpointConfiguration": [
        "Url": .text(endpoint.url), "Name": .text(endpoint.name),
        // What the bench's token file holds.
        "AccessKey": endpoint.token == .parameter ? "T0ken-of.the_bench" : nil,
      ],
      "SecretsManagerConfiguration": secret,
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
      "RoleARN": role, "ProcessingConfiguration": ["Enabled": false],
      "CloudWatchLoggingOptions": logging(stream, stream.endpointLogStream),
      "S3BackupMode": "FailedDataOnly",
      "S3Configuration": [
        "BucketARN": .text("arn:\(plan.partition):s3:::\(stream.backupBucket)"), "RoleARN": role,
        "CloudWatchLoggingOptions": logging(stream, stream.backupLogStream),
      ],
    ]
  }

  private func logging(_ stream: DeliveryStream, _ logStream: String) -> Fact {
    [
      "Enabled": true, "LogGroupName": .text(stream.logGroup.text),
      "LogStreamName": .text(logStream),
    ]
  }

  func fact(_ stream: MetricStream) -> Fact {
    let place = "\(plan.partition):firehose:\(plan.region):\(plan.account)"
    return [
      "kind": "metric_stream", "name": .text(stream.name.text),
      "settings": [
        "Name": .text(stream.name.text),
        "FirehoseArn": .text("arn:\(place):deliverystream/\(stream.deliveryStream)"),
        "RoleArn": .text(roleARN(stream.role)), "OutputFormat": .text(stream.outputFormat),
        "IncludeFilters": filters(stream.includes), "ExcludeFilters": filters(stream.excludes),
        "Tags": tagList(stream.tags),
      ],
    ]
  }

  private func filters(_ filters: [MetricStream.Filter]) -> Fact? {
    guard !filters.isEmpty else { return nil }
    return .list(
      filters.map { filter in
        [
          "Namespace": .text(filter.namespace.text),
          "MetricNames": filter.metrics.isEmpty ? nil : .texts(filter.metrics.map(\.text)),
        ]
      }
    )
  }
}
