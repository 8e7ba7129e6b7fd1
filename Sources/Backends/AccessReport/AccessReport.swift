package import Model
import Text

/// The page that a reviewer approves: who gains what access by a plan, and why.
package enum AccessReport {
  /// The access report of a plan.
  package static func render(_ plan: Plan) -> [OutputFile] { render(plan, Ledger(of: plan)) }

  /// The access report of a plan whose ledger is known.
  package static func render(_ plan: Plan, _ ledger: Ledger) -> [OutputFile] {
    let access = Access(of: plan, ledger)
    var page = TextBuffer()
    writeHeader(of: access, to: &page)
    if let targets = access.plan.targets { write(targets, to: &page) }
    writeFindings(of: access, to: &page)
    writeTrust(of: access, to: &page)
    writePermissions(of: access, to: &page)
    writeResources(of: access, to: &page)
    writeGraphs(of: access, to: &page)
    writeSources(of: access, to: &page)
    return [OutputFile("ACCESS.md", .access, page.text)]
  }

  private static func writeHeader(of access: Access, to page: inout TextBuffer) {
    let plan = access.plan
    page.appendLine(
      Markdown.comment(
        "Made by Accredit from \(plan.fileName). Edit that file, not this one. "
          + "Access: \(access.fingerprint)"
      )
    )
    page.appendLine(
      """

      # Who gains access by \(Markdown.code(plan.name.text))

      Fingerprint of this access: \(Markdown.code(access.fingerprint)). \
      While it stays the same, nobody gains or loses anything, whatever else changes on this page.

      \(summary(of: access))
      """
    )
  }

  private static func place(of plan: Plan) -> String {
    guard let targets = plan.targets else {
      return "In account \(Markdown.code(plan.account.text)) "
        + "(partition \(Markdown.code(plan.partition.text)), "
        + "region \(Markdown.code(plan.region.text)))"
    }
    let accounts =
      targets.accounts.isEmpty
      ? "each account of \(counted(targets.organizationalUnits.count, "organizational unit"))"
      : "each of \(counted(targets.accounts.count, "account"))"
    return "In \(accounts) (partition \(Markdown.code(plan.partition.text)), "
      + "\(counted(targets.regions.count, "region")))"
  }

  /// The report in numbers, as one paragraph.
  private static func summary(of access: Access) -> String {
    let plan = access.plan
    let place = place(of: plan)
    let vendors = access.vendorRows
    if vendors.isEmpty { return place + ", no vendor gains a permission." }
    let names = Set(vendors.map(\.party)).sorted().map { Markdown.text($0) }
    let principals = Set(vendors.map(\.principal)).count
    var result =
      "\(place), \(counted(names.count, "vendor")) (\(names.joined(separator: ", "))) "
      + "\(names.count == 1 ? "gains" : "gain") \(counted(vendors.count, "permission")) "
      + "through \(counted(principals, "principal"))."
    let services = access.serviceRows
    if !services.isEmpty {
      let roles = Set(services.map(\.principal)).count
      result +=
        " \(counted(roles, "service role")) of your own, which no vendor can assume, "
        + "\(roles == 1 ? "gains" : "gain") \(counted(services.count, "permission")) beside that."
    }
    return result + " A permission is one action on one resource."
  }
}
