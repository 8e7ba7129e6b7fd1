import Diagnostics

extension OddRole {
  /// What Logz.io may do.
  static let ofLogzio: [OddRole] = [
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
  ]
}
