import Comparison
import TestSupport
import Testing

/// Changes of where a spec goes, each with what the comparison must say of it.
@Suite("Changes of targets") struct TargetChangeTests {
  /// An edit of the example with targets, the changes of its targets, and the rest in the words of
  /// `Comparison.summary`.
  struct Case: CustomTestStringConvertible {
    let change: Change
    let targets: [String]

    var testDescription: String { change.title }

    init(_ title: String, _ edits: [(String, String)], _ targets: [String], _ rest: String) {
      change = Change(title, edits, rest)
      self.targets = targets
    }
  }

  private static let staging = """
        "333344445555":
          elb-logs: acme-staging-elb-logs
          external-id: logzio:aws:extid:0sv7n3xf8jdlgua5ow

    """
  private static let third = """
        "444455556666":
          elb-logs: acme-test-elb-logs
          external-id: logzio:aws:extid:3kd8b2rm9cqvzpt4hx

    """
  private static let metrics = """


      metrics:
        type: logzio/metrics
        token: parameter
        namespaces: [AWS/EC2, AWS/ApplicationELB]
        backup: {name: {perTarget: backup}, create: true}
    """

  private static let cases: [Case] = [
    Case("a comment", [("# One spec", "# A spec")], [], " |  |  |  | "),
    Case(
      "an account more",
      [(staging, staging + third)],
      ["added account 444455556666, wider"],
      "wider trust |  |  |  | "
    ),
    Case(
      "an account less",
      [(staging, "")],
      ["removed account 333344445555"],
      " |  |  |  | "
    ),
    Case(
      "a unit more",
      [("[ou-ab12-cd34ef56]", "[ou-ab12-cd34ef56, ou-ab12-9z8y7x6w]")],
      ["added organizational unit ou-ab12-9z8y7x6w, wider"],
      "wider trust |  |  |  | "
    ),
    Case(
      "a value of one account",
      [("acme-staging-elb-logs", "acme-preview-elb-logs")],
      ["changed <elb-logs> of account 333344445555, wider"],
      "wider trust |  |  |  | "
    ),
    Case(
      "another permission model",
      [
        ("service-managed\n  organizationalUnits: [ou-ab12-cd34ef56]", "self-managed")
      ],
      [
        "removed organizational unit ou-ab12-cd34ef56", "changed permissions, wider, replaces",
      ],
      "wider trust replaced |  |  |  | "
    ),
    Case(
      "the last of what sends metrics",
      [(metrics, ""), ("    backup: acme-metrics-<account>-<region>\n", "")],
      [],
      " | 2 removed | 20 removed | 1 removed bucket, 1 removed delivery stream, 1 removed log group,"
        + " 1 removed metric stream, 2 removed role | 1 remove-integration-targets"
    ),
  ]

  @Test("Each says which place or value it is, whether access widens, and what follows")
  func isSeen() throws {
    let example = try Examples.text(of: "many-accounts")
    for one in Self.cases {
      let old = try Bench.side(example, name: "many-accounts.yaml")
      let new = try Bench.side(one.change.apply(to: example), name: "many-accounts.yaml")
      let comparison = try #require(Comparison(from: old, to: new))
      let targets = comparison.targets.map { change in
        "\(change.kind.rawValue) \(change.subject)" + (change.widens ? ", wider" : "")
          + (change.replaces ? ", replaces" : "")
      }
      #expect(targets == one.targets, "\(one.change.title)")
      #expect(comparison.summary == one.change.expected, "\(one.change.title)")
    }
    print("changes of targets: \(Self.cases.count)")
  }

  @Test("Accounts that join later widen access where they get all of it, and not where they don't")
  func seesAccountsThatJoinLater() throws {
    let manual = """
      name: estate
      account: "111122223333"
      region: us-east-1
      targets:
        permissionModel: service-managed
        organizationalUnits: [ou-ab12-cd34ef56]
        regions: [us-east-1]
      vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}
      integrations:
        edge: {type: fastly/kinesis, stream: {name: acme-edge, create: true}}
      """
    let units = "organizationalUnits: [ou-ab12-cd34ef56]"
    let automatic = manual.replacing(units, with: units + "\n  automaticDeployment: true")
    for (old, new, widens) in [(manual, automatic, true), (automatic, manual, false)] {
      let (old, new) = (try Bench.side(old), try Bench.side(new))
      let comparison = try #require(Comparison(from: old, to: new))
      let change = try #require(comparison.targets.first)
      #expect(comparison.targets.count == 1)
      #expect(change.subject == "accounts that join later")
      #expect(change.widens == widens)
    }
  }
}
