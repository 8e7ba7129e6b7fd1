import Foundation
import TestSupport
import Testing

/// What stands in the way of writing: other people's folders, links, and what can't be written.
@Suite("Folders that aren't ours") struct FolderTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("spec.yaml", Specs.valid())
    try bench.write("elsewhere/file.txt", "theirs")
  }

  /// Expects the compile to fail with words, and to change nothing.
  private func expectRefusal(_ words: String, output: String = "Generated") throws {
    let before = try bench.snapshot()
    let run = try bench.run("compile", "spec.yaml", "-o", output)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("accredit: error[unwritable-file]: "), "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(try bench.snapshot() == before)
  }

  @Test("A folder of the spec's name with other files in it is refused, and left alone")
  func refusesAForeignFolder() throws {
    try bench.write("acme/main.swift", "print()")
    try expectRefusal("'./acme' holds 'main.swift' and no MANIFEST.json", output: ".")
    // A name that compile would give says nothing of who made the file.
    try bench.write("acme/template.yaml", "theirs")
    try expectRefusal("'./acme' holds 'main.swift' and no MANIFEST.json", output: ".")
  }

  @Test("A link in the place of the spec's folder is not followed")
  func refusesALinkedFolder() throws {
    try FileManager.default.createDirectory(
      at: bench.folder.appending(path: "Generated"),
      withIntermediateDirectories: true
    )
    try bench.link("Generated/acme", to: "../elsewhere")
    try expectRefusal("'Generated/acme': it is a link or no folder")
    let check = try bench.run("check", "spec.yaml")
    #expect(check.status != 0)
    #expect(try bench.snapshot("elsewhere").keys.sorted() == ["file.txt"])
  }

  @Test("A foreign folder named vendor is refused, and left alone")
  func refusesAForeignInnerFolder() throws {
    try bench.write("acme/vendor/modules.txt", "theirs")
    try expectRefusal("'./acme' holds 'vendor/modules.txt' and no MANIFEST.json", output: ".")
  }

  @Test("A link or file in the place of the folder of requests is not followed, and named")
  func refusesALinkedInnerFolder() throws {
    _ = try bench.run("compile", "spec.yaml")
    let clean = try bench.snapshot("Generated/acme")
    for isLink in [true, false] {
      try bench.remove("Generated/acme/vendor")
      if isLink {
        try bench.link("Generated/acme/vendor", to: "../../elsewhere")
      } else {
        try bench.write("Generated/acme/vendor", "a file")
      }
      try expectRefusal("'Generated/acme/vendor': it is a link or no folder")
      #expect(try bench.snapshot("elsewhere").keys.sorted() == ["file.txt"])
      let check = try bench.run("check", "spec.yaml")
      #expect(check.status == 2)
      #expect(check.output.contains("stray    ./Generated/acme/vendor (it is a "))
      let remedy = check.errors.split(separator: "\n").last.map(String.init) ?? ""
      #expect(try bench.bash(remedy).status == 0, "\(remedy)")
      #expect(try bench.snapshot("Generated/acme") == clean)
    }
    #expect(try bench.read("elsewhere/file.txt") == "theirs")
  }

  @Test("Links in the place of files are replaced, and what they point at stays")
  func replacesLinkedFiles() throws {
    _ = try bench.run("compile", "spec.yaml")
    let clean = try bench.snapshot("Generated/acme")
    for file in Specs.outputs {
      try bench.remove("Generated/acme/\(file)")
      let above = file.contains("/") ? "../../.." : "../.."
      try bench.link("Generated/acme/\(file)", to: above + "/elsewhere/file.txt")
    }
    #expect(try bench.run("compile", "spec.yaml").status == 0)
    #expect(try bench.snapshot("Generated/acme") == clean)
    #expect(try bench.read("elsewhere/file.txt") == "theirs")
  }

  @Test("A stray link is removed, and not what it points at")
  func removesStrayLinks() throws {
    _ = try bench.run("compile", "spec.yaml")
    try bench.link("Generated/acme/link", to: "../../elsewhere")
    try bench.write("Generated/acme/stray/inner", "x")
    try bench.link("Generated/acme/stray/link", to: "../../../elsewhere")
    #expect(try bench.run("compile", "spec.yaml").status == 0)
    #expect(try bench.snapshot("Generated/acme").keys.sorted() == Specs.entries)
    #expect(try bench.read("elsewhere/file.txt") == "theirs")
  }

  @Test("A planted temporary file or link doesn't lead a write elsewhere")
  func ignoresPlantedTemporaries() throws {
    _ = try bench.run("compile", "spec.yaml")
    try bench.link("Generated/acme/.template.yaml.accredit-1", to: "../../elsewhere/file.txt")
    let planted = "Generated/acme/vendor/.edge.logging-s3.sh.accredit-1"
    try bench.link(planted, to: "../../../elsewhere/file.txt")
    try bench.write("Generated/acme/template.yaml", "edited")
    try bench.write("Generated/acme/vendor/edge.logging-s3.sh", "edited")
    #expect(try bench.run("compile", "spec.yaml").status == 0)
    #expect(try bench.snapshot("Generated/acme").keys.sorted() == Specs.entries)
    #expect(try bench.read("elsewhere/file.txt") == "theirs")
  }

  @Test(
    "What a process of the same number has left is replaced, and a link is not followed",
    arguments: ["ln -s ../../elsewhere/file.txt", "echo a part of it, and more than there is >"]
  )
  func replacesTemporariesOfItsOwnNumber(planting: String) throws {
    _ = try bench.run("compile", "spec.yaml")
    let before = try bench.read("Generated/acme/template.yaml")
    try bench.write("Generated/acme/template.yaml", "edited")
    let temporary = "Generated/acme/.template.yaml.accredit-$$"
    let run = try bench.bash("\(planting) \(temporary); exec \"$0\" compile spec.yaml")
    #expect(run.status == 0, Comment(rawValue: run.errors))
    #expect(try bench.read("Generated/acme/template.yaml") == before)
    #expect(try bench.snapshot("Generated/acme").keys.sorted() == Specs.entries)
    #expect(try bench.read("elsewhere/file.txt") == "theirs")
  }

  @Test("A compile that is cut short leaves no manifest of files that aren't there")
  func writesTheManifestLast() throws {
    _ = try bench.run("compile", "spec.yaml")
    let size = try bench.read("Generated/acme/MANIFEST.json").utf8.count
    let largest = try bench.read("Generated/acme/provision.sh").utf8.count
    let limit = size / 1024 + 1
    try #require(limit * 1024 < largest)
    try bench.remove("Generated")
    // No file may become larger than the manifest, and a write that would do so fails.
    let run = try bench.bash("trap '' XFSZ; ulimit -f \(limit); exec \"$0\" compile spec.yaml")
    #expect(run.status == 1, Comment(rawValue: run.errors))
    let left = try bench.snapshot("Generated/acme").keys
    #expect(!left.contains("MANIFEST.json") && !left.contains { $0.contains(".accredit-") })
  }

  @Test("A file in the place of a folder is an error")
  func refusesAFileForAFolder() throws {
    try bench.write("Generated", "a file")
    try expectRefusal("'Generated'")
    try expectRefusal("'elsewhere/file.txt/deeper'", output: "elsewhere/file.txt/deeper")
  }

  @Test("A folder that may not be written is an error that names it")
  func reportsAnUnwritableFolder() throws {
    let setpriv = Checkout.tool("setpriv")
    guard getuid() != 0 || setpriv != nil else { return }
    // Root may write everywhere, so somebody else runs a copy.
    let copy = bench.folder.appending(path: "accredit")
    try FileManager.default.copyItem(at: try #require(Workbench.binary), to: copy)
    for mode in [("", 0o755), ("accredit", 0o755), ("spec.yaml", 0o644)] {
      try bench.setMode(mode.0, mode.1)
    }
    try FileManager.default.createDirectory(
      at: bench.folder.appending(path: "locked"),
      withIntermediateDirectories: true
    )
    try bench.setMode("locked", 0o555)
    let program = getuid() == 0 ? try #require(setpriv) : copy
    let prefix = getuid() == 0 ? ["--reuid=65534", "--clear-groups", copy.path] : []
    let before = try bench.snapshot()
    let run = try Run(
      program,
      prefix + ["compile", "spec.yaml", "-o", "locked"],
      in: bench.folder
    )
    #expect(run.status == 1)
    #expect(run.errors.contains("error[unwritable-file]: can't make the folder 'locked/acme'"))
    #expect(run.errors.contains("Permission denied"))
    #expect(try bench.snapshot() == before)
  }

  @Test("A spec that isn't there is an error that names it")
  func reportsAnUnreadableSpec() throws {
    let run = try bench.run("compile", "missing.yaml")
    #expect(run.status == 1)
    #expect(run.errors.contains("error[unreadable-file]: can't read 'missing.yaml'"))
  }
}
