import Catalog
import Compiler
import Diagnostics
import Explanation
import TestSupport
import Testing

/// What `Templates/Diagnostics` says of each code.
@Suite("Texts of diagnostic codes") struct DiagnosticTextTests {
  private static let codes = DiagnosticCode.allCases

  private let facts: Facts

  init() throws { facts = try #require(Facts.shared) }

  @Test("Each code has a text, and each text a code")
  func codesAndTextsAgree() {
    let texts = facts.catalog.paths(below: "Diagnostics").map {
      String($0.dropFirst("Diagnostics/".count).dropLast(".md".count))
    }
    let codes = Set(Self.codes.map(\.rawValue))
    #expect(
      codes.subtracting(texts).sorted() == [],
      """
      write Templates/Diagnostics/<code>.md for these: '# <code>', then paragraphs that start with \
      'Meaning: ', 'Why: ' and 'Remedy: ', and where a few lines can show it, 'Example:' and a spec \
      or policy that yields the code, indented by four; a spec may leave out the keys of the top \
      level that don't matter
      """
    )
    #expect(Set(texts).subtracting(codes).sorted() == [], "no such code: remove the text")
    print("texts of diagnostic codes: \(texts.count) of \(codes.count)")
  }

  @Test("A text says what a code means, why it matters and what to do", arguments: codes)
  func hasEveryPart(_ code: DiagnosticCode) throws {
    let text = try #require(facts.catalog.text(of: "Diagnostics/\(code.rawValue).md"))
    let paragraphs = text.split(separator: "\n\n", omittingEmptySubsequences: false)
    #expect(paragraphs.first.map(String.init) == "# \(code.rawValue)")
    let starts = paragraphs.dropFirst().prefix(4).map { $0.prefix { $0 != ":" } }
    #expect(starts.starts(with: ["Meaning", "Why", "Remedy"]))
    #expect(starts.count == 3 || starts.last == "Example")
    for paragraph in paragraphs.dropFirst().prefix(3) {
      let words = paragraph.drop { $0 != " " }
      #expect(words.count > 12 && words.last(where: { $0 != "\n" }) == ".", "\(paragraph)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    let answer = try #require(facts.explainer.answers(to: code.rawValue, on: nil, in: []).first)
    #expect(answer.kind == .code)
    #expect(answer.title == "\(code.severity)[\(code.rawValue)]")
  }

  @Test("An example that is a spec yields just its code", arguments: codes)
  func examplesYieldTheCode(_ code: DiagnosticCode) throws {
    guard case .spec(let example)? = try Example(of: code, facts.catalog) else { return }
    let found = Set(diagnostics(of: example).map(\.code))
    #expect(found.contains(code), "\(found)")
    // Examples of YAML itself have no more than that, and keys are missing of them.
    let others = found.subtracting([code, .missingKey]).filter { $0.severity == .error }
    #expect(others.isEmpty, "\(others)")
  }

  private func diagnostics(of example: String) -> [Diagnostic] {
    let source = SourceFile(name: "spec.yaml", bytes: Array(example.utf8))
    return facts.compiler.compile(source).diagnostics.sorted
  }

  /// Codes that a few lines of ASCII can't show.
  private static let withoutExample: Set<DiagnosticCode> = [
    .fileTooLarge, .lineTooLong, .notUTF8, .byteOrderMark, .controlCharacter, .lineSeparator,
    .invisibleCharacter, .tooManyEvents, .nonASCIIValue, .policyTooLarge, .templateTooLarge,
    .templateNeedsBucket, .accountQuota,
  ]

  @Test("Each code of a spec that a few lines can show has an example")
  func specsHaveExamples() throws {
    let machine: Set<DiagnosticCode> = [.unreadableFile, .unwritableFile]
    let elsewhere = DiagnosticCode.ofAudit.union(DiagnosticCode.ofComparison).union(machine)
      .union(DiagnosticCode.ofAdoption)
    let codes = Set(Self.codes).subtracting(elsewhere)
    let shown = try codes.filter { code in
      if case .spec? = try Example(of: code, facts.catalog) { true } else { false }
    }
    #expect(codes.subtracting(shown) == Self.withoutExample)
    print("examples of diagnostic codes that yield them: \(shown.count)")
  }

  @Test("The example of another code would be found out")
  func noticesAWrongExample() throws {
    guard case .spec(let example)? = try Example(of: .placeholder, facts.catalog) else {
      Issue.record("no example")
      return
    }
    let id = "externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q"
    let mended = example.replacing(/externalId: .*/, with: id)
    #expect(mended != example)
    #expect(!diagnostics(of: mended).contains { $0.code == .placeholder })
  }
}

/// The example in the text of a code.
private enum Example {
  /// A whole spec.
  case spec(String)
  /// A policy, or a line for a shell.
  case other(String)

  init?(of code: DiagnosticCode, _ catalog: Catalog) throws {
    let text = try #require(catalog.text(of: "Diagnostics/\(code.rawValue).md"))
    let parts = text.split(separator: "\nExample:\n\n", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let lines = parts[1].split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.map { $0.dropFirst(4) }.joined(separator: "\n")
    self = body.hasPrefix("{") || body.hasPrefix("$") ? .other(body) : .spec(Self.completed(body))
  }

  /// The spec with those keys of the top level that the example leaves out. What YAML itself is
  /// about stays as it is.
  private static func completed(_ body: String) -> String {
    let isWhole = ["#", "%", "?"].contains { body.hasPrefix($0) } || body.contains("\n---\n")
    guard !isWhole else { return body }
    let vendors =
      body.contains("type: fastly/")
      ? "vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}\n"
      : "vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q, site: us}}\n"
    let integrations =
      body.contains("vendors:\n  fastly:\n")
      ? "integrations: {edge: {type: fastly/s3, bucket: acme-edge}}\n"
      : "integrations: {logs: {type: logzio/s3-fetch, buckets: [acme-logs]}}\n"
    let keys = [
      ("name", "name: acme\n"), ("account", "account: \"111122223333\"\n"),
      ("region", "region: us-east-1\n"), ("vendors", vendors), ("integrations", integrations),
    ]
    let missing = keys.filter { key, _ in
      !body.hasPrefix("\(key):") && !body.contains("\n\(key):")
    }
    return missing.map(\.1).joined() + body
  }
}
