import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// Specs that go to many accounts and regions.
@Suite("Specs with targets") struct TargetTests {
  private let compiler: Compiler

  init() throws { compiler = try #require(Compiler.shared) }

  /// What comes of a spec for so many accounts, each with a bucket of its own name.
  private func compilation(ofBuckets names: [String]) -> Compilation {
    let rows = names.indices.map { index in
      "    \"\(200_000_000_000 + index)\": {logs: \(names[index])}"
    }
    let text = """
      name: many
      account: "111122223333"
      region: us-east-1
      targets:
        permissionModel: self-managed
        accounts:
      \(rows.joined(separator: "\n"))
      vendors:
        logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}
      integrations:
        logs:
          type: logzio/s3-fetch
          buckets: [{name: {perTarget: logs}, region: us-east-1}]
      """
    return compiler.compile(SourceFile(name: "many.yaml", bytes: Array(text.utf8)))
  }

  private func found(accounts count: Int) -> Diagnostics {
    let names = (0..<count).map { "logs-\($0 * 7_919 % 9_973)-\($0)" }
    return compilation(ofBuckets: names).diagnostics
  }

  @Test("Each account's requests name its own bucket, with dots or without")
  func namesBucketsWithDots() {
    for names in [["acme-logs", "acme.logs"], ["acme.logs", "acme-logs"]] {
      let compiled = compilation(ofBuckets: names)
      #expect(compiled.diagnostics.sorted.allSatisfy { $0.severity != .error })
      let requests = compiled.files.filter { $0.path.hasSuffix(".tf") }
      #expect(requests.count == 2)
      for (index, label) in names.map({ $0.replacing(".", with: "__") }).enumerated() {
        let own = requests.filter { $0.path.contains("\(200_000_000_000 + index)") }
        #expect(own.count == 1)
        #expect(own.allSatisfy { $0.text.contains("\"logs_\(label)\"") }, "\(names)")
      }
    }
  }

  @Test("A mapping of 200 accounts is one that CloudFormation takes, and of 201 is an error")
  func boundsMappings() {
    #expect(found(accounts: 200).sorted.filter { $0.severity == .error } == [])
    let errors = found(accounts: 201).sorted.filter { $0.severity == .error }
    #expect(errors.map(\.code) == [.templateTooLarge])
    #expect(errors.first?.message.contains("201 accounts") == true)
  }

  @Test("What must exist already is told once, in the region that it is in")
  func namesFixedRegions() throws {
    let compiled = try compiler.compile(Examples.sources(of: ["many-accounts"])[0])
    let report = try #require(compiled.files.first { $0.kind == .access }).text
    let lines = report.components(separatedBy: "\n")
    let rows = lines.filter { $0.hasPrefix("| bucket | `<elb-logs>`") }
    #expect(rows == ["| bucket | `<elb-logs>` | `us-east-1` |"])
  }

  @Test("What is wrong with a value is told at the value, with the place of its use")
  func tellsOfValues() throws {
    let spec = try Checkout.text(of: "Tests/CompilerTests/Invalid/targets-value-bad-bucket.yaml")
    let file = SourceFile(name: "spec.yaml", bytes: Array(spec.utf8))
    let error = try #require(compiler.compile(file).diagnostics.sorted.first)
    let lines = spec.components(separatedBy: "\n")
    let place = try #require(error.range)
    #expect(lines[place.start.line - 1].dropFirst(place.start.column - 1).hasPrefix("Acme-Logs"))
    let use = try #require(error.related.first)
    #expect(lines[use.range.start.line - 1].contains("perTarget"))
  }
}
