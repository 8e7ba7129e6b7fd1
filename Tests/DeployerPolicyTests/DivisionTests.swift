import Catalog
import Compiler
import DeployerPolicy
import Model
import TestSupport
import Testing
import Text

/// Policies as large as IAM takes them.
@Suite("Division of policies") struct DivisionTests {
  private let specs: Specs

  init() throws { specs = try Specs() }

  private func size(_ policy: PolicyDocument) -> Int {
    policy.document.json { _ in "" }.sizeWithoutWhitespace
  }

  @Test(
    "Each of many takes no more than IAM does, and together they say the same",
    arguments: [
      1, 20, 60, 150, 400,
    ]
  )
  func keepToTheQuota(count: Int) throws {
    let plan = try specs.roles(count)
    let quota = specs.catalog.quotas["managed-policy-size"]
    for way in DeployerFacts.Way.allCases {
      let policies = DeployerPolicy.policies(of: plan, by: way, specs.catalog)
      #expect(policies.allSatisfy { size($0) <= quota })
      #expect(policies == DeployerPolicy.policies(of: plan, by: way, specs.catalog))
      let all = Permission.all(of: policies.flatMap(\.statements))
      #expect(Set(all).count == all.count)
      // Each role has the same permissions, of which a small spec shows how many.
      let one = Permission.all(of: specs.statements(of: try specs.roles(1), by: way))
      let common = one.filter { !$0.resource.contains(":role/") }.count
      #expect(all.count == common + count * (one.count - common))
      // What fits stands together: two neighbours would not fit into one policy.
      for (left, right) in zip(policies, policies.dropFirst()) {
        #expect(size(PolicyDocument(left.statements + right.statements.prefix(1))) > quota)
      }
      print("\(count) roles, \(way.rawValue): \(policies.count) policies, \(all.count) permissions")
    }
  }

  @Test("Files are numbered from the second on, and each is of the kind that '--only' names")
  func files() throws {
    let plan = try specs.roles(90)
    let files = DeployerPolicy.render(plan, specs.catalog)
    let expected = zip(["deployer-policy", "deployer-policy-script"], DeployerFacts.Way.allCases)
      .flatMap { name, way in
        let count = DeployerPolicy.policies(of: plan, by: way, specs.catalog).count
        return ["\(name).json"] + (2...max(2, count)).map { "\(name)-\($0).json" }
      }
    #expect(files.map(\.path) == expected)
    #expect(files.allSatisfy { $0.kind == .deployer && !$0.isExecutable })
  }

  @Test("Past what a role takes, the checklist says so")
  func saysTooMany() throws {
    for (count, isMany) in [(60, false), (400, true)] {
      let plan = try specs.roles(count)
      let policies = DeployerPolicy.policies(of: plan, by: .template, specs.catalog).count
      #expect((policies > specs.catalog.quotas["managed-policies-per-role"]) == isMany)
      let text = try #require(specs.compiler.files(of: plan, .checklist).first).text
      #expect(text.contains("Divide what whoever deploys may do among several") == isMany)
    }
  }

  @Test("Nothing is needed for a plan without anything, but its stack")
  func emptyPlan() throws {
    let empty = try specs.example("acme").empty
    #expect(DeployerPolicy.policies(of: empty, by: .script, specs.catalog).isEmpty)
    let resources = specs.statements(of: empty, by: .template).flatMap(\.resources)
    #expect(resources == ["arn:aws:cloudformation:us-east-1:111122223333:stack/acme/*", "*"])
  }
}
