import Comparison
import Testing

/// Changes that a reviewer meets, each with what the comparison must say of it: the gates, what
/// becomes of trust, of permissions and of resources, and what follows.
struct LabelledChangeTests {
  static let changes: [Change] = [
    Change(
      "a comment",
      [("# Everything at once", "# All at once")],
      " |  |  |  | "
    ),
    Change(
      "another order of what means the same",
      [
        (
          "externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q\n    site: us",
          "site: us\n    externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q"
        )
      ],
      " |  |  |  | "
    ),
    Change(
      "a tag",
      [("team: platform", "team: data")],
      " |  |  | 3 changed bucket, 1 changed delivery stream, 1 changed log group, 1 changed metric stream, 8 changed role, 1 changed stream, 1 changed user | "
    ),
    Change(
      "the external id of two roles",
      [("logzio:aws:extid:4fq8v1kx0nktixxe8q", "logzio:aws:extid:5fq8v1kx0nktixxe8q")],
      "wider trust | 2 trust |  |  | 2 migrate-external-id-same-role"
    ),
    Change(
      "a rotation begins",
      [
        (
          "externalId: logzio:aws:extid:9zz8v1kx0nktixxe0a",
          "externalId: logzio:aws:extid:8zz8v1kx0nktixxe0a\n    rotation: {previous: \"logzio:aws:extid:9zz8v1kx0nktixxe0a\", until: \"2027-01-31\"}"
        )
      ],
      "wider trust | 1 trust |  |  | 1 rotation-two-ids"
    ),
    Change(
      "the customer id of a vendor without migration of its own",
      [("7Kd2PqVn4XsTb9LwRy6HcE", "8Kd2PqVn4XsTb9LwRy6HcE")],
      "wider trust | 2 trust |  |  | 2 change-external-id"
    ),
    Change(
      "the external id of a vendor in the spec",
      [("externalId: ldg-2f7c0d4e1b", "externalId: ldg-3f7c0d4e1b")],
      "wider trust | 1 trust |  |  | 1 change-external-id"
    ),
    Change(
      "the account of a vendor",
      [("accountId: \"999988887777\"", "accountId: \"999988887776\"")],
      "wider trust | 1 trust |  |  | 1 change-vendor-account"
    ),
    Change(
      "another connection for an integration",
      [("via: logzio-eu\n", "via: logzio\n")],
      "wider trust | 1 trust |  |  | 1 migrate-external-id-same-role"
    ),
    Change(
      "the name of a role",
      [("permissions: current\n", "permissions: current\n    role: logzio-europe\n")],
      "trust replaced | 1 added, 1 removed | 3 moved | 1 replaced role | 1 change-role-arn"
    ),
    Change(
      "the name of an integration",
      [("  eu-logs:", "  eu-logs2:")],
      "trust replaced | 1 added, 1 removed | 3 moved | 1 replaced role | 1 change-role-arn"
    ),
    Change(
      "the name of an integration with a given role",
      [("  cdn-logs:", "  cdn-logs2:")],
      " |  |  |  | "
    ),
    Change(
      "a path of a role",
      [("permissions: current\n", "permissions: current\n    rolePath: /vendors/\n")],
      "trust replaced | 1 added, 1 removed | 3 moved | 1 replaced role | 1 change-role-path"
    ),
    Change(
      "a longer session",
      [("permissions: current\n", "permissions: current\n    maxSessionDuration: 7200\n")],
      " |  |  | 1 changed role | "
    ),
    Change(
      "a boundary",
      [
        (
          "permissions: current\n",
          "permissions: current\n    permissionsBoundary: arn:aws:iam::111122223333:policy/vendors\n"
        )
      ],
      " |  | 3 narrowed | 1 changed role | "
    ),
    Change(
      "a boundary and permissions at once",
      [
        (
          "permissions: current\n",
          "permissions: published\n    permissionsBoundary: arn:aws:iam::111122223333:policy/vendors\n"
        )
      ],
      " |  | 2 narrowed, 1 removed | 1 changed role | 1 change-boundary-and-permissions, 1 lose-permissions"
    ),
    Change(
      "a bucket",
      [("name: acme-eu-logs", "name: acme-eu-logs2")],
      "wider |  | 3 added, 3 removed |  | 1 change-bucket"
    ),
    Change(
      "one bucket more",
      [
        (
          "      - name: acme-eu-logs\n",
          "      - name: acme-eu-logs2\n        region: eu-central-1\n      - name: acme-eu-logs\n"
        )
      ],
      "wider |  | 3 added |  | "
    ),
    Change(
      "the region of a bucket",
      [("region: eu-central-1", "region: eu-west-1")],
      " |  |  |  | 1 change-bucket-region"
    ),
    Change(
      "a grant narrowed to its prefix",
      [("prefix: app/\n", "prefix: app/\n        narrow: true\n")],
      " |  | 2 narrowed |  | "
    ),
    Change(
      "a grant no longer narrowed",
      [("        narrow: true\n", "")],
      "wider |  | 2 broadened |  | "
    ),
    Change(
      "a narrower prefix",
      [("prefix: cloudfront/", "prefix: cloudfront/eu/")],
      " |  | 2 narrowed |  | "
    ),
    Change(
      "a wider prefix",
      [("prefix: cloudfront/", "prefix: cloud")],
      "wider |  | 2 broadened |  | "
    ),
    Change(
      "another prefix",
      [("prefix: cloudfront/", "prefix: elsewhere/")],
      "wider |  | 2 added, 2 removed |  | 1 lose-permissions"
    ),
    Change(
      "no key any more",
      [
        (
          "        kmsKey: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\n",
          ""
        )
      ],
      " |  | 1 removed |  | 1 lose-permissions"
    ),
    Change(
      "another key",
      [
        (
          "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "arn:aws:kms:us-east-1:111122223333:key/9234abcd-12ab-34cd-56ef-1234567890ab"
        )
      ],
      "wider |  | 1 added, 1 removed |  | 1 lose-permissions"
    ),
    Change(
      "the narrower edition of a policy",
      [("permissions: published", "permissions: current")],
      " |  | 2 removed |  | 1 lose-permissions"
    ),
    Change(
      "the other edition of a fetch",
      [("permissions: current", "permissions: published")],
      " |  | 1 removed |  | 1 lose-permissions"
    ),
    Change(
      "roles in the place of access keys",
      [("    auth: access-keys\n", "")],
      "wider trust replaced | 1 added | 2 moved | 1 removed access key of user, 1 replaced role | 1 change-principal"
    ),
    Change(
      "access keys in the place of a role",
      [("    permissions: current\n", "    permissions: current\n    auth: access-keys\n")],
      "wider trust replaced | 1 removed | 3 moved | 1 added access key of user, 1 replaced user | 1 change-principal"
    ),
    Change(
      "a path of objects",
      [("path: edge/", "path: edge/eu/")],
      " |  | 3 narrowed |  | "
    ),
    Change(
      "the whole bucket in the place of a path",
      [("    path: edge/\n", "")],
      "wider |  | 3 broadened |  | "
    ),
    Change(
      "no rights on access control lists",
      [("    acl: bucket-owner-full-control\n", "")],
      " |  | 1 removed |  | 1 lose-permissions"
    ),
    Change(
      "sharing with the vendor's whole account",
      [("sharing: role", "sharing: published")],
      "wider |  | 6 added |  | "
    ),
    Change(
      "no sharing",
      [("    sharing: role\n", "")],
      " |  | 2 removed | 1 removed resource policy of stream | 1 lose-permissions"
    ),
    Change(
      "another stream",
      [
        (
          "name: acme-edge, create: true, mode: on-demand",
          "name: acme-edge2, create: true, mode: on-demand"
        )
      ],
      "wider replaced |  | 5 added, 5 removed | 1 replaced resource policy of stream, 1 replaced stream | 1 change-stream"
    ),
    Change(
      "the capacity of a stream",
      [("mode: on-demand", "mode: provisioned, shards: 2")],
      " |  |  | 1 changed stream | "
    ),
    Change(
      "objects expire later",
      [("expireAfterDays: 30", "expireAfterDays: 60")],
      " |  |  | 1 changed bucket | "
    ),
    Change(
      "a bucket that isn't made any more",
      [("{name: acme-logzio-archive, create: true}", "acme-logzio-archive")],
      " |  |  | 1 removed bucket | "
    ),
    Change(
      "more metrics",
      [("      - AWS/EC2\n", "      - AWS/EC2\n      - AWS/ELB\n")],
      "wider |  |  | 1 changed metric stream | 1 change-data-flow"
    ),
    Change(
      "every namespace",
      [
        (
          "    namespaces:\n      - AWS/EC2\n      - {name: AWS/RDS, metrics: [CPUUtilization, FreeStorageSpace]}\n",
          ""
        )
      ],
      "wider |  |  | 1 changed metric stream | 1 change-data-flow"
    ),
    Change(
      "fewer metrics",
      [("      - AWS/EC2\n", "")],
      " |  |  | 1 changed metric stream | 1 change-data-flow"
    ),
    Change(
      "another site of the vendor",
      [("    site: us\n", "    site: au\n")],
      "wider |  |  | 1 changed delivery stream | 1 change-data-flow"
    ),
    Change(
      "a path of a user",
      [("    auth: access-keys\n", "    auth: access-keys\n    rolePath: /x/\n")],
      " |  | 2 moved | 1 changed user | "
    ),
    Change(
      "the backup bucket of metrics",
      [("acme-metrics-backup", "acme-metrics-backup2")],
      "wider replaced |  | 6 added, 6 removed | 1 changed delivery stream, 1 replaced bucket | "
    ),
    Change(
      "a vendor's name",
      [("name: Ledgerly", "name: Ledgerly Inc")],
      " | 1 renamed |  |  | "
    ),
    Change(
      "another vendor for a role",
      [
        (
          "    name: Ledgerly\n    accountId: \"999988887777\"\n    externalId: ldg-2f7c0d4e1b",
          "    name: Booksy\n    accountId: \"999988887776\"\n    externalId: bks-9f7c0d4e1b"
        )
      ],
      "wider trust | 1 trust |  |  | 1 change-vendor"
    ),
    Change(
      "the name of a metrics integration",
      [("  metrics:\n    type", "  metrics2:\n    type")],
      "wider trust replaced | 2 added, 2 removed | 4 added, 7 moved, 4 removed | 1 added delivery stream, 1 added log group, 1 added metric stream, 1 added role, 1 removed delivery stream, 1 removed log group, 1 removed metric stream, 1 removed role, 1 replaced role | "
    ),
    Change(
      "another token",
      [("logzio-metrics-AbCdEf", "logzio-metrics2-AbCdEf")],
      "wider |  | 1 added, 1 removed | 1 changed delivery stream | "
    ),
    Change(
      "an action",
      [("actions: [s3:GetObject]", "actions: [s3:GetObject, s3:GetObjectTagging]")],
      "wider |  | 1 added |  | "
    ),
    Change(
      "another action",
      [("actions: [s3:GetObject]", "actions: [s3:PutObject]")],
      "wider |  | 1 added, 1 removed |  | 1 lose-permissions"
    ),
    Change(
      "a resource more",
      [
        (
          "[\"arn:aws:s3:::acme-partner/*\"]",
          "[\"arn:aws:s3:::acme-partner/*\", \"arn:aws:s3:::acme-partner2/*\"]"
        )
      ],
      "wider |  | 1 added |  | "
    ),
    Change(
      "a narrower resource",
      [("arn:aws:s3:::acme-partner/*", "arn:aws:s3:::acme-partner/export/*")],
      " |  | 1 narrowed |  | "
    ),
    Change(
      "a condition",
      [
        (
          "        reason: reads the nightly export",
          "        conditions: {IpAddress: {\"aws:SourceIp\": \"192.0.2.0/24\"}}\n        reason: reads the nightly export"
        )
      ],
      " |  | 1 narrowed |  | "
    ),
    Change(
      "a reason",
      [("reads the nightly export", "reads the export")],
      " |  |  |  | "
    ),
    Change(
      "an integration less",
      [
        (
          "\n  partner:\n    type: custom/role\n    via: ledgerly\n    allow:\n      - actions: [s3:GetObject]\n        resources: [\"arn:aws:s3:::acme-partner/*\"]\n        reason: reads the nightly export",
          ""
        )
      ],
      " | 1 removed | 1 removed | 1 removed role | 1 remove-integration"
    ),
    Change(
      "trust and permissions at once",
      [
        ("externalId: ldg-2f7c0d4e1b", "externalId: ldg-3f7c0d4e1b"),
        ("arn:aws:s3:::acme-partner/*", "arn:aws:s3:::acme-partner2/*"),
      ],
      "wider trust | 1 trust | 1 added, 1 removed |  | 1 change-bucket, 1 change-external-id, 1 change-trust-and-permissions"
    ),
    Change(
      "the name of the spec",
      [("name: acme\n", "name: acme2\n")],
      "wider trust replaced | 7 added, 7 removed | 4 added, 27 moved, 4 removed | 1 replaced access key of user, 1 replaced delivery stream, 1 replaced log group, 1 replaced metric stream, 7 replaced role, 1 replaced user | 1 change-principal, 5 change-role-arn"
    ),
  ]

  @Test(arguments: changes)
  func isSeen(_ change: Change) throws {
    let spec = try Bench.acme()
    let comparison = try #require(
      Comparison(from: try Bench.side(spec), to: try Bench.side(try change.apply(to: spec)))
    )
    #expect(comparison.summary == change.expected)
    #expect(comparison.isEmpty == (change.expected == " |  |  |  | "))
    // Whatever is said of it, it is said in each form.
    let report = DiffReport([comparison], Bench.catalog)
    #expect(report.comparisons.isEmpty == comparison.isEmpty)
    #expect(report.text(usesColor: false).contains("\n"))
    #expect(report.markdown().hasPrefix(DiffReport.marker))
  }
}
