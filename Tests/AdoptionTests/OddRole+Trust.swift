import Diagnostics

extension OddRole {
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
      words: [
        "externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q", "rotation:",
        "previous: logzio:aws:extid:9zz8v1kx0nktixxe0a", "until: DATE-TO-FILL-IN",
      ]
    ),
    OddRole(
      description: "three external ids",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids(
          "StringEquals",
          """
          ["logzio:aws:extid:4fq8v1kx0nktixxe8q", "logzio:aws:extid:9zz8v1kx0nktixxe0a",
           "logzio:aws:extid:2mm8v1kx0nktixxe3c"]
          """
        )
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      words: ["previous: logzio:aws:extid:9zz8v1kx0nktixxe0a"],
      told: ["sts:externalid = logzio:aws:extid:2mm8v1kx0nktixxe3c"]
    ),
    OddRole(
      description: "an external id of the documentation beside one that is the customer's",
      trust: letIn(
        #"{"AWS": "406095609952"}"#,
        ids(
          "StringEquals",
          #"["logzio:aws:extid:example0nktixxe8q", "logzio:aws:extid:9zz8v1kx0nktixxe0a"]"#
        )
      ),
      statements: fetch,
      types: ["logzio/s3-fetch"],
      codes: [.notCarriedOver: 1],
      words: ["externalId: logzio:aws:extid:9zz8v1kx0nktixxe0a"],
      told: ["sts:externalid = logzio:aws:extid:example0nktixxe8q"]
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
        """
        {"StringEquals": {"sts:ExternalId": "logzio:aws:extid:4fq8v1kx0nktixxe8q"},
         "IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
        """
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
        """
        {"Effect": "Allow", "NotPrincipal": {"AWS": "210987654321"},
         "Action": "sts:AssumeRole"}
        """,
      statements: fetch,
      codes: [.notCarriedOver: 1]
    ),
    OddRole(
      description: "an account of Logz.io that must not be trusted",
      trust: letIn(#"{"AWS": "486140753397"}"#),
      statements: fetch,
      types: ["custom/role"],
      codes: [.notCarriedOver: 1],
      words: ["accountId: \"486140753397\"", "externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q"],
      told: ["must not be trusted"]
    ),
  ]
}
