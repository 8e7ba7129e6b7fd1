import Foundation
import TestSupport
import Testing

/// `accredit compile` as a process.
@Suite("accredit compile") struct CompileTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  @Test("Writes the outputs to a folder named after the spec, and nothing to stdout")
  func writesTheOutputs() throws {
    try bench.write("spec.yaml", Specs.valid())
    let run = try bench.run("compile", "spec.yaml")
    #expect(run.status == 0)
    #expect(run.output == "")
    for file in Specs.outputs {
      #expect(run.errors.contains("wrote    ./Generated/acme/\(file)\n"))
    }
    let made = try bench.snapshot("Generated/acme")
    #expect(made.keys.sorted() == Specs.entries)
    for (file, content) in made where file != "vendor" {
      #expect(content.hasPrefix(file.hasSuffix(".sh") ? "file 755\n" : "file 644\n"), "\(file)")
    }
  }

  @Test("Writes nothing the second time")
  func writesOnlyWhatChanged() throws {
    try bench.write("spec.yaml", Specs.valid())
    _ = try bench.run("compile", "spec.yaml")
    let file = bench.folder.appending(path: "Generated/acme/ACCESS.md")
    let past = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: file.path)
    let run = try bench.run("compile", "spec.yaml")
    #expect(run.status == 0)
    #expect(run.errors == "current  ./Generated/acme\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.modificationDate] as? Date == past)
  }

  @Test("Removes the folder of requests, and every stray in it, when no vendor asks for one")
  func removesTheFolderOfRequests() throws {
    try bench.write("spec.yaml", Specs.valid())
    _ = try bench.run("compile", "spec.yaml")
    let clean = try bench.snapshot("Generated/acme")
    try bench.write("Generated/acme/vendor/stray.json", "stray")
    try bench.write("Generated/acme/vendor/deeper/stray.json", "stray")
    let run = try bench.run("compile", "spec.yaml")
    #expect(run.errors.contains("removed  ./Generated/acme/vendor/deeper\n"))
    #expect(run.errors.contains("removed  ./Generated/acme/vendor/stray.json\n"))
    #expect(try bench.snapshot("Generated/acme") == clean)
    try bench.write("spec.yaml", Specs.withoutRequests)
    let last = try bench.run("compile", "spec.yaml")
    #expect(last.errors.contains("removed  ./Generated/acme/vendor\n"))
    #expect(try bench.snapshot("Generated/acme").keys.allSatisfy { !$0.hasPrefix("vendor") })
    #expect(try bench.run("check", "spec.yaml").status == 0)
  }

  @Test("Takes accredit.yaml where no spec is named, and says how to get one where there is none")
  func takesTheDefaultSpec() throws {
    let missing = try bench.run("compile")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("accredit.yaml"))
    #expect(missing.errors.contains("accredit init"))
    try bench.write("accredit.yaml", Specs.valid())
    #expect(try bench.run("compile").status == 0)
    #expect(try bench.snapshot("Generated/acme").keys.sorted() == Specs.entries)
  }

  @Test("Reads a spec from stdin")
  func readsStandardInput() throws {
    let run = try bench.run("compile", "-", "-o", "out", input: Specs.valid())
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(try bench.read("out/acme/template.yaml").contains("Compiled by accredit from <stdin>."))
  }

  @Test("Writes the requests alone, and leaves all else")
  func writesOnlyRequests() throws {
    try bench.write("spec.yaml", Specs.valid())
    #expect(try bench.run("compile", "spec.yaml", "--only", "vendor").status == 0)
    let requests = Specs.entries.filter { $0.hasPrefix("vendor") }
    #expect(try bench.snapshot("Generated/acme").keys.sorted() == requests)
    #expect(try bench.run("check", "spec.yaml", "--only", "vendor").status == 0)
    #expect(try bench.run("check", "spec.yaml").status == 2)
  }

  @Test("Writes only the kinds that are asked for, and removes nothing for it")
  func writesOnlySomeKinds() throws {
    try bench.write("spec.yaml", Specs.valid())
    let run = try bench.run("compile", "spec.yaml", "--only", "template,checklist")
    #expect(run.status == 0)
    #expect(
      try bench.snapshot("Generated/acme").keys.sorted() == ["CHECKLIST.md", "template.yaml"]
    )
    _ = try bench.run("compile", "spec.yaml")
    let whole = try bench.snapshot()
    #expect(try bench.run("compile", "spec.yaml", "--only", "script").status == 0)
    #expect(try bench.snapshot() == whole)
  }

  @Test("Follows the spec with some kinds alone, and still removes strays then")
  func writesSomeKindsAgain() throws {
    for bucket in ["acme-edge", "acme-other"] {
      try bench.write("spec.yaml", Specs.valid(bucket: bucket))
      #expect(try bench.run("compile", "spec.yaml", "--only", "template,vendor").status == 0)
      #expect(try bench.run("check", "spec.yaml", "--only", "template,vendor").status == 0)
    }
    let made = try bench.snapshot("Generated/acme")
    #expect(made.count == 5)
    try bench.write("Generated/acme/vendor/stray.json", "{}")
    try bench.write("Generated/acme/stray.yaml", "a: b")
    #expect(try bench.run("check", "spec.yaml", "--only", "template,vendor").status == 2)
    #expect(try bench.run("compile", "spec.yaml", "--only", "template,vendor").status == 0)
    #expect(try bench.snapshot("Generated/acme") == made)
    #expect(try bench.run("check", "spec.yaml", "--only", "template,vendor").status == 0)
  }

  @Test("Writes to the folder that is named, however it is written")
  func writesToAnyFolder() throws {
    try bench.write("spec.yaml", Specs.valid())
    for path in ["a/b/c", "d///", bench.folder.path + "/e", "./f"] {
      #expect(try bench.run("compile", "spec.yaml", "-o", path).status == 0)
      let below = path.hasPrefix("/") ? "e" : path
      #expect(try bench.snapshot("\(below)/acme").keys.sorted() == Specs.entries)
    }
  }

  @Test("Replaces edited files and removes strays in its folder, and touches nothing beside it")
  func repairsItsOwnFolder() throws {
    try bench.write("spec.yaml", Specs.valid())
    _ = try bench.run("compile", "spec.yaml")
    let clean = try bench.snapshot("Generated/acme")
    try bench.write("Generated/other/kept.txt", "kept")
    try bench.write("Generated/kept.txt", "kept")
    try bench.write("Generated/acme/template.yaml", "edited")
    try bench.write("Generated/acme/stray/deep/file.txt", "stray")
    try bench.write("Generated/acme/.hidden", "stray")
    try bench.setMode("Generated/acme/provision.sh", 0o644)
    try bench.remove("Generated/acme/ACCESS.md")
    let run = try bench.run("compile", "spec.yaml")
    #expect(run.status == 0)
    #expect(run.errors.contains("removed  ./Generated/acme/stray\n"))
    #expect(run.errors.contains("removed  ./Generated/acme/.hidden\n"))
    #expect(try bench.snapshot("Generated/acme") == clean)
    #expect(try bench.read("Generated/other/kept.txt") == "kept")
    #expect(try bench.read("Generated/kept.txt") == "kept")
  }

  @Test("An error in any spec leaves every file as it was")
  func writesNothingAfterAnError() throws {
    try bench.write("a.yaml", Specs.valid("first"))
    try bench.write("b.yaml", Specs.valid("second"))
    #expect(try bench.run("compile", "a.yaml", "b.yaml").status == 0)
    try bench.write("a.yaml", Specs.valid("first", bucket: "another-bucket"))
    try bench.write("b.yaml", Specs.invalid)
    try bench.write("Generated/first/stray.txt", "stray")
    let before = try bench.snapshot()
    let run = try bench.run("compile", "a.yaml", "b.yaml")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("b.yaml:2:10: error["))
    #expect(try bench.snapshot() == before)
    #expect(try bench.run("compile", "a.yaml", "missing.yaml").status == 1)
    #expect(try bench.snapshot() == before)
  }

  @Test("Refuses two specs of one name")
  func refusesTwinNames() throws {
    try bench.write("a.yaml", Specs.valid())
    try bench.write("b.yaml", Specs.valid(bucket: "another-bucket"))
    let run = try bench.run("compile", "a.yaml", "b.yaml")
    #expect(run.status == 1)
    #expect(run.errors.contains("error[name-collision]"))
    #expect(try bench.snapshot().keys.sorted() == ["a.yaml", "b.yaml"])
  }
}
