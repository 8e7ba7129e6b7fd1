import Model
import Text

extension AccessReport {
  /// Writes who may become which role, with which external id: what a reviewer looks at first.
  static func writeTrust(of access: Access, to page: inout TextBuffer) {
    page.appendLine("\n## Who comes in\n")
    let entries = access.roles.flatMap { entry in
      entry.role.trust.document.statements.flatMap { statement in
        statement.principals.map { (entry, statement, $0) }
      }
    }
    if entries.isEmpty {
      page.appendLine("Nobody may become a role of this spec.")
    } else {
      page.appendLine(
        """
        | who | may become | only with the external id | and only if | why | for |
        |---|---|---|---|---|---|
        """
      )
    }
    for (entry, statement, principal) in entries {
      let ids = statement.externalIDs.map(Markdown.tableCode).joined(separator: " or ")
      let others = statement.conditions.filter { !$0.isExternalID }.sorted().map(\.cell)
      let cells = [
        entry.role.trust.cell(for: principal),
        Markdown.tableCode(access.arns[.role(entry.role.name)]),
        ids.isEmpty ? entry.role.trust.cellWithoutID : ids,
        others.isEmpty ? "-" : others.joined(separator: " and "),
        Markdown.tableText(entry.role.trust.reason),
        access.names(entry.resource.integrations),
      ]
      page.appendRow(cells)
    }
    writeUsers(of: access, to: &page)
  }

  /// Writes which users a vendor has the access key of.
  private static func writeUsers(of access: Access, to page: inout TextBuffer) {
    if access.users.isEmpty { return }
    page.appendLine(
      """

      With an access key, which works for whoever has it, from anywhere, until it is deleted:

      | who | has the key of | for |
      |---|---|---|
      """
    )
    for (user, resource) in access.users {
      page.appendRow([
        Markdown.tableText(user.vendorName),
        Markdown.tableCode(access.arns[.user(user.name)]),
        access.names(resource.integrations),
      ])
    }
  }
}

extension Trust {
  /// A principal of the trust policy, with the name of whom it belongs to.
  fileprivate func cell(for principal: Principal) -> String {
    let code = Markdown.tableCode(principal.policyText)
    return switch bearer {
    case .vendor(let connection):
      "\(Markdown.tableText(connection.vendorName)) (\(Markdown.tableCode(connection.name.text))), "
        + code
    case .service: code
    }
  }

  fileprivate var cellWithoutID: String {
    switch bearer {
    case .vendor: "**none: see above**"
    case .service: "- (an AWS service)"
    }
  }
}

extension Statement {
  /// The external ids of which one must be sent.
  var externalIDs: [String] { conditions.filter(\.isExternalID).flatMap(\.values) }
}

extension Condition {
  /// Whether it asks for an external id, letter by letter.
  fileprivate var isExternalID: Bool {
    `operator` == "StringEquals" && key.lowercased() == "sts:externalid"
  }

  fileprivate var cell: String {
    Markdown.tableCode("\(`operator`) \(key) = \(values.joined(separator: " or "))")
  }
}

extension Principal {
  /// The principal of a trust policy, as policies write it.
  fileprivate var policyText: String {
    switch self {
    case .account(let id, let partition): "arn:\(partition):iam::\(id):root"
    case .role(let name): name.text
    case .service(let name): name
    case .everyone: "*"
    }
  }
}

extension TextBuffer {
  /// Appends a row of a table.
  mutating func appendRow(_ cells: [String]) {
    appendLine("| " + cells.joined(separator: " | ") + " |")
  }
}
