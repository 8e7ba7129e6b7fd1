import Diagnostics
import Model
import Text

extension AccessReport {
  /// Writes what each principal may do: the vendors' first, then the roles of AWS services.
  static func writePermissions(of access: Access, to page: inout TextBuffer) {
    if !access.vendorRows.isEmpty {
      page.appendLine("\n## What vendors may do")
      write(access.vendorRows, access, to: &page)
    }
    if !access.serviceRows.isEmpty {
      page.appendLine(
        """

        ## What service roles may do

        AWS services use these roles inside this account. No vendor can assume them.
        """
      )
      write(access.serviceRows, access, to: &page)
    }
  }

  private static func write(_ rows: [Ledger.Row], _ access: Access, to page: inout TextBuffer) {
    for held in rows.runs(by: Holder.init) {
      guard let first = held.first else { continue }
      page.appendLine("\n### \(Markdown.text(first.party)): \(title(first))\n")
      page.appendLine("\(Markdown.code(first.principal))\(entrance(first))")
      for group in byOrigin(held) { writeTable(of: group, access, to: &page) }
    }
  }

  /// The rows of each origin, in the order of the origins.
  private static func byOrigin(_ rows: ArraySlice<Ledger.Row>) -> [ArraySlice<Ledger.Row>] {
    let origins = rows.map(Origin.init)
    // Nearly always all come from one place, and then there is nothing to put in order.
    guard let first = origins.first, !origins.allSatisfy({ $0 == first }) else { return [rows] }
    return rows.sorted { Origin($0) < Origin($1) }.runs(by: Origin.init)
  }

  /// Writes the permissions that some integrations ask for, by one source.
  private static func writeTable(
    of rows: ArraySlice<Ledger.Row>,
    _ access: Access,
    to page: inout TextBuffer
  ) {
    guard let first = rows.first else { return }
    let source = first.source.map { "by \(citation($0))" } ?? "**without a source**"
    page.appendLine(
      """

      For \(access.names(first.integrations)), \(source):

      | action | resource | condition | channel | reason |
      |---|---|---|---|---|
      """
    )
    for row in rows {
      let wide = row.isAccountWide ? " **(every one in the account)**" : ""
      page.appendRow([
        Markdown.tableCode(row.action),
        Markdown.tableCode(row.resource) + wide,
        row.condition.isEmpty ? "-" : Markdown.tableCode(row.condition),
        channel(of: row),
        row.reason.isEmpty ? "**none**" : Markdown.tableText(row.reason),
      ])
    }
  }

  /// On which way the permission is given, and by which managed policy, if by one.
  private static func channel(of row: Ledger.Row) -> String {
    if row.letsInWholeAccount { return "**resource policy, no external id**" }
    guard let policy = row.policy else { return row.channel.words }
    return "\(row.channel.words), by the managed policy \(Markdown.tableCode(policy.text))"
  }

  /// How the vendor comes to be this principal, as the end of a sentence.
  private static func entrance(_ row: Ledger.Row) -> String {
    if row.letsInWholeAccount {
      return ", so everybody whom the vendor lets in its own account. No external id is asked for."
    }
    if row.principal.contains(":user/") { return ", which is entered with an access key." }
    if row.externalID.isEmpty { return "." }
    return ", which is entered with the external id \(Markdown.code(row.externalID))."
  }

  /// The last part of an ARN, such as the name of a role.
  private static func title(_ row: Ledger.Row) -> String {
    if row.letsInWholeAccount { return "a whole account, by resource policy" }
    let resource = row.principal.arnParts().last { !$0.isEmpty } ?? Substring(row.principal)
    return Markdown.code(String(resource.split(separator: "/").last ?? resource))
  }
}

/// Who holds a permission, and for whom.
private struct Holder: Equatable {
  private let party: String
  private let principal: String

  init(_ row: Ledger.Row) { (party, principal) = (row.party, row.principal) }
}

/// Where a permission comes from: what asks for it in the spec, and by which source.
private struct Origin: Comparable {
  private let integrations: [String]
  private let source: [String]

  init(_ row: Ledger.Row) {
    integrations = row.integrations.map(\.text).sorted()
    source = row.source.map { [$0.title, $0.section, $0.url, $0.date] } ?? []
  }

  static func < (left: Self, right: Self) -> Bool {
    if left.integrations != right.integrations {
      return left.integrations.lexicographicallyPrecedes(right.integrations)
    }
    return left.source.lexicographicallyPrecedes(right.source)
  }
}

extension Ledger.Channel {
  /// What a reviewer reads of the channel.
  fileprivate var words: String {
    switch self {
    case .identity, .trust, .resource: rawValue
    case .key: "identity; the key's own policy must allow it too"
    }
  }
}
