import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// Any vendor that the catalogue doesn't know, with a role that may do what the spec lists.
package enum Custom: Vendor {
  package static let id = "custom"
  /// Any role can be one.
  package static let adoptable: [AdoptableType] = []

  package static func plan(_ draft: inout Draft) {
    draft.planCustomRole()
  }
}

extension Draft {
  fileprivate mutating func planCustomRole() {
    let allowed = (fields.requiredItems("allow", &diagnostics) ?? []).compactMap {
      allowance($0)
    }
    let options = roleOptions()
    guard let entry = customConnection(), let connection = trustedConnection(entry),
      let identity = role(for: connection, options)
    else { return }
    for allowance in allowed {
      contribution.grants.append(
        Grant(
          to: identity.holder,
          allowance.statement,
          reasons: Dictionary(
            allowance.statement.actions.map { ($0, allowance.reason) },
            uniquingKeysWith: { first, _ in first }
          ),
          source: Citation(title: "the spec", section: name.text, url: "", date: ""),
          integration: name,
          range: allowance.range
        )
      )
    }
    var hints = identity.values
    hints["VendorName"] = entry.vendorName
    hints["ExternalId"] = connection.externalID.text
    hints["VendorAccount"] = connection.account.text
    step(.vendor, "hand-over-role-arn", hints)
    step(.verify, "test-role", hints)
    contribution.outputs.append(
      Output("RoleArn", of: identity.name, .arn(.role(identity.roleName)), description: .roleARN)
    )
  }

  /// The connection that `via` names, or the vendor that `vendor` describes in place.
  private mutating func customConnection() -> ConnectionEntry? {
    guard let place = fields.entry("vendor") else { return connection() }
    if let via = fields.entry("via") {
      diagnostics.report(
        .conflictingKeys,
        "'via' and 'vendor' say the same; only one may stand here",
        at: via.key.range,
        related: [.init("the other one stands here", at: place.key.range)],
        help: "remove one of the two"
      )
      // Nobody knows which of the two is meant.
      contribution.connectionIsUnclear = true
    }
    let connection = specification.connection(
      inPlace: place.value,
      of: entry.name,
      catalog,
      &diagnostics
    )
    contribution.vendorInPlace = connection
    return connection
  }
}
