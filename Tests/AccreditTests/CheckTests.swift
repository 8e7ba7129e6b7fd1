import TestSupport
import Testing

/// `accredit check` as a process: what it finds, and that compiling mends it.
@Suite("accredit check") struct CheckTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("spec.yaml", Specs.valid())
    _ = try bench.run("compile", "spec.yaml")
  }

  /// Expects these findings and no more, changes nothing by looking, and mends them.
  private func expect(_ findings: [String], _ comment: Comment) throws {
    let before = try bench.snapshot()
    let run = try bench.run("check", "spec.yaml")
    #expect(run.status == 2, comment)
    #expect(run.output == findings.map { $0 + "\n" }.joined(), comment)
    #expect(run.errors.contains("accredit compile"), comment)
    #expect(try bench.snapshot() == before, comment)
    #expect(try bench.run("compile", "spec.yaml").status == 0, comment)
    let mended = try bench.run("check", "spec.yaml")
    #expect(mended.status == 0, comment)
    #expect(mended.output + mended.errors == "", comment)
  }

  @Test("Says nothing where nothing differs")
  func isSilent() throws {
    let run = try bench.run("check", "spec.yaml")
    #expect(run.status == 0)
    #expect(run.output + run.errors == "")
  }

  @Test("Finds edited, missing, stray and wrongly permitted files, which compile mends")
  func findsEveryFault() throws {
    try bench.write("Generated/acme/template.yaml", "edited\n")
    try expect(["edited   ./Generated/acme/template.yaml"], "edited")
    try bench.remove("Generated/acme/CHECKLIST.md")
    try expect(["missing  ./Generated/acme/CHECKLIST.md"], "missing")
    try bench.write("Generated/acme/notes.txt", "stray\n")
    try expect(["stray    ./Generated/acme/notes.txt"], "stray")
    try bench.setMode("Generated/acme/provision.sh", 0o644)
    try expect(["mode     ./Generated/acme/provision.sh"], "not executable")
    try bench.setMode("Generated/acme/ACCESS.md", 0o755)
    try expect(["mode     ./Generated/acme/ACCESS.md"], "executable")
    try bench.write("Generated/acme/vendor/edge.logging-s3.sh", "edited\n")
    try expect(["edited   ./Generated/acme/vendor/edge.logging-s3.sh"], "edited in a folder")
    try bench.setMode("Generated/acme/vendor/edge.logging-s3.tf", 0o755)
    try expect(["mode     ./Generated/acme/vendor/edge.logging-s3.tf"], "executable in a folder")
    try bench.write("Generated/acme/vendor/notes/x.txt", "stray\n")
    try expect(["stray    ./Generated/acme/vendor/notes/x.txt"], "stray in a folder")
    try bench.remove("Generated/acme/vendor")
    let requests = Specs.outputs.filter { $0.hasPrefix("vendor/") }
    try expect(requests.map { "missing  ./Generated/acme/\($0)" }, "no folder of requests")
    try bench.remove("Generated")
    try expect(Specs.outputs.map { "missing  ./Generated/acme/\($0)" }, "no folder at all")
  }

  @Test("Finds stale files after the spec has changed")
  func findsStaleFiles() throws {
    try bench.write("spec.yaml", Specs.valid(bucket: "another-bucket"))
    try expect(
      [
        "stale    ./Generated/acme/ACCESS.md", "stale    ./Generated/acme/CHECKLIST.md",
        "stale    ./Generated/acme/MANIFEST.json",
        "stale    ./Generated/acme/deployer-policy-script.json",
        "stale    ./Generated/acme/provision.sh", "stale    ./Generated/acme/teardown.sh",
        "stale    ./Generated/acme/template.yaml",
      ]
        + Specs.outputs.filter { $0.hasPrefix("vendor/") }
        .map { "stale    ./Generated/acme/" + $0 },
      "stale"
    )
  }

  @Test("A manifest that others may have written says nothing of the other files")
  func distrustsManifests() throws {
    let manifest = try bench.read("Generated/acme/MANIFEST.json")
    try bench.write("spec.yaml", Specs.valid(bucket: "another-bucket"))
    for (end, mode) in [("\n", 0o644), ("\n", 0o666), (" ", 0o644)] {
      try bench.write("Generated/acme/MANIFEST.json", manifest.dropLast() + end)
      try bench.setMode("Generated/acme/MANIFEST.json", mode)
      let word = end == "\n" && mode == 0o644 ? "stale " : "edited"
      let run = try bench.run("check", "spec.yaml")
      #expect(run.output.contains("\(word)   ./Generated/acme/template.yaml\n"), "\(mode)")
    }
  }

  @Test("Finds links and folders in the place of files")
  func findsWhatIsNoFile() throws {
    for file in ["template.yaml", "MANIFEST.json"] {
      try bench.write("elsewhere", try bench.read("Generated/acme/\(file)"))
      try bench.remove("Generated/acme/\(file)")
      try bench.link("Generated/acme/\(file)", to: "../../elsewhere")
      let missing = "missing  ./Generated/acme/\(file)"
      try expect([missing + " (a link stands in its place)"], "a link for \(file)")
      try bench.remove("Generated/acme/\(file)")
      try bench.write("Generated/acme/\(file)/inner", "x")
      try expect([missing + " (a folder stands in its place)"], "a folder for \(file)")
    }
  }

  @Test("Shows the difference when asked")
  func showsDifferences() throws {
    let text = try bench.read("Generated/acme/template.yaml")
    try bench.write(
      "Generated/acme/template.yaml",
      text.replacing("arn:aws:s3:::acme-edge/", with: "arn:aws:s3:::*")
    )
    let run = try bench.run("check", "spec.yaml", "--diff")
    #expect(run.status == 2)
    #expect(run.output.contains("-                  - arn:aws:s3:::*edge/*\n"), "\(run.output)")
    #expect(run.output.contains("+                  - arn:aws:s3:::acme-edge/edge/*\n"))
  }

  @Test("Looks only at the kinds that are asked for")
  func looksAtSomeKinds() throws {
    try bench.write("Generated/acme/template.yaml", "edited\n")
    #expect(try bench.run("check", "spec.yaml", "--only", "script,checklist").status == 0)
    #expect(try bench.run("check", "spec.yaml", "--only", "template").status == 2)
  }

  @Test("An error in the spec is an error, and no difference")
  func refusesAnInvalidSpec() throws {
    try bench.write("spec.yaml", Specs.invalid)
    let run = try bench.run("check", "spec.yaml")
    #expect(run.status == 1)
    #expect(run.output == "")
  }

  @Test("With a format for programs, stdout holds that document and nothing else")
  func keepsOneDocumentOnStandardOutput() throws {
    try bench.write("Generated/acme/template.yaml", "edited\n")
    let run = try bench.run("check", "spec.yaml", "--format", "json")
    #expect(run.status == 2)
    #expect(throws: Never.self) { try JSONObject(run.output) }
    #expect(run.errors.contains("edited   ./Generated/acme/template.yaml\n"))
  }
}
