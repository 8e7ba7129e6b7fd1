import Audit
import Diagnostics
import TestSupport
import Testing

/// Whatever the bytes are, an audit ends, and points into the file.
@Suite("Audit of broken files") struct RobustnessTests {
  @Test("2,000 documents that are cut off, or have bytes changed, are read or refused")
  func survivesBrokenDocuments() throws {
    var random = SplitMix64(seed: 2026)
    let audit = try Audit.with()
    let documents = try Documents.names.map { try Documents.file($0) }
    var outcomes = ["fine": 0, "findings": 0, "unreadable": 0]
    for _ in 0..<2000 {
      let file = broken(random.pick(documents), &random)
      let report = audit.report(on: file)
      if report.isReadable {
        outcomes[report.hasFindings ? "findings" : "fine", default: 0] += 1
      } else {
        outcomes["unreadable", default: 0] += 1
        #expect(report.diagnostics.hasErrors)
      }
      for diagnostic in report.diagnostics.sorted {
        guard let range = diagnostic.range else { continue }
        #expect(range.start.line >= 1 && range.start.column >= 1)
        #expect(range.start <= range.end || range.start.line != range.end.line)
      }
      _ = TerminalRenderer(usesColor: false).render(report.diagnostics)
    }
    print("broken documents: 2000, \(outcomes.sorted { $0.key < $1.key })")
    #expect(outcomes.values.allSatisfy { $0 > 50 })
  }

  private func broken(_ file: SourceFile, _ random: inout SplitMix64) -> SourceFile {
    var bytes = file.bytes
    if random.oneIn(3) { bytes.removeLast(random.number(1...bytes.count)) }
    for _ in 0..<random.number(0...4) where !bytes.isEmpty {
      let index = random.number(0...(bytes.count - 1))
      switch random.number(0...3) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(random.pick(Array("{}[]\":,!&*%\\\n\t -<>".utf8)), at: index)
      default:
        let end = min(bytes.count, index + random.number(1...40))
        bytes.insert(contentsOf: bytes[index..<end], at: random.number(0...(bytes.count - 1)))
      }
    }
    return SourceFile(name: file.name, bytes: bytes)
  }

  /// Documents that nest, repeat or end where a reader doesn't expect it.
  private static let bombs: [String] = {
    let levels = (0..<9).map { level in
      let alias = level == 0 ? "*a," : "*b\(level - 1),"
      return "b\(level): &b\(level) [" + String(repeating: alias, count: 9) + "]\n"
    }
    let template = "Resources: {A: {Properties: {PolicyDocument: "
    return [
      String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 50_000),
      String(repeating: "- ", count: 50_000), String(repeating: "? ", count: 10_000),
      "a: &a [x,x,x,x,x,x,x,x,x]\n" + levels.joined(), "a: &a [*a]", "--- !!binary x",
      "%YAML 1.2\n---\n", "\u{FEFF}", "\u{0}", "\"{\\\"a\\\":", "%7B", "&a", "*a", "!Sub", "null",
      "{}", "[]", "\"\"", "-", "{\"Statement\": null}", "{\"Statement\": [[[]]]}",
      template + "{Fn::If: []}}}}", template + "!Sub {}}}}",
      template + "{Statement: [!If [x, !Ref AWS::NoValue]]}}}}",
    ]
  }()

  @Test("Documents that are made to exhaust a reader are refused, or have findings")
  func refusesBombs() throws {
    let audit = try Audit.with()
    for text in Self.bombs {
      let report = audit.report(on: SourceFile(name: "bomb", bytes: Array(text.utf8)))
      let isFine = report.isReadable && !report.hasFindings
      #expect(!isFine, "\(text.prefix(60))")
    }
    print("documents that are made to exhaust a reader: \(Self.bombs.count)")
  }
}
