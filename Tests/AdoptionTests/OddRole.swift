import Diagnostics

/// A role as somebody made it by hand, and what is told of it.
struct OddRole: Sendable, CustomStringConvertible {
  let description: String
  var role = #""RoleName": "vendor-role", "Path": "/""#
  var trust: String?
  /// The statements of its policy.
  let statements: String
  /// The types of the integrations that it becomes.
  var types: [String] = []
  /// How often each code is told.
  var codes: [DiagnosticCode: Int] = [:]
  /// Words of the spec.
  var words: [String] = []
  /// Words of what is told.
  var told: [String] = []

  /// A statement that lets somebody in.
  static func letIn(
    _ principal: String,
    _ condition: String =
      #"{"StringEquals": {"sts:ExternalId": "logzio:aws:extid:4fq8v1kx0nktixxe8q"}}"#,
    _ action: String = #""sts:AssumeRole""#,
    _ effect: String = "Allow"
  ) -> String {
    """
    {"Effect": "\(effect)", "Principal": \(principal), "Action": \(action), "Condition": \(condition)}
    """
  }

  static func ids(_ operatorName: String, _ values: String) -> String {
    #"{"\#(operatorName)": {"sts:ExternalId": \#(values)}}"#
  }

  static func allow(
    _ actions: String,
    _ resources: String,
    _ rest: String = "",
    effect: String = "Allow"
  ) -> String {
    #"{"Effect": "\#(effect)", "Action": \#(actions), "Resource": \#(resources)\#(rest)}"#
  }

  static let logzio = letIn(#"{"AWS": "arn:aws:iam::406095609952:root"}"#)
  static let fastly = letIn(
    #"{"AWS": "717331877981"}"#,
    ids("StringEquals", #""7Kd2PqVn4XsTb9LwRy6HcE""#)
  )
  static let ledgerly = letIn(
    #"{"AWS": "arn:aws:iam::999988887777:root"}"#,
    ids("StringEquals", #""ldg-2f7c0d4e1b""#)
  )
  /// What Logz.io's page has for a bucket that it fetches from.
  static let fetch =
    allow(#""s3:ListBucket""#, #""arn:aws:s3:::acme-logs""#) + ", "
    + allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-logs/*""#)
  static let put = allow(
    #"["s3:PutObject", "s3:AbortMultipartUpload"]"#,
    #""arn:aws:s3:::acme-edge/*""#
  )
  private static let key =
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  /// Who comes in.
  static let ofTrust: [OddRole] = [
    OddRole(
      description: "as the page has it, the account as digits",
      trust: letIn(#"{"AWS": "406095609952"}"#),
      statements: fetch,
      types: ["logzio/s3-fetch"]
    ),
    OddRole(
      description: "a list of one principal and one action",
      trust: letIn(
        #"{"AWS": ["406095609952"]}"#,
        ids("StringEquals", #"["logzio:aws:extid:4fq8v1kx0nktixxe8q"]"#),
        #"["sts:AssumeRole"]"#
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"]
    ),
    OddRole(
      description: "no external id",
      trust: letIn(#"{"AWS": "406095609952"}"#, "{}"),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.missingExternalID: 1, .notCarriedOver: 1],
      words: ["externalId: PASTE-THE-EXTERNAL-ID-HERE"],
      told: ["without an external id"]
    ),
    OddRole(
      description: "two external ids",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids(
          "StringEquals",
          #"["logzio:aws:extid:4fq8v1kx0nktixxe8q", "logzio:aws:extid:9zz8v1kx0nktixxe0a"]"#
        )
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      words: ["externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q"],
      told: ["sts:externalid = logzio:aws:extid:9zz8v1kx0nktixxe0a"]
    ),
    OddRole(
      description: "an external id with a wildcard",
      trust: letIn(#"{"AWS": "406095609952"}"#, ids("StringLike", #""logzio:*""#)),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 2],
      words: ["PASTE-THE-EXTERNAL-ID-HERE"],
      told: ["the external id 'logzio:*' isn't carried over"]
    ),
    OddRole(
      description: "StringLike without a wildcard is StringEquals",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids("StringLike", #""logzio:aws:extid:4fq8v1kx0nktixxe8q""#)
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"]
    ),
    OddRole(
      description: "an external id that only counts if it is sent",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids("StringEqualsIfExists", #""logzio:aws:extid:4fq8v1kx0nktixxe8q""#)
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["lets in 'arn:aws:iam::406095609952:root'"].map { _ in "the spec would not" }
    ),
    OddRole(
      description: "an external id of the documentation",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids("StringEquals", #""logzio:aws:extid:example0nktixxe8q""#)
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 2],
      words: ["PASTE-THE-EXTERNAL-ID-HERE"]
    ),
    OddRole(
      description: "a service beside the vendor",
      trust: logzio + ", " + letIn(#"{"Service": "lambda.amazonaws.com"}"#, "{}"),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["'lambda.amazonaws.com'"]
    ),
    OddRole(
      description: "another account beside the vendor",
      trust: letIn(
        #"{"AWS": ["arn:aws:iam::406095609952:root", "arn:aws:iam::210987654321:root"]}"#
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["lets in 'arn:aws:iam::210987654321:root'"]
    ),
    OddRole(
      description: "everybody",
      trust: letIn(#""*""#),
      statements: fetch,
      codes: [.notCarriedOver: 1],
      told: ["no account of a vendor comes into it"]
    ),
    OddRole(
      description: "everybody beside the vendor",
      trust: logzio + ", " + letIn(#"{"AWS": "*"}"#, "{}"),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["lets in '*'"]
    ),
    OddRole(
      description: "one role of the vendor's account",
      trust: letIn(#"{"AWS": "arn:aws:iam::406095609952:role/fetcher"}"#),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.adoptionWidens: 1],
      told: ["a spec trusts the vendor's whole account"].map { _ in "would let somebody in" }
    ),
    OddRole(
      description: "a source address is asked for",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        #"{"StringEquals": {"sts:ExternalId": "logzio:aws:extid:4fq8v1kx0nktixxe8q"}, "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}"#
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.adoptionWidens: 1],
      told: ["would let somebody in"]
    ),
    OddRole(
      description: "sessions may be tagged",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids("StringEquals", #""logzio:aws:extid:4fq8v1kx0nktixxe8q""#),
        #"["sts:AssumeRole", "sts:TagSession"]"#
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["'sts:TagSession'"]
    ),
    OddRole(
      description: "somebody is denied",
      trust: logzio + ", "
        + letIn(#"{"AWS": "arn:aws:iam::210987654321:root"}"#, "{}", #""sts:AssumeRole""#, "Deny"),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["denies"]
    ),
    OddRole(
      description: "a service alone",
      trust: letIn(#"{"Service": "firehose.amazonaws.com"}"#, "{}"),
      statements: fetch,
      codes: [.notCarriedOver: 1],
      told: ["firehose.amazonaws.com"]
    ),
    OddRole(
      description: "an identity provider alone",
      trust: letIn(
        #"{"Federated": "accounts.google.com"}"#,
        "{}",
        #""sts:AssumeRoleWithWebIdentity""#
      ),
      statements: fetch,
      codes: [.notCarriedOver: 1]
    ),
    OddRole(
      description: "NotPrincipal",
      trust:
        #"{"Effect": "Allow", "NotPrincipal": {"AWS": "210987654321"}, "Action": "sts:AssumeRole"}"#,
      statements: fetch,
      codes: [.notCarriedOver: 1]
    ),
    OddRole(
      description: "an account of Logz.io that must not be trusted",
      trust: letIn(#"{"AWS": "486140753397"}"#),
      statements: fetch,
      types: ["custom/role"],
      codes: [.notCarriedOver: 2],
      words: ["PASTE-THE-EXTERNAL-ID-HERE"],
      told: ["must not be trusted"]
    ),
  ]

  /// What they may do.
  static let ofPermissions: [OddRole] = [
    OddRole(
      description: "both actions on the bucket and its objects",
      trust: logzio,
      statements: allow(
        #"["s3:GetObject", "s3:ListBucket"]"#,
        #"["arn:aws:s3:::acme-logs", "arn:aws:s3:::acme-logs/*"]"#
      ),
      types: ["logzio/s3-fetch"],
      words: ["permissions: published"]
    ),
    OddRole(
      description: "an ARN with a colon missing, as the page of 2018 had it",
      trust: logzio,
      statements: allow(#""s3:ListAllMyBuckets""#, #""*""#) + ", "
        + allow(#"["s3:ListBucket", "s3:GetBucketLocation"]"#, #""arn:aws:s3::acme-archive""#)
        + ", "
        + allow(
          #"["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]"#,
          #""arn:aws:s3::acme-archive/*""#
        ),
      types: ["logzio/archive"],
      codes: [.adoptionWidens: 5],
      words: ["permissions: published", "name: acme-archive"]
    ),
    OddRole(
      description: "the same, mended",
      trust: logzio,
      statements: allow(#""s3:ListAllMyBuckets""#, #""*""#) + ", "
        + allow(#"["s3:ListBucket", "s3:GetBucketLocation"]"#, #""arn:aws:s3:::acme-archive""#)
        + ", "
        + allow(
          #"["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]"#,
          #""arn:aws:s3:::acme-archive/*""#
        ),
      types: ["logzio/archive"],
      words: ["permissions: published"]
    ),
    OddRole(
      description: "the newer archive",
      trust: logzio,
      statements: allow(
        #"["s3:ListBucket", "s3:GetBucketLocation"]"#,
        #""arn:aws:s3:::acme-archive""#
      )
        + ", " + allow(#"["s3:GetObject", "s3:PutObject"]"#, #""arn:aws:s3:::acme-archive/*""#),
      types: ["logzio/archive"],
      words: ["permissions: current"]
    ),
    OddRole(
      description: "every action on the bucket",
      trust: logzio,
      statements: allow(#""s3:*""#, #"["arn:aws:s3:::acme-logs", "arn:aws:s3:::acme-logs/*"]"#),
      types: ["logzio/s3-fetch"],
      codes: [.overGrant: 1],
      told: ["'s3:*' on 'arn:aws:s3:::acme-logs'"]
    ),
    OddRole(
      description: "everything",
      trust: logzio,
      statements: allow(#""*""#, #""*""#),
      types: ["logzio/s3-fetch"],
      codes: [.overGrant: 1],
      words: ["name: BUCKET-TO-FILL-IN"],
      told: ["may '*' on '*'"]
    ),
    OddRole(
      description: "every bucket",
      trust: logzio,
      statements: allow(#"["s3:ListBucket", "s3:GetObject"]"#, #""arn:aws:s3:::*""#),
      types: ["logzio/s3-fetch"],
      codes: [.overGrant: 2],
      words: ["BUCKET-TO-FILL-IN"]
    ),
    OddRole(
      description: "objects may be deleted",
      trust: logzio,
      statements: fetch + ", " + allow(#""s3:DeleteObject""#, #""arn:aws:s3:::acme-logs/*""#),
      types: ["logzio/s3-fetch"],
      codes: [.overGrant: 1],
      told: ["may 's3:DeleteObject' on 'arn:aws:s3:::acme-logs/*', beyond what the vendor needs"]
    ),
    OddRole(
      description: "objects only",
      trust: logzio,
      statements: allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-logs/*""#),
      types: ["logzio/s3-fetch"],
      codes: [.adoptionWidens: 1],
      told: ["s3:ListBucket"]
    ),
    OddRole(
      description: "below a prefix",
      trust: logzio,
      statements: allow(
        #""s3:ListBucket""#,
        #""arn:aws:s3:::acme-logs""#,
        #", "Condition": {"StringLike": {"s3:prefix": "app/*"}}"#
      ) + ", " + allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-logs/app/*""#),
      types: ["logzio/s3-fetch"],
      words: ["prefix: app/", "narrow: true"]
    ),
    OddRole(
      description: "objects below a prefix, names of all",
      trust: logzio,
      statements: allow(#""s3:ListBucket""#, #""arn:aws:s3:::acme-logs""#) + ", "
        + allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-logs/app/*""#),
      types: ["logzio/s3-fetch"],
      codes: [.overGrant: 1],
      words: ["narrow: true"]
    ),
    OddRole(
      description: "a statement denies",
      trust: logzio,
      statements: fetch + ", "
        + allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-logs/hr/*""#, effect: "Deny"),
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1, .adoptionWidens: 1],
      told: ["denies"]
    ),
    OddRole(
      description: "all but something",
      trust: logzio,
      statements: fetch + #", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["'NotAction'"]
    ),
    OddRole(
      description: "on all but something",
      trust: logzio,
      statements: fetch
        + #", {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::hr/*"}"#,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["'NotResource'"]
    ),
    OddRole(
      description: "only over TLS",
      trust: logzio,
      statements: allow(#""s3:ListBucket""#, #""arn:aws:s3:::acme-logs""#) + ", "
        + allow(
          #""s3:GetObject""#,
          #""arn:aws:s3:::acme-logs/*""#,
          #", "Condition": {"Bool": {"aws:SecureTransport": "true"}}"#
        ),
      types: ["logzio/s3-fetch"],
      codes: [.adoptionWidens: 1],
      told: ["conditions"].map { _ in "s3:GetObject" }
    ),
    OddRole(
      description: "a key of another region",
      trust: logzio,
      statements: fetch + ", "
        + allow(
          #""kms:Decrypt""#,
          "\"\(key)\"",
          #", "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}"#
        ),
      types: ["logzio/s3-fetch"],
      words: ["kmsKey: \(key)", "region: eu-west-1"]
    ),
    OddRole(
      description: "a key for everything",
      trust: logzio,
      statements: fetch + ", " + allow(#""kms:*""#, "\"\(key)\""),
      types: ["logzio/s3-fetch"],
      codes: [.overGrant: 1],
      told: ["may 'kms:*'"]
    ),
    OddRole(
      description: "two buckets, one of which is the archive",
      trust: logzio,
      statements: fetch + ", "
        + allow(#"["s3:ListBucket", "s3:GetBucketLocation"]"#, #""arn:aws:s3:::acme-archive""#)
        + ", "
        + allow(#"["s3:GetObject", "s3:PutObject"]"#, #""arn:aws:s3:::acme-archive/*""#),
      types: ["logzio/archive", "logzio/s3-fetch"]
    ),
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
        #""RoleName": "vendor-role", "Path": "/vendors/", "MaxSessionDuration": 43200, "Arn": "arn:aws:iam::111122223333:role/vendors/vendor-role", "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/bound"}"#,
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
        #""RoleName": "vendor-role", "AttachedManagedPolicies": [{"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}]"#,
      trust: logzio,
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      told: ["'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' isn't carried over"]
    ),
  ]

  static let all = ofTrust + ofPermissions + others
}
