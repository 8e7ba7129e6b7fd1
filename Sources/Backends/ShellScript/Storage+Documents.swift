import Model

extension Bucket {
  func documents(in plan: Plan) -> [NamedDocument] {
    let settings: Document = [
      "PublicAccessBlockConfiguration": [
        "BlockPublicAcls": true,
        "IgnorePublicAcls": true,
        "BlockPublicPolicy": true,
        "RestrictPublicBuckets": true,
      ],
      "OwnershipControls": ["Rules": [["ObjectOwnership": .text(ownership.rawValue)]]],
      "ServerSideEncryptionConfiguration": ["Rules": [encryption]],
      "LifecycleConfiguration": ["Rules": .list(lifecycleRules)],
      "Tagging": ["TagSet": plan.tagList(with: tags)],
    ]
    return [
      NamedDocument("bucket/\(name)/settings", settings),
      NamedDocument("bucket/\(name)/policy", policy(in: plan.partition).document),
    ]
  }

  private var encryption: Document {
    guard let kmsKey else {
      return [
        "ApplyServerSideEncryptionByDefault": ["SSEAlgorithm": "AES256"],
        "BucketKeyEnabled": false,
      ]
    }
    return [
      "ApplyServerSideEncryptionByDefault": [
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": .text(kmsKey.text),
      ],
      "BucketKeyEnabled": true,
    ]
  }

  private var lifecycleRules: [Document] {
    var rules: [Document] = [
      [
        "ID": "abort-uploads",
        "Status": "Enabled",
        "Filter": ["Prefix": ""],
        "AbortIncompleteMultipartUpload": ["DaysAfterInitiation": .integer(abortUploadsAfterDays)],
      ]
    ]
    if let expireAfterDays {
      rules.append(
        [
          "ID": "expire",
          "Status": "Enabled",
          "Filter": ["Prefix": ""],
          "Expiration": ["Days": .integer(expireAfterDays)],
        ]
      )
    }
    return rules
  }
}

extension Stream {
  func documents(in plan: Plan) -> [NamedDocument] {
    var settings: [Document.Member] = [.init("StreamName", .text(name.text))]
    switch capacity {
    case .onDemand:
      settings.append(.init("StreamModeDetails", ["StreamMode": "ON_DEMAND"]))
    case .provisioned(let shards):
      settings.append(.init("StreamModeDetails", ["StreamMode": "PROVISIONED"]))
      settings.append(.init("ShardCount", .integer(shards)))
    }
    settings.append(.init("RetentionPeriodHours", .integer(retentionHours)))
    settings.append(.init("EncryptionType", "KMS"))
    switch encryption {
    case .managedKey: settings.append(.init("KeyId", "alias/aws/kinesis"))
    case .key(let key): settings.append(.init("KeyId", .text(key.text)))
    }
    settings.append(.init("Tags", plan.tagMap(with: tags)))
    return [NamedDocument("stream/\(name)/settings", .map(settings))]
  }
}

extension LogGroup {
  func documents(in plan: Plan) -> [NamedDocument] {
    let settings: Document = [
      "logGroupName": .text(name.text),
      "retentionInDays": .integer(retentionDays),
      "tags": plan.tagMap(with: tags),
    ]
    return [NamedDocument("log_group/\(name)/settings", settings)]
  }
}
