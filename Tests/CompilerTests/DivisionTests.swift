import CloudFormation
import Compiler
import Diagnostics
import Foundation
import Model
import Testing

/// A spec with as many integrations as a test asks for, of three resources each.
struct LargeSpec {
  var names: [String]
  /// The role that some integrations share.
  var role: (name: String, users: Set<String>) = ("", [])

  init(_ count: Int) { names = (1...count).map { "e\($0)" } }

  var source: SourceFile {
    var text = """
      name: big
      account: "111122223333"
      region: us-east-1
      vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}
      integrations:

      """
    for name in names {
      let shared = role.users.contains(name) ? ", role: \(role.name)" : ""
      text += "  \(name): {type: fastly/s3, bucket: {name: acme-\(name), create: true}\(shared)}\n"
    }
    return SourceFile(name: "big.yaml", bytes: Array(text.utf8))
  }
}

/// The templates of a spec, by their paths.
private struct Division {
  let texts: [String: String]
  private(set) var resources: [String: [String]] = [:]

  init(_ spec: LargeSpec, _ compiler: Compiler) throws {
    var diagnostics = Diagnostics(for: spec.source)
    let plan = try #require(compiler.plan(spec.source, &diagnostics))
    try #require(!diagnostics.hasErrors, "\(diagnostics.errorText)")
    let files = compiler.files(of: plan, .template)
    texts = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.text) })
    resources = texts.mapValues { text in
      // Entries of a section stand two columns in, and so do those of Outputs behind it.
      let body = text.components(from: "\nResources:\n", to: "\nOutputs:\n")
      return body.split(separator: "\n").filter {
        $0.hasPrefix("  ") && !$0.hasPrefix("   ") && $0.hasSuffix(":")
      }.map { String($0.dropFirst(2).dropLast()) }
    }
  }

  /// The templates that aren't the same, those that only one side has among them.
  func changed(to other: Division) -> Set<String> {
    Set(Set(texts.keys).union(other.texts.keys).filter { texts[$0] != other.texts[$0] })
  }
}

extension String {
  fileprivate func components(from start: String, to end: String) -> String {
    let body = self[(range(of: start)?.upperBound ?? startIndex)...]
    return String(body[..<(body.range(of: end)?.lowerBound ?? body.endIndex)])
  }
}

/// How a plan is divided into templates when one can't hold it.
@Suite struct DivisionTests {
  private let compiler: Compiler

  init() throws { compiler = try Compiler.withBuiltInCatalog() }

  /// 166 integrations make 498 resources, 167 make 501.
  @Test(arguments: [1, 166, 167, 400, 1000])
  func everyResourceIsInOneTemplateWithinTheQuotas(count: Int) throws {
    let division = try Division(LargeSpec(count), compiler)
    #expect(division.texts["template.yaml"] != nil)
    #expect((division.texts.count == 1) == (count <= 166))
    let all = division.resources.values.flatMap(\.self)
    #expect(all.count == 3 * count)
    #expect(Set(all).count == all.count)
    for (path, own) in division.resources {
      #expect((1...500).contains(own.count), "\(path)")
      #expect(division.texts[path]?.utf8.count ?? 0 <= 1_000_000, "\(path)")
    }
    print("\(count) integrations: \(division.texts.count) templates of at most 500 resources")
  }

  @Test func anIntegrationMoreOrLessChangesTheOneTemplateThatHoldsIt() throws {
    let spec = LargeSpec(250)
    let before = try Division(spec, compiler)
    var divided = 0
    for number in 1...4 {
      var added = spec
      added.names.append("another-\(number)")
      divided += try check(before, Division(added, compiler), files: 1, added.names.last)
      var removed = spec
      let gone = removed.names.remove(at: number * 57)
      divided += try check(before, Division(removed, compiler), files: 1, gone)
      var renamed = spec
      renamed.names[number * 57] = "renamed-\(number)"
      divided += try check(before, Division(renamed, compiler), files: 2, gone)
    }
    print("12 changes of 250 integrations: \(divided) of them divided or joined templates")
    #expect(divided < 3)
  }

  @Test func theIntegrationTooManyDividesTheTemplateThatWouldHoldIt() throws {
    let full = try Division(LargeSpec(166), compiler)
    let divided = try Division(LargeSpec(167), compiler)
    #expect(full.texts.keys.sorted() == ["template.yaml"])
    #expect(divided.texts.keys.sorted() == ["template-Part1.yaml", "template.yaml"])
    let larger = try Division(LargeSpec(250), compiler)
    for (path, resources) in divided.resources {
      let apart = resources.filter { larger.resources[path]?.contains($0) == false }
      #expect(apart.isEmpty, "\(path)")
    }
  }

  @Test func whoDeploysMayWorkOnTheStacksOfAllTemplates() throws {
    for (count, stacks) in [(1, ["big"]), (167, ["big", "big-Part*"])] {
      let plan = try #require(compiler.finishedPlan(of: LargeSpec(count).source))
      let policy = try #require(compiler.files(of: plan, .deployer).first)
      let place = "arn:aws:cloudformation:us-east-1:111122223333:stack"
      let named = policy.text.split(separator: "\"").filter { $0.contains(":stack/") }
      #expect(Set(named.map(String.init)) == Set(stacks.map { "\(place)/\($0)/*" }))
    }
  }

  /// Whether templates were divided or joined: then two more may change.
  private func check(
    _ before: Division,
    _ after: Division,
    files: Int,
    _ name: String?
  ) throws -> Int {
    let changed = before.changed(to: after)
    let isDivided = before.texts.count != after.texts.count
    #expect(!changed.isEmpty && changed.count <= (isDivided ? 3 : files), "\(name ?? "")")
    return isDivided ? 1 : 0
  }

  @Test func whatSharesARoleStaysTogetherAndNeverMoves() throws {
    var spec = LargeSpec(250)
    spec.role = ("fastly-shared", ["e3", "e77", "e200", "e249"])
    let before = try Division(spec, compiler)
    let home = try #require(before.resources.first { $0.value.contains("FastlySharedRole") }?.key)
    for name in spec.role.users {
      let bucket = before.resources[home]?.contains { $0.hasPrefix("Acme\(name.capitalized)") }
      #expect(bucket == true, "\(name)")
    }
    for name in ["e1", "e2", "e248"] {
      var grown = spec
      grown.role.users.insert(name)
      let after = try Division(grown, compiler)
      #expect(after.resources[home]?.contains("FastlySharedRole") == true, "\(name)")
    }
  }
}
