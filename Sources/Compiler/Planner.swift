import Catalog
import Diagnostics
import Model
import Passes
import Specification
import Vendors
import YAML

extension Plan {
  /// What a specification means, put together from what each integration's vendor plans, in the
  /// order of the integrations' names.
  init(
    for specification: Specification,
    fileName: String,
    _ catalog: Catalog,
    _ diagnostics: inout Diagnostics
  ) {
    self.init(
      name: specification.name.value,
      fileName: fileName,
      account: specification.account.value,
      partition: specification.partition,
      region: specification.region.value,
      tags: specification.planTags
    )
    let vendors = Dictionary(uniqueKeysWithValues: allVendors.map { ($0.id, $0) })
    var used: Set<Slug> = []
    var inPlace: [ConnectionEntry] = []
    var usesAreClear = specification.integrationsAreComplete
    var soleUses: [Contribution.SoleUse: IntegrationEntry] = [:]
    for entry in specification.integrations {
      guard let vendor = vendors[entry.vendor.id] else {
        preconditionFailure("nobody plans for the vendor '\(entry.vendor.id)'")
      }
      var draft = Draft(entry, of: specification, catalog, diagnostics)
      vendor.plan(&draft)
      draft.fields.finish(&draft.diagnostics)
      diagnostics = draft.diagnostics
      let contribution = draft.contribution
      add(contribution)
      used.formUnion(contribution.connections)
      if contribution.connectionIsUnclear { usesAreClear = false }
      if let vendor = contribution.vendorInPlace { inPlace.append(vendor) }
      if let use = contribution.soleUse {
        warnOfSecondUse(use, entry, &soleUses, &diagnostics)
      }
    }
    specification.refuseSharedIDs(inPlace: inPlace, &diagnostics)
    if usesAreClear { warnOfUnusedConnections(specification, used, &diagnostics) }
  }

  private mutating func add(_ contribution: Contribution) {
    resources += contribution.resources
    requirements += contribution.requirements
    grants += contribution.grants
    steps += contribution.steps
    outputs += contribution.outputs
    requests += contribution.requests
  }

  private func warnOfSecondUse(
    _ use: Contribution.SoleUse,
    _ entry: IntegrationEntry,
    _ seen: inout [Contribution.SoleUse: IntegrationEntry],
    _ diagnostics: inout Diagnostics
  ) {
    guard let earlier = seen.updateValue(entry, forKey: use) else { return }
    diagnostics.report(
      .secondArchive,
      "an account at \(entry.vendor.name) has one active \(use.use), and '\(use.connection)' has "
        + "two here",
      at: entry.name.range,
      related: [.init("the other one stands here", at: earlier.name.range)],
      help: "keep the one that is being moved to"
    )
  }

  private func warnOfUnusedConnections(
    _ specification: Specification,
    _ used: Set<Slug>,
    _ diagnostics: inout Diagnostics
  ) {
    for connection in specification.connections where !used.contains(connection.name.value) {
      diagnostics.report(
        .unusedConnection,
        "no integration uses the connection '\(connection.name.value)'",
        at: connection.name.range,
        help: "remove it, or name it in an integration's 'via'"
      )
    }
  }
}

extension Specification {
  /// The spec's tags, with the one by which scripts know what is the spec's own.
  fileprivate var planTags: [Tag] {
    guard let key = try? TagText(Plan.ownershipKey), let value = try? TagText(name.value.text)
    else { preconditionFailure("a spec's name can be the value of a tag") }
    return (tags + [Tag(key, value)]).sorted()
  }
}
