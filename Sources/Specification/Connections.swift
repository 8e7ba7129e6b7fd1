package import Catalog
package import Diagnostics
package import Model
package import YAML

/// One connection of a spec: an account that the company holds at a vendor.
package struct ConnectionEntry: Sendable {
  package let name: Located<Slug>
  package let vendor: VendorProfile
  /// The vendor's name as it spells it itself, or as the spec names it.
  package let vendorName: String
  /// The AWS account of the vendor; nil after it was reported.
  package let account: AccountID?
  package let externalID: Located<ExternalID>?
  /// Whether an external id stands there but was refused, or its key was, so that its absence isn't
  /// reported too.
  package let externalIDWasRefused: Bool
  package let rotation: Rotation?
  /// The id that a rotation still trusts.
  package let previousID: Located<ExternalID>?
  /// The vendor's own region, by its code.
  package let site: Located<String>?
}

extension Specification {
  /// Reads the vendor that an integration describes in place, as a connection named like it.
  package func connection(
    inPlace node: Node,
    of integration: Located<Slug>,
    _ catalog: Catalog,
    _ diagnostics: inout Diagnostics
  ) -> ConnectionEntry? {
    let scope = ConnectionScope(
      partition: partition,
      name: name.value,
      account: accountIsKnown ? account.value : nil,
      catalog: catalog
    )
    return Fields(node, of: "'vendor'", at: integration.range, &diagnostics).flatMap {
      scope.readConnection(integration, $0, isInPlace: true, &diagnostics)
    }
  }
}

/// What connections of a spec are read against.
struct ConnectionScope {
  let partition: Partition
  /// The name of the spec; nil after it was refused.
  let name: Slug?
  let account: AccountID?
  let catalog: Catalog

  func readConnections(_ node: Node?, _ diagnostics: inout Diagnostics) -> [ConnectionEntry] {
    guard let node else { return [] }
    guard case .mapping(let entries) = node.content else {
      diagnostics.report(
        .wrongKind,
        "'vendors' must be a mapping of names to connections, and this is \(node.kind)",
        at: node.range,
        help: "name the vendor, and write its keys indented under it; or remove 'vendors'"
      )
      return []
    }
    let connections = entries.compactMap { entry -> ConnectionEntry? in
      guard let name = Slug.checking(entry.key, &diagnostics),
        let fields = Fields(
          entry.value,
          of: "connection '\(name.value)'",
          at: name.range,
          &diagnostics
        )
      else { return nil }
      return readConnection(name, fields, &diagnostics)
    }
    refuseShared(of: connections, &diagnostics)
    return connections.sorted { $0.name.value < $1.name.value }
  }

  /// Reads one connection, or the vendor that a custom role describes in place.
  func readConnection(
    _ name: Located<Slug>,
    _ fields: consuming Fields,
    isInPlace: Bool = false,
    _ diagnostics: inout Diagnostics
  ) -> ConnectionEntry? {
    var fields = fields
    let known = isInPlace ? catalog.vendor("custom") : vendor(of: name, &fields, &diagnostics)
    guard let vendor = known else { return nil }
    let rule = vendor.externalID
    let ownName =
      vendor.accounts.isEmpty
      ? fields.value("name", as: Description.self, &diagnostics)?.value.text : vendor.name
    let names = [self.name?.text, name.value.text, ownName].compactMap { $0 }
    let hasID = fields.has(rule.key)
    let externalID = fields.value(rule.key, as: ExternalID.self, &diagnostics)
      .flatMap { accepted($0, vendor, names, &diagnostics) }
    let account = readAccount(of: vendor, name, &fields, &diagnostics)
    let rotation = readRotation(fields.node("rotation"), externalID, vendor, names, &diagnostics)
    let site = readSite(of: vendor, &fields, &diagnostics)
    fields.finish(&diagnostics)
    if let externalID, let account { refuse(externalID, equalTo: account, &diagnostics) }
    return ConnectionEntry(
      name: name,
      vendor: vendor,
      vendorName: ownName ?? name.value.text,
      account: account,
      externalID: externalID,
      externalIDWasRefused: (hasID && externalID == nil) || fields.seemsToMisspell(rule.key),
      rotation: rotation.map { Rotation(previous: $0.previous.value, until: $0.until) },
      previousID: rotation?.previous,
      site: site
    )
  }

  /// The vendor that `vendor:` names, or the connection's own name, or else one that the catalogue
  /// doesn't know.
  private func vendor(
    of name: Located<Slug>,
    _ fields: inout Fields,
    _ diagnostics: inout Diagnostics
  ) -> VendorProfile? {
    if fields.has("vendor") {
      guard let text = fields.text("vendor", &diagnostics) else { return nil }
      if let vendor = catalog.vendor(text.value) { return vendor }
      diagnostics.report(
        .unknownVendor,
        "the catalogue doesn't have a vendor \(quoted(text.value))"
          + suggestion(for: text.value, among: catalog.vendors.ids),
        at: text.range,
        help: "'accredit catalog' lists the vendors; leave 'vendor' out for any other"
      )
      return nil
    }
    if let vendor = catalog.vendor(name.value.text) { return vendor }
    if !fields.has("accountId"),
      let near = closestMatch(to: name.value.text, among: catalog.vendors.ids)
    {
      diagnostics.report(
        .unknownVendor,
        "the catalogue doesn't have a vendor '\(name.value)'; did you mean '\(near)'?",
        at: name.range,
        help: "write 'vendor: \(near)', or 'accountId' for a vendor of your own"
      )
      return nil
    }
    return catalog.vendor("custom")
  }
}

// The vendor's account and region, and a rotation of its ids.
extension ConnectionScope {
  private func readAccount(
    of vendor: VendorProfile,
    _ name: Located<Slug>,
    _ fields: inout Fields,
    _ diagnostics: inout Diagnostics
  ) -> AccountID? {
    guard !vendor.accounts.isEmpty else {
      let account = fields.requiredValue(
        "accountId",
        as: AccountID.self,
        help: "ask the vendor for the AWS account that it acts from",
        &diagnostics
      )
      return account.flatMap { trusted($0, vendor, &diagnostics) }
    }
    let own = fields.value("accountId", as: AccountID.self, &diagnostics)
    guard let known = vendor.accounts[partition] else {
      let partitions = vendor.accounts.keys.map(\.text).sorted().joined(separator: ", ")
      diagnostics.report(
        .vendorPartition,
        "\(vendor.name) acts from the partition \(partitions); no role trusts across partitions",
        at: name.range,
        help: "let the vendor into an account in \(partitions)"
      )
      return nil
    }
    guard let own else { return known }
    guard own.value != known else { return known }
    diagnostics.report(
      .overriddenVendorAccount,
      "this account takes the place of \(known), which the catalogue has for \(vendor.name)",
      at: own.range,
      help: "hold it against what the vendor's own console shows"
    )
    return trusted(own, vendor, &diagnostics)
  }

  /// The account, unless it is known not to be the vendor's.
  private func trusted(
    _ account: Located<AccountID>,
    _ vendor: VendorProfile,
    _ diagnostics: inout Diagnostics
  ) -> AccountID? {
    if account.value == self.account {
      diagnostics.report(
        .vendorAccount,
        "the vendor's account must not be the account of the spec itself",
        at: account.range,
        help: "ask the vendor for the AWS account that it acts from"
      )
      return nil
    }
    for profile in catalog.vendors.all {
      guard let reason = profile.neverTrusted[account.value] else { continue }
      diagnostics.report(
        .vendorAccount,
        "\(account.value) is an account of \(profile.name)'s that must not be trusted: \(reason)",
        at: account.range,
        help: "copy the account id from the vendor's console"
      )
      return nil
    }
    return account.value
  }

  private func readSite(
    of vendor: VendorProfile,
    _ fields: inout Fields,
    _ diagnostics: inout Diagnostics
  ) -> Located<String>? {
    guard !vendor.sites.isEmpty else { return nil }
    let site = fields.text("site", &diagnostics)
    let region = fields.text("region", &diagnostics)
    if let site, let region {
      diagnostics.report(
        .conflictingKeys,
        "'site' and 'region' say the same; only one may stand here",
        at: region.range,
        related: [.init("the other one stands here", at: site.range)],
        help: "remove one of the two"
      )
    }
    guard let code = site ?? region else { return nil }
    guard vendor.sites[code.value] != nil else {
      reportUnknownValue(code, of: "site", among: vendor.sites.keys.sorted(), &diagnostics)
      return nil
    }
    return code
  }

  private func readRotation(
    _ node: Node?,
    _ current: Located<ExternalID>?,
    _ vendor: VendorProfile,
    _ names: [String],
    _ diagnostics: inout Diagnostics
  ) -> (previous: Located<ExternalID>, until: CalendarDate)? {
    guard let node, var fields = Fields(node, of: "'rotation'", &diagnostics) else { return nil }
    let previous = fields.requiredValue("previous", as: ExternalID.self, &diagnostics)
      .flatMap { refusePlaceholder($0, vendor, &diagnostics) }
      .flatMap { refuseGuessable($0, vendor, names, &diagnostics) }
    let until = fields.requiredValue("until", as: CalendarDate.self, &diagnostics)
    fields.finish(&diagnostics)
    guard let previous, let until else { return nil }
    if previous.value == current?.value {
      diagnostics.report(
        .conflictingKeys,
        "'previous' must be another id than the one that is trusted already",
        at: previous.range,
        help: "write the id from before the change, or remove 'rotation'"
      )
      return nil
    }
    return (previous, until.value)
  }
}
