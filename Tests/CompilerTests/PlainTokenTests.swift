import Catalog
import Compiler
import Diagnostics
import TestSupport
import Testing

/// Text without quotes that some YAML reader takes for a boolean, a number, a date or nothing, in
/// every place that takes text: refused, or read as the same text as with quotes; never turned into
/// something else.
@Suite struct PlainTokenTests {
  private static let tokens = [
    "NO", "no", "No", "nO", "yes", "Y", "y", "n", "on", "ON", "off", "true", "True", "FALSE", "~",
    "null", "Null", "NULL", "012", "0o14", "0x1F", "0b11", "1_000", "1:30", "1:30.5", "190:20:30",
    "1e3", "12e03", "1E+3", "+1", "-1", "1.", ".5", "1.5", ".inf", "-.INF", ".nan", "2026-11-21",
    "2026-1-2", "2026-11-21T10:00:00Z", "=", "<<", "012345670123", "000000000000", "111122223333",
    "089", "0", "1", "00", "1,000", "0x", "1e", "e3", "--1", "1-1", "0.0.0.0", "nullx", "yesterday",
  ]
  /// Those that every reader takes for text.
  private static let texts: Set = ["nullx", "yesterday", "e3", "nO"]

  static let fields: [SpecField] = [
    SpecField("name", .slug, "name: @"),
    SpecField("account", .accountID, "account: @"),
    SpecField("region", .region, "region: @"),
    SpecField("partition", .region, "partition: @"),
    SpecField("tag key", .tag, "tags: {@: a}"),
    SpecField("tag value", .tag, "tags: {a: @}"),
    SpecField("external id", .externalID, "vendors: {logzio: {externalId: @}}"),
    SpecField(
      "site",
      .unknownValue,
      #"vendors: {logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: @}}"#
    ),
    SpecField(
      "vendor",
      .unknownVendor,
      #"vendors: {a: {vendor: @, externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q"}}"#
    ),
    SpecField(
      "vendor account",
      .accountID,
      #"vendors: {logzio: {accountId: @, externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q"}}"#
    ),
    SpecField(
      "connection name",
      .slug,
      #"vendors: {@: {vendor: logzio, externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q"}}"#
    ),
    SpecField(
      "previous id",
      .externalID,
      "vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q, "
        + #"rotation: {previous: @, until: "2026-12-31"}}}"#
    ),
    SpecField(
      "rotation's end",
      .calendarDate,
      "vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q, "
        + "rotation: {previous: logzio:aws:extid:9zz8v1kx0nktixxe0a, until: @}}}"
    ),
    SpecField(
      "integration name",
      .slug,
      "integrations: {@: {type: logzio/s3-fetch, buckets: [acme-logs]}}"
    ),
    SpecField("type", .unknownType, "integrations: {logs: {type: @, buckets: [acme-logs]}}"),
    .fetching("role", .roleName),
    .fetching("rolePath", .rolePath),
    .fetching("description", .description),
    .fetching("permissionsBoundary", .policyARN),
    .fetching("via", .slug),
    .fetching("auth", .unknownValue),
    .fetching("permissions", .unknownValue),
    .fetchedBucket("name", .bucketName),
    .fetchedBucket("prefix", .objectPrefix),
    .fetchedBucket("region", .region),
    .fetchedBucket("kmsKey", .kmsKeyARN),
    .fetchedBucket("logType", .logType),
    .of("logzio/archive", "bucket", .bucketName, "bucket: @"),
    .of("fastly/s3", "path", .objectPrefix, "bucket: acme-edge, path: @"),
    .of("fastly/s3", "acl", .unknownValue, "bucket: acme-edge, acl: @"),
    .of("fastly/kinesis", "stream", .streamName, "stream: @"),
    .of("fastly/kinesis", "sharing", .unknownValue, "stream: acme, sharing: @"),
    .stream("mode", .unknownValue, "name: acme, create: true, mode: @"),
    .of("logzio/metrics", "token", .secretInSpec, "backup: acme-backup, token: @"),
    .of("logzio/metrics", "secret", .secretARN, "backup: acme-backup, token: {secret: @}"),
    .metrics("namespace", .metricName, "namespaces: [@]"),
    .metrics("metric", .metricName, "namespaces: [{name: A, metrics: [@]}]"),
    .metrics("stream name", .logType, "streamName: @"),
    .custom("action", .actionSyntax, actions: "@"),
    .custom("resource", .arnSyntax, resources: "@"),
    .custom("reason", .description, reason: "@"),
    .custom("condition value", .wrongKind, more: ", conditions: {StringLike: {\"a:b\": @}}"),
    .custom("vendor name", .description, vendor: vendor(name: "@")),
  ]

  private static func vendor(name: String) -> String {
    #"name: \#(name), accountId: "999988887777", externalId: ldg-2f7c0d4e1b"#
  }

  private let compiler: Compiler

  init() throws {
    var reports: [Diagnostics] = []
    compiler = Compiler(try #require(Catalog(.embedded, &reports), "\(reports)"))
  }

  /// The text of the files; nil when the spec is refused.
  private func output(of text: String) -> String? {
    let compilation = compiler.compile(SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    guard !compilation.diagnostics.hasErrors else { return nil }
    return compilation.files.map { $0.path + "\n" + $0.text }.joined()
  }

  @Test("never turns text into something else", arguments: fields)
  func neverCoerces(in field: SpecField) {
    for token in Self.tokens {
      let plain = output(of: field.text(with: token))
      if !Self.texts.contains(token) && !token.contains(",") && plain != nil {
        let quoted = output(of: field.text(with: "\"\(token)\""))
        #expect(plain == quoted, "\(token)")
      }
    }
  }

  @Test("refuses without quotes what some reader takes for something else")
  func refusesPlainTokens() {
    var (refused, taken) = (0, 0)
    for field in Self.fields {
      for token in Self.tokens {
        if output(of: field.text(with: token)) == nil { refused += 1 } else { taken += 1 }
      }
    }
    let count = Self.fields.count * Self.tokens.count
    print("plain tokens: \(count) pairs of token and place, \(refused) refused, \(taken) as text")
  }
}
