import Diagnostics

extension SpecField {
  /// Every place of a spec that takes text.
  static let texts: [SpecField] = [
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
    .custom(
      "vendor name",
      .description,
      vendor: #"name: @, accountId: "999988887777", externalId: ldg-2f7c0d4e1b"#
    ),
  ]
}
