import Checklist
import Model
import Testing

@Suite struct ChecklistTests {
  private let library: StepLibrary

  init() throws {
    let role = """
      # Test the role ${RoleName}
      Holes: RoleName

      1. Look at it:

         ```sh
         aws iam get-role --role-name ${RoleName}
         ```

      Done when: ${RoleName} is there.
      Source: guide
      """
    let ids = "# Find the ids\nHoles: none\n\nLook.\n\nDone when: you have them.\nSource: none"
    library = StepLibrary(
      [.init("acme", "test-role"): try StepText(role), .init("acme", "ids"): try StepText(ids)]
    ) { _, id in
      id == "guide"
        ? Citation(
          title: "The guide",
          section: "Roles",
          url: "https://a.example/b",
          date: "2026-06"
        )
        : nil
    }
  }

  private func plan(_ steps: [Step]) throws -> Plan {
    var plan = Plan(
      name: try Slug("acme"),
      fileName: "acme.yaml",
      account: try AccountID("111122223333"),
      partition: try Partition("aws"),
      region: try Region("us-east-1"),
      tags: []
    )
    plan.steps = steps
    return plan
  }

  private func page(_ steps: [Step]) throws -> String {
    let files = Checklist.render(try plan(steps), library)
    #expect(files.map(\.path) == ["CHECKLIST.md"])
    return files[0].text
  }

  @Test func writesStepsByPhaseAsBoxesToTickOff() throws {
    let edge = try Slug("edge")
    let page = try page([
      Step(.verify, "acme", "test-role", ["RoleName": "r"], for: [edge]),
      Step(.before, "acme", "ids"),
    ])
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.drop { $0 != "## Before you start" }.joined(separator: "\n") == """
        ## Before you start

        What to fetch and to look at before anything is made.

        ### For all of `acme`

        - [ ] **Find the ids**

          Look.

          **Done when** you have them.

        ## Prove that it works

        A set-up that nobody tried is not done.

        ### For `edge`

        - [ ] **Test the role `r`**

          1. Look at it:

             ```sh
             aws iam get-role --role-name 'r'
             ```

          **Done when** `r` is there.

          <sub>Source: [The guide](https://a.example/b): Roles, 2026-06</sub>

        """
    )
  }

  @Test func keepsWhatMayComeLaterAsSections() throws {
    let page = try page([Step(.later, "acme", "ids", for: [try Slug("edge")])])
    #expect(
      page.contains("\n### For `edge`\n\n#### Find the ids\n\nLook.\n\n**Done when** you have")
    )
    #expect(!page.contains("- [ ]"))
  }

  @Test func putsWhatConcernsMostIntegrationsFirst() throws {
    let names = try ["a", "b", "c", "d", "e"].map { try Slug($0) }
    let groups = [[names[1]], names, [names[0]], [], [names[0], names[1]]]
    let page = try page(groups.map { Step(.aws, "acme", "ids", for: $0) })
    let headings = page.split(separator: "\n").filter { $0.hasPrefix("### ") }
    #expect(
      headings == [
        "### For all of `acme`", "### For 5 integrations", "### For `a`, `b`", "### For `a`",
        "### For `b`",
      ]
    )
    #expect(page.contains("They are `a`, `b`, `c`, `d`, `e`."))
  }

  @Test func findsWhatStepsAndTextsLack() throws {
    let plan = try plan([
      Step(.aws, "acme", "unknown"), Step(.aws, "acme", "ids"),
      Step(.aws, "acme", "test-role", ["Role": "r"]),
    ])
    #expect(
      library.gaps(in: plan) == [
        "acme/ids has no source 'none'", "acme/test-role has no hole for 'Role'",
        "acme/test-role has no value for 'RoleName'", "acme/unknown has no text",
      ]
    )
  }

  @Test func staysLinearForThousandsOfIntegrations() throws {
    let steps = try (0..<10_000).map {
      Step(.verify, "acme", "test-role", ["RoleName": "r\($0)"], for: [try Slug("i\($0)")])
    }
    let time = try ContinuousClock().measure { _ = try page(steps) }
    #expect(time < .seconds(20))
  }
}
