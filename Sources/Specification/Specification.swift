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
  /// Whether an account stands there; otherwise nothing is held against its stand-in.
  package let accountIsKnown: Bool
  /// Whether a region stands there; otherwise nothing is held against its stand-in.
  package let regionIsKnown: Bool
  package let partition: Partition
  package let tags: [Tag]
  /// Sorted by name.
  package let connections: [ConnectionEntry]
  /// Whether each connection that stands there could be read.
  package let connectionsAreComplete: Bool
  /// Sorted by name.
  package private(set) var integrations: [IntegrationEntry]
  /// Whether each integration that stands there could be read.
  package let integrationsAreComplete: Bool

  /// Reads a spec; nil when it isn't a mapping.
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
    self.partition =
      Self.partition(partition, of: region, catalog, &diagnostics) ?? .commercial
    tags = readTags(fields.node("tags"), &diagnostics)
    self.name = name ?? Located(.standIn(0), at: .beginning)
    self.account = account ?? Located(.standIn, at: .beginning)
    self.region = region ?? Located(.standIn, at: .beginning)
    accountIsKnown = account != nil
    regionIsKnown = region != nil

    let scope = ConnectionScope(
      partition: self.partition,
      name: name?.value,
      account: account?.value,
      catalog: catalog
    )
    let vendors = fields.node("vendors")
    connections = scope.readConnections(vendors, &diagnostics)
    connectionsAreComplete = connections.count == vendors.map(Self.entryCount) ?? 0
    let list = fields.required("integrations")
    integrations = readIntegrations(list, catalog, &diagnostics)
    integrationsAreComplete = integrations.count == list.map(Self.entryCount)
    // Read apart, by `TargetedSpec`.
    _ = fields.has("targets")
    fields.finish(&diagnostics)
  }

  /// Leaves out every other integration.
  package mutating func keep(_ names: Set<Slug>) {
    integrations.removeAll { !names.contains($0.name.value) }
  }

  private static func entryCount(of node: Node) -> Int? {
    guard case .mapping(let entries) = node.content else { return nil }
    return entries.count
  }

  /// The partition, held against those that AWS has, and the region against those in it.
  private static func partition(
    _ partition: Located<Partition>?,
    of region: Located<Region>?,
    _ catalog: Catalog,
    _ diagnostics: inout Diagnostics
  ) -> Partition? {
    if let partition, catalog.partitions[partition.value] == nil {
      let known = catalog.partitions.keys.map(\.text).sorted()
      reportUnknownValue(partition.map(\.text), of: "partition", among: known, &diagnostics)
      return nil
    }
    if let region { catalog.check(region, in: partition?.value ?? .commercial, &diagnostics) }
    return partition?.value
  }
}

// What takes the place of a value that was refused, so that the rest can be judged; nothing is
// compiled with it.
extension Slug {
  /// A short name, so that no other name seems too long for it.
  static func standIn(_ number: Int) -> Slug {
    guard let slug = try? Slug("x\(number)") else { preconditionFailure("x0 is a name") }
    return slug
  }
}

extension AccountID {
  /// Nobody's account.
  package static let standIn: AccountID = {
    guard let account = try? AccountID("000000000000") else {
      preconditionFailure("twelve zeros are an account id")
    }
    return account
  }()
}

extension Region {
  static let standIn: Region = {
    guard let region = try? Region("us-east-1") else {
      preconditionFailure("us-east-1 is a region")
    }
    return region
  }()
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
    refuseSecrets(in: Located(scalar.text, at: node.range), &diagnostics)
  case .sequence(let items):
    for item in items { refuseSecrets(in: item, &diagnostics) }
  case .mapping(let entries):
    for entry in entries {
      refuseSecrets(in: entry.key, &diagnostics)
      refuseSecrets(in: entry.value, &diagnostics)
    }
  }
}

private func refuseSecrets(in text: Located<String>, _ diagnostics: inout Diagnostics) {
  let words = text.value.utf8.split { !(isUpperCase($0) || isDigit($0) || isLowerCase($0)) }
  let holdsKey = words.contains { word in
    let isKind = word.starts(with: "AKIA".utf8) || word.starts(with: "ASIA".utf8)
    return isKind && word.count == 20 && word.allSatisfy { isUpperCase($0) || isDigit($0) }
  }
  guard holdsKey else { return }
  diagnostics.report(
    .secretInSpec,
    "an access key must not stand in a spec",
    at: text.range,
    help: "remove it, and delete the key in IAM: whoever read the file has it"
  )
}

private func isUpperCase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

private func isLowerCase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
