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
    for phase in Step.Phase.allCases {
      guard let steps = steps[phase] else { continue }
      page.appendLine()
      page.appendLine("## \(phase.heading)")
      page.appendLine()
      page.appendLine(phase.introduction)
      for group in StepGroup.groups(of: steps) {
        group.write(to: &page, plan, library)
      }
    }
    return [OutputFile("CHECKLIST.md", .checklist, page.text)]
  }

  private static func writeIntroduction(of plan: Plan, to page: inout TextBuffer) {
    let name = Markdown.code(plan.name.text)
    page.appendLine("# Checklist for \(name)")
    page.appendLine()
    page.appendLine(
      """
      What only a person can do, from top to bottom. Everything else is in `template.yaml` and in
      `provision.sh`: deploy one of the two, they give the same access. Who gets which access, and
      why, is in `ACCESS.md`.

      | account | region | partition |
      |---|---|---|
      | \(Markdown.tableCode(plan.account.text)) | \(Markdown.tableCode(plan.region.text)) \
      | \(Markdown.tableCode(plan.partition.text)) |

      This file is made again by each `accredit compile`, and `accredit check` takes a tick in it
      for an edit. To tick boxes off, paste the list into an issue or a pull request. Commands are
      for `bash`, in the folder of this file. A word in capitals, such as `NAME-OF-YOUR-BUCKET`, is
      for you to replace; every other value comes from the spec.
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
