import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// What a person reads of a spec with mistakes: message, line, caret and remedy.
///
/// The texts stand beside the specs. `RECORD_SNAPSHOTS=1` writes them anew, and then fails.
@Suite struct RenderingTests {
  private static let names = [
    "connection-external-id-misspelt",
    "connection-shared-external-id",
    "custom-dangerous-pass-role",
    "custom-resource-bucket-for-object",
    "fetch-shared-role-other-connection",
    "kinesis-sharing-without-key",
    "limit-role-policy",
    "metrics-token-in-spec",
    "name-account-octal",
    "several-in-a-custom-role",
    "several-top-level",
    "shape-type-misspelt-key",
    "yaml-colon-in-value",
    "yaml-homoglyph",
    "yaml-unclosed-quote",
  ]

  @Test("shows mistakes as a person reads them", arguments: names)
  func showsMistakes(of name: String) throws {
    let folder = InvalidSpec.folder
    let source = SourceFile(
      name: "\(name).yaml",
      bytes: try Checkout.bytes(of: "\(folder)/\(name).yaml")
    )
    let diagnostics = try #require(Compiler.shared).compile(source).diagnostics
    let shown = TerminalRenderer(usesColor: false).render(diagnostics)
    let path = "\(folder)/\(name).txt"
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      let file = Checkout.root.appendingPathComponent(path)
      try Data(shown.utf8).write(to: file)
      Issue.record("wrote \(path)")
      return
    }
    #expect(try Checkout.text(of: path) == shown)
  }
}
