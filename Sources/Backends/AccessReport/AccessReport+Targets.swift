import Model
import Text

extension AccessReport {
  /// Writes where the access is given, and what stands for what there.
  static func write(_ targets: Targets, to page: inout TextBuffer) {
    let regions = targets.regions.map { Markdown.code($0.text) }.joined(separator: ", ")
    page.appendLine(
      """

      ## Where

      \(accounts(of: targets)) Roles and users are made once for each account; what is a region's \
      own, once for each of \(regions). Below, \(Markdown.code(Target.accountHole)) and \
      \(Markdown.code(Target.regionHole)) stand for those of each target\
      \(targets.variableNames.isEmpty ? "." : ", and other names in brackets for its values:")
      """
    )
    let names = targets.variableNames
    if targets.accounts.isEmpty { return }
    let columns = ["account"] + names.map { Markdown.tableCode("<\($0)>") }
    page.appendLine()
    page.appendRow(columns)
    page.appendRow(columns.map { _ in "---" })
    for account in targets.accounts {
      page.appendRow(
        [Markdown.tableCode(account.text)]
          + names.map { targets.values(called: $0, in: account) }
      )
    }
  }

  private static func accounts(of targets: Targets) -> String {
    let units = targets.organizationalUnits.map { Markdown.code($0.text) }.joined(separator: ", ")
    let way =
      targets.isServiceManaged
      ? "by the roles of AWS Organizations" : "by a role in each account that you make for it"
    let administrator = Markdown.code(targets.administrator.text)
    let from = "Deployed by stack sets of account \(administrator), \(way)"
    if !targets.isServiceManaged { return "\(from), to the accounts below." }
    guard targets.accounts.isEmpty else {
      return "\(from), to those of the accounts below that are in \(units)."
    }
    let later =
      targets.deploysAutomatically
      ? "**An account that comes into them later gets all of it by itself, without a review.**"
      : "An account that comes into them later gets nothing by itself."
    return "\(from), to every account in \(units). \(later)"
  }
}

extension Targets {
  /// What an account has under a name, in each region where that makes a difference.
  fileprivate func values(called name: String, in account: AccountID) -> String {
    let places = dependsOnRegion(name) ? regions : [homeRegion]
    return places.map { Markdown.tableCode(value(name, at: Target(account, $0))) }
      .joined(separator: "<br>")
  }
}
