package import Catalog
package import Diagnostics
package import Model
package import YAML

/// One integration of a spec, with its options as they stand.
package struct IntegrationEntry: Sendable {
  package let name: Located<Slug>
  /// The vendor in front of the `/` of the type.
  package let vendor: VendorProfile
  /// The word behind it, such as `s3-fetch`.
  package let type: String
  /// The mapping; `type` counts as asked for.
  package let fields: Fields

  /// The type as the spec writes it.
  package var typeName: String { "\(vendor.id)/\(type)" }
}

func readIntegrations(
  _ node: Node?,
  _ catalog: Catalog,
  _ diagnostics: inout Diagnostics
) -> [IntegrationEntry] {
  guard let node else { return [] }
  guard case .mapping(let entries) = node.content else {
    diagnostics.report(
      .wrongKind,
      "'integrations' must be a mapping of names to integrations, and this is \(node.kind)",
      at: node.range,
      help: "'accredit init' writes a spec to start from"
    )
    return []
  }
  if entries.isEmpty {
    diagnostics.report(
      .emptyList,
      "'integrations' must have at least one integration",
      at: node.range,
      help: "'accredit init' writes a spec to start from"
    )
  }
  return entries.indices.compactMap { index in
    readIntegration(entries[index], number: index, catalog, &diagnostics)
  }.sorted { $0.name.value < $1.name.value }
}

private func readIntegration(
  _ entry: Node.Entry,
  number: Int,
  _ catalog: Catalog,
  _ diagnostics: inout Diagnostics
) -> IntegrationEntry? {
  let name =
    Slug.checking(entry.key, &diagnostics) ?? Located(.standIn(number), at: entry.key.range)
  let noun = "integration '\(visible(entry.key.value))'"
  guard var fields = Fields(entry.value, of: noun, at: entry.key.range, &diagnostics) else {
    return nil
  }
  guard let typeNode = fields.required("type", help: catalog.typesHelp) else {
    fields.reportMissingOrMisspelt(&diagnostics)
    return nil
  }
  guard let text = typeNode.text(of: "'type'", &diagnostics) else { return nil }
  let parts = text.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
  guard parts.count == 2, let vendor = catalog.vendor(parts[0]), vendor.types[parts[1]] != nil
  else {
    diagnostics.report(
      .unknownType,
      "there is no integration type \(quoted(text.value))"
        + suggestion(for: text.value, among: catalog.types),
      at: text.range,
      help: catalog.typesHelp
    )
    return nil
  }
  return IntegrationEntry(name: name, vendor: vendor, type: parts[1], fields: fields)
}

extension Catalog {
  fileprivate var typesHelp: String { "the types are \(types.joined(separator: ", "))" }
}
