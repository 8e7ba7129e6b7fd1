import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// What integrations have in common is there once, with what each of them needs.
@Suite("Parts that integrations share") struct SharedPartsTests {
  private func plan(_ integrations: String) throws -> Plan {
    try #require(try Compiler.withBuiltInCatalog().finishedPlan(of: .acme(integrations)))
  }

  private func permissions(_ plan: Plan) -> [Statement] {
    plan.resources.flatMap { resource -> [Statement] in
      guard case .role(let role) = resource.kind else { return [] }
      return role.permissions.statements
    }
  }

  @Test func aStreamThatTwoShareNamesBothRoles() throws {
    let key = "arn:aws:kms:us-east-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab"
    let shared = "{type: fastly/kinesis, stream: acme, sharing: role, kmsKey: \"\(key)\"}"
    let plan = try plan("  a: \(shared)\n  b: \(shared)")
    let principals = plan.resources.flatMap { resource -> [Principal] in
      guard case .streamPolicy(let policy) = resource.kind else { return [] }
      return policy.document.statements.flatMap(\.principals)
    }
    #expect(Set(principals).count == 2)
  }

  @Test func whatTheSpecMakesNeedNotBeThere() throws {
    let reader = "  b: {type: logzio/s3-fetch, buckets: [acme-edge]}"
    #expect(try plan(reader).requirements.map(\.name) == ["acme-edge"])
    let maker = "  a: {type: fastly/s3, bucket: {name: acme-edge, create: true}}\n"
    #expect(try plan(maker + reader).requirements.map(\.name) == [])
  }

  @Test func statementsAreOneWhereOnlyTheirResourcesDiffer() throws {
    func entry(_ bucket: String, _ address: String = "") -> String {
      let condition =
        address.isEmpty ? "" : ", conditions: {IpAddress: {\"aws:SourceIp\": \"\(address)\"}}"
      let resource = "resources: [\"arn:aws:s3:::\(bucket)/*\"]"
      return "      - {actions: [s3:GetObject], \(resource), reason: reads\(condition)}\n"
    }
    let head = "  partner:\n    type: custom/role\n    via: ledgerly\n    allow:\n"
    let one = permissions(try plan(head + entry("acme-a") + entry("acme-b")))
    let both = ["arn:aws:s3:::acme-a/*", "arn:aws:s3:::acme-b/*"]
    #expect(one.map { $0.resources.sorted() } == [both])
    let two = permissions(
      try plan(head + entry("acme-a", "192.0.2.0/24") + entry("acme-b", "198.51.100.0/24"))
    )
    #expect(two.map(\.resources) == [["arn:aws:s3:::acme-a/*"], ["arn:aws:s3:::acme-b/*"]])
    #expect(two.map(\.conditions.count) == [1, 1])
  }

  @Test func aTagOfAnIntegrationReplacesThatOfTheSpec() throws {
    let edge = "  a: {type: fastly/s3, bucket: {name: acme, create: true}, tags: {team: data}}"
    let plan = try plan(edge)
    var count = 0
    for resource in plan.resources {
      let own: [Model.Tag]
      switch resource.kind {
      case .role(let role): own = role.tags
      case .bucket(let bucket): own = bucket.tags
      default: continue
      }
      count += 1
      let teams = plan.tags(with: own).filter { "\($0.key)" == "team" }
      #expect(teams.map { "\($0.value)" } == ["data"])
    }
    #expect(count == 2)
  }

  @Test func aStepThatTwoHaveIsThereOnceAndSpeaksOfBoth() throws {
    let one = try plan("  a: {type: logzio/s3-fetch, role: logs, buckets: [acme-a]}")
    let logs = "{type: logzio/s3-fetch, role: logs, buckets:"
    let two = try plan("  a: \(logs) [acme-a]}\n  b: \(logs) [acme-b]}")
    var forms: Set<Step> = []
    var shared = 0
    for step in two.steps {
      var form = step
      form.integrations = []
      #expect(forms.insert(form).inserted, "\(step.name) stands there twice")
      let isOfOne = one.steps.contains { $0.name == step.name && $0.values == step.values }
      if isOfOne && step.integrations.count == 2 { shared += 1 }
    }
    #expect(shared > 0)
  }

  /// The order in which somebody wrote the integrations, and how they are called, changes nothing.
  @Test(arguments: ["logzio-metrics", "acme"])
  func everythingStandsInItsOrder(example: String) throws {
    let source = SourceFile(name: example, bytes: Array(try Examples.text(of: example).utf8))
    let plan = try #require(try Compiler.withBuiltInCatalog().finishedPlan(of: source))
    let ids = plan.resources.map(\.id)
    #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
    let phases = plan.steps.compactMap { Step.Phase.allCases.firstIndex(of: $0.phase) }
    #expect(phases == phases.sorted() && Set(phases).count > 2)
  }
}
