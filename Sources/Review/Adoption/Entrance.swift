import Audit
import Catalog
import IAM
import Model

/// Who comes into an existing role, as far as a spec can say it.
struct Entrance {
  /// The account that is let in; nil where no trust policy names one.
  let account: String?
  /// Services that are let in.
  let services: [String]
  /// The external ids that are asked for, in their order.
  let externalIDs: [String]
  /// Whether any trust policy was given.
  let isKnown: Bool

  /// - Parameter catalog: whose vendors go before others where several accounts are let in.
  init(of access: ExistingAccess, _ catalog: Catalog) {
    isKnown = !access.parts.isEmpty
    let principals = access.parts.compactMap(\.principal)
    services = principals.compactMap { principal in
      if case .service(let name) = principal { name } else { nil }
    }
    let accounts = principals.compactMap { principal -> String? in
      guard case .aws(let text) = principal else { return nil }
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let account = parts.count == 6 ? parts[4] : text
      return (try? AccountID(account)) == nil ? nil : account
    }
    account = accounts.first { Self.vendor(of: $0, catalog) != nil } ?? accounts.first
    var ids: [String] = []
    for part in access.parts where part.isOf(account) {
      let asked = part.statement.conditions.filter {
        $0.key.lowercased() == "sts:externalid" && !$0.operator.isNegated
      }
      for id in asked.flatMap(\.values) where !ids.contains(id) { ids.append(id) }
    }
    externalIDs = ids
  }

  /// The vendor that acts from an account.
  static func vendor(of account: String, _ catalog: Catalog) -> VendorProfile? {
    catalog.vendors.all.first { vendor in
      vendor.accounts.values.contains { $0.text == account }
    }
  }
}

extension AccessPart {
  /// Whether it lets in somebody of an account, as far as its principal tells.
  fileprivate func isOf(_ account: String?) -> Bool {
    guard let account, case .aws(let text)? = principal else { return account == nil }
    return text == account || text.contains(":\(account):")
  }
}
