import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// What the linters of others say about the outputs for every example and for 200 random specs.
///
/// In continuous integration (`CI` is set) a missing linter is a failure, elsewhere it is skipped.
@Suite("Linters find nothing", .serialized) struct LintTests {
  private static let seeds: ClosedRange<UInt64> = 1...200
  /// What every example and random spec compiles to, made once for both linters.
  private static let specs = Result { try LintedSpec.all(seeds) }
  private static let isRequired = ProcessInfo.processInfo.environment["CI"] != nil
  private static let cfnLint = Checkout.tool("cfn-lint")
  private static let shellcheck = Checkout.tool("shellcheck")

  @Test(
    "cfn-lint has nothing to say about any template, informational findings included",
    .enabled(if: cfnLint != nil || isRequired, "cfn-lint comes with Scripts/test"),
    .timeLimit(.minutes(15))
  )
  func lintsTemplates() async throws {
    let linter = try #require(Self.cfnLint, "cfn-lint comes with Scripts/test")
    let outputs = try LintedOutputs(Self.specs)
    defer { outputs.remove() }
    let start = ContinuousClock.now
    let divided = try LintedOutputs(Result { [try LintedSpec.divided()] })
    defer { divided.remove() }
    let templates =
      try outputs.write(.template) { $0.text } + divided.write(.template) { $0.text }
    let findings = try await findings(in: templates, by: 50) { batch in
      [try Run(linter, Self.templateOptions + batch)]
    }
    print("cfn-lint: \(templates.count) templates, \(findings.count) findings, \(start.elapsed)")
    #expect(findings.isEmpty, "\(findings.prefix(10).joined(separator: "\n"))")
  }

  @Test(
    "bash reads every script, and shellcheck has nothing to say about any",
    .enabled(if: shellcheck != nil || isRequired, "shellcheck comes with Scripts/test"),
    .timeLimit(.minutes(15))
  )
  func lintsScripts() async throws {
    let linter = try #require(Self.shellcheck, "shellcheck comes with Scripts/test")
    let bash = try #require(Checkout.tool("bash"))
    let outputs = try LintedOutputs(Self.specs)
    defer { outputs.remove() }
    #expect(outputs.withoutScripts == [], "every spec has a script and teardown.sh")
    let start = ContinuousClock.now
    let scripts = try outputs.write(.script) { $0.text }
    let unread = try await findings(in: scripts, by: 50) { batch in
      try batch.map { try Run(bash, ["-n", $0]) }
    }
    let wholes = try outputs.writeScriptsWithEachLibrary()
    let heads = try outputs.write(.script) { LintedOutputs.halves(of: $0).spec }
    // The library is linted once for each set of its files; the constants that it reads look unused
    // where it isn't there.
    let options = Self.scriptOptions
    let findings =
      try await findings(in: wholes, by: 4) { batch in
        [try Run(linter, options + ["--exclude=\(Self.indirectCalls)"] + batch)]
      }
      + findings(in: heads, by: 100) { batch in
        [try Run(linter, options + ["--exclude=\(Self.indirectCalls),SC2034"] + batch)]
      }
    print(
      "shellcheck, bash -n: \(scripts.count) scripts, \(wholes.count) with a library of their own, "
        + "\(findings.count + unread.count) findings, \(start.elapsed)"
    )
    #expect(unread.isEmpty, "\(unread.prefix(10).joined(separator: "\n"))")
    #expect(findings.isEmpty, "\(findings.prefix(10).joined(separator: "\n"))")
  }

  @Test(
    "Both linters, called like this, do find mistakes",
    .enabled(if: (cfnLint != nil && shellcheck != nil) || isRequired, "they come with Scripts/test")
  )
  func findsMistakes() async throws {
    let (cfnLint, shellcheck) = (try #require(Self.cfnLint), try #require(Self.shellcheck))
    let mistakes = [
      LintedSpec(
        name: "mistaken",
        files: [
          OutputFile("template.yaml", .template, "Resources:\n  A:\n    Type: AWS::S3::Buckett\n"),
          OutputFile("provision.sh", .script, "#!/usr/bin/env bash\necho ${a} $b\n"),
        ]
      )
    ]
    let outputs = try LintedOutputs(.success(mistakes))
    defer { outputs.remove() }
    #expect(outputs.withoutScripts == ["mistaken"])
    let templates = try outputs.write(.template) { $0.text }
    let inTemplate = try await findings(in: templates, by: 1) { batch in
      [try Run(cfnLint, Self.templateOptions + batch)]
    }
    #expect(inTemplate.contains { $0.contains("E3006") }, "\(inTemplate)")
    let scripts = try outputs.write(.script) { $0.text }
    let inScript = try await findings(in: scripts, by: 1) { batch in
      [try Run(shellcheck, Self.scriptOptions + batch)]
    }
    for code in ["SC2086", "SC2154", "SC2250"] {
      #expect(inScript.contains { $0.contains(code) }, "\(inScript)")
    }
  }

  /// Without I1022, which asks for `Fn::Sub`: no text of a spec stands under it.
  private static let templateOptions = [
    "--include-checks", "I", "--ignore-checks", "I1022", "--format", "parseable", "--",
  ]
  private static let scriptOptions = [
    "--severity=style", "--format=gcc", "--enable=\(optionalChecks)",
  ]

  /// Checks that aren't on by default.
  private static let optionalChecks =
    "avoid-nullary-conditions,check-unassigned-uppercase,deprecate-which,quote-safe-variables,"
    + "require-double-brackets,require-variable-braces"
  /// The library calls functions by names that it puts together (`ensure_role`), which a linter
  /// takes for functions that nobody calls, or commands that nothing reaches.
  private static let indirectCalls = "SC2317,SC2329"

  /// What is said about files, in batches, two at a time.
  private func findings(
    in files: [String],
    by size: Int,
    _ lint: @escaping @Sendable ([String]) throws -> [Run]
  ) async throws -> [String] {
    let batches = stride(from: 0, to: files.count, by: size).map {
      Array(files[$0..<min($0 + size, files.count)])
    }
    return try await withThrowingTaskGroup(of: [Run].self) { group in
      var found: [String] = []
      var next = 0
      while next < batches.count || !group.isEmpty {
        while next < batches.count && next < 2 {
          let batch = batches[next]
          group.addTask { try lint(batch) }
          next += 1
        }
        guard let runs = try await group.next() else { break }
        if next < batches.count {
          let batch = batches[next]
          group.addTask { try lint(batch) }
          next += 1
        }
        for run in runs where run.status != 0 || !(run.output + run.errors).isEmpty {
          let lines = (run.output + run.errors).split(separator: "\n").map(String.init)
          found += lines.isEmpty ? ["exit code \(run.status)"] : lines
        }
      }
      return found
    }
  }
}

extension ContinuousClock.Instant {
  /// The time since then, in whole seconds.
  fileprivate var elapsed: String {
    (ContinuousClock.now - self).formatted(.units(allowed: [.seconds]))
  }
}

/// The files of one spec.
private struct LintedSpec: Sendable {
  let name: String
  let files: [OutputFile]

  /// The error of a spec that should have none.
  private struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  static func all(_ seeds: ClosedRange<UInt64>) throws -> [LintedSpec] {
    let compiler = try Compiler.withBuiltInCatalog()
    let sources =
      try Examples.sources().map { ($0.baseName, $0) }
      + seeds.map { ("seed-\($0)", RandomSpec(seed: $0).source()) }
    return try sources.map { name, source in
      let compilation = compiler.compile(source)
      guard !compilation.diagnostics.hasErrors else {
        throw Refused(description: "\(name): \(compilation.diagnostics.errorText)")
      }
      return LintedSpec(name: name, files: compilation.files)
    }
  }
}

extension LintedSpec {
  /// The templates of a spec that one can't hold.
  fileprivate static func divided() throws -> LintedSpec {
    let (compiler, source) = (try Compiler.withBuiltInCatalog(), LargeSpec(167).source)
    let plan = try #require(compiler.finishedPlan(of: source))
    return LintedSpec(name: "divided", files: compiler.files(of: plan, .template))
  }
}

/// The outputs of specs in a temporary folder.
private struct LintedOutputs {
  private let folder: URL
  private let specs: [LintedSpec]

  init(_ specs: Result<[LintedSpec], any Error>) throws {
    self.specs = try specs.get()
    folder = FileManager.default.temporaryDirectory.appending(path: "lint-\(UUID().uuidString)")
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The specs that lack one of the two scripts: the one that makes everything, and teardown.sh.
  var withoutScripts: [String] {
    specs.filter { spec in
      let scripts = Set(spec.files.filter { $0.kind == .script && $0.isExecutable }.map(\.path))
      return ["provision.sh", "stacksets.sh"].allSatisfy { scripts != [$0, "teardown.sh"] }
    }.map(\.name)
  }

  /// Writes the files of one kind; their paths.
  func write(_ kind: OutputFile.Kind, _ text: (OutputFile) -> String) throws -> [String] {
    let folder = folder.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try specs.flatMap { spec in
      try spec.files.filter { $0.kind == kind && Self.isLinted($0) }.map { file in
        let path = folder.appending(path: "\(spec.name)-\(file.path)")
        try Data(text(file).utf8).write(to: path)
        return path.path
      }
    }
  }

  private static func isLinted(_ file: OutputFile) -> Bool {
    file.kind != .script || file.path.hasSuffix(".sh")
  }

  /// Writes one whole script for each text that the library has; their paths.
  func writeScriptsWithEachLibrary() throws -> [String] {
    var seen: Set<String> = []
    let scripts = specs.flatMap(\.files).filter {
      $0.kind == .script && Self.isLinted($0) && seen.insert(Self.halves(of: $0).library).inserted
    }
    let folder = folder.appending(path: "whole")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try scripts.enumerated().map { index, script in
      let path = folder.appending(path: "\(index)-\(script.path)")
      try Data(script.text.utf8).write(to: path)
      return path.path
    }
  }

  /// What is the spec's own in a script, and the library behind it; all of a script that has none.
  static func halves(of script: OutputFile) -> (spec: String, library: String) {
    let mark = "# The library: the same in every script"
    guard let place = script.text.range(of: mark) else { return (script.text, script.text) }
    return (String(script.text[..<place.lowerBound]), String(script.text[place.lowerBound...]))
  }
}
