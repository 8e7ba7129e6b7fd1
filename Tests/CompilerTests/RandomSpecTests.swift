import Catalog
import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing
import Text
import YAML

/// Random specs that break no rule: all of them compile, and what comes out keeps its promises.
@Suite("Random specs") struct RandomSpecTests {
  private static let seeds: ClosedRange<UInt64> = 1...500

  @Test("500 random specs compile to the same bytes in any order of keys, and keep every promise")
  func compileToOutputsThatKeepTheirPromises() async throws {
    let compiler = try Compiler.withBuiltInCatalog()
    var totals = Totals()
    // Two halves side by side, each in the order of its seeds.
    await withTaskGroup(of: [Outcome].self) { group in
      for half in 0...1 as ClosedRange<UInt64> {
        group.addTask {
          Self.seeds.filter { $0 % 2 == half }.map { Outcome(of: RandomSpec(seed: $0), compiler) }
        }
      }
      for await outcomes in group {
        for outcome in outcomes {
          if !outcome.complaints.isEmpty { Issue.record("\(outcome)") }
          totals.count(outcome.files)
        }
      }
    }
    print("Random specs: seeds \(Self.seeds), \(totals)")
    #expect(totals.specs == Self.seeds.count)
  }

  @Test("The same seed makes the same spec, and another seed another one")
  func areReproducible() {
    #expect(RandomSpec(seed: 7).yaml(style: 3) == RandomSpec(seed: 7).yaml(style: 3))
    #expect(RandomSpec(seed: 7).yaml() != RandomSpec(seed: 8).yaml())
    #expect(RandomSpec(seed: 7).yaml(style: 0) != RandomSpec(seed: 7).yaml(style: 1))
  }

  @Test("Together they say everything that a spec can say")
  func coverEveryOption() {
    let text = Self.seeds.map { RandomSpec(seed: $0).yaml() }.joined()
    let words = [
      "logzio/s3-fetch", "logzio/archive", "logzio/metrics", "fastly/s3", "fastly/kinesis",
      "custom/role", "access-keys", "published", "current", "narrow", "includeSourcePath",
      "logType", "kmsKey", "create", "expireAfterDays", "allowAcl", "acl", "path", "prefix",
      "rolePath", "permissionsBoundary", "maxSessionDuration", "description", "tags", "rotation",
      "previous", "until", "customerId", "externalId", "accountId", "site", "region", "via",
      "vendor", "role", "sharing", "shards", "retentionHours", "provisioned", "on-demand",
      "token", "secret", "parameter", "tokenKmsKey", "namespaces", "excludeNamespaces", "metrics",
      "backup", "bufferSeconds", "bufferMegabytes", "logRetentionDays", "streamName",
      "streamRoleSourceAccount", "allow", "actions", "resources", "conditions", "reason",
      "partition", "aws-us-gov", "aws-cn", ">-", "|-", "---",
    ]
    for word in words { #expect(text.contains(word), "no spec says '\(word)'") }
    let integrations = text.split(separator: "\n").count { $0.contains("/") && $0.contains("type") }
    print("Random specs: \(text.utf8.count) bytes of YAML, \(integrations) or more integrations")
  }
}

/// What became of one random spec.
private struct Outcome: CustomStringConvertible {
  let spec: RandomSpec
  let files: [OutputFile]
  let complaints: [String]

  init(of spec: RandomSpec, _ compiler: Compiler) {
    self.spec = spec
    let source = spec.source()
    let compilation = compiler.compile(source)
    files = compilation.files
    guard let plan = compiler.finishedPlan(of: source), !compilation.diagnostics.hasErrors else {
      complaints = [compilation.diagnostics.errorText, spec.yaml()]
      return
    }
    complaints =
      BytePromises.broken(by: files)
      + FingerprintPromises.broken(by: files)
      + (spec.seed % 5 == 0 ? ManifestPromises.broken(by: files) : [])
      + TemplatePromises.broken(by: files)
      + PlanPromises.broken(by: plan, files)
      + Self.differences(spec, files, compiler)
  }

  /// What another run, or another order of keys and another style, makes of the spec.
  private static func differences(
    _ spec: RandomSpec,
    _ files: [OutputFile],
    _ compiler: Compiler
  ) -> [String] {
    var complaints: [String] = []
    // Every fifth, because a compile takes long without optimization.
    if spec.seed % 5 == 0, compiler.compile(spec.source()).files != files {
      complaints.append("two runs differ")
    }
    // The report refers to lines of the spec, and the manifest has the digest of the report.
    let shuffled = compiler.compile(spec.source(style: 1)).files
    for (file, other) in zip(files, shuffled)
    where file.kind != .manifest && file.withoutLines != other.withoutLines {
      complaints.append("\(file.path) depends on the order of keys, or on their style")
    }
    if shuffled.map(\.path) != files.map(\.path) { complaints.append("the style adds files") }
    return complaints
  }

  var description: String { "seed \(spec.seed): \(complaints.joined(separator: "\n"))" }
}

/// How much was covered.
private struct Totals: CustomStringConvertible {
  private(set) var specs = 0
  private var files = 0
  private var bytes = 0
  private var largest = 0

  mutating func count(_ outputs: [OutputFile]) {
    specs += 1
    files += outputs.count
    for file in outputs {
      bytes += file.text.utf8.count
      if file.kind == .template { largest = max(largest, file.text.utf8.count) }
    }
  }

  var description: String {
    "\(specs) specs, \(files) files, \(bytes) bytes; the largest template has \(largest) bytes"
  }
}

extension OutputFile {
  /// The text without the numbers of lines of the spec.
  fileprivate var withoutLines: String {
    kind == .access ? text.replacing(/\.yaml:[0-9]+/, with: ".yaml:LINE") : text
  }
}
