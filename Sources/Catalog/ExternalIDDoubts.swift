package import Model

// What an external id must not be, in a spec as in a role that somebody made by hand.
extension Catalog {
  /// Whether documentation prints the id for everybody, or a template has it where an id goes.
  ///
  /// - Parameter vendor: whose id it should be; nil for a vendor that the catalogue doesn't know.
  package func isPlaceholder(_ id: ExternalID, of vendor: VendorProfile?) -> Bool {
    let text = id.text.lowercased()
    let printed = vendors.all.contains { profile in
      profile.externalID.placeholders.contains { $0.lowercased() == text }
    }
    let looksReal = vendor?.externalID.shape?.matches(id) ?? false
    return printed || (looksReal ? Self.longFillers : Self.fillers).contains { text.contains($0) }
  }

  /// Words that stand in templates where an id goes, too long to occur in an id by chance.
  private static let longFillers = [
    "changeme", "change-me", "placeholder", "example", "yourexternal", "replaceme",
  ]
  /// The same, and words that an id of the vendor's shape may well hold.
  private static let fillers =
    longFillers + ["your-", "your_", "paste", "replace", "todo", "xxxx", "insert"]

  /// Why anybody could guess the id; nil for one that nobody can.
  ///
  /// - Parameters:
  ///   - account: the account that it protects, where that is known.
  ///   - names: what stands around it, such as the name of the vendor.
  package func guessableReason(
    _ id: ExternalID,
    account: AccountID?,
    _ names: [String]
  ) -> String? {
    let tail = String(id.text.split(separator: ":").last ?? Substring(id.text))
    if [id.text, tail].contains(account?.text) { return "the id of the account that it protects" }
    let isVendors = vendors.all.contains { vendor in
      vendor.accounts.values.contains { [id.text, tail].contains($0.text) }
    }
    if isVendors { return "the id of a vendor's account" }
    if names.contains(where: { $0.lowercased() == tail.lowercased() }) {
      return "a name that stands in the spec"
    }
    if Set(tail.utf8).count < 4 { return "made of so few different characters" }
    return nil
  }
}
