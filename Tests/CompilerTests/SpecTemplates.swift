import Diagnostics
import Testing

/// A place of a spec in which a test puts one value after the other: `@` in a correct spec.
struct SpecField: Sendable, CustomTestStringConvertible {
  let name: String
  let template: String
  /// The code of the diagnostic for a value that the place doesn't take.
  let code: DiagnosticCode

  var testDescription: String { name }

  /// The spec with a value in the place.
  func text(with value: String) -> String {
    let parts = template.split(separator: "@", omittingEmptySubsequences: false)
    return parts.joined(separator: value)
  }

  private static let logzio = "vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}"
  private static let fastly = "vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}"
  private static let fetch = "{type: logzio/s3-fetch, buckets: [acme-logs]}"

  /// A spec, given in one line for each of its keys, with the usual ones for those that are missing.
  init(_ name: String, _ code: DiagnosticCode, _ lines: String...) {
    let defaults = [
      "name: acme", #"account: "111122223333""#, "region: us-east-1", Self.logzio,
      "integrations: {logs: \(Self.fetch)}",
    ]
    func key(_ line: String) -> Substring? { line.split(separator: ":").first }
    let given = Set(lines.map(key))
    self.name = name
    self.code = code
    template = (lines + defaults.filter { !given.contains(key($0)) }).joined(separator: "\n")
  }

  /// An option of an integration that fetches.
  static func fetching(_ name: String, _ code: DiagnosticCode) -> SpecField {
    let own = "{type: logzio/s3-fetch, buckets: [acme-logs], \(name): @}"
    return SpecField(name, code, "integrations: {logs: \(own)}")
  }

  /// A key of a bucket that is fetched from.
  static func fetchedBucket(_ key: String, _ code: DiagnosticCode, _ rest: String = "")
    -> SpecField
  {
    let bucket = key == "name" ? "{name: @}" : "{name: acme-logs, \(rest)\(key): @}"
    let own = "{type: logzio/s3-fetch, buckets: [\(bucket)]}"
    return SpecField("bucket \(key)", code, "integrations: {logs: \(own)}")
  }

  /// An option of an integration that archives, of metrics, or of one that Fastly writes.
  static func of(
    _ type: String,
    _ name: String,
    _ code: DiagnosticCode,
    _ options: String
  ) -> SpecField {
    let vendors = type.hasPrefix("fastly") ? fastly : "vendors: {logzio: {site: us}}"
    let own = "{type: \(type), \(options)}"
    return SpecField("\(type) \(name)", code, vendors, "integrations: {it: \(own)}")
  }

  static func metrics(_ name: String, _ code: DiagnosticCode, _ option: String) -> SpecField {
    of("logzio/metrics", name, code, "token: parameter, backup: acme-backup, \(option)")
  }

  static func stream(_ name: String, _ code: DiagnosticCode, _ options: String) -> SpecField {
    of("fastly/kinesis", name, code, "stream: {\(options)}")
  }

  /// A key of the one entry of `allow`.
  static func custom(
    _ name: String,
    _ code: DiagnosticCode,
    actions: String = "s3:GetObject",
    resources: String = "\"arn:aws:s3:::acme-partner/*\"",
    reason: String = "reads",
    more: String = "",
    vendor: String = #"name: Ledgerly, accountId: "999988887777", externalId: ldg-2f7c0d4e1b"#
  ) -> SpecField {
    let entry = "{actions: [\(actions)], resources: [\(resources)], reason: \(reason)\(more)}"
    let own = "{type: custom/role, vendor: {\(vendor)}, allow: [\(entry)]}"
    return SpecField("custom \(name)", code, "vendors: {}", "integrations: {it: \(own)}")
  }
}
