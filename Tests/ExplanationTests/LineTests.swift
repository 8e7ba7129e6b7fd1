import CloudFormation
import Compiler
import Explanation
import Model
import TestSupport
import Testing

/// Why each line of each generated file is there.
@Suite("Lines of generated files") struct LineTests {
  private let facts: Facts

  init() throws { facts = try #require(Facts.shared) }

  @Test(
    "Every line of every example leads to the spec, or is said to be the same for every spec",
    arguments: Examples.names,
    OutputFile.Kind.allCases
  )
  func explainsEveryLine(of example: String, _ kind: OutputFile.Kind) throws {
    let spec = try facts.example(example)
    let files = facts.compiler.files(of: spec.plan, kind)
    let answers = facts.explainer.answers(aboutFilesOf: kind, in: spec)
    #expect(answers.keys.sorted() == files.map(\.path).sorted())
    for file in files {
      let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      let own = try #require(answers[file.path])
      #expect(own.count == lines.count)
      var toSpec = 0
      for (line, answer) in zip(lines, own) {
        #expect(answer.about.first == "    " + line)
        // An answer that says nothing explains nothing.
        #expect(answer.about.count > 2 || !answer.origins.isEmpty, "\(answer.title)")
        if !answer.origins.flatMap(\.places).isEmpty { toSpec += 1 }
        #expect(answer.origins.allSatisfy(isUseful), "\(answer.title)")
      }
      let blocks = BlockCheck(file, spec, own)
      #expect(blocks.mistakes == [])
      print(
        "\(example)/\(file.path): \(lines.count) lines, \(toSpec) lead to a line of the spec, "
          + "\(lines.count - toSpec) are the same for every spec or a default; "
          + "\(blocks.count) held against their block"
      )
    }
  }

  /// Whether an origin leads somewhere: to the spec, or says that a default stands there.
  private func isUseful(_ origin: Origin) -> Bool {
    !origin.places.isEmpty || !origin.reason.isEmpty || origin.title == "the file name of the spec"
  }

  @Test("An answer that were about the next line would be found out")
  func noticesAShift() throws {
    let spec = try facts.example("custom-role")
    for kind in [OutputFile.Kind.template, .script] {
      let file = try #require(facts.compiler.files(of: spec.plan, kind).first)
      let own = try #require(facts.explainer.answers(aboutFilesOf: kind, in: spec)[file.path])
      #expect(BlockCheck(file, spec, own).mistakes == [])
      let shifted = Array(own.dropFirst(4)) + own.prefix(4)
      #expect(BlockCheck(file, spec, shifted).mistakes != [])
    }
  }

  @Test("A permission's line leads to its reason, its source and its place in the spec")
  func leadsToReasonAndSource() throws {
    let spec = try facts.example("acme")
    let answers = facts.explainer.answers(aboutFilesOf: .template, in: spec)
    let lines = try #require(answers["template.yaml"])
    var count = 0
    for row in Ledger(of: spec.plan).rows where row.channel != .trust {
      // On a line of its own, an action is that of one statement.
      let own = lines.filter { answer in
        answer.about.first.map { $0.hasSuffix("- \(row.action)") } ?? false
          && answer.origins.contains { $0.title == "\(row.action) on \(row.resource)" }
      }
      #expect(!own.isEmpty, "\(row.action) on \(row.resource)")
      for origin in own.flatMap(\.origins) where origin.title == "\(row.action) on \(row.resource)"
      {
        count += 1
        #expect(!origin.reason.isEmpty && origin.source != nil)
        #expect(!origin.places.isEmpty)
      }
    }
    print("permissions of acme's template that lead to reason, source and spec: \(count)")
    #expect(count > 30)
  }

  @Test("A line past the end is none")
  func refusesALinePastTheEnd() throws {
    let spec = try facts.example("fastly-s3")
    let file = try #require(facts.compiler.files(of: spec.plan, .access).first)
    let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    #expect(facts.explainer.answer(aboutLine: count, of: file, in: spec) != nil)
    for line in [0, count + 1] {
      #expect(facts.explainer.answer(aboutLine: line, of: file, in: spec) == nil)
    }
  }
}

/// Holds answers against what a person sees: the lines of a resource's block in a template, or of
/// its documents in a script, come from integrations of that resource and of no other.
private struct BlockCheck {
  private(set) var mistakes: [String] = []
  private(set) var count = 0

  init(_ file: OutputFile, _ spec: Spec, _ answers: [Answer]) {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    for resource in spec.plan.resources {
      let blocks =
        file.kind == .template
        ? [Self.templateBlock(of: resource, in: lines)]
        : file.kind == .script ? Self.documents(of: resource, in: lines) : []
      let allowed = Set(resource.integrations.map(\.text))
      for line in blocks.compactMap({ $0 }).joined() {
        count += 1
        let found = Set(answers[line].origins.flatMap(\.integrations).map(\.text))
        if found.isEmpty || !found.isSubset(of: allowed) {
          mistakes.append("\(file.path):\(line + 1): \(lines[line]): \(found), not \(allowed)")
        }
      }
    }
  }

  /// The lines from a logical id to the next blank line.
  private static func templateBlock(of resource: Resource, in lines: [Substring]) -> Range<Int>? {
    let id = LogicalIDs.logicalID(of: resource.id)
    guard let start = lines.firstIndex(of: "  \(id):") else { return nil }
    let end = lines[start...].firstIndex { $0.isEmpty } ?? lines.endIndex
    return start..<end
  }

  /// The cases of a script's documents that are the resource's, from the name to the two
  /// semicolons.
  private static func documents(of resource: Resource, in lines: [Substring]) -> [Range<Int>?] {
    let kind =
      switch resource.kind {
      case .role: "role"
      case .user: "user"
      case .bucket: "bucket"
      case .stream: "stream"
      case .managedPolicy: "managed_policy"
      case .streamPolicy: "stream_policy"
      case .logGroup: "log_group"
      case .deliveryStream: "delivery_stream"
      case .metricStream: "metric_stream"
      case .accessKey: "none"
      }
    let start = "    '\(kind)/\(resource.id.name)/"
    return lines.indices.filter { lines[$0].hasPrefix(start) }.map { first in
      let end = lines[first...].firstIndex(of: "      ;;") ?? first
      return first..<end + 1
    }
  }
}
