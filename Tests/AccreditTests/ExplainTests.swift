import Foundation
import TestSupport
import Testing

/// `accredit explain` as a process: which spec it takes, what it says, how it ends.
@Suite("accredit explain") struct ExplainTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("spec.yaml", Specs.valid())
  }

  @Test(
    "Actions, codes, names and logical ids lead to the line of the spec, the reason, the source"
  )
  func explainsEveryKind() throws {
    for (what, words) in [
      ("s3:PutObject", ["reason       writes log files", "source       ", "spec.yaml:8:3"]),
      ("s3:putobject on arn:aws:s3:::acme-edge/edge/1", ["s3:PutObject on", "spec.yaml:8:3"]),
      ("edge", ["integration 'edge'", "role 'fastly-acme-edge'", "spec.yaml:8:3"]),
      ("fastly", ["trust of role 'fastly-acme-edge'", "spec.yaml:5:3"]),
      ("FastlyAcmeEdgeRole", ["of acme/template.yaml", "role 'fastly-acme-edge'"]),
      ("acme-edge", ["bucket 'acme-edge', which must exist already", "s3:PutObject on"]),
      ("arn:aws:iam::111122223333:role/fastly-acme-edge", ["s3:PutObject on"]),
      ("missing-external-id", ["error[missing-external-id]", "Meaning: ", "Remedy: "]),
    ] {
      let run = try bench.run("explain", what, "spec.yaml")
      #expect(run.status == 0, "\(what): \(run.errors)")
      #expect(run.errors == "")
      for word in words { #expect(run.output.contains(word), "\(what): \(run.output)") }
      let json = try bench.run("explain", what, "spec.yaml", "--format", "json")
      #expect(try !JSONObject(json.output).objects("answers").isEmpty)
    }
  }

  @Test("What one template can't hold stays in its template, whatever is left out to explain it")
  func explainsEachOfSeveralTemplates() throws {
    try bench.write("acme.yaml", try Checkout.text(of: "Templates/Examples/acme.yaml"))
    try bench.copyTemplates(quota: "template-resources", 12)
    let options = ["acme.yaml", "--templates", "Templates"]
    #expect(try bench.run(["compile", "-o", "out"] + options).status == 0)
    let paths = try bench.snapshot("out/acme").keys.filter { $0.hasPrefix("template-") }.sorted()
    #expect(!paths.isEmpty)
    for path in paths {
      let lines = try bench.read("out/acme/\(path)").components(separatedBy: "\n")
      let place = try #require(lines.firstIndex { $0.hasPrefix("      RoleName: ") })
      let role = try #require(lines[place].split(separator: " ").last)
      let entry = try #require(lines[..<place].last { $0.hasSuffix("Role:") })
      let id = entry.filter { $0 != " " && $0 != ":" }
      let run = try bench.run(["explain", id] + options)
      #expect(run.output.contains("of acme/\(path)"), "\(run.errors)")
      let subject = run.output.split(separator: "\n").first { $0.hasPrefix("  role ") }
      #expect(subject == "  role '\(role)'", "\(run.output)")
      let line = try bench.run(["explain", "out/acme/\(path):\(place + 1)"] + options)
      #expect(line.output.contains("role '\(role)'"), "\(line.output) \(line.errors)")
    }
    print("templates beside the first whose lines are explained: \(paths.count)")
  }

  @Test("Without a spec, codes and actions are explained, and names need one")
  func worksWithoutASpec() throws {
    for what in ["kinesis:ListShards", "placeholder"] {
      #expect(try bench.run("explain", what).status == 0, "\(what)")
    }
    let run = try bench.run("explain", "edge")
    #expect(run.status == 1)
    #expect(run.errors.contains("accredit explain edge SPEC"))
    // The spec of the folder is the default.
    try bench.write("accredit.yaml", Specs.valid())
    #expect(try bench.run("explain", "edge").output.contains("accredit.yaml:8:3"))
  }

  @Test("What is nothing ends with 1 and what is near, and no word at all with 64")
  func refusesUnknownWords() throws {
    let run = try bench.run("explain", "FastlyAcmeEdgeRoel", "spec.yaml")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("did you mean 'FastlyAcmeEdgeRole'?"))
    #expect(try bench.run("explain").status == 64)
    #expect(try bench.run("explain", "edge", "--format", "xml").status == 64)
    try bench.write("bad.yaml", Specs.invalid)
    let invalid = try bench.run("explain", "edge", "bad.yaml")
    #expect(invalid.status == 1)
    #expect(invalid.errors.contains("error[unquoted-text]"), "\(invalid.errors)")
  }

  @Test("A line of a generated file finds its spec, and says when it can't")
  func findsTheSpecOfALine() throws {
    try bench.write("specs/deep/other.yaml", Specs.valid("other"))
    _ = try bench.run("compile", "spec.yaml", "specs/deep/other.yaml")
    // Its name stands in the manifest, and it stands above the folder.
    for (place, path) in [
      ("", "Generated/acme/template.yaml:4"), ("Generated/acme", "ACCESS.md:1"),
      ("", "Generated/acme/vendor/edge.logging-s3.curl:7"),
      ("Generated/acme", "vendor/edge.logging-s3.tf:3"),
      ("Generated/acme/vendor", "edge.logging-s3.sh:17"),
    ] {
      let run = try bench.run("explain", path, in: place)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("spec.yaml:8:3"), "\(run.output)")
    }
    let lost = try bench.run("explain", "Generated/other/template.yaml:4")
    #expect(lost.status == 1)
    #expect(lost.errors.contains("'other.yaml'") && lost.errors.contains("help: name it"))
    let line = "Generated/other/template.yaml:4"
    let found = try bench.run("explain", line, "spec.yaml", "specs/deep/other.yaml")
    #expect(found.output.contains("specs/deep/other.yaml:8:3"), "\(found.errors)")
    let wrong = try bench.run("explain", line, "spec.yaml")
    #expect(wrong.status == 1 && wrong.errors.contains("none of spec.yaml is the spec named"))
  }

  @Test("A line that isn't as compiled is not explained by another one")
  func refusesAnEditedLine() throws {
    _ = try bench.run("compile", "spec.yaml")
    let file = "Generated/acme/template.yaml"
    try bench.write(file, "# by hand\n" + (try bench.read(file)))
    let run = try bench.run("explain", file + ":4", "spec.yaml")
    #expect(run.status == 1)
    #expect(run.output == "" && run.errors.contains("isn't what spec.yaml compiles to"))
    #expect(run.errors.contains("accredit check spec.yaml"))
    try bench.write(file, try bench.read(file).dropFirst(10) + "# by hand\n")
    #expect(try bench.run("explain", file + ":4", "spec.yaml").status == 0)
    #expect(try bench.run("explain", file + ":9999", "spec.yaml").status == 1)
  }

  @Test("graph draws every format, the same each time, and one frame for each of several specs")
  func drawsGraphs() throws {
    try bench.write("other.yaml", Specs.valid("other"))
    for format in ["mermaid", "dot", "json", "svg"] {
      let one = try bench.run("graph", "spec.yaml", "--format", format)
      #expect(one.status == 0 && one.errors == "")
      #expect(one.output.contains("role/fastly-acme-edge"))
      #expect(try bench.run("graph", "spec.yaml", "--format", format).output == one.output)
      let two = try bench.run("graph", "spec.yaml", "other.yaml", "--format", format)
      #expect(two.output.contains("role/fastly-acme-edge"))
      #expect(two.output.contains("role/fastly-other-edge"))
    }
    #expect(try bench.run("graph").status == 1)
    #expect(try bench.run("graph", "spec.yaml", "--format", "png").status == 64)
  }
}
