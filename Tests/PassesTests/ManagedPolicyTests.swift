import Catalog
import Diagnostics
import Model
import Passes
import TestSupport
import Testing
import Text

/// Roles and users that may do more than an inline policy takes.
@Suite struct ManagedPolicyTests {
  private let quotas: Quotas

  init() throws {
    var reports: [Diagnostics] = []
    quotas = try #require(Catalog(.embedded, &reports), "the catalogue can't be read").quotas
  }

  private func divided(_ buckets: Buckets) throws -> Plan {
    var diagnostics = Diagnostics(for: SourceFile(name: "acme.yaml", bytes: []))
    let plan = try buckets.plan().attachingGrants().dividingPolicies(quotas, &diagnostics)
    #expect(diagnostics.sorted.map(\.message) == [])
    return plan.inOrder()
  }

  @Test("What an inline policy takes stays there", arguments: ManagedPolicyTests.holders)
  func leavesSmallPolicies(of holder: ManagedPolicy.Holder) throws {
    let plan = try Buckets(of: holder, 0..<8).plan().attachingGrants()
    var diagnostics = Diagnostics(for: SourceFile(name: "acme.yaml", bytes: []))
    #expect(plan.dividingPolicies(quotas, &diagnostics) == plan)
  }

  @Test("The policies stand before their holder, who names them", arguments: holders)
  func namesPolicies(of holder: ManagedPolicy.Holder) throws {
    let plan = try divided(Buckets(of: holder, 0..<150))
    let policies = plan.policies
    #expect(policies.count > 1)
    #expect(plan.resources.last?.id == holder.id)
    #expect(plan.resources.last?.managedPolicies == policies.map(\.name))
    #expect(plan.resources.last?.inline == PolicyDocument([]))
    for policy in policies {
      #expect(policy.name.text.hasPrefix("acme-logs-\(holder.noun)-part"))
      #expect(policy.path.text == "/accredit/acme/\(holder.noun)/acme-logs/")
      #expect((try? PolicyName(policy.name.text)) != nil)
      #expect((try? IAMPath(policy.path.text)) != nil)
    }
    #expect(Ledger(of: plan).rows.allSatisfy { $0.policy != nil || $0.channel == .trust })
  }

  @Test("The ledger and the fingerprint are those of the undivided plan", arguments: holders)
  func changesNoAccess(of holder: ManagedPolicy.Holder) throws {
    let plan = try Buckets(of: holder, 0..<150).plan().attachingGrants().inOrder()
    var diagnostics = Diagnostics(for: SourceFile(name: "acme.yaml", bytes: []))
    let divided = plan.dividingPolicies(quotas, &diagnostics).inOrder()
    #expect(divided != plan)
    #expect(Ledger(of: divided).fingerprint == Ledger(of: plan).fingerprint)
    #expect(Ledger(of: divided).rows.count == Ledger(of: plan).rows.count)
  }

  @Test("500 random roles and users: all that was granted, within quota, and stable")
  func dividesRandomRoles() throws {
    var random = SplitMix64(seed: 53)
    var count = Tally()
    for index in 0..<500 {
      let holder = Self.holders[index % 2]
      let size = Int.random(in: 3...(index % 6 == 0 ? 450 : 70), using: &random)
      var buckets = try Buckets(of: holder, 0..<size)
      let plan = try divided(buckets)
      try check(plan, grants: buckets.plan())
      buckets.numbers.append(9_000 + index)
      let larger = try divided(buckets)
      try check(larger, grants: buckets.plan())
      count.add(plan, larger)
    }
    #expect(count.changed.mean < 1.5)
    #expect(count.most <= quotas["managed-policies-per-role"])
    print(
      """
      random roles and users: 500, of which divided: \(count.divided), into \(count.policies) \
      policies, at most \(count.most) of one; policies changed by one bucket more, or one less: \
      \(count.changed.mean) where their number stays (\(count.changed.count)), \
      \(count.all.mean) in all (\(count.all.count))
      """
    )
  }

  /// Holds the policies against their quota, and all of them together against the grants.
  private func check(_ plan: Plan, grants intent: Plan) throws {
    for policy in plan.policies {
      #expect(policy.document.size <= quotas["managed-policy-size"])
      #expect(!policy.document.statements.isEmpty)
    }
    let whole = try #require(intent.attachingGrants().resources.last?.inline)
    let parts = plan.policies.map(\.document) + [plan.resources.last?.inline].compactMap { $0 }
    let permissions = parts.flatMap(\.permissions)
    #expect(Set(permissions) == Set(whole.permissions))
    #expect(permissions.count == Set(permissions).count, "a permission stands twice")
  }

  @Test("A bucket with more prefixes than a policy takes is divided by them")
  func dividesOneBucket() throws {
    let plan = try divided(Buckets(of: .role(RoleName("acme-logs")), 0..<150, inOne: true))
    #expect(plan.policies.count > 1)
    try check(plan, grants: Buckets(of: .role(RoleName("acme-logs")), 0..<150, inOne: true).plan())
  }

  @Test("More than all policies take is refused, and what denies isn't divided", arguments: holders)
  func refusesTooMuch(of holder: ManagedPolicy.Holder) throws {
    let many = try Buckets(of: holder, 0..<600).plan()
    #expect(codes(many.attachingGrants()) == [.policyTooLarge])
    var denying = try Buckets(of: holder, 0..<150).plan().attachingGrants()
    denying.resources[denying.resources.count - 1].deny()
    #expect(codes(denying) == [.policyTooLarge])
  }

  private func codes(_ plan: Plan) -> [DiagnosticCode] {
    var diagnostics = Diagnostics(for: SourceFile(name: "acme.yaml", bytes: []))
    let same = plan.dividingPolicies(quotas, &diagnostics)
    #expect(same.policies.isEmpty)
    return diagnostics.sorted.map(\.code)
  }

  static let holders = ["role", "user"].compactMap { noun -> ManagedPolicy.Holder? in
    guard let role = try? RoleName("acme-logs"), let user = try? UserName("acme-logs") else {
      return nil
    }
    return noun == "role" ? .role(role) : .user(user)
  }
}

/// How many policies change with one bucket.
private struct Tally {
  struct Mean {
    var count = 0
    var sum = 0
    var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

    mutating func add(_ value: Int) {
      count += 1
      sum += value
    }
  }

  var divided = 0
  var policies = 0
  var most = 0
  /// Where the number of policies stays.
  var changed = Mean()
  /// Wherever a policy is on one side.
  var all = Mean()

  mutating func add(_ plan: Plan, _ larger: Plan) {
    let before = Set(plan.policies)
    let after = Set(larger.policies)
    most = max(most, before.count, after.count)
    guard !before.isEmpty || !after.isEmpty else { return }
    let names = before.symmetricDifference(after).map(\.name)
    all.add(Set(names).count)
    guard !before.isEmpty else { return }
    divided += 1
    policies += before.count
    if before.count == after.count { changed.add(Set(names).count) }
  }
}
