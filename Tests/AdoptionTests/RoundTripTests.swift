import Adoption
import Diagnostics
import Model
import TestSupport
import Testing

/// What we compile, adopted again, is a spec that grants the same.
@Suite("Round trips of adoption") struct RoundTripTests {
  /// Holds the roles of an adopted spec against those that it was made of.
  private func check(_ text: String?, _ wanted: [Grants], _ name: String) throws {
    let made = Grants.all(of: try Samples.plan(of: try #require(text)))
    for role in wanted {
      let twin = try #require(made.first { $0.role.name == role.role.name }, "\(name)")
      #expect(role.equals(twin), "\(name): \(role.role.name)\n\(text ?? "")")
      #expect(twin.role.path == role.role.path)
      #expect(twin.role.maxSessionDuration == role.role.maxSessionDuration)
      #expect(twin.role.permissionsBoundary == role.role.permissionsBoundary)
      #expect(twin.role.description == role.role.description)
    }
    #expect(made.count == wanted.count, "\(name)")
  }

  @Test("A role of an example, as the CLI gives it out, becomes a spec that grants the same")
  func rolesOfExamples() throws {
    var count = 0
    for name in Examples.namesWithoutTargets {
      let plan = try Samples.plan(of: try Examples.text(of: name), name + ".yaml")
      for role in Grants.all(of: plan) {
        let result = try Samples.adoption().adopt(role.role.answers(in: plan))
        #expect(result.reports.flatMap(\.sorted) == [], "\(name): \(role.role.name)")
        #expect(result.isExact)
        try check(result.text, [role], name)
        count += 1
      }
    }
    #expect(count >= 9)
    print("roles of examples, adopted to equal access: \(count)")
  }

  /// What a template has that no role of a vendor is.
  private static let others: [String: Int] = [
    "acme": 3, "logzio-metrics": 2, "logzio-s3-keys": 1,
  ]

  @Test("A template of an example becomes a spec whose roles grant the same")
  func templatesOfExamples() throws {
    var count = 0
    for name in Examples.namesWithoutTargets {
      let plan = try Samples.plan(of: try Examples.text(of: name), name + ".yaml")
      let template = try Checkout.text(of: "Generated/\(name)/template.yaml")
      let result = try Samples.adoption {
        $0.account = plan.account
        $0.region = plan.region
      }.adopt([Samples.file("template.yaml", template)])
      let found = result.reports.flatMap(\.sorted)
      #expect(result.isReadable)
      #expect(found.count == Self.others[name] ?? 0, "\(name): \(found.map(\.message))")
      for diagnostic in found {
        let isExpected =
          diagnostic.message.contains("and no vendor comes into it")
          || diagnostic.message.contains("this policy of a user")
        #expect(diagnostic.code == .notCarriedOver && isExpected, "\(name): \(diagnostic.message)")
      }
      let wanted = Grants.all(of: plan)
      if !wanted.isEmpty { try check(result.text, wanted, name) }
      count += wanted.count
    }
    print("roles of templates, adopted to equal access: \(count)")
  }

  @Test("Roles of random specs become specs that grant the same")
  func rolesOfRandomSpecs() throws {
    var (roles, types) = (0, Set<String>())
    for seed in 1...15 {
      let plan = try Samples.plan(of: RandomSpec(seed: UInt64(seed)).yaml())
      guard plan.targets == nil else { continue }
      for role in Grants.all(of: plan) {
        let result = try Samples.adoption { $0.region = plan.region }
          .adopt(role.role.answers(in: plan))
        let told = result.reports.flatMap(\.sorted).map(\.message)
        #expect(result.isExact, "seed \(seed), \(role.role.name): \(told)")
        // The day on which a rotation ends is left to the person.
        let text = try #require(result.text)
          .replacing("DATE-TO-FILL-IN", with: #""2031-01-01""#)
        let made = Grants.all(of: try Samples.plan(of: text))
        #expect(made.contains { $0.equals(role) }, "seed \(seed)\n\(text)")
        roles += 1
        types.formUnion(text.matches(of: /type: ([a-z0-9\/-]+)/).map { String($0.1) })
      }
    }
    #expect(types.count == 5)
    print("roles of random specs, adopted to equal access: \(roles), types \(types.sorted())")
  }
}
