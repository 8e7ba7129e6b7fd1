import CloudFormation
import Foundation
import Model
import TestSupport
import Testing

/// The linter of CloudFormation has nothing to say about any form of any kind of resource.
struct LintTests {
  private static let linter = Checkout.tool("cfn-lint")

  @Test(.enabled(if: linter != nil, "cfn-lint comes with Scripts/test"))
  func findsNothing() throws {
    let plan = try Samples.everyKind()
    let fingerprint = Ledger(of: plan).fingerprint
    let file = FileManager.default.temporaryDirectory
      .appending(path: "accredit-every-kind-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Template(of: plan, fingerprint: fingerprint).text.utf8).write(to: file)
    let linter = try #require(Self.linter)
    let options = ["--regions", "us-east-1", "--include-checks", "I", "--", file.path]
    let run = try Run(linter, options)
    #expect(run.output + run.errors == "")
    #expect(run.status == 0)
  }
}
