import CloudFormation
import Foundation
import Model
import Testing

/// The linter of CloudFormation has nothing to say about any form of any kind of resource.
struct LintTests {
  private static let linter = ProcessInfo.processInfo.environment["ACCREDIT_VENV"]
    .map { URL(filePath: $0).appending(path: "bin/cfn-lint") }

  @Test(.enabled(if: linter != nil, "cfn-lint comes with Scripts/test"))
  func findsNothing() throws {
    let plan = try Samples.everyKind()
    let fingerprint = Ledger(of: plan).fingerprint
    let file = FileManager.default.temporaryDirectory
      .appending(path: "accredit-every-kind-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(Template(of: plan, fingerprint: fingerprint).text.utf8).write(to: file)

    let process = Process()
    process.executableURL = Self.linter
    process.arguments = ["--regions", "us-east-1", "--include-checks", "I", "--", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let findings = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(findings == "")
    #expect(process.terminationStatus == 0)
  }
}
