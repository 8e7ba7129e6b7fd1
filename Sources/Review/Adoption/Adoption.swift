import Audit
package import Catalog
import Compiler
package import Diagnostics
import IAM
package import Model
import Vendors

/// Makes entries of a spec of existing roles, and tells what the two have not in common.
///
/// The entry is compiled, and what it grants is held against what the role allows for all requests
/// at once, in both directions: what is told is decided, not compared as text.
package struct Adoption: Sendable {
  /// What the person who asks knows.
  package struct Options: Sendable {
    /// The name of the spec.
    package var name: Slug?
    /// The account that the roles are in.
    package var account: AccountID?
    /// The region of the spec.
    package var region: Region?
    /// What the role is for, such as `logzio/s3-fetch`.
    package var type: String?
    /// Whether only connections and integrations are wanted, to be pasted into a spec.
    package var isEntry = false

    package init() {}
  }

  /// What came of it.
  package struct Result: Sendable {
    /// The spec, or the part of one; nil where nothing could be adopted.
    package let text: String?
    /// What was found in each file.
    package let reports: [Diagnostics]
    /// Whether every file could be read.
    package let isReadable: Bool

    /// Whether the spec grants just what the roles allow.
    package var isExact: Bool {
      isReadable && text != nil && reports.allSatisfy { $0.sorted.isEmpty }
    }
  }

  /// What any role can be.
  static let anyType = "custom/role"

  /// The types that a role can be adopted as, sorted.
  package static let types =
    (allVendors.flatMap { vendor in vendor.adoptable.map { "\(vendor.id)/\($0.name)" } }
    + [anyType]).sorted()

  private let catalog: Catalog
  private let options: Options
  private let probe: Probe

  package init(_ catalog: Catalog, _ options: Options) {
    (self.catalog, self.options) = (catalog, options)
    probe = Probe(compiler: Compiler(catalog), actions: catalog.actions)
  }

  /// Adopts the roles that some documents speak of.
  package func adopt(_ files: [SourceFile]) -> Result {
    let reader = reader(of: files)
    var reports = reader.reports
    guard reader.isReadable, reader.roles.contains(where: { !$0.permissions.isEmpty }) else {
      return Self.result(of: reader)
    }
    let place = Place(of: reader, options)
    var spec = AdoptedSpec(
      name: options.name?.text ?? "adopted",
      account: place.accountEntry,
      region: place.regionEntry,
      partition: place.partition
    )
    let adoptions = adoptions(of: reader, in: place, &spec)
    var findings = adoptions.flatMap(\.findings)
    if !spec.integrations.isEmpty {
      let account = place.accountText
      findings += AdoptionComparison(spec, adoptions, reader.sharing, account, probe).findings
    }
    for finding in findings {
      reports[finding.place.file].report(
        finding.code,
        finding.message.withHoles,
        at: finding.place.range,
        help: finding.help
      )
    }
    let text = spec.integrations.isEmpty ? nil : self.text(of: spec, files)
    return Result(text: text, reports: reports, isReadable: true)
  }

  /// Adds each role to a spec.
  private func adoptions(
    of reader: RoleReader,
    in place: Place,
    _ spec: inout AdoptedSpec
  ) -> [RoleAdoption] {
    reader.roles.enumerated().map { index, role in
      var adoption = RoleAdoption(
        role,
        reader.sharing,
        account: place.accountText,
        type: options.type,
        catalog,
        probe
      )
      adoption.add(to: &spec, region: place.region, number: index + 1)
      return adoption
    }
  }

  /// Reads the files; a second time where they tell where they are deployed to.
  private func reader(of files: [SourceFile]) -> RoleReader {
    let said = DeploymentPlace(account: options.account?.text, region: options.region?.text)
    let reader = RoleReader(files, in: said, catalog)
    let place = Place(of: reader, options)
    let known = DeploymentPlace(account: place.account, region: place.region)
    return known == said || !reader.isReadable ? reader : RoleReader(files, in: known, catalog)
  }

  /// What comes of documents in which there is nothing to adopt.
  private static func result(of reader: RoleReader) -> Result {
    var reports = reader.reports
    let isTold = reports.contains { !$0.sorted.isEmpty } && reader.roles.isEmpty
    if reader.isReadable && !isTold {
      let place = reader.roles.first?.place
      reports[place?.file ?? 0].report(
        .notAPolicy,
        "no document says what a role may do",
        at: place?.range,
        help: "add what 'aws iam get-role-policy' or 'aws iam get-policy-version' answers"
      )
    }
    return Result(text: nil, reports: reports, isReadable: reader.isReadable && isTold)
  }

  private func text(of spec: AdoptedSpec, _ files: [SourceFile]) -> String {
    let header = [
      "Made of existing roles by 'accredit adopt'. Fill in what is in capitals, if anything is:",
      "'accredit validate' names it. Then compile, and take the roles over as they are:",
      "'./provision.sh plan --adopt' shows what changes, 'apply --adopt' does it; for a stack,",
      "the steps that import a role stand in CHECKLIST.md.",
    ]
    return spec.text(
      header: options.isEntry ? [] : header,
      standingIn: false,
      isWhole: !options.isEntry
    )
  }
}

extension Adoption {
  /// Where the roles are, as the person says or the documents tell.
  private struct Place {
    let account: String?
    let region: String?
    let partition: String

    init(of reader: RoleReader, _ options: Options) {
      let policies = reader.roles.flatMap(\.permissions)
      let inventory = Inventory(of: policies)
      let regional = inventory.streams + inventory.keys
      account =
        options.account?.text ?? reader.roles.compactMap(\.account).first
        ?? regional.first?.account
      region = options.region?.text ?? regional.first?.region
      let arns = policies.flatMap(\.policy.statements).flatMap { $0.resources?.values ?? [] }
      let partitions = (reader.roles.compactMap(\.partition) + arns.compactMap(Self.partition(of:)))
      partition = partitions.first ?? "aws"
    }

    /// The partition that an ARN names, if it names one.
    private static func partition(of arn: String) -> String? {
      let parts = arn.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "arn" else { return nil }
      return (try? Partition(String(parts[1])))?.text
    }

    /// The account, or what takes its place while access is compared.
    var accountText: String { account ?? String(repeating: "4", count: 12) }

    var accountEntry: AdoptedEntry {
      let asked = AdoptedValue.asked("ACCOUNT-ID-TO-FILL-IN", standIn: accountText)
      return account.map { AdoptedEntry("account", .text($0)) }
        ?? AdoptedEntry("account", asked, ["The documents don't say in which account it is."])
    }

    var regionEntry: AdoptedEntry {
      let asked = AdoptedValue.asked("REGION-TO-FILL-IN", standIn: "us-east-1")
      return region.map { AdoptedEntry("region", .text($0)) }
        ?? AdoptedEntry("region", asked, ["The documents don't say where the buckets are."])
    }
  }
}

extension String {
  /// The text with a hole where only a deployment knows the value.
  fileprivate var withHoles: String {
    let hole = "\\u{E000}"
    return split(separator: TemplateValues.unknown, omittingEmptySubsequences: false)
      .joined(separator: "${…}").replacingEach(hole, with: "${…}")
  }

  private func replacingEach(_ text: String, with other: String) -> String {
    var result = ""
    var rest = Substring(self)
    while let range = rest.firstRange(of: text) {
      result += rest[..<range.lowerBound] + other
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
