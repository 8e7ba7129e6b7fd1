import Diagnostics

extension OddRole {
  /// What Fastly may do.
  static let ofFastly: [OddRole] = [
    OddRole(
      description: "Fastly's page",
      trust: fastly,
      statements: put,
      types: ["fastly/s3"],
      words: ["customerId: \"7Kd2PqVn4XsTb9LwRy6HcE\""]
    ),
    OddRole(
      description: "Fastly below a path, with access control lists",
      trust: fastly,
      statements: allow(
        #"["s3:PutObject", "s3:PutObjectAcl", "s3:AbortMultipartUpload"]"#,
        #""arn:aws:s3:::acme-edge/cdn/*""#
      ),
      types: ["fastly/s3"],
      words: ["path: cdn/", "acl: bucket-owner-full-control"]
    ),
    OddRole(
      description: "Fastly may read",
      trust: fastly,
      statements: put + ", " + allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-edge/*""#),
      types: ["fastly/s3"],
      codes: [.overGrant: 1]
    ),
    OddRole(
      description: "Fastly on the bucket in the place of its objects",
      trust: fastly,
      statements: allow(
        #"["s3:PutObject", "s3:AbortMultipartUpload"]"#,
        #""arn:aws:s3:::acme-edge""#
      ),
      types: ["fastly/s3"],
      codes: [.adoptionWidens: 2]
    ),
    OddRole(
      description: "Fastly with the bucket's key and the endpoint's",
      trust: fastly,
      statements: put + ", "
        + allow(
          #"["kms:GenerateDataKey", "kms:Decrypt"]"#,
          #"["\#(key)", "\#(key.dropLast())c"]"#,
          #", "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}"#
        ),
      types: ["fastly/s3"],
      words: ["      kmsKey: \(key)", "    kmsKey: \(key.dropLast())c", "from each other"]
    ),
    OddRole(
      description: "Fastly's stream",
      trust: fastly,
      statements: allow(
        #"["kinesis:PutRecords", "kinesis:ListShards"]"#,
        #""arn:aws:kinesis:us-east-1:111122223333:stream/edge""#
      ),
      types: ["fastly/kinesis"],
      words: ["name: edge", "account: \"111122223333\""]
    ),
    OddRole(
      description: "Fastly's stream may be read",
      trust: fastly,
      statements: allow(
        #"["kinesis:PutRecords", "kinesis:ListShards", "kinesis:GetRecords"]"#,
        #""arn:aws:kinesis:us-west-2:111122223333:stream/edge""#
      ),
      types: ["fastly/kinesis"],
      codes: [.overGrant: 1],
      words: ["region: us-west-2"]
    ),
    OddRole(
      description: "every stream",
      trust: fastly,
      statements: allow(
        #"["kinesis:PutRecords", "kinesis:ListShards"]"#,
        #""arn:aws:kinesis:us-east-1:111122223333:stream/*""#
      ),
      types: ["custom/role"]
    ),
  ]
}
