import Audit
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Documents in which nothing is wrong, and single faults made in them: each is found.
@Suite("Faults in existing policies") struct MutantTests {
  @Test("In a document in which nothing is wrong, nothing is found", arguments: Documents.names)
  func findsNothing(in name: String) throws {
    let report = try Audit.with().report(on: try Documents.file(name))
    #expect(report.isReadable)
    #expect(report.diagnostics.findings == [])
    #expect(!report.hasFindings)
  }

  @Test("Every single fault is found, with the code and on the line that it has")
  func findsEveryFault() throws {
    var survivors: [String] = []
    var codes: [String: Int] = [:]
    var audits: [String: Audit] = [:]
    for mutant in Mutant.all {
      let audit = try audits[mutant.options] ?? Audit.with(mutant.options)
      audits[mutant.options] = audit
      guard let file = mutant.file, let lines = mutant.lines else {
        survivors.append("\(mutant): the text doesn't stand there once")
        continue
      }
      let report = audit.report(on: file)
      let found = report.diagnostics.sorted.contains { diagnostic in
        diagnostic.code.rawValue == mutant.code && diagnostic.severity != .note
          && lines.contains((diagnostic.range ?? .beginning).start.line)
      }
      codes[mutant.code, default: 0] += 1
      if !found || !report.isReadable {
        survivors.append("\(mutant): lines \(lines), found \(report.diagnostics.findings)")
      }
    }
    #expect(survivors == [], "\n\(survivors.joined(separator: "\n"))")
    #expect(Mutant.all.count >= 500)
    let documents = Set(Mutant.all.map(\.document)).count
    print("faults found: \(Mutant.all.count - survivors.count) of \(Mutant.all.count)")
    print("faults: of \(codes.count) codes, in \(documents) documents")
  }

  @Test("Every code of audit that is no note is found by some fault")
  func coversEveryCode() {
    let expected = Set(Mutant.all.map(\.code))
    // A document without a policy is none of the faults; ReadingTests have it.
    let codes = DiagnosticCode.ofAudit.subtracting([.notAPolicy]).filter { code in
      Diagnostic(code, "", at: nil).severity != .note
    }
    #expect(Set(codes.map(\.rawValue)).subtracting(expected).sorted() == [])
  }

  @Test("Without any one rule, some fault survives")
  func everyRuleIsNeeded() throws {
    var alone: [String: [Mutant]] = [:]
    var count: [String: Int] = [:]
    var audits: [String: Audit] = [:]
    for mutant in Mutant.all {
      let audit = try audits[mutant.options] ?? Audit.with(mutant.options)
      audits[mutant.options] = audit
      guard let file = mutant.file else { continue }
      let finders = audit.finders(in: file)
      for name in finders { count[name, default: 0] += 1 }
      if finders.count == 1, let name = finders.first { alone[name, default: []].append(mutant) }
    }
    // These note something and find nothing; ReadingTests have them.
    let noting: Set = ["what is missing", "values of a deployment"]
    for name in Audit.ruleNames where !noting.contains(name) {
      print("rule '\(name)': \(count[name] ?? 0) faults, \(alone[name]?.count ?? 0) by it alone")
      guard let mutant = alone[name]?.first else {
        Issue.record("no fault needs the rule '\(name)'")
        continue
      }
      let others = Set(Audit.ruleNames).subtracting([name])
      let file = try #require(mutant.file)
      let report = try Audit.with(mutant.options, rules: others).report(on: file)
      #expect(!report.hasFindings, "\(mutant) is found without '\(name)'")
    }
  }
}
