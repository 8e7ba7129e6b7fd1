import Catalog
package import Diagnostics
import Model

// What an external id must not be. AWS checks none of this: it takes any text that a customer
// writes, and then trusts whoever knows it.
extension ConnectionScope {
  /// The id, unless no vendor could have made it; a shape that the vendor's ids of today don't have
  /// is only a warning, because ids of earlier years live on.
  func accepted(
    _ id: Located<ExternalID>,
    _ vendor: VendorProfile,
    _ names: [String],
    _ diagnostics: inout Diagnostics
  ) -> Located<ExternalID>? {
    guard refusePlaceholder(id, vendor, &diagnostics) != nil,
      refuseGuessable(id, vendor, names, &diagnostics) != nil
    else { return nil }
    if let shape = vendor.externalID.shape, !shape.matches(id.value) {
      diagnostics.report(
        .foreignExternalIDShape,
        "\(quoted(id.value.text)) doesn't look like the \(vendor.externalID.called) of "
          + "\(vendor.name), such as \(shape.example)",
        at: id.range,
        help: "it is found here: \(vendor.externalID.find)"
      )
    }
    return id
  }

  /// The id, unless anybody could guess it.
  ///
  /// - Parameter names: what the spec, the connection and the vendor are called.
  func refuseGuessable(
    _ id: Located<ExternalID>,
    _ vendor: VendorProfile,
    _ names: [String],
    _ diagnostics: inout Diagnostics
  ) -> Located<ExternalID>? {
    guard let reason = catalog.guessableReason(id.value, account: account, names) else { return id }
    diagnostics.report(
      .guessableExternalID,
      "an external id must not be \(reason): whoever guesses it is let in",
      at: id.range,
      help: "it is found here: \(vendor.externalID.find)"
    )
    return nil
  }

  /// The id, unless documentation prints it for everybody.
  func refusePlaceholder(
    _ id: Located<ExternalID>,
    _ vendor: VendorProfile,
    _ diagnostics: inout Diagnostics
  ) -> Located<ExternalID>? {
    guard catalog.isPlaceholder(id.value, of: vendor) else { return id }
    diagnostics.report(
      .placeholder,
      "\(quoted(id.value.text)) is a placeholder, not your \(vendor.externalID.called)",
      at: id.range,
      help: "it is found here: \(vendor.externalID.find)"
    )
    return nil
  }

  /// Refuses an id that is the account of the very vendor who must send it.
  func refuse(
    _ id: Located<ExternalID>,
    equalTo vendorAccount: AccountID,
    _ diagnostics: inout Diagnostics
  ) {
    guard id.value.text == vendorAccount.text else { return }
    diagnostics.report(
      .guessableExternalID,
      "an external id must not be the id of the vendor's account: whoever guesses it is let in",
      at: id.range,
      help: "ask the vendor for an id that it has made for you alone"
    )
  }
}

extension Specification {
  /// Refuses ids of vendors that stand in integrations where another vendor knows them too.
  package func refuseSharedIDs(
    inPlace connections: [ConnectionEntry],
    _ diagnostics: inout Diagnostics
  ) {
    refuseShared(of: connections, beside: self.connections, &diagnostics)
  }
}

/// Refuses an id that two vendors know: each could act as the other.
///
/// - Parameter known: connections that are held against each other already.
func refuseShared(
  of connections: [ConnectionEntry],
  beside known: [ConnectionEntry] = [],
  _ diagnostics: inout Diagnostics
) {
  var seen: [ExternalID: (owner: ConnectionEntry, range: SourceRange)] = [:]
  for connection in known {
    for id in connection.ids { seen[id.value] = (connection, id.range) }
  }
  for connection in connections.sorted(by: { $0.name.range < $1.name.range }) {
    for id in connection.ids {
      guard let earlier = seen[id.value] else {
        seen[id.value] = (connection, id.range)
        continue
      }
      guard earlier.owner.account != connection.account else { continue }
      diagnostics.report(
        .sharedExternalID,
        "an external id must not be known to two vendors",
        at: id.range,
        related: [.init("'\(earlier.owner.name.value)' has it too", at: earlier.range)],
        help: "each vendor makes its own"
      )
    }
  }
}

extension ConnectionEntry {
  /// The ids that are trusted.
  fileprivate var ids: [Located<ExternalID>] { [externalID, previousID].compactMap { $0 } }
}

extension ExternalIDRule.Shape {
  /// What an id of this shape looks like, for a message.
  fileprivate var example: String {
    let count = length == 0 ? 18 : length
    let letters = isLowercase ? "4fq8v1kx0nktixxe8q" : "7Kd2PqVn4XsTb9LwRy6HcE"
    return quoted(prefix + String(letters.prefix(count)))
  }
}
