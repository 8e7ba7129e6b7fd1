import Model
import Text

extension AccessReport {
  /// Writes what the spec makes, and what it uses and must exist already.
  static func writeResources(of access: Access, to page: inout TextBuffer) {
    let resources = access.plan.resources.sorted { $0.id < $1.id }
    if !resources.isEmpty {
      page.appendLine(
        """

        ## What is made

        | what | name | for |
        |---|---|---|
        """
      )
    }
    for resource in resources {
      page.appendRow([
        resource.id.noun,
        Markdown.tableCode(resource.id.name),
        access.names(resource.integrations),
      ])
      if case .accessKey(let key) = resource.kind {
        page.appendRow([
          "secret with that key (template only)",
          Markdown.tableCode(key.secretName),
          access.names(resource.integrations),
        ])
      }
    }
    let requirements = Set(access.plan.requirements).sorted()
    if !requirements.isEmpty {
      page.appendLine("\n## What must exist already\n\n| what | name | region |\n|---|---|---|")
    }
    for requirement in requirements {
      switch requirement {
      case .bucket(let name, let region):
        page.appendRow(["bucket", Markdown.tableCode(name.text), Markdown.tableCode(region.text)])
      case .stream(let name, let region, _, _):
        page.appendRow(["stream", Markdown.tableCode(name.text), Markdown.tableCode(region.text)])
      }
    }
  }

  /// Writes the documents that the permissions come from.
  static func writeSources(of access: Access, to page: inout TextBuffer) {
    let rows = access.vendorRows + access.serviceRows
    let citations = Set(rows.compactMap(\.source) + access.roles.map(\.role.trust.source))
    if citations.isEmpty { return }
    page.appendLine("\n## Sources\n")
    let lines = Set(citations.map(citation)).sorted()
    for (index, line) in lines.enumerated() { page.appendLine("\(index + 1). \(line)") }
  }

  /// A source with its link, section and date.
  static func citation(_ source: Citation) -> String {
    let parts = [
      Markdown.link(source.title, to: source.url), Markdown.tableText(source.section),
      Markdown.tableText(source.date),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
