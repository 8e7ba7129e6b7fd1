import Foundation
import TestSupport
import Testing

/// Folders of specs, and many specs at once.
@Suite("Several specs") struct SeveralSpecsTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  /// The second word of each line that starts with the first.
  private func paths(_ word: String, in errors: String) -> [String] {
    errors.split(separator: "\n").filter { $0.hasPrefix(word + " ") }.map {
      String($0.dropFirst(word.count).drop { $0 == " " })
    }
  }

  @Test("A folder stands for every YAML file in it, but for hidden ones, links and outputs")
  func findsSpecs() throws {
    let names = ["specs/b.yaml", "specs/a.yml", "specs/deep/er/c.yaml"]
    for (index, name) in names.enumerated() { try bench.write(name, Specs.valid("spec-\(index)")) }
    for other in ["specs/.hidden.yaml", "specs/.git/d.yaml", "specs/notes.md", "specs/e.yaml.bak"] {
      try bench.write(other, Specs.invalid)
    }
    try bench.write("elsewhere.yaml", Specs.invalid)
    try bench.link("specs/linked.yaml", to: "../elsewhere.yaml")
    try bench.link("specs/again", to: "deep")
    #expect(try bench.run("compile", "specs", "-o", "specs/Generated").status == 0)

    let run = try bench.run("validate", "specs")
    #expect(run.status == 0)
    let wanted = ["specs/a.yml", "specs/b.yaml", "specs/deep/er/c.yaml"]
    #expect(paths("valid", in: run.errors) == wanted)
    #expect(try paths("valid", in: bench.run("validate", "./specs/").errors).count == 3)
    let mixed = try bench.run("validate", "specs/deep", "specs/b.yaml")
    #expect(paths("valid", in: mixed.errors) == ["specs/deep/er/c.yaml", "specs/b.yaml"])
    #expect(try bench.run("check", "specs", "-o", "specs/Generated").status == 0)
  }

  @Test("A spec that is named twice is compiled once, also from standard input")
  func compilesEachOnce() throws {
    try bench.write("specs/a.yaml", Specs.valid("one"))
    let run = try bench.run("validate", "specs/a.yaml", "./specs/a.yaml", "specs")
    #expect(run.status == 0)
    #expect(paths("valid", in: run.errors) == ["specs/a.yaml"])
    let piped = try bench.bash("cat specs/a.yaml | accredit validate - -")
    #expect(piped.status == 0, "\(piped.errors)")
  }

  @Test("Where one folder can't be written, the others are, and both is said")
  func writesTheOthers() throws {
    try bench.write("a.yaml", Specs.valid("one"))
    try bench.write("b.yaml", Specs.valid("two"))
    try bench.write("Generated/one", "a file in the way")
    let run = try bench.run("compile", "a.yaml", "b.yaml")
    #expect(run.status == 1)
    #expect(run.errors.contains("error[unwritable-file]"))
    #expect(run.errors.contains("wrote    ./Generated/two/template.yaml"))
  }

  @Test("A folder without specs is an error, and so is a spec in it that isn't right")
  func refusesWhatIsNoSpec() throws {
    try bench.write("empty/notes.md", "")
    let empty = try bench.run("validate", "empty")
    #expect(empty.status == 1)
    #expect(
      empty.errors.contains("error[unreadable-file]: the folder 'empty' holds no '.yaml' file")
    )
    try bench.write("specs/good.yaml", Specs.valid())
    try bench.write("specs/other.yaml", "services: []\n")
    let before = try bench.snapshot()
    let run = try bench.run("compile", "specs")
    #expect(run.status == 1)
    #expect(run.errors.contains("specs/other.yaml:1:1: error["))
    #expect(try bench.snapshot() == before)
  }

  @Test("What is said of 60 specs, and what they become, is the same each time and in their order")
  func keepsTheOrder() throws {
    let names = (0..<60).map { "spec-\($0 / 10)\($0 % 10)" }
    for name in names { try bench.write("specs/\(name).yaml", Specs.valid(name)) }
    let run = try bench.run("compile", "specs")
    #expect(run.status == 0)
    let folders = paths("wrote", in: run.errors).map { $0.split(separator: "/")[2] }
    #expect(folders == folders.sorted())
    #expect(Set(folders).count == names.count)
    let first = try bench.snapshot("Generated")
    // One by one, no thread is started.
    for name in names.prefix(5) {
      #expect(try bench.run("compile", "specs/\(name).yaml", "-o", "Single").status == 0)
      #expect(
        try bench.snapshot("Single/\(name)") == bench.snapshot("Generated/\(name)")
      )
    }
    for _ in 0..<5 {
      try bench.remove("Generated")
      #expect(try bench.run("compile", "specs").errors == run.errors)
      #expect(try bench.snapshot("Generated") == first)
    }
    for name in names.suffix(7) { try bench.write("Generated/\(name)/stray", "") }
    let check = try bench.run("check", "specs")
    #expect(check.status == 2)
    let strays = check.output.split(separator: "\n").filter { $0.hasPrefix("stray") }
    #expect(strays.map { $0.split(separator: "/")[2] } == names.suffix(7).map { $0[...] })
  }
}
