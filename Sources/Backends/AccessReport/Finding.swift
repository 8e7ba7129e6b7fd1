import Model
import Text

/// Something that a reviewer should look at before anything else.
struct Finding {
  private let headline: String
  private let places: Set<String>

  private init?(_ headline: String, _ places: Set<String>) {
    if places.isEmpty { return nil }
    self.headline = headline
    self.places = places
  }

  /// As an item of a list, with at most five places.
  var item: String {
    let named = places.sorted().prefix(5).joined(separator: ", ")
    let more = places.count > 5 ? " and \(places.count - 5) more" : ""
    return "- **\(headline)** \(named)\(more)."
  }

  /// The findings in a plan's access, the gravest first.
  static func findings(in access: Access) -> [Finding] {
    let vendors = access.vendorRows
    let found: [Finding?] = [
      Finding(
        "No external id: any customer of the vendor could make it come in.",
        Set(access.rolesWithoutExternalID.map { Markdown.code($0.text) })
      ),
      Finding(
        "A whole foreign account, not protected by an external id (resource policy).",
        Set(vendors.filter(\.letsInWholeAccount).map(place))
      ),
      Finding(
        "Every resource of its kind in the account.",
        Set(vendors.filter(\.isAccountWide).map(place))
      ),
      Finding(
        "Access keys, which work for whoever has them until they are deleted.",
        Set(access.users.map { Markdown.code($0.user.name.text) })
      ),
      Finding(
        "Two external ids during a rotation, until the day in the spec.",
        Set(access.rotations)
      ),
      Finding(
        "No reason or no source in the catalogue or the spec.",
        Set((vendors + access.serviceRows).filter(\.isUnexplained).map(place))
      ),
    ]
    return found.compactMap { $0 }
  }

  private static func place(_ row: Ledger.Row) -> String {
    "\(Markdown.text(row.party)): \(Markdown.code(row.action)) on \(Markdown.code(row.resource))"
  }
}

extension Access {
  fileprivate var rolesWithoutExternalID: [RoleName] {
    roles.map(\.role).filter { role in
      guard case .vendor = role.trust.bearer else { return false }
      return role.trust.document.statements.contains {
        $0.effect == .allow && $0.externalIDs.isEmpty
      }
    }.map(\.name)
  }

  fileprivate var rotations: [String] {
    roles.compactMap { entry in
      guard case .vendor(let connection) = entry.role.trust.bearer,
        let rotation = connection.rotation
      else { return nil }
      return "\(Markdown.code(entry.role.name.text)) until \(rotation.until)"
    }
  }
}

extension AccessReport {
  /// Writes what a reviewer should look at before anything else.
  static func writeFindings(of access: Access, to page: inout TextBuffer) {
    let findings = Finding.findings(in: access)
    page.appendLine("\n## Look at this first\n")
    if findings.isEmpty {
      page.appendLine(
        "Nothing stands out: every vendor sends an external id, and no permission is account-wide."
      )
    }
    for finding in findings { page.appendLine(finding.item) }
  }
}
