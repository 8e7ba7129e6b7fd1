import Catalog
import Compiler
import DeployerPolicy
import Model
import TestSupport
import Testing

/// The list of permissions that Logz.io publishes, held against what a template needs.
@Suite("Published permissions of deployers") struct PublishedListTests {
  private let specs: Specs

  init() throws { specs = try Specs() }

  @Test("The step says what the list lacks and what it grants for nothing, as the policy has it")
  func saysWhatIsWrong() throws {
    let plan = try specs.example("logzio-metrics")
    let published = try #require(specs.catalog.vendors["logzio"]?.deployerPermissions)
    #expect(published.actions.count == 43)
    let needed = DeployerPolicy.actions(of: plan, by: .template, specs.catalog)
    let lacking = needed.subtracting(published.actions).sorted().map(\.text)
    let needless = Set(published.actions).subtracting(needed).sorted().map(\.text)
    let text = try #require(specs.compiler.files(of: plan, .checklist).first).text
    let rows = [
      "the stack | `\(lacking.count)` | `\(lacking.joined(separator: "`, `"))` |",
      "nothing | `\(needless.count)` | `\(needless.joined(separator: "`, `"))` |",
    ]
    for row in rows { #expect(text.contains(row), "\(row)") }
    // What the failures of deployments with that list are about.
    for action in [
      "iam:PutRolePolicy", "iam:DeleteRolePolicy", "firehose:DescribeDeliveryStream",
      "cloudwatch:GetMetricStream", "cloudwatch:DeleteMetricStream", "logs:DescribeLogGroups",
      "cloudformation:CreateChangeSet",
    ] { #expect(lacking.contains(action), "\(action)") }
    for action in ["lambda:CreateFunction", "cloudwatch:PutMetricData", "iam:CreatePolicy"] {
      #expect(needless.contains(action), "\(action)")
    }
    print("of 43 published actions \(needless.count) are needless, and \(lacking.count) lack")
  }

  @Test("Beside other integrations, the list is held against what the metrics take alone")
  func looksAtMetricsAlone() throws {
    let text = try #require(specs.compiler.files(of: try specs.example("acme"), .checklist).first)
      .text
    let start = try #require(text.firstRange(of: "the page of Logz.io lists")).upperBound
    let step = text[start...].prefix(6000)
    #expect(step.contains("iam:PutRolePolicy"))
    let table = step[..<(try #require(step.firstRange(of: "1. If a role")).lowerBound)]
    #expect(!table.contains("kinesis:") && !table.contains("iam:CreateUser"))
  }

  @Test(
    "A spec that ships no metrics has no such step",
    arguments: ["logzio-archive", "fastly-s3"]
  )
  func isSilentElsewhere(example: String) throws {
    let text = try #require(specs.compiler.files(of: try specs.example(example), .checklist).first)
      .text
    #expect(!text.contains("the page of Logz.io lists"))
    #expect(text.contains("Let whoever deploys do no more than this takes"))
  }
}
