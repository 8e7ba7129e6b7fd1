import Foundation
import TestSupport
import Testing

/// A JSON object as its members.
struct JSONObject {
  let members: [String: Any]

  init(_ text: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    members = try #require(value as? [String: Any])
  }

  /// The objects in the list under a key.
  func objects(_ key: String) throws -> [JSONObject] {
    try #require(members[key] as? [[String: Any]], "\(key)").map(JSONObject.init(members:))
  }

  func object(_ key: String) throws -> JSONObject {
    JSONObject(members: try #require(members[key] as? [String: Any], "\(key)"))
  }

  func text(_ key: String) throws -> String { try #require(members[key] as? String, "\(key)") }

  /// Whether there is nothing under a key.
  func isNull(_ key: String) -> Bool { members[key] is NSNull }

  func number(_ key: String) throws -> Int { try #require(members[key] as? Int, "\(key)") }

  private init(members: [String: Any]) { self.members = members }
}

/// How diagnostics are shown: to people, to programs, and in colors.
@Suite("Diagnostics of the command line") struct FormatTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("valid.yaml", Specs.valid())
    try bench.write("bad spec.yaml", Specs.invalid)
  }

  @Test("People read text on stderr, with file, line, column, code, caret and help")
  func showsText() throws {
    let run = try bench.run("validate", "bad spec.yaml")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("bad spec.yaml:2:10: error[unquoted-text]: "))
    #expect(run.errors.contains("  2 | account: 111122223333\n    |          ^^^^^^^^^^^^\n"))
    #expect(run.errors.contains("bad spec.yaml:9:5: error[unknown-key]: "))
    #expect(run.errors.contains("bad spec.yaml:10:11: warning[prefix-without-slash]: "))
    #expect(run.errors.contains("help: "))
    #expect(run.errors.hasSuffix("2 errors, 1 warning\n"))
  }

  @Test("A valid spec is said to be valid on stderr")
  func saysThatASpecIsValid() throws {
    let run = try bench.run("validate", "valid.yaml")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "valid    valid.yaml\n")
    #expect(try bench.snapshot().keys.sorted() == ["bad spec.yaml", "valid.yaml"])
  }

  @Test("Programs read one JSON document on stdout", arguments: ["validate", "compile", "check"])
  func showsJSON(command: String) throws {
    let run = try bench.run(command, "bad spec.yaml", "--format", "json")
    #expect(run.status == 1)
    let report = try JSONObject(run.output)
    #expect(report.members["valid"] as? Bool == false)
    #expect(try report.number("error_count") == 2)
    #expect(try report.number("warning_count") == 1)
    let found = try report.objects("diagnostics")
    #expect(
      try found.map { try $0.text("code") } == [
        "unquoted-text", "unknown-key", "prefix-without-slash",
      ]
    )
    let start = try found[0].object("range").object("start")
    #expect(try [start.number("line"), start.number("column")] == [2, 10])
    let fine = try bench.run(command, "valid.yaml", "--format", "json")
    #expect(try JSONObject(fine.output).members["valid"] as? Bool == true)
  }

  @Test("Code scanners read SARIF 2.1.0")
  func showsSARIF() throws {
    for (spec, count) in [("bad spec.yaml", 3), ("valid.yaml", 0), ("missing.yaml", 1)] {
      let run = try bench.run("validate", spec, "--format", "sarif")
      let log = try JSONObject(run.output)
      #expect(try log.text("version") == "2.1.0")
      #expect(try log.text("$schema").hasSuffix("sarif-2.1.0.json"))
      let runs = try log.objects("runs")
      #expect(runs.count == 1)
      let driver = try runs[0].object("tool").object("driver")
      #expect(try driver.text("name") == "accredit")
      let rules = try driver.objects("rules").map { try $0.text("id") }
      #expect(Set(rules).count == rules.count)
      let results = try runs[0].objects("results")
      #expect(results.count == count)
      for result in results { try checkResult(result, rules, spec) }
    }
  }

  private func checkResult(_ result: JSONObject, _ rules: [String], _ spec: String) throws {
    #expect(rules.contains(try result.text("ruleId")))
    #expect(["error", "warning", "note", "none"].contains(try result.text("level")))
    #expect(!(try result.object("message").text("text").isEmpty))
    let place = try result.objects("locations")[0].object("physicalLocation")
    let uri = try place.object("artifactLocation").text("uri")
    #expect(uri == spec.replacing(" ", with: "%20"))
    let region = try place.object("region")
    let (startLine, endLine) = (try region.number("startLine"), try region.number("endLine"))
    #expect(startLine >= 1 && endLine >= startLine)
    let (start, end) = (try region.number("startColumn"), try region.number("endColumn"))
    #expect(start >= 1 && (endLine > startLine || end >= start))
  }

  @Test("GitHub reads workflow commands")
  func showsGitHub() throws {
    let run = try bench.run("validate", "bad spec.yaml", "--format", "github")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("::error file=bad spec.yaml,line=2,"))
    #expect(lines[1].hasPrefix("::error file=bad spec.yaml,line=9,"))
    #expect(lines[2].hasPrefix("::warning file=bad spec.yaml,line=10,"))
  }

  @Test("Colors come when asked for, and not into a file")
  func colors() throws {
    let escape = "\u{1B}["
    let plain = try bench.run("validate", "bad spec.yaml")
    #expect(!plain.errors.contains(escape))
    let always = try bench.run("validate", "bad spec.yaml", "--color", "always")
    #expect(always.errors.contains(escape))
    let json = try bench.run("validate", "bad spec.yaml", "--color", "always", "--format", "json")
    #expect(!json.output.contains(escape))
    #expect(try bench.run("validate", "bad spec.yaml", "--color", "never").errors == plain.errors)
  }

  @Test(
    "On a terminal, colors come by themselves, but not with NO_COLOR or TERM=dumb",
    .enabled(if: Checkout.tool("script") != nil, "needs 'script' of util-linux")
  )
  func colorsOnATerminal() throws {
    let escape = "\u{1B}["
    func onTerminal(_ settings: String) throws -> Run {
      let line = "env -u NO_COLOR \(settings) $0 validate 'bad spec.yaml'"
      return try bench.bash("script -qec \"\(line)\" /dev/null </dev/null")
    }
    #expect(try onTerminal("TERM=xterm").output.contains(escape))
    #expect(try !onTerminal("TERM=dumb").output.contains(escape))
    #expect(try !onTerminal("TERM=xterm NO_COLOR=1").output.contains(escape))
    #expect(try onTerminal("TERM=xterm NO_COLOR=").output.contains(escape))
  }
}
