import Model
import YAML

extension Bucket {
  /// The bucket, and the policy that stays as long as it does.
  func templateResources(in scope: TemplateScope) -> [TemplateResource] {
    let id = Resource.ID.bucket(name)
    return [
      TemplateResource(
        id: id.logicalID,
        type: "AWS::S3::Bucket",
        retention: .kept,
        properties: [
          "BucketName": .text(name.text),
          "PublicAccessBlockConfiguration": [
            "BlockPublicAcls": true,
            "BlockPublicPolicy": true,
            "IgnorePublicAcls": true,
            "RestrictPublicBuckets": true,
          ],
          "OwnershipControls": ["Rules": [["ObjectOwnership": .text(ownership.rawValue)]]],
          "BucketEncryption": ["ServerSideEncryptionConfiguration": [encryption]],
          "LifecycleConfiguration": ["Rules": .list(lifecycleRules)],
          "Tags": scope.tags(with: tags),
        ]
      ),
      TemplateResource(
        id: policyID,
        type: "AWS::S3::BucketPolicy",
        retention: .kept,
        properties: [
          "Bucket": scope.name(of: id),
          "PolicyDocument": scope.node(of: policy(in: scope.partition)),
        ]
      ),
    ]
  }

  private var encryption: Writer.Node {
    guard let kmsKey else {
      return ["ServerSideEncryptionByDefault": ["SSEAlgorithm": "AES256"]]
    }
    return [
      "ServerSideEncryptionByDefault": [
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": .text(kmsKey.text),
      ],
      "BucketKeyEnabled": true,
    ]
  }

  private var lifecycleRules: [Writer.Node] {
    var rules: [Writer.Node] = [
      [
        "Id": "abort-uploads",
        "Status": "Enabled",
        "AbortIncompleteMultipartUpload": ["DaysAfterInitiation": .integer(abortUploadsAfterDays)],
      ]
    ]
    if let expireAfterDays {
      rules.append(
        ["Id": "expire", "Status": "Enabled", "ExpirationInDays": .integer(expireAfterDays)]
      )
    }
    return rules
  }
}
