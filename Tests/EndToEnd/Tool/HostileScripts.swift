import Catalog
import Compiler
import Diagnostics
import Foundation
import Model
import ShellScript
import TestSupport

/// `bench-tool hostile FOLDER FIRST COUNT` writes scripts of hostile values.
///
/// For each seed it compiles the random spec of that seed, puts hostile text in place of what its
/// plan says, has the product's own backend lower it, and writes a folder with the two scripts and
/// `case.json`: what AWS must be told. Every third or so is compiled as if AWS took little of a
/// policy, so that there are managed ones. `bench-tool hostile FOLDER plain FIRST COUNT` writes the
/// scripts of the random specs as they are.
enum HostileScripts {
  static func write(_ arguments: [String]) throws {
    let isPlain = arguments.count == 4 && arguments[1] == "plain"
    let numbers = arguments.dropFirst(isPlain ? 2 : 1)
    guard numbers.count == 2, let first = numbers.first.flatMap({ UInt64($0) }),
      let count = numbers.last.flatMap({ UInt64($0) })
    else { throw Misuse("hostile FOLDER [plain] FIRST COUNT") }
    try Door.check()
    var reports: [Diagnostics] = []
    guard let catalog = Catalog(.embedded, &reports) else { throw Misuse("hostile: no catalogue") }
    let bench = Bench(catalog: catalog, folder: URL(fileURLWithPath: arguments[0]))
    let narrow = try Checkout.templates(withQuotas: [
      "role-inline-policies-size": 300, "user-inline-policies-size": 300,
      // A statement of the first 1,000 random specs has up to 1,032 characters.
      "managed-policy-size": 1_500,
    ])
    guard let narrow = Catalog(TemplateFiles(narrow), &reports) else {
      throw Misuse("hostile: no catalogue of other quotas")
    }
    let divided = Bench(catalog: narrow, folder: bench.folder)
    for seed in first..<first + count {
      let isDivided = seed % 4 == 3 || HostileMode(seed: seed) == .words
      try (isDivided ? divided : bench).write(seed, isPlain: isPlain)
    }
  }
}

/// Where scripts are written, and what they are made with.
private struct Bench {
  let catalog: Catalog
  let compiler: Compiler
  let folder: URL

  init(catalog: Catalog, folder: URL) {
    self.catalog = catalog
    compiler = Compiler(catalog)
    self.folder = folder
  }

  func write(_ seed: UInt64, isPlain: Bool) throws {
    let source = SourceFile(name: "\(seed).yaml", bytes: Array(RandomSpec(seed: seed).yaml().utf8))
    var diagnostics = Diagnostics(for: source)
    guard let plan = compiler.plan(source, &diagnostics), !diagnostics.hasErrors else {
      throw Misuse("hostile: the random spec \(seed) doesn't compile")
    }
    let place = folder.appendingPathComponent(String(seed))
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    guard !isPlain else { return try write(plan, to: place) }
    let (hostile, new) = Self.hostile(plan, seed)
    try write(new, to: place)
    let facts = Self.facts(of: new, hostile, seed)
    try JSONEncoder().encode(facts).write(to: place.appendingPathComponent("case.json"))
  }

  private func write(_ plan: Plan, to place: URL) throws {
    let digest = String(repeating: "0", count: 64)
    for file in ShellScript.render(plan, fingerprint: "sha256:\(digest)", catalog) {
      try Data(file.text.utf8).write(to: place.appendingPathComponent(file.path))
    }
  }

  /// The plan of hostile text; which of its words is the one to refuse depends on the seed.
  private static func hostile(_ plan: Plan, _ seed: UInt64) -> (HostilePlan, Plan) {
    let mode = HostileMode(seed: seed)
    var count: Int
    switch mode {
    case .documents, .unguarded: count = 1
    case .words:
      var trial = HostilePlan(mode: mode, target: -1, seed: seed)
      _ = trial.rewrite(plan)
      count = trial.wordCount
    case .constants:
      let hasVariables = plan.resources.contains { $0.hasVariable }
      count = hasVariables ? 5 : 4
    }
    let target = Int((seed / 8) % UInt64(count))
    var hostile = HostilePlan(mode: mode, target: target, seed: seed)
    let new = hostile.rewrite(plan)
    return (hostile, new)
  }

  private static func facts(of plan: Plan, _ hostile: HostilePlan, _ seed: UInt64) -> Fact {
    let wanted = Wanted(plan: plan)
    return [
      "mode": .text(hostile.mode.rawValue), "spec": .text(plan.name.text),
      "account": .text(plan.account.text), "partition": .text(plan.partition.text),
      "region": .text(plan.region.text), "refused": .texts(hostile.refused),
      "values": .integer(hostile.text.count), "requirements": .list(wanted.requirements),
      "resources": .list(wanted.facts),
    ]
  }
}

extension Resource {
  /// Whether the script has a variable that bears the name of its integration.
  fileprivate var hasVariable: Bool {
    switch kind {
    case .accessKey: true
    case .deliveryStream(let stream): stream.endpoint.token == .parameter
    case .role, .user, .managedPolicy, .bucket, .stream, .streamPolicy, .logGroup, .metricStream:
      false
    }
  }
}
