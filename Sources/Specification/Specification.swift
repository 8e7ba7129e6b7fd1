package import Catalog
package import Diagnostics
package import Model
package import YAML

/// What a person wrote: the account, the connections to vendors, and the integrations.
///
/// The options of an integration stay undecoded here; the vendor that it belongs to reads them.
package struct Specification: Sendable {
  package let name: Located<Slug>
  package let account: Located<AccountID>
  package let region: Located<Region>
  package let partition: Partition
  package let tags: [Tag]
  /// Sorted by name.
  package let connections: [ConnectionEntry]
  /// Sorted by name.
  package let integrations: [IntegrationEntry]

  /// Reads a spec; nil when so much is wrong that nothing else can be judged.
  ///
  /// Where single values are wrong they are reported, stand-ins take their place, and the rest is
  /// read on, so that one run shows every mistake. Whoever compiles asks the diagnostics.
  package init?(_ root: Node, _ catalog: Catalog, _ diagnostics: inout Diagnostics) {
    refuseSecrets(in: root, &diagnostics)
    guard var fields = Fields(root, of: "a spec", &diagnostics) else { return nil }
    let name = fields.requiredValue("name", as: Slug.self, &diagnostics)
    let account = fields.requiredValue("account", as: AccountID.self, &diagnostics)
    let region = fields.requiredValue("region", as: Region.self, &diagnostics)
    let partition = fields.value("partition", as: Partition.self, &diagnostics)
    self.partition = partition?.value ?? .commercial
    tags = readTags(fields.node("tags"), &diagnostics)
    Self.check(region, in: self.partition, partition?.range, catalog, &diagnostics)

    let scope = ConnectionScope(
      partition: self.partition,
      account: account?.value,
      catalog: catalog
    )
    connections = scope.readConnections(fields.node("vendors"), &diagnostics)
    integrations = readIntegrations(fields.required("integrations"), catalog, &diagnostics)
    fields.finish(&diagnostics)
    guard let name, let account, let region else { return nil }
    (self.name, self.account, self.region) = (name, account, region)
  }

  /// Holds the region against the regions that AWS has in the partition.
  private static func check(
    _ region: Located<Region>?,
    in partition: Partition,
    _ partitionRange: SourceRange?,
    _ catalog: Catalog,
    _ diagnostics: inout Diagnostics
  ) {
    if let partitionRange, catalog.partitions[partition] == nil {
      let known = catalog.partitions.keys.map(\.text).sorted()
      reportUnknownValue(
        Located(partition.text, at: partitionRange),
        of: "partition",
        among: known,
        &diagnostics
      )
      return
    }
    guard let region else { return }
    catalog.check(region, in: partition, &diagnostics)
  }
}

extension Catalog {
  /// Reports a region that AWS doesn't have, or has in another partition.
  package func check(
    _ region: Located<Region>,
    in partition: Partition,
    _ diagnostics: inout Diagnostics
  ) {
    guard let fact = regions[region.value] else {
      let near = suggestion(for: region.value.text, among: regions.keys.map(\.text).sorted())
      diagnostics.report(
        .region,
        "AWS has no region \(quoted(region.value.text))\(near)",
        at: region.range,
        help: "'accredit catalog regions' lists the regions"
      )
      return
    }
    guard fact.partition == partition else {
      diagnostics.report(
        .region,
        "the region \(region.value) is in the partition \(fact.partition), "
          + "and the spec in \(partition)",
        at: region.range,
        help: "add 'partition: \(fact.partition)', or choose a region of \(partition)"
      )
      return
    }
  }
}

extension Partition {
  /// The partition of the commercial regions, in which a spec is that names none.
  static let commercial: Partition = {
    guard let partition = try? Partition("aws") else { preconditionFailure("aws is a partition") }
    return partition
  }()
}

/// Refuses text that is an access key, wherever it stands: a spec is committed, and a committed
/// secret is a public one.
private func refuseSecrets(in node: Node, _ diagnostics: inout Diagnostics) {
  switch node.content {
  case .scalar(let scalar):
    let isKey = ["AKIA", "ASIA"].contains { scalar.text.hasPrefix($0) }
      && scalar.text.utf8.count == 20
      && scalar.text.utf8.allSatisfy { byte in
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
    if isKey {
      diagnostics.report(
        .secretInSpec,
        "an access key must not stand in a spec",
        at: node.range,
        help: "remove it, and delete the key in IAM: whoever read the file has it"
      )
    }
  case .sequence(let items):
    for item in items { refuseSecrets(in: item, &diagnostics) }
  case .mapping(let entries):
    for entry in entries { refuseSecrets(in: entry.value, &diagnostics) }
  }
}
