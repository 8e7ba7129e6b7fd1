import Diagnostics

extension OddRole {
  /// Vendors that the catalogue doesn't know, and documents that are not all there.
  static let others: [OddRole] = [
    OddRole(
      description: "another vendor",
      trust: ledgerly,
      statements: fetch,
      types: ["custom/role"],
      words: ["accountId: \"999988887777\"", "externalId: ldg-2f7c0d4e1b"]
    ),
    OddRole(
      description: "another vendor, a bucket and its objects in one statement",
      trust: ledgerly,
      statements: allow(
        #"["s3:GetObject", "s3:ListBucket"]"#,
        #"["arn:aws:s3:::acme-logs", "arn:aws:s3:::acme-logs/x/*"]"#
      ),
      types: ["custom/role"]
    ),
    OddRole(
      description: "another vendor with a wildcard",
      trust: ledgerly,
      statements: fetch + ", " + allow(#""s3:Put*""#, #""arn:aws:s3:::acme-logs/*""#),
      types: ["custom/role"],
      codes: [.notCarriedOver: 1],
      told: ["'s3:Put*' on 'arn:aws:s3:::acme-logs/*' isn't carried over"]
    ),
    OddRole(
      description: "another vendor with a dangerous action",
      trust: ledgerly,
      statements: fetch + ", " + allow(#""iam:CreateUser""#, #""*""#),
      types: ["custom/role"],
      codes: [.notCarriedOver: 1]
    ),
    OddRole(
      description: "another vendor with conditions",
      trust: ledgerly,
      statements: allow(
        #"["s3:GetObject"]"#,
        #"["arn:aws:s3:::acme-logs/*"]"#,
        #", "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#
      ),
      types: ["custom/role"],
      words: ["aws:SecureTransport"]
    ),
    OddRole(
      description: "another vendor without an external id",
      trust: letIn(#"{"AWS": "999988887777"}"#, "{}"),
      statements: fetch,
      types: ["custom/role"],
      codes: [.missingExternalID: 1, .notCarriedOver: 1]
    ),
    OddRole(
      description: "nobody is known to come in",
      trust: nil,
      statements: fetch,
      types: ["logzio/s3-fetch"],
      words: ["PASTE-THE-EXTERNAL-ID-HERE"]
    ),
    OddRole(
      description: "a path, a boundary and long sessions",
      role:
        """
        "RoleName": "vendor-role", "Path": "/vendors/", "MaxSessionDuration": 43200,
        "Arn": "arn:aws:iam::111122223333:role/vendors/vendor-role",
        "PermissionsBoundary": {
          "PermissionsBoundaryType": "Policy",
          "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/bound"
        }
        """,
      trust: logzio,
      statements: fetch,
      types: ["logzio/s3-fetch"],
      words: [
        "rolePath: /vendors/", "maxSessionDuration: 43200",
        "permissionsBoundary: arn:aws:iam::111122223333:policy/bound",
      ]
    ),
    OddRole(
      description: "a managed policy that isn't there",
      role:
        """
        "RoleName": "vendor-role",
        "AttachedManagedPolicies": [
          {"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
        ]
        """,
      trust: logzio,
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' isn't carried over"]
    ),
  ]
}
