import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// Specs with mistakes: each is found, where it stands, in words that help.
@Suite struct InvalidTests {
  static let specs = InvalidSpec.all + InvalidSpec.made

  @Test("finds each mistake of a file, and nothing else", arguments: specs)
  func findsTheMistakes(of spec: InvalidSpec) throws {
    #expect(!spec.expected.isEmpty, "the file expects nothing")
    let compiler = try #require(Compiler.shared)
    let compilation = compiler.compile(SourceFile(name: spec.name, bytes: spec.bytes))
    let found = Set(compilation.diagnostics.sorted.map(Expectation.init))
    #expect(found.subtracting(spec.expected).sorted() == [], "found, but not expected")
    #expect(spec.expected.subtracting(found).sorted() == [], "expected, but not found")
    let isRefused = spec.expected.contains { $0.severity == "error" }
    #expect(compilation.files.isEmpty == isRefused)
    let lines = SourceLengths(of: spec.bytes)
    for diagnostic in compilation.diagnostics.sorted {
      checkWording(of: diagnostic)
      checkPlaces(of: diagnostic, in: lines)
    }
  }

  /// Says what is wrong in one phrase, and what to do about it.
  private func checkWording(of diagnostic: Diagnostic) {
    checkWording(diagnostic.message)
    for related in diagnostic.related { checkWording(related.message) }
    if let help = diagnostic.help { checkWording(help) }
    if diagnostic.severity == .error {
      #expect(diagnostic.help != nil, "\(diagnostic.code.rawValue): \(diagnostic.message)")
    }
  }

  /// Words that start in upper case wherever they stand.
  private static let properNouns = [
    "AWS", "IAM", "S3 ", "CloudWatch", "CloudFormation", "Fastly", "Logz.io", "GuardDuty",
    "Kinesis",
  ]

  private func checkWording(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let startsLow = text.first.map { !$0.isUppercase } ?? false
    let isProper = Self.properNouns.contains { text.hasPrefix($0) }
    #expect(startsLow || isProper, "\(text)", sourceLocation: sourceLocation)
    #expect(!text.hasSuffix("."), "\(text)", sourceLocation: sourceLocation)
    let isVisible = text.unicodeScalars.allSatisfy { scalar in
      let isSpace = scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
      return scalar == " " || !(isSpace || scalar.properties.generalCategory == .control)
    }
    #expect(isVisible, "\(text)", sourceLocation: sourceLocation)
  }

  /// Points at characters that the file has.
  private func checkPlaces(of diagnostic: Diagnostic, in lines: SourceLengths) {
    for range in [diagnostic.range].compactMap({ $0 }) + diagnostic.related.map(\.range) {
      #expect(range.start <= range.end, "\(range)")
      let length = lines.lengths[safely: range.start.line - 1]
      #expect(range.start.column >= 1, "\(range)")
      #expect(range.start.column <= (length ?? -1) + 1, "\(range) on a line of \(length ?? -1)")
      #expect(range.end.line <= lines.lengths.count + 1, "\(range)")
    }
  }

  @Test("has a file for every code of a mistake in a spec")
  func coversEveryCode() {
    // AccreditTests, AdoptionTests, AuditTests and ComparisonTests have the others.
    let elsewhere = DiagnosticCode.ofAudit.union(DiagnosticCode.ofComparison)
      .union(DiagnosticCode.ofAdoption)
    let others = Set(elsewhere.map(\.rawValue) + ["unreadable-file", "unwritable-file"])
    let codes = Set(DiagnosticCode.allCases.map(\.rawValue)).subtracting(others)
    let expected = Set(Self.specs.flatMap { $0.expected.map(\.code) })
    #expect(codes.subtracting(expected).sorted() == [])
    #expect(expected.subtracting(codes).sorted() == [])
    print("invalid specs: \(InvalidSpec.all.count) files and \(InvalidSpec.made.count) made ones,")
    print("invalid specs: \(codes.count) codes of \(DiagnosticCode.allCases.count)")
  }
}

/// How many characters each line of a file has.
private struct SourceLengths {
  let lengths: [Int]

  init(of bytes: [UInt8]) {
    lengths = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      String(decoding: line, as: UTF8.self).unicodeScalars.count
    }
  }
}

extension Array {
  fileprivate subscript(safely index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
