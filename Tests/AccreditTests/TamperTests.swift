import Foundation
import TestSupport
import Testing

/// Whatever is done to the folders of the examples, `check` finds it, says what it is, and prints
/// the command that mends it.
@Suite("accredit check, tampered with") struct TamperTests {
  /// With the release binary a thousand take seconds; a debug build takes too long for so many.
  private static let count =
    ProcessInfo.processInfo.environment["ACCREDIT_BINARY"] == nil ? 114 : 1_026

  private let bench: Workbench
  private let names: [String]

  init() throws {
    bench = try Workbench()
    names = Examples.names
    for name in names {
      let text = try Examples.text(of: name)
      try bench.write("specs/\(name).yaml", text)
      // The same spec as it was once: with an integration more.
      try bench.write("old/\(name).yaml", text.replacing("\nintegrations:\n", with: Self.older))
    }
    #expect(try run(compile("old", "Earlier")).status == 0)
    #expect(try run(compile("specs", "Generated")).status == 0)
  }

  private static let older = """

    integrations:
      older:
        type: custom/role
        vendor: {name: Older, accountId: "444455556666", externalId: older-7Kd2PqVn4XsT}
        allow:
          - {actions: [s3:GetObject], resources: ["arn:aws:s3:::acme-old/*"], reason: reads}

    """

  private func compile(_ folder: String, _ output: String) -> [String] {
    ["compile", "-o", output] + names.map { "\(folder)/\($0).yaml" }
  }

  private func run(_ arguments: [String]) throws -> Run {
    try Run(try #require(Workbench.binary), arguments, in: bench.folder)
  }

  private var check: [String] { ["check", "-o", "Generated"] + names.map { "specs/\($0).yaml" } }

  /// The lines of `check` without what stands in parentheses.
  private func findings(_ output: String) -> [String] {
    output.split(separator: "\n").map { line in
      String(line.hasSuffix(")") ? line.prefix { $0 != "(" }.dropLast() : line)
    }
  }

  @Test("Finds each of 1,000 random changes, names it, and prints what mends it")
  func findsEveryTamper() throws {
    var random = SplitMix64(seed: 20_261_121)
    var kinds = (0..<Self.count).map { Tamper.Kind.allCases[$0 % Tamper.Kind.allCases.count] }
    kinds.shuffle(using: &random)
    var found: [Tamper.Kind: Int] = [:]
    // One change to each spec's folder at a time, and all of them looked at together.
    for start in stride(from: 0, to: kinds.count, by: names.count) {
      let batch = kinds[start..<min(start + names.count, kinds.count)]
      let tampers = try zip(names, batch).map { name, kind in
        try TamperedFolder(
          bench.folder.appending(path: "Generated/\(name)"),
          old: bench.folder.appending(path: "Earlier/\(name)"),
          shown: "Generated/\(name)"
        ).tamper(kind, &random)
      }
      let comment: Comment = "\(tampers.map(\.kind))"
      let run = try run(check)
      #expect(run.status == 2, comment)
      #expect(findings(run.output).sorted() == tampers.flatMap(\.findings).sorted(), comment)
      let remedy = run.errors.split(separator: "\n").last.map(String.init) ?? ""
      #expect(remedy.hasPrefix("  "), comment)
      #expect(try bench.bash(remedy).status == 0, comment)
      let mended = try self.run(check)
      try #require(mended.status == 0, "\(tampers.map(\.kind)): \(mended.output)")
      for tamper in tampers { found[tamper.kind, default: 0] += 1 }
    }
    #expect(found.values.reduce(0, +) == Self.count)
    let list = found.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key.rawValue) \($0.value)" }
    print("tampers found, named and mended: \(Self.count): \(list.joined(separator: ", "))")
  }

  @Test("Takes what a checkout with another umask gives for right")
  func takesOtherUmasks() throws {
    for (script, other) in [(0o700, 0o600), (0o775, 0o664), (0o750, 0o640), (0o755, 0o444)] {
      for file in try bench.snapshot("Generated/acme").keys where file.contains(".") {
        try bench.setMode("Generated/acme/\(file)", file.hasSuffix(".sh") ? script : other)
      }
      #expect(try run(check).status == 0)
    }
  }

  @Test("The command that mends has the options that were given, and quotes what needs it")
  func quotesTheCommand() throws {
    try bench.write("my specs/it's.yaml", try bench.read("specs/custom-role.yaml"))
    let options = ["-o", "out $HOME", "--only", "template,access"]
    let run = try run(["check"] + options + ["my specs/it's.yaml"])
    #expect(run.status == 2)
    let remedy = run.errors.split(separator: "\n").last.map(String.init) ?? ""
    let words = [
      "accredit compile --output 'out $HOME' --only template,access", #"'my specs/it'\''s.yaml'"#,
    ]
    #expect(remedy == "  " + words.joined(separator: " "))
    #expect(try bench.bash(remedy).status == 0)
    #expect(try self.run(["check"] + options + ["my specs/it's.yaml"]).status == 0)
    #expect(try bench.snapshot("out $HOME/custom-role").count == 2)
  }

  @Test("The command that mends takes a file for no option")
  func namesFilesThatLookLikeOptions() throws {
    try bench.write("-o.yaml", try bench.read("specs/custom-role.yaml"))
    let check = try run(["check", "--", "-o.yaml"])
    #expect(check.status == 2)
    let remedy = check.errors.split(separator: "\n").last.map(String.init) ?? ""
    #expect(remedy == "  accredit compile -- -o.yaml")
    #expect(try bench.bash(remedy).status == 0)
    #expect(try run(["check", "--", "-o.yaml"]).status == 0)
  }

  @Test("Offers no command for a folder that isn't accredit's")
  func offersNoCommandForAForeignFolder() throws {
    try bench.write("src/custom-role/main.swift", "print()")
    let run = try run(["check", "-o", "src", "specs/custom-role.yaml"])
    #expect(run.status == 2)
    #expect(!run.errors.contains("accredit compile"))
    #expect(run.errors.contains("isn't a folder of accredit's"))
  }
}
