package import Diagnostics
package import Model
import Text
import YAML

/// Everything that the compiler knows about vendors and AWS, read from `Templates/`.
package struct Catalog: Sendable {
  package internal(set) var vendors: VendorProfiles
  private var deferredPermissions: Deferred<[String: Permission]>
  package let regions: [Region: RegionFact]
  /// The domain of each partition, such as `amazonaws.com`.
  package let partitions: [Partition: PartitionFact]
  package let quotas: Quotas
  /// What was read of another folder; the embedded ones are read when they are asked for.
  private let rest: Rest?
  /// The sources of AWS facts.
  package let sources: [String: Citation]
  private let files: TemplateFiles
  let stepHoles: StepHoles

  /// What not every command needs.
  private struct Rest: Sendable {
    let actions: ActionTable
    let audit: AuditFacts
    let deployer: DeployerFacts
    let refusedActions: RefusedActions
    let tools: ToolFacts
  }

  /// A region of AWS.
  package struct RegionFact: Sendable {
    /// The state of its regional STS endpoint in an account that nobody has changed.
    package enum TokenService: String, CaseIterable, Sendable {
      case always
      case byDefault = "default"
      case optIn = "opt-in"
    }

    package let name: String
    package let partition: Partition
    package let sts: TokenService?
  }

  /// A partition of AWS.
  package struct PartitionFact: Sendable {
    package let dnsSuffix: String
    /// The host of the console, where a source names it.
    package let consoleHost: String
  }

  /// Reads the catalogue; nil when `reports` hold an error.
  package init?(_ files: TemplateFiles, _ reports: inout [Diagnostics]) {
    self.files = files
    let sources =
      files.isEmbedded
      ? Citation.embeddedSources : [String: Citation](ofTemplates: files, &reports)
    self.sources = sources
    regions = Self.readRegions(files, &reports)
    partitions = Self.readPartitions(files, &reports)
    quotas = Quotas(files, sources, &reports)
    rest =
      files.isEmbedded
      ? nil
      : Rest(
        actions: ActionTable(files),
        audit: AuditFacts(files, sources, &reports),
        deployer: DeployerFacts(files, sources, &reports),
        refusedActions: RefusedActions(files, sources, &reports),
        tools: ToolFacts(files, &reports)
      )
    stepHoles = StepHoles(files)
    deferredPermissions = Self.readPermissions(files, sources, &reports)
    vendors = VendorProfiles(files, &reports)
    if reports.contains(where: \.hasErrors) { return nil }
    if !files.isEmbedded, let own = Catalog(.embedded, &reports) {
      reportGaps(against: own, in: files, &reports)
    }
    if reports.contains(where: \.hasErrors) { return nil }
  }

  /// Permissions that options add to any vendor's role, such as `kms-read`.
  package internal(set) var permissions: [String: Permission] {
    get { deferredPermissions.value }
    set { deferredPermissions = Deferred(newValue) }
  }

  /// Whether it is the one that the compiler carries.
  package var isBuiltIn: Bool { files.isEmbedded }

  package var actions: ActionTable { rest?.actions ?? .embedded }

  package var auditFacts: AuditFacts { rest?.audit ?? .embedded }

  package var deployer: DeployerFacts { rest?.deployer ?? .embedded }

  package var refusedActions: RefusedActions { rest?.refusedActions ?? .embedded }

  package var tools: ToolFacts { rest?.tools ?? .embedded }

  /// The text of a file of the catalogue, such as `Shell/core.sh`.
  package func text(of path: String) -> String? {
    files.file(path).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  /// The first digits of a digest of a file of the catalogue; nil for one that there isn't.
  func digest(of path: String) -> String? { files.digest(of: path) }

  /// The names of the files below a folder, sorted.
  package func paths(below folder: String) -> [String] { files.paths(below: folder) }

  /// The text of a step: of a vendor's, or of the owner `aws`.
  package func stepText(_ name: String, owner: String) -> String? {
    text(of: Self.stepPath(name, owner))
  }

  /// The names of the values that a step's text has holes for.
  package func holes(ofStep name: String, owner: String) -> [String] {
    guard let holes = stepHoles[Self.stepPath(name, owner)] else {
      preconditionFailure("the catalogue has no step \(owner)/\(name)")
    }
    return holes
  }

  /// Where the text of a step stands.
  package static func stepPath(_ name: String, _ owner: String) -> String {
    (owner == "aws" ? "AWS" : "Vendors/" + owner) + "/steps/\(name).md"
  }

  /// The integration types of all vendors, such as `logzio/archive`, sorted.
  package var types: [String] {
    vendors.all.flatMap { vendor in vendor.types.keys.map { "\(vendor.id)/\($0)" } }.sorted()
  }

  /// The vendor that a spec names; nil for a name that the catalogue doesn't have.
  package func vendor(_ id: String) -> VendorProfile? { vendors[id] }

  /// A permission that any vendor's role may get.
  package func permission(_ name: String) -> Permission {
    guard let permission = permissions[name] else {
      preconditionFailure("the catalogue has no permission '\(name)'")
    }
    return permission
  }

  /// The catalogue's version: the first 12 hex digits of a digest of its files.
  package var version: String {
    if files.isEmbedded { return EmbeddedTemplates.version.description }
    var digest = FolderDigest()
    for path in ["AWS", "Shell", "Vendors"].flatMap({ files.paths(below: $0) }) {
      guard !path.hasSuffix("README.md"), let file = files.file(path) else { continue }
      digest.add(path, file.bytes)
    }
    return digest.text
  }
}

// The files of Templates/AWS.
extension Catalog {
  private static func readRegions(
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics]
  ) -> [Region: RegionFact] {
    var regions: [Region: RegionFact] = [:]
    readTemplate("AWS/regions.yaml", files, &reports) { fields, diagnostics in
      for key in ["source", "namesSource", "date"] { _ = fields.node(key) }
      for entry in fields.required("regions").entries(of: "'regions'", &diagnostics) {
        guard let region = Region.checking(entry.key, &diagnostics)?.value else { continue }
        regions[region] = RegionFact(entry.value, &diagnostics)
      }
    }
    return regions
  }

  private static func readPartitions(
    _ files: TemplateFiles,
    _ reports: inout [Diagnostics]
  ) -> [Partition: PartitionFact] {
    var partitions: [Partition: PartitionFact] = [:]
    readTemplate("AWS/partitions.yaml", files, &reports) { fields, diagnostics in
      for key in ["source", "trustSource"] { _ = fields.node(key) }
      let entries = fields.required("partitions").entries(of: "'partitions'", &diagnostics)
      for (key, value) in entries.map({ ($0.key, $0.value) }) {
        guard let partition = Partition.checking(key, &diagnostics)?.value,
          var entry = Fields(value, of: "partition '\(key.value)'", &diagnostics)
        else { continue }
        _ = entry.node("stsHost")
        partitions[partition] = PartitionFact(
          dnsSuffix: entry.requiredText("dnsSuffix", &diagnostics),
          consoleHost: entry.text("consoleHost", &diagnostics)?.value ?? "the AWS console"
        )
        entry.finish(&diagnostics)
      }
    }
    return partitions
  }

  private static func readPermissions(
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ reports: inout [Diagnostics]
  ) -> Deferred<[String: Permission]> {
    Deferred(files, &reports) { reports in
      var permissions: [String: Permission] = [:]
      var nested: [Diagnostics] = []
      readTemplate("AWS/permissions.yaml", files, &reports) { fields, diagnostics in
        permissions = [String: Permission](
          fields.required("policies"),
          of: "aws",
          in: "AWS",
          files,
          sources,
          &diagnostics,
          &nested
        )
      }
      reports += nested
      return permissions
    }
  }
}

extension Catalog.RegionFact {
  fileprivate init?(_ node: Node, _ diagnostics: inout Diagnostics) {
    guard var fields = Fields(node, of: "a region", &diagnostics) else { return nil }
    let name = fields.requiredText("name", &diagnostics)
    let partition = fields.requiredValue("partition", as: Partition.self, &diagnostics)
    // Absent for a region of whose endpoint no source speaks.
    let isKnown = fields.has("sts")
    let sts = fields.choice("sts", default: TokenService.always, &diagnostics)
    fields.finish(&diagnostics)
    guard let partition else { return nil }
    self.init(name: name, partition: partition.value, sts: isKnown ? sts : nil)
  }
}

extension Catalog {
  /// Opens the mapping of one of its files, and reports what nobody reads in it.
  func open(
    _ path: String,
    _ reports: inout [Diagnostics],
    _ read: (inout Fields, inout Diagnostics) -> Void
  ) {
    readTemplate(path, files, &reports, read)
  }
}

/// Opens the mapping of a file of the catalogue, and reports what nobody reads in it.
func readTemplate(
  _ path: String,
  _ files: TemplateFiles,
  _ reports: inout [Diagnostics],
  _ read: (inout Fields, inout Diagnostics) -> Void
) {
  var diagnostics = Diagnostics(for: files.named(path))
  if !files.has(path) {
    diagnostics.report(.unreadableFile, "the catalogue must have this file", at: nil)
  } else if let root = files.tree(path, &diagnostics),
    var fields = Fields(root, of: "the file", &diagnostics)
  {
    read(&fields, &diagnostics)
    fields.finish(&diagnostics)
  }
  reports.append(diagnostics)
}
