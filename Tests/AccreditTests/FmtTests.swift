import Foundation
import TestSupport
import Testing

/// `accredit fmt` as a process: what it writes, lists and leaves alone.
@Suite("accredit fmt") struct FmtTests {
  private let bench: Workbench
  private static let untidy = Specs.valid().replacing("    ", with: "      ") + "\n\n# end  \n"
  private static let tidy = Specs.valid() + "\n# end\n"

  init() throws { bench = try Workbench() }

  @Test("Writes what changed, keeps its mode, and leaves the rest untouched")
  func writesWhatChanged() throws {
    try bench.write("accredit.yaml", Self.untidy)
    try bench.setMode("accredit.yaml", 0o640)
    let run = try bench.run("fmt")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "wrote    accredit.yaml\n")
    #expect(try bench.snapshot() == ["accredit.yaml": "file 640\n" + Self.tidy])
    let before = try FileManager.default.attributesOfItem(
      atPath: bench.folder.appending(path: "accredit.yaml").path
    )
    let again = try bench.run("fmt")
    #expect(again.status == 0)
    #expect(again.errors == "current  accredit.yaml\n")
    let after = try FileManager.default.attributesOfItem(
      atPath: bench.folder.appending(path: "accredit.yaml").path
    )
    #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
  }

  @Test("--check writes nothing, lists the files and exits with 2; --diff shows the difference")
  func checksAndShows() throws {
    try bench.write("a.yaml", Self.untidy)
    try bench.write("b.yaml", Self.tidy)
    let before = try bench.snapshot()
    let check = try bench.run("fmt", "--check", "a.yaml", "b.yaml")
    #expect(check.status == 2)
    #expect(check.output == "a.yaml\n")
    #expect(check.errors == "1 file to format:\n  accredit fmt a.yaml\n")
    #expect(try bench.run("fmt", "--check", "b.yaml").status == 0)
    let diff = try bench.run("fmt", "--diff", "a.yaml", "b.yaml")
    #expect(diff.status == 0)
    #expect(diff.output.hasPrefix("--- a.yaml (on disk)\n+++ a.yaml (formatted)\n@@ -"))
    #expect(diff.errors == "")
    let both = try bench.run("fmt", "--check", "--diff", "a.yaml")
    #expect(both.status == 2)
    #expect(both.output == diff.output)
    #expect(try bench.snapshot() == before)
    let patched = try bench.bash("accredit fmt --diff a.yaml | patch -s a.yaml && cat a.yaml")
    #expect(patched.output == Self.tidy)
  }

  @Test("- is standard input and output")
  func takesStandardInput() throws {
    let run = try bench.run("fmt", "-", input: Self.untidy)
    #expect(run.status == 0)
    #expect(run.output == Self.tidy)
    #expect(run.errors == "")
    let check = try bench.run("fmt", "--check", "-", input: Self.untidy)
    #expect(check.status == 2)
    #expect(check.output == "<stdin>\n")
    let broken = try bench.run("fmt", "-", input: "a: [1\n")
    #expect(broken.status == 1)
    #expect(broken.output == "")
    #expect(broken.errors.contains("<stdin>:1:4: error[yaml-syntax]"))
  }

  @Test("Leaves what isn't YAML as it is, and still lays the others out")
  func leavesBrokenSpecs() throws {
    try bench.write("broken.yaml", "name:   acme\n  x: [\n")
    try bench.write("tag.yaml", "name:   !x acme\n")
    try bench.write("wrong.yaml", Specs.invalid.replacing("    ", with: "   "))
    let run = try bench.run("fmt", "broken.yaml", "tag.yaml", "missing.yaml", "wrong.yaml")
    #expect(run.status == 1)
    for error in ["yaml-syntax", "yaml-tag", "unreadable-file"] {
      #expect(run.errors.contains("error[\(error)]"), "\(run.errors)")
    }
    #expect(run.errors.hasSuffix("wrote    wrong.yaml\n"))
    #expect(try bench.read("broken.yaml") == "name:   acme\n  x: [\n")
    #expect(try bench.read("tag.yaml") == "name:   !x acme\n")
    #expect(try bench.read("wrong.yaml") == Specs.invalid)
  }

  @Test("Of a folder, takes specs and leaves other files alone")
  func takesFolders() throws {
    try bench.write("specs/one.yaml", Self.untidy)
    try bench.write("specs/deep/two.yml", Self.untidy)
    try bench.write("specs/other.yaml", "services:\n    - x\n")
    try bench.write("specs/.hidden.yaml", Self.untidy)
    try bench.write("specs/out/MANIFEST.json", "{}")
    try bench.write("specs/out/template.yaml", "vendors:\n    x: 1\n")
    try bench.write("specs/compose.yaml", "a: &x 1\nb: *x\n")
    let run = try bench.run("fmt", "specs")
    #expect(run.status == 0)
    #expect(run.errors == "wrote    specs/deep/two.yml\nwrote    specs/one.yaml\n")
    #expect(try bench.read("specs/one.yaml") == Self.tidy)
    #expect(try bench.read("specs/other.yaml") == "services:\n    - x\n")
    #expect(try bench.read("specs/.hidden.yaml") == Self.untidy)
    #expect(try bench.read("specs/out/template.yaml") == "vendors:\n    x: 1\n")
    try bench.write("specs/broken.yaml", "name: [\nintegrations:\n")
    #expect(try bench.run("fmt", "specs").status == 1)
    #expect(try bench.run("fmt", "specs/other.yaml").errors == "wrote    specs/other.yaml\n")
  }

  @Test("Keeps a link, and replaces what it leads to")
  func followsLinks() throws {
    try bench.write("real/spec.yaml", Self.untidy)
    try bench.link("spec.yaml", to: "real/spec.yaml")
    #expect(try bench.run("fmt", "spec.yaml").status == 0)
    let snapshot = try bench.snapshot()
    #expect(snapshot["spec.yaml"] == "link to real/spec.yaml")
    #expect(snapshot["real/spec.yaml"] == "file 644\n" + Self.tidy)
    #expect(snapshot.count == 3)
  }
}
