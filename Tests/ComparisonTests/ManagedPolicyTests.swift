import Catalog
import Comparison
import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// A role or user whose permissions move between its own policy and managed ones.
struct ManagedPolicyTests {
  private static let limits = [
    "role-inline-policies-size": 600, "user-inline-policies-size": 600, "managed-policy-size": 600,
  ]

  private func side(_ spec: String, divided: Bool) throws -> Comparison.Side {
    var reports: [Diagnostics] = []
    let files = try Checkout.templates(withQuotas: divided ? Self.limits : [:])
    let catalog = try #require(Catalog(TemplateFiles(files), &reports))
    let file = SourceFile(name: "acme.yaml", bytes: Array(spec.utf8))
    var diagnostics = Diagnostics(for: file)
    let plan = try #require(Compiler(catalog).plan(file, &diagnostics))
    try #require(!diagnostics.hasErrors, "\(diagnostics.sorted.map(\.message))")
    return Comparison.Side(plan, file)
  }

  private func spec(_ buckets: Range<Int>, _ rest: String = "") -> String {
    let names = buckets.map { "{name: acme-logs-\($0)\(rest)}" }.joined(separator: ", ")
    return """
      name: acme
      account: "111122223333"
      region: us-east-1
      vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}
      integrations:
        logs: {type: logzio/s3-fetch, buckets: [\(names)]}
        keys: {type: logzio/s3-fetch, auth: access-keys, buckets: [\(names)]}
      """
  }

  @Test(arguments: [(false, true), (true, false)])
  func movingPoliciesChangesNoAccess(divided: (before: Bool, after: Bool)) throws {
    let old = try side(spec(10..<30), divided: divided.before)
    let new = try side(spec(10..<30), divided: divided.after)
    let comparison = try #require(Comparison(from: old, to: new))
    #expect(comparison.access.isEmpty)
    #expect(!comparison.broadens && !comparison.changesTrust && !comparison.replaces)
    let kind = divided.after ? "added" : "removed"
    #expect(comparison.resources.count > 2)
    for change in comparison.resources {
      #expect(change.kind.rawValue == kind)
      #expect(change.resource.id.noun == "managed policy")
    }
    #expect(comparison.consequences.isEmpty)
  }

  @Test func aBucketMoreIsWider() throws {
    let old = try side(spec(10..<30), divided: true)
    let new = try side(spec(10..<31), divided: true)
    let comparison = try #require(Comparison(from: old, to: new))
    #expect(comparison.broadens && !comparison.changesTrust && !comparison.replaces)
    // Two actions on it, by the role and by the user.
    #expect(comparison.access.count == 4)
    #expect(comparison.access.allSatisfy { $0.kind.rawValue == "added" })
    let back = try #require(Comparison(from: new, to: old))
    #expect(!back.broadens && back.access.count == 4)
  }

  @Test func aPrefixInEachBucketIsNarrower() throws {
    // What is narrowed stands in managed policies, before and after.
    let old = try side(spec(10..<30), divided: true)
    let new = try side(spec(10..<30, ", prefix: app/, narrow: true"), divided: true)
    let comparison = try #require(Comparison(from: old, to: new))
    #expect(!comparison.broadens && !comparison.access.isEmpty)
    for kind in ["role", "user"] {
      let changes = comparison.access.filter { $0.row.principal.contains(":\(kind)/") }
      #expect(changes.contains { $0.kind.rawValue == "narrowed" })
    }
    #expect(try #require(Comparison(from: new, to: old)).broadens)
  }

  @Test func theLargerPartIsNotOverlooked() throws {
    // What one managed policy gives is compared with all of them together.
    let old = try side(spec(10..<12), divided: true)
    let new = try side(spec(10..<30), divided: true)
    let comparison = try #require(Comparison(from: old, to: new))
    #expect(comparison.broadens)
    #expect(comparison.access.count == 4 * 18)
  }
}
