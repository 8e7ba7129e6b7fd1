import Catalog
import Diagnostics
import Model
import Specification
import YAML

extension Draft {
  /// The connection that `via` names, or else the one named like the vendor, or else the vendor's
  /// only one.
  mutating func connection() -> ConnectionEntry? {
    let found = findConnection()
    contribution.connectionIsUnclear = found == nil
    return found
  }

  private mutating func findConnection() -> ConnectionEntry? {
    let via = fields.value("via", as: Slug.self, &diagnostics)
    let own = specification.connections.filter { $0.vendor.id == vendor.id }
    if let via { return connection(named: via, among: own) }
    guard !fields.has("via") else { return nil }
    let named = own.first { $0.name.value.text == vendor.id }
    guard let connection = named ?? (own.count == 1 ? own[0] : nil) else {
      reportUnclearConnection(among: own)
      return nil
    }
    contribution.connections.insert(connection.name.value)
    return connection
  }

  private mutating func connection(
    named via: Located<Slug>,
    among own: [ConnectionEntry]
  ) -> ConnectionEntry? {
    if let connection = own.first(where: { $0.name.value == via.value }) {
      contribution.connections.insert(via.value)
      return connection
    }
    if let other = specification.connections.first(where: { $0.name.value == via.value }) {
      contribution.connections.insert(via.value)
      diagnostics.report(
        .unknownConnection,
        "the connection '\(via.value)' is one of \(other.vendor.name), not of \(vendor.name)",
        at: via.range,
        related: [.init("it stands here", at: other.name.range)],
        help: "name a connection to \(vendor.name), or leave 'via' out"
      )
      return nil
    }
    // It may be one of those that couldn't be read.
    guard specification.connectionsAreComplete else { return nil }
    diagnostics.report(
      .unknownConnection,
      "'vendors' has no connection '\(via.value)'"
        + suggestion(for: via.value.text, among: own.map(\.name.value.text)),
      at: via.range,
      help: "add it under 'vendors'"
    )
    return nil
  }

  private mutating func reportUnclearConnection(among own: [ConnectionEntry]) {
    guard specification.connectionsAreComplete || own.count > 1 else { return }
    let names = own.map { "'\($0.name.value)'" }.joined(separator: ", ")
    diagnostics.report(
      .unknownConnection,
      own.isEmpty
        ? "'vendors' must have a connection to \(vendor.name)"
        : "'via' must say which connection to \(vendor.name) is meant: \(names)",
      at: range,
      help: own.isEmpty
        ? "add '\(vendor.id): {\(vendor.externalID.key): …}' under 'vendors'"
        : "add 'via: \(own[0].name.value)'"
    )
  }

  /// The connection with everything that a role of it needs; nil after reporting what is missing.
  mutating func trustedConnection(_ entry: ConnectionEntry) -> Connection? {
    guard let externalID = entry.externalID else {
      if !entry.externalIDWasRefused { reportMissingExternalID(of: entry) }
      return nil
    }
    guard let account = entry.account else { return nil }
    return Connection(
      name: entry.name.value,
      vendor: entry.vendor.id,
      vendorName: entry.vendorName,
      account: account,
      externalID: externalID.value,
      rotation: entry.rotation
    )
  }

  private mutating func reportMissingExternalID(of entry: ConnectionEntry) {
    let rule = entry.vendor.externalID
    diagnostics.report(
      .missingExternalID,
      "connection '\(entry.name.value)' must have the key '\(rule.key)': without it, every "
        + "customer of \(entry.vendorName) could have this role assumed",
      at: entry.name.range,
      related: [.init("this integration makes the role", at: range)],
      help: "add '\(rule.key): …'; it is found here: \(rule.find)"
    )
  }
}
