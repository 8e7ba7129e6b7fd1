import Audit
import Catalog
import DeployerPolicy
import Diagnostics
import Model
import TestSupport
import Testing

/// What whoever deploys a spec with targets needs.
@Suite("Deployers of stack sets") struct StackSetPolicyTests {
  private let specs: Specs

  init() throws { specs = try Specs() }

  private func policies(_ model: Targets.PermissionModel, bytes: Int = 1_000) throws
    -> [OutputFile]
  {
    let account = try AccountID("111122223333")
    let region = try Region("us-east-1")
    var plan = try specs.example("acme").empty
    plan.targets = Targets(
      administrator: account,
      permissionModel: model,
      caller: .management,
      homeRegion: region,
      organizationalUnits: [],
      accounts: [account],
      regions: [region],
      deploysAutomatically: false,
      concurrencyPercent: 100,
      failureTolerancePercent: 0,
      values: TargetValues()
    )
    let set = StackSet(
      name: "acme",
      templateFile: "template.yaml",
      templateDigest: "",
      templateByteCount: bytes,
      reach: .accounts,
      tokens: []
    )
    return DeployerPolicy.render(plan, deploying: [set], specs.catalog)
  }

  @Test("One policy for each way, on the stack sets of the spec and no other")
  func scope() throws {
    let files = try policies(.selfManaged)
    #expect(files.map(\.path) == ["deployer-policy.json", "deployer-policy-script.json"])
    let place = "arn:aws:cloudformation:us-east-1:111122223333"
    for text in files.map(\.text) {
      #expect(text.contains("\(place):stackset/acme:*"))
      #expect(!text.contains("stackset/*") && !text.contains("stack/*"))
    }
    // The script makes no stack, and the template is the resources of one.
    #expect(files[0].text.contains("\(place):stack/acme-StackSets/*"))
    #expect(!files[1].text.contains(":stack/"))
    let single = try specs.example("acme").empty
    #expect(DeployerPolicy.render(single, deploying: [], specs.catalog).isEmpty)
  }

  @Test("The customer's own role is handed to CloudFormation alone, and no role otherwise")
  func roles() throws {
    let own = try policies(.selfManaged).map(\.text)
    for text in own {
      #expect(text.contains("\"iam:PassedToService\": \"cloudformation.amazonaws.com\""))
      #expect(text.contains("arn:aws:iam::111122223333:role/accredit-acme-administration"))
    }
    let organization = try policies(.serviceManaged).map(\.text)
    #expect(organization.allSatisfy { !$0.contains("iam:") })
    #expect(organization[1].contains("ListStackSetAutoDeploymentTargets"))
    #expect(!own[1].contains("ListStackSetAutoDeploymentTargets"))
  }

  @Test("No bucket is named: only whoever deploys a large template knows which")
  func templates() throws {
    let large = try policies(.selfManaged, bytes: 51_201)
    #expect(large == (try policies(.selfManaged)))
    #expect(large.allSatisfy { !$0.text.contains("s3:") })
  }

  @Test("The audit finds nothing in them")
  func passTheAudit() throws {
    let audit = Audit(specs.catalog, Audit.Options())
    for model in Targets.PermissionModel.allCases {
      for file in try policies(model, bytes: 60_000) {
        let source = SourceFile(name: "Generated/x/\(file.path)", bytes: Array(file.text.utf8))
        let found = audit.report(on: source).diagnostics.sorted.filter { $0.severity != .note }
        #expect(found.isEmpty, "\(found.map(\.message))")
      }
    }
  }
}
