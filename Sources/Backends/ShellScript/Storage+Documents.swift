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
    let settings: Document = [
      "StreamName": .text(name.text),
      "StreamModeDetails": ["StreamMode": shards == nil ? "ON_DEMAND" : "PROVISIONED"],
      "ShardCount": shards.map { .integer($0) },
      "RetentionPeriodHours": .integer(retentionHours),
      "EncryptionType": "KMS",
      "KeyId": .text(keyID),
      "Tags": plan.tagMap(with: tags),
    ]
    return [NamedDocument("stream/\(name)/settings", settings)]
  }

  /// How many shards a provisioned stream has.
  private var shards: Int? {
    switch capacity {
    case .onDemand: nil
    case .provisioned(let shards): shards
    }
  }

  private var keyID: String {
    switch encryption {
    case .managedKey: "alias/aws/kinesis"
    case .key(let key): key.text
    }
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
