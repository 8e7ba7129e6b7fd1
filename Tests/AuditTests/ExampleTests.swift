import Audit
import Catalog
import Diagnostics
import Testing

/// The examples of policies by which the catalogue explains a code.
@Suite("Examples of codes") struct ExampleTests {
  @Test("Each example that is a policy yields the code that it explains")
  func yieldTheirCode() throws {
    let catalog = try #require(Audit.catalog)
    var count = 0
    for code in DiagnosticCode.ofAudit {
      guard let text = catalog.text(of: "Diagnostics/\(code.rawValue).md"),
        let start = text.firstRange(of: "\nExample:\n\n")?.upperBound
      else { continue }
      let lines = text[start...].split(separator: "\n").map { $0.dropFirst(4) }
      guard lines.first?.hasPrefix("{") == true else { continue }
      count += 1
      let bytes = Array(lines.joined(separator: "\n").utf8)
      let audit = try Audit.with(code == .passRole ? "--as deployer" : "")
      let report = audit.report(on: SourceFile(name: "example", bytes: bytes))
      let found = report.diagnostics.sorted.map(\.code)
      #expect(found.contains(code), "\(code.rawValue): \(found.map(\.rawValue))")
    }
    print("examples of policies that yield their code: \(count)")
    #expect(count >= 20)
  }
}
