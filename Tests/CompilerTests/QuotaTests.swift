import Catalog
import Compiler
import Diagnostics
import Model
import TestSupport
import Testing
import Text

/// Each quota to the very number: what it takes is taken, and one less isn't.
@Suite("Quotas to the number") struct QuotaTests {
  /// A spec that needs just so much of a quota.
  struct Case: Sendable, CustomTestStringConvertible {
    let quota: String
    let count: Int
    let words: String
    let integrations: String

    init(_ quota: String, _ count: Int, _ words: String, _ integrations: String) {
      (self.quota, self.count, self.words) = (quota, count, words)
      self.integrations = integrations
    }

    var testDescription: String { words }
  }

  private static let tags = "tags: {one: a, two: b}"
  private static let edge = "edge: {type: fastly/s3, bucket: {name: acme, create: true}, \(tags)}"

  static let cases = [
    Case("tags-per-resource", 4, "the role '", edge),
    Case("tags-per-resource", 4, "the bucket '", edge),
    Case(
      "tags-per-resource",
      4,
      "the user '",
      "logs: {type: logzio/s3-fetch, auth: access-keys, buckets: [acme-logs], \(tags)}"
    ),
    Case(
      "tags-per-resource",
      4,
      "the stream '",
      "edge: {type: fastly/kinesis, stream: {name: acme, create: true}, \(tags)}"
    ),
  ]

  private func compiler(_ limits: [String: Int] = [:]) throws -> Compiler {
    var reports: [Diagnostics] = []
    let files = TemplateFiles(try Checkout.templates(withQuotas: limits))
    return Compiler(try #require(Catalog(files, &reports), "\(reports)"))
  }

  /// The plan of a spec, and what was said of it.
  private func plan(
    _ integrations: String,
    _ limits: [String: Int] = [:]
  ) throws -> (plan: Plan?, messages: [String]) {
    let source = SourceFile.acme("  \(integrations)")
    var diagnostics = Diagnostics(for: source)
    let plan = try compiler(limits).plan(source, &diagnostics)
    return (plan, diagnostics.sorted.map(\.message))
  }

  @Test(arguments: cases)
  func takesAsMuchAsIsAllowed(of one: Case) throws {
    let exact = try plan(one.integrations, [one.quota: one.count]).messages
    #expect(!exact.contains { $0.hasPrefix(one.words) }, "\(exact)")
    let less = try plan(one.integrations, [one.quota: one.count - 1]).messages
    #expect(less.contains { $0.hasPrefix(one.words) }, "\(less)")
  }

  @Test func countsNamespacesAndMetrics() throws {
    let text = try Checkout.text(of: "Templates/Examples/logzio-metrics.yaml")
    let source = SourceFile(name: "logzio-metrics.yaml", bytes: Array(text.utf8))
    let plan = try #require(try compiler().finishedPlan(of: source))
    let filters = plan.resources.flatMap { resource -> [MetricStream.Filter] in
      guard case .metricStream(let stream) = resource.kind else { return [] }
      return stream.includes + stream.excludes
    }
    let most = filters.map(\.metrics.count).max() ?? 0
    try #require(filters.count > 1 && most > 1)
    for (quota, count) in [
      ("metric-stream-filters", filters.count), ("metric-names-per-filter", most),
    ] {
      for less in 0...1 {
        var diagnostics = Diagnostics(for: source)
        _ = try compiler([quota: count - less]).plan(source, &diagnostics)
        let codes = diagnostics.sorted.map(\.code)
        #expect(codes.contains(.outOfRange) == (less == 1), "\(quota): \(codes)")
      }
    }
  }

  /// A policy is measured without the white space around what it says.
  @Test func measuresPolicies() throws {
    let key = "arn:aws:kms:us-east-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab"
    let edge = "edge: {type: fastly/kinesis, stream: acme, sharing: role, kmsKey: \"\(key)\"}"
    let resources = try #require(try plan(edge).plan).resources
    let arns = ARNTable(of: try #require(try plan(edge).plan))
    var count = 0
    for resource in resources {
      let (quota, policy): (String, PolicyDocument)
      switch resource.kind {
      case .role(let role): (quota, policy) = ("role-trust-policy-size", role.trust.document)
      case .streamPolicy(let own): (quota, policy) = ("stream-policy-size", own.document)
      default: continue
      }
      count += 1
      let text = policy.document.json { arns[$0] }.text
      // Nothing in these policies holds a space.
      let size = text.utf8.count { $0 != 0x20 && $0 != 0x0A }
      let words = "has \(size) characters, and AWS takes \(size - 1)"
      #expect(try !plan(edge, [quota: size]).messages.contains { $0.contains(" characters") })
      #expect(try plan(edge, [quota: size - 1]).messages.contains { $0.hasSuffix(words) })
    }
    #expect(count == 2)
  }
}

// Policies that are divided.
extension QuotaTests {
  /// The least limit under which nothing is divided.
  private func leastLimit(_ isDivided: (_ limit: Int) throws -> Bool) rethrows -> Int {
    var (divided, whole) = (100, 4_000)
    while whole - divided > 1 {
      let limit = (whole + divided) / 2
      if try isDivided(limit) { divided = limit } else { whole = limit }
    }
    return whole
  }

  /// The least limit under which no role of a spec needs managed policies.
  private func leastLimit(of spec: String) throws -> Int {
    let source = SourceFile(name: "acme.yaml", bytes: Array(spec.utf8))
    return try leastLimit { limit in
      var diagnostics = Diagnostics(for: source)
      let compiler = try compiler(["role-inline-policies-size": limit])
      let plan = try #require(compiler.plan(source, &diagnostics), "\(diagnostics.sorted)")
      return plan.resources.contains { resource in
        if case .managedPolicy = resource.kind { true } else { false }
      }
    }
  }

  /// What differs between targets counts as long as it is in the one where it is longest.
  @Test func measuresWhatDiffersByTheLongest() throws {
    let long = "acme-" + String(repeating: "x", count: 58)
    func spec(_ account: String, _ bucket: String, targets: String = "") -> String {
      """
      name: acme
      account: "\(account)"
      region: us-east-1
      \(targets)
      vendors: {logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}}
      integrations:
        logs:
          type: logzio/s3-fetch
          buckets: [acme-a, acme-b, {name: \(bucket), region: us-east-1}]
      """
    }
    let targets = """
      targets:
        permissionModel: self-managed
        accounts:
          "222233334444": {logs: \(long)}
          "333344445555": {logs: acme-c}
      """
    let alone = try leastLimit(of: spec("222233334444", long))
    #expect(try leastLimit(of: spec("333344445555", "acme-c")) < alone)
    let together = spec("111122223333", "{perTarget: logs}", targets: targets)
    #expect(try leastLimit(of: together) == alone)
  }

  private static let logs = "buckets: [acme-a, acme-b, acme-c, acme-d, acme-e, acme-f, acme-g]"

  /// The sizes of the managed policies of a spec under some limits.
  private func sizes(_ auth: String, _ limits: [String: Int]) throws -> [Int] {
    let integration = "logs: {type: logzio/s3-fetch, \(auth)\(Self.logs)}"
    let plan = try #require(try plan(integration, limits).plan)
    let arns = ARNTable(of: plan)
    return plan.resources.compactMap { resource in
      guard case .managedPolicy(let policy) = resource.kind else { return nil }
      let text = policy.document.document.json { arns[$0] }.text
      return text.utf8.count { $0 != 0x20 && $0 != 0x0A }
    }
  }

  @Test(arguments: ["role", "user"])
  func dividesWhatIsTooLargeByOne(holder: String) throws {
    let auth = holder == "user" ? "auth: access-keys, " : ""
    let quota = "\(holder)-inline-policies-size"
    // The least limit under which nothing is divided is the size of the whole.
    let whole = try leastLimit { limit in try !sizes(auth, [quota: limit]).isEmpty }
    let integration = "logs: {type: logzio/s3-fetch, \(auth)\(Self.logs)}"
    let undivided = try #require(try plan(integration).plan)
    let arns = ARNTable(of: undivided)
    let inline = undivided.resources.compactMap { resource -> PolicyDocument? in
      switch resource.kind {
      case .role(let role): role.permissions
      case .user(let user): user.permissions
      default: nil
      }
    }
    let text = try #require(inline.first).document.json { arns[$0] }.text
    #expect(whole == text.utf8.count { $0 != 0x20 && $0 != 0x0A })
    // Buckets are dealt out unevenly, so that the largest policy mostly stays under one less too.
    var limits = 0
    for limit in stride(from: 300, through: 900, by: 50) {
      guard let most = try sizes(auth, [quota: 100, "managed-policy-size": limit]).max() else {
        continue
      }
      #expect(most <= limit)
      let next = try sizes(auth, [quota: 100, "managed-policy-size": most - 1])
      #expect(next.allSatisfy { $0 < most }, "\(limit)")
      limits += 1
    }
    #expect(limits > 5)
  }

  @Test func marksWhoeverIsDivided() throws {
    for auth in ["", "auth: access-keys, "] {
      let integration = "logs: {type: logzio/s3-fetch, \(auth)\(Self.logs)}"
      let limits = ["role-inline-policies-size": 100, "user-inline-policies-size": 100]
      func tags(_ limits: [String: Int]) throws -> [Model.Tag] {
        let made = try #require(try plan(integration, limits).plan)
        return made.resources.flatMap { resource -> [Model.Tag] in
          switch resource.kind {
          case .role(let role): role.tags
          case .user(let user): user.tags
          default: []
          }
        }
      }
      #expect(try tags([:]) == [])
      #expect(try tags(limits).count == 1)
    }
  }

  @Test func warnsOfManyManagedPolicies() throws {
    let limits = ["role-inline-policies-size": 100, "managed-policy-size": 350]
    let count = try sizes("", limits).count
    try #require(count > 1)
    let integration = "logs: {type: logzio/s3-fetch, \(Self.logs)}"
    for less in 0...1 {
      let more = limits.merging(["managed-policies-per-account": count - less]) { $1 }
      let messages = try plan(integration, more).messages
      let isTold = messages.contains { $0.contains("managed policies, and an account") }
      #expect(isTold == (less == 1), "\(messages)")
    }
  }
}
