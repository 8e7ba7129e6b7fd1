import Compiler
import Diagnostics
import TestSupport
import Testing

/// Every limit of a name, a text or a number: one below, the limit itself, one above.
@Suite struct BoundaryTests {
  /// A text of a place that may have so many characters.
  struct Length: Sendable, CustomTestStringConvertible {
    let field: SpecField
    let bounds: ClosedRange<Int>
    /// What stands in front of the letters that fill it up, and behind them.
    let affixes: (String, String)
    /// Different ones, so that no rule against monotonous ids objects.
    let fillers: String

    var testDescription: String { field.name }

    init(
      _ field: SpecField,
      _ bounds: ClosedRange<Int>,
      _ prefix: String = "",
      _ suffix: String = "",
      fillers: String = "abcdefghij"
    ) {
      self.field = field
      self.fillers = fillers
      self.bounds = bounds
      affixes = (prefix, suffix)
    }

    func value(ofLength length: Int) -> String {
      let count = length - affixes.0.utf8.count - affixes.1.utf8.count
      let filler = String(repeating: fillers, count: count / fillers.count + 1).prefix(count)
      return "\"\(affixes.0)\(filler)\(affixes.1)\""
    }
  }

  static let lengths = [
    Length(SpecField("name", .slug, "name: @"), 1...40),
    Length(
      SpecField(
        "integration",
        .slug,
        "integrations: {@: {type: logzio/s3-fetch, buckets: [acme-logs]}}"
      ),
      1...40
    ),
    Length(
      SpecField(
        "connection",
        .slug,
        #"vendors: {@: {vendor: logzio, externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q"}}"#
      ),
      1...40
    ),
    Length(SpecField("account", .accountID, "account: @"), 12...12, fillers: "0123456789"),
    Length(SpecField("tag key", .tag, "tags: {@: a}"), 1...128),
    Length(SpecField("tag value", .tag, "tags: {a: @}"), 0...255),
    Length(SpecField("external id", .externalID, "vendors: {logzio: {externalId: @}}"), 2...1224),
    Length(.fetching("role", .roleName), 1...64),
    Length(.fetching("rolePath", .rolePath), 3...512, "/", "/"),
    Length(.fetching("description", .description), 1...1000),
    Length(.fetchedBucket("name", .bucketName), 3...63),
    Length(.fetchedBucket("prefix", .objectPrefix), 1...900),
    Length(.fetchedBucket("logType", .logType), 1...64),
    Length(
      .fetchedBucket("kmsKey", .kmsKeyARN),
      40...103,
      "arn:aws:kms:us-east-1:111122223333:key/"
    ),
    Length(.of("fastly/s3", "path", .objectPrefix, "bucket: acme-edge, path: @"), 1...900),
    Length(.of("fastly/kinesis", "stream", .streamName, "stream: @"), 1...128),
    Length(.metrics("namespace", .metricName, "namespaces: [@]"), 1...255),
    Length(.metrics("metric", .metricName, "namespaces: [{name: A, metrics: [@]}]"), 1...255),
    Length(.metrics("stream name", .logType, "streamName: @"), 1...64),
    Length(.custom("reason", .description, reason: "@"), 1...300),
    Length(
      .custom("condition key", .conditionKey, more: ", conditions: {StringLike: {@: a}}"),
      3...256,
      "a:"
    ),
  ]

  /// A number of a place, and what it takes.
  struct Number: Sendable, CustomTestStringConvertible {
    let field: SpecField
    let bounds: ClosedRange<Int>

    var testDescription: String { field.name }

    init(_ field: SpecField, _ bounds: ClosedRange<Int>) {
      self.field = field
      self.bounds = bounds
    }
  }

  static let numbers = [
    Number(.fetching("maxSessionDuration", .outOfRange), 3600...43_200),
    Number(
      .stream("retentionHours", .outOfRange, "name: a, create: true, retentionHours: @"),
      24...8760
    ),
    Number(
      .stream("shards", .outOfRange, "name: a, create: true, mode: provisioned, shards: @"),
      1...100_000
    ),
    Number(
      .of(
        "fastly/s3",
        "expiry",
        .outOfRange,
        "bucket: {name: abc, create: true, expireAfterDays: @}"
      ),
      1...36_500
    ),
    Number(.metrics("bufferSeconds", .outOfRange, "bufferSeconds: @"), 0...900),
    Number(.metrics("bufferMegabytes", .outOfRange, "bufferMegabytes: @"), 1...64),
    Number(.metrics("logRetentionDays", .outOfRange, "logRetentionDays: @"), 1...3653),
  ]

  private let compiler: Compiler

  init() throws {
    compiler = try #require(Compiler.shared)
  }

  private func codes(of text: String) -> Set<DiagnosticCode> {
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    _ = compiler.plan(diagnostics.file, &diagnostics)
    return Set(diagnostics.sorted.map(\.code))
  }

  @Test("takes a text up to its limits, and no character more or less", arguments: lengths)
  func takesLengths(of length: Length) {
    let shortest = length.affixes.0.utf8.count + length.affixes.1.utf8.count
    for count in [length.bounds.lowerBound, length.bounds.upperBound] {
      for number in (count - 1)...(count + 1) where number >= shortest {
        let found = codes(of: length.field.text(with: length.value(ofLength: number)))
        let isRefused = found.contains(length.field.code)
        #expect(isRefused != length.bounds.contains(number), "\(number) characters: \(found)")
      }
    }
  }

  @Test("takes a number up to its limits, and not one more or less", arguments: numbers)
  func takesNumbers(of number: Number) {
    for bound in [number.bounds.lowerBound, number.bounds.upperBound] {
      for value in (bound - 1)...(bound + 1) {
        let found = codes(of: number.field.text(with: "\(value)"))
        let isGap = number.field.name.hasSuffix("logRetentionDays") && [2, 3652].contains(value)
        let isTaken = number.bounds.contains(value) && !isGap
        #expect(found.contains(.outOfRange) != isTaken, "\(value): \(found)")
      }
    }
  }

  @Test("takes a role name that it makes up to 64 characters", arguments: [63, 64, 65])
  func takesDerivedNames(length: Int) {
    // logzio- and a hyphen around the names of the spec and of the integration.
    let spec = String(repeating: "a", count: 30)
    let integration = String(repeating: "b", count: length - 8 - 30)
    let field = SpecField(
      "role",
      .nameTooLong,
      "name: \(spec)",
      "integrations: {\(integration): {type: logzio/s3-fetch, buckets: [acme-logs]}}"
    )
    #expect(codes(of: field.text(with: "")).contains(.nameTooLong) == (length > 64))
  }

  @Test("takes 49 tags of a spec", arguments: [48, 49, 50])
  func takesTags(count: Int) {
    let tags = (1...count).map { "t\($0): a" }.joined(separator: ", ")
    let field = SpecField("tags", .tooManyTags, "tags: {\(tags)}")
    #expect(codes(of: field.text(with: "")).contains(.tooManyTags) == (count > 49))
  }
}
