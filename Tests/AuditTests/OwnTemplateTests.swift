import Audit
import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// What this compiler generates, held against the rules: only what its users have widened is found.
@Suite("Audit of generated templates") struct OwnTemplateTests {
  /// What a spec may choose, and what is found of it.
  private static let chosen: [DiagnosticCode: String] = [
    .listsAllBuckets: "policy: published of logzio/archive has s3:ListAllMyBuckets",
    .deleteAction: "policy: published of logzio/archive has s3:DeleteObject",
    .sharingIsAccountWide: "sharing: published of fastly/kinesis names the vendor's account",
    .overGrant: "sharing: published of fastly/kinesis has actions that the role doesn't need",
    .foreignExternalIDShape: "ids of earlier years look different",
  ]

  /// Whether a finding is of something that a spec chose.
  private static func isChosen(_ diagnostic: Diagnostic) -> Bool {
    let message = diagnostic.message
    switch diagnostic.code {
    case .overGrant:
      return ["PutRecord", "DescribeStreamSummary"].contains { message.contains("'kinesis:\($0)'") }
    default: return chosen[diagnostic.code] != nil
    }
  }

  private static let accepting: Audit.Options = {
    var options = Audit.Options()
    options.accepted = chosen
    return options
  }()

  @Test(
    "In the committed templates, only what is published so is found",
    arguments: [
      ("acme", ["delete-action", "lists-all-buckets"]),
      ("custom-role", []), ("fastly-kinesis", []), ("fastly-s3", []), ("logzio-archive", []),
      ("logzio-metrics", []), ("logzio-s3-keys", []),
      ("logzio-s3-role", []),
    ]
  )
  func findsWhatIsPublished(name: String, codes: [String]) throws {
    let path = "Generated/\(name)/template.yaml"
    let file = SourceFile(name: path, bytes: try Checkout.bytes(of: path))
    let report = try Audit.with().report(on: file)
    let found = report.diagnostics.sorted.filter { $0.severity != .note }
    #expect(Set(found.map(\.code.rawValue)).sorted() == codes)
    let accepted = Audit(try #require(Audit.catalog), Self.accepting).report(on: file)
    #expect(!accepted.hasFindings)
  }

  @Test("In the templates of 200 random specs, only what the specs choose is found")
  func findsWhatIsChosen() throws {
    let catalog = try #require(Audit.catalog)
    let compiler = Compiler(catalog)
    let audit = Audit(catalog, Audit.Options())
    let accepting = Audit(catalog, Self.accepting)
    var counts: [String: Int] = [:]
    var templates = 0
    for seed in 1...200 as ClosedRange<UInt64> {
      let spec = RandomSpec(seed: seed)
      let source = SourceFile(name: "\(spec.name).yaml", bytes: Array(spec.yaml().utf8))
      for output in compiler.compile(source).files where output.kind == .template {
        templates += 1
        let file = SourceFile(name: output.path, bytes: Array(output.text.utf8))
        let report = audit.report(on: file)
        #expect(report.isReadable, "seed \(seed)")
        for diagnostic in report.diagnostics.sorted where diagnostic.severity != .note {
          counts[diagnostic.code.rawValue, default: 0] += 1
          let isChosen = Self.isChosen(diagnostic)
          #expect(isChosen, "seed \(seed): \(diagnostic.code.rawValue): \(diagnostic.message)")
        }
        let isRefused = accepting.report(on: file).hasFindings
        #expect(!isRefused, "seed \(seed)")
      }
    }
    #expect(templates == 200)
    let found = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print("templates of random specs: \(templates), found: \(found.joined(separator: ", "))")
  }
}
