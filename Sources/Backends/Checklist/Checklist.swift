package import Model
import Text

/// What only a person can do, as a list to tick off.
package enum Checklist {
  /// The checklist of a plan; each of its steps must have its text and values.
  package static func render(_ plan: Plan, _ library: StepLibrary) -> [OutputFile] {
    var page = TextBuffer()
    page.appendLine(
      Markdown.comment("Made by Accredit from \(plan.fileName). Edit that file, not this one.")
    )
    page.appendLine()
    writeIntroduction(of: plan, to: &page)
    let steps = Dictionary(grouping: plan.steps, by: \.phase)
    var citations = CitationLines(library)
    for phase in Step.Phase.allCases {
      guard let steps = steps[phase] else { continue }
      page.appendLine()
      page.appendLine("## \(phase.heading)")
      page.appendLine()
      page.appendLine(phase.introduction)
      for group in StepGroup.groups(of: steps) {
        group.write(to: &page, plan, library, &citations)
      }
    }
    return [OutputFile("CHECKLIST.md", .checklist, page.text)]
  }

  private static func writeIntroduction(of plan: Plan, to page: inout TextBuffer) {
    let name = Markdown.code(plan.name.text)
    let files =
      plan.targets == nil
      ? "`template.yaml` and in\n`provision.sh`" : "`stacksets.yaml` and in\n`stacksets.sh`"
    page.appendLine("# Checklist for \(name)")
    page.appendLine()
    page.appendLine(
      """
      What only a person can do, from top to bottom. Everything else is in \(files): \
      deploy one of the two, they give the same access. Who gets which access, and
      why, is in `ACCESS.md`.

      """
    )
    if let targets = plan.targets { write(targets, to: &page) } else { writePlace(plan, to: &page) }
    page.appendLine(
      """

      This file is made again by each `accredit compile`, and `accredit check` takes a tick in it
      for an edit. To tick boxes off, paste the list into an issue or a pull request. Commands are
      for `bash`, in the folder of this file. A word in capitals, such as `NAME-OF-YOUR-BUCKET`, is
      for you to replace; every other value comes from the spec.
      """
    )
  }

  private static func writePlace(_ plan: Plan, to page: inout TextBuffer) {
    page.appendLine(
      """
      | account | region | partition |
      |---|---|---|
      | \(Markdown.tableCode(plan.account.text)) | \(Markdown.tableCode(plan.region.text)) \
      | \(Markdown.tableCode(plan.partition.text)) |
      """
    )
  }

  private static func write(_ targets: Targets, to page: inout TextBuffer) {
    let accounts =
      targets.accounts.isEmpty
      ? targets.organizationalUnits.map(\.text) : targets.accounts.map(\.text)
    let rows = [
      ("stack sets are in", [targets.administrator.text, targets.homeRegion.text]),
      (targets.accounts.isEmpty ? "accounts of" : "accounts", accounts),
      ("regions", targets.regions.map(\.text)),
    ]
    page.appendLine("| what | where |\n|---|---|")
    for (noun, places) in rows {
      let codes = places.map { Markdown.tableCode($0) }.joined(separator: ", ")
      page.appendLine("| \(noun) | \(codes) |")
    }
    page.appendLine(
      """

      What isn't about the stack sets is done for each account, and for each region where a text
      says `\(Target.regionHole)`: `\(Target.accountHole)` and other names in such brackets stand \
      for what the table in
      `ACCESS.md` has for it.
      """
    )
  }
}

extension Step.Phase {
  fileprivate var heading: String {
    switch self {
    case .before: "Before you start"
    case .deploy: "Deploy"
    case .aws: "In AWS, by hand"
    case .vendor: "At the vendor"
    case .verify: "Prove that it works"
    case .later: "Later: keep for when you need it"
    }
  }

  fileprivate var introduction: String {
    switch self {
    case .before: "What to fetch and to look at before anything is made."
    case .deploy: "Make what the spec asks for: with the template, or with the script."
    case .aws: "What neither the template nor the script can do or see."
    case .vendor: "In the vendor's own console, with the values that are now known."
    case .verify: "A set-up that nobody tried is not done."
    case .later: "Nothing here is part of the set-up: changes, rotation and what stops meanwhile."
    }
  }
}
