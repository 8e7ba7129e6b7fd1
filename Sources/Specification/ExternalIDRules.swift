import Catalog
import Diagnostics
import Model

// What an external id must not be. AWS checks none of this: it takes any text that a customer
// writes, and then trusts whoever knows it.
extension ConnectionScope {
  /// The id, unless no vendor could have made it; a shape that the vendor's ids of today don't have
  /// is only a warning, because ids of earlier years live on.
  func accepted(
    _ id: Located<ExternalID>,
    _ vendor: VendorProfile,
    _ diagnostics: inout Diagnostics
  ) -> Located<ExternalID>? {
    guard refusePlaceholder(id, vendor, &diagnostics) != nil else { return nil }
    if let reason = guessableReason(id.value) {
      diagnostics.report(
        .guessableExternalID,
        "an external id must not be \(reason): whoever guesses it is let in",
        at: id.range,
        help: "it is found here: \(vendor.externalID.find)"
      )
      return nil
    }
    if let shape = vendor.externalID.shape, !shape.matches(id.value) {
      diagnostics.report(
        .foreignExternalIDShape,
        "\(quoted(id.value.text)) doesn't look like a \(vendor.externalID.called) of "
          + "\(vendor.name), such as \(shape.example)",
        at: id.range,
        help: "it is found here: \(vendor.externalID.find)"
      )
    }
    return id
  }

  /// The id, unless documentation prints it for everybody.
  func refusePlaceholder(
    _ id: Located<ExternalID>,
    _ vendor: VendorProfile,
    _ diagnostics: inout Diagnostics
  ) -> Located<ExternalID>? {
    let text = id.value.text.lowercased()
    let printed = catalog.vendors.values.contains { profile in
      profile.externalID.placeholders.contains { $0.lowercased() == text }
    }
    let looksReal = vendor.externalID.shape?.matches(id.value) ?? false
    let isFiller = (looksReal ? Self.longFillers : Self.fillers).contains { text.contains($0) }
    guard printed || isFiller else { return id }
    diagnostics.report(
      .placeholder,
      "\(quoted(id.value.text)) is a placeholder, not your \(vendor.externalID.called)",
      at: id.range,
      help: "it is found here: \(vendor.externalID.find)"
    )
    return nil
  }

  /// Words that stand in templates where an id goes, too long to occur in an id by chance.
  private static let longFillers = [
    "changeme", "change-me", "placeholder", "example", "yourexternal", "replaceme",
  ]
  /// The same, and words that an id of the vendor's shape may well hold.
  private static let fillers =
    longFillers + ["your-", "your_", "paste", "replace", "todo", "xxxx", "insert"]

  /// Why anybody could guess the id; nil for one that nobody can.
  private func guessableReason(_ id: ExternalID) -> String? {
    if id.text == account?.text { return "the id of the account that it protects" }
    if catalog.vendors.values.contains(where: { vendor in
      vendor.accounts.values.contains { $0.text == id.text }
    }) {
      return "the id of a vendor's account"
    }
    let tail = id.text.split(separator: ":").last ?? Substring(id.text)
    if Set(tail.utf8).count < 4 { return "made of so few different characters" }
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
      at: id.range
    )
  }

  /// Refuses an id that two vendors know: each could act as the other.
  func refuseSharedIDs(_ connections: [ConnectionEntry], _ diagnostics: inout Diagnostics) {
    var seen: [ExternalID: ConnectionEntry] = [:]
    for connection in connections.sorted(by: { $0.name.range < $1.name.range }) {
      guard let id = connection.externalID else { continue }
      guard let earlier = seen[id.value] else {
        seen[id.value] = connection
        continue
      }
      guard earlier.account != connection.account, let other = earlier.externalID else { continue }
      diagnostics.report(
        .sharedExternalID,
        "an external id must not be known to two vendors",
        at: id.range,
        related: [.init("connection '\(earlier.name.value)' has it too", at: other.range)],
        help: "each vendor makes its own"
      )
    }
  }
}

extension ExternalIDRule.Shape {
  /// What an id of this shape looks like, for a message.
  fileprivate var example: String {
    let count = length == 0 ? 18 : length
    let letters = isLowercase ? "4fq8v1kx0nktixxe8q" : "7Kd2PqVn4XsTb9LwRy6HcE"
    return quoted(prefix + String(letters.prefix(count)))
  }
}
