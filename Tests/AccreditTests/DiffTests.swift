import Foundation
import TestSupport
import Testing

/// `accredit diff` as a process: its operands, its exit codes and its formats.
@Suite("accredit diff") struct DiffTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.write("old.yaml", Specs.valid())
    try bench.write("new.yaml", Specs.valid(bucket: "other-bucket"))
  }

  @Test("Exits with 0 whatever differs, with 2 and 3 where that is asked for")
  func exitCodes() throws {
    let id = "7Kd2PqVn4XsTb9LwRy6HcE"
    try bench.write("trust.yaml", Specs.valid().replacing(id, with: "8Kd2PqVn4XsTb9LwRy6HcE"))
    try bench.write("renamed.yaml", Specs.valid().replacing("  edge:", with: "  edges:"))
    let cases: [([String], Int32)] = [
      (["old.yaml", "old.yaml"], 0),
      (["old.yaml", "new.yaml"], 0),
      (["old.yaml", "old.yaml", "--exit-code"], 0),
      (["old.yaml", "new.yaml", "--exit-code"], 2),
      (["old.yaml", "new.yaml", "--fail-on", "broadening"], 3),
      (["old.yaml", "new.yaml", "--fail-on", "trust"], 0),
      (["old.yaml", "new.yaml", "--fail-on", "trust,replacement", "--exit-code"], 2),
      (["old.yaml", "new.yaml", "--fail-on", "trust,broadening", "--exit-code"], 3),
      (["old.yaml", "old.yaml", "--fail-on", "broadening,trust,replacement"], 0),
      (["old.yaml", "new.yaml", "--fail-on", "broadening", "--fail-on", "trust"], 3),
      (["old.yaml", "new.yaml", "--fail-on", "trust", "--fail-on", "replacement"], 0),
      (["old.yaml", "new.yaml", "--fail-on", ""], 64),
      (["old.yaml", "new.yaml", "--fail-on", "broadening,"], 64),
      (["old.yaml", "nothing.yaml"], 1),
      (["old.yaml"], 64),
      (["old.yaml", "new.yaml", "old.yaml"], 64),
      (["old.yaml", "new.yaml", "--fail-on", "anything"], 64),
      (["--base", "-x", "old.yaml"], 64), (["--base=-x", "old.yaml"], 64),
      (["old.yaml", "trust.yaml", "--fail-on", "trust"], 3),
      (["old.yaml", "trust.yaml", "--fail-on", "replacement"], 0),
      (["old.yaml", "renamed.yaml", "--fail-on", "replacement"], 3),
    ]
    for (arguments, status) in cases {
      let run = try bench.run(["diff"] + arguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
    }
    print("command lines of diff: \(cases.count)")
  }

  @Test("Shows the mistakes of either side, and no report")
  func mistakes() throws {
    try bench.write("bad.yaml", Specs.invalid)
    for arguments in [["bad.yaml", "new.yaml"], ["old.yaml", "bad.yaml"]] {
      let run = try bench.run(["diff"] + arguments)
      #expect(run.status == 1)
      #expect(run.output == "")
      #expect(run.errors.contains("bad.yaml:"))
    }
  }

  @Test("Compares the specs of two folders by their names")
  func folders() throws {
    try bench.write("a/one.yaml", Specs.valid("one"))
    try bench.write("a/two.yaml", Specs.valid("two"))
    try bench.write("b/one.yml", Specs.valid("one"))
    try bench.write("b/three.yaml", Specs.valid("three"))
    let run = try bench.run("diff", "a", "b", "--format", "json")
    let specs = try JSONObject(run.output).objects("specs")
    #expect(try specs.map { try $0.text("name") } == ["three", "two"])
    #expect(try JSONObject(run.output).number("compared") == 3)
    #expect(specs[0].isNull("old") && specs[1].isNull("new"))
    try bench.write("empty/notes.txt", "nothing")
    let empty = try bench.run("diff", "a", "empty")
    #expect(empty.status == 1 && empty.errors.contains("no spec"))
  }

  @Test("Compares with a commit: what changed, came and went")
  func base() throws {
    try bench.write("specs/kept.yaml", Specs.valid("kept"))
    try bench.write("specs/gone.yaml", Specs.valid("gone"))
    #expect(try bench.bash(Self.commit).status == 0)
    try bench.write("specs/kept.yaml", Specs.valid("kept", bucket: "other-bucket"))
    try bench.write("specs/came.yaml", Specs.valid("came"))
    try bench.remove("specs/gone.yaml")
    let before = try bench.snapshot()
    let run = try bench.run("diff", "--base", "HEAD", "specs", "--format", "json")
    let specs = try JSONObject(run.output).objects("specs")
    #expect(try specs.map { try $0.text("name") } == ["came", "gone", "kept"])
    let old = try specs[2].object("old")
    #expect(try old.text("file") == "HEAD:specs/kept.yaml")
    // Nothing is written, neither beside the specs nor in the repository.
    #expect(try bench.snapshot() == before)
    // One spec by its path, from its folder, and one that isn't there any more.
    let one = try bench.run("diff", "--base", "HEAD", "kept.yaml", "--exit-code", in: "specs")
    #expect(one.status == 2 && one.output.hasPrefix("kept: access widens"))
    let gone = try bench.run("diff", "--base", "HEAD", "specs/gone.yaml")
    #expect(gone.status == 0 && gone.output.hasPrefix("gone: access doesn't widen"))
    #expect(try bench.run("diff", "--base", "HEAD", "specs/never.yaml").status == 1)
    let unknown = try bench.run("diff", "--base", "nowhere", "specs")
    #expect(unknown.status == 1 && unknown.errors.contains("no commit 'nowhere'"))
  }

  @Test("Reads what links lead to, and refuses what it would pass over")
  func linksAndTwins() throws {
    try bench.write("a/one.yaml", Specs.valid("one"))
    try bench.write("b/one.yaml", Specs.valid("one"))
    try bench.write("wide/one.yaml", Specs.valid("one", bucket: "other-bucket"))
    // A second spec of the same name would be compared with nothing.
    try bench.write("b/twin.yaml", Specs.valid("one", bucket: "other-bucket"))
    let twin = try bench.run("diff", "a", "b")
    #expect(twin.status == 1 && twin.errors.contains("is that of 'b/one.yaml' too"))
    try bench.remove("b/twin.yaml")
    try bench.remove("b/one.yaml")
    try bench.link("b/one.yaml", to: "../wide/one.yaml")
    #expect(try bench.run("diff", "a", "b", "--fail-on", "broadening").status == 3)
    // The same in a commit: there the link leads to what the commit has.
    #expect(try bench.bash(Self.commit).status == 0)
    #expect(try bench.run("diff", "--base", "HEAD", "b", "--exit-code").status == 0)
    try bench.write("wide/one.yaml", Specs.valid("one", bucket: "third-bucket"))
    #expect(try bench.run("diff", "--base", "HEAD", "b", "--exit-code").status == 2)
    // A spec that only has another path is the same spec.
    try bench.remove("a/one.yaml")
    try bench.write("a/renamed.yaml", Specs.valid("one"))
    #expect(try bench.run("diff", "--base", "HEAD", "a", "--exit-code").status == 0)
    // Nothing is no answer.
    try bench.write("deep/down/one.yaml", Specs.valid("one"))
    let deep = try bench.run("diff", "--base", "HEAD", "deep")
    #expect(deep.status == 1 && deep.errors.contains("no spec"))
  }

  /// Commits everything, whatever the machine's own settings are.
  private static let commit = """
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    git init -q && git add -A &&
    git -c user.name=n -c user.email=e@example.org -c commit.gpgsign=false commit -qm x
    """

  @Test("A link that leads in a circle in a commit is an error that names it")
  func linksInACircle() throws {
    try bench.write("loop/note.txt", "links")
    try bench.link("loop/one.yaml", to: "two.yaml")
    try bench.link("loop/two.yaml", to: "one.yaml")
    #expect(try bench.bash(Self.commit).status == 0)
    try bench.remove("loop/one.yaml")
    try bench.write("loop/one.yaml", Specs.valid("one"))
    let run = try bench.run("diff", "--base", "HEAD", "loop/one.yaml")
    #expect(run.status == 1)
    #expect(run.errors.contains("'one.yaml' is a link in 'HEAD' that leads out"), "\(run.errors)")
  }

  @Test("Says so where there is no repository")
  func noRepository() throws {
    let run = try bench.run("diff", "--base", "HEAD", "old.yaml")
    #expect(run.status == 1)
    #expect(run.errors.contains("no commit 'HEAD'"))
  }

  @Test("Each format is whole: JSON and SARIF parse, annotations have a file and line")
  func formats() throws {
    let json = try JSONObject(
      try bench.run("diff", "old.yaml", "new.yaml", "--format", "json").output
    )
    #expect(try json.text("format_version") == "1")
    let sarif = try bench.run("diff", "old.yaml", "new.yaml", "--format", "sarif").output
    let results = try JSONObject(sarif).objects("runs")[0].objects("results")
    #expect(try results.contains { try $0.text("ruleId") == "access-broadened" })
    let lines = try bench.run("diff", "old.yaml", "new.yaml", "--format", "github").output
    #expect(lines.split(separator: "\n").allSatisfy { $0.contains("file=new.yaml,line=") })
    let page = try bench.run("diff", "old.yaml", "new.yaml", "--format", "markdown").output
    #expect(page.hasPrefix("<!-- accredit:diff -->\n"))
    #expect(page.contains("```mermaid"))
    let html = try bench.run("diff", "old.yaml", "new.yaml", "--format", "html").output
    #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">") && html.contains("<svg xmlns="))
    #expect(html.contains(">refuses</span>") && html.hasSuffix("</html>\n"))
    let text = try bench.run("diff", "old.yaml", "new.yaml").output
    #expect(!text.contains("\u{1B}"))
    let colored = try bench.run("diff", "old.yaml", "new.yaml", "--color", "always").output
    #expect(colored.contains("\u{1B}[31m"))
  }

  @Test("A comment stays within GitHub's limit, and no table or block of code is cut")
  func limit() throws {
    func spec(_ suffix: String) -> String {
      let integrations = (0..<150).map { number in
        """
          i\(number):
            type: custom/role
            vendor: {name: Ledgerly, accountId: "999988887777", externalId: ldg-2f7c0d4e1b}
            allow:
              - actions: [s3:GetObject]
                resources: ["arn:aws:s3:::acme-\(number)\(suffix)/*"]
                reason: reads the nightly export
        """
      }
      return """
        name: acme
        account: "111122223333"
        region: us-east-1
        integrations:
        \(integrations.joined(separator: "\n"))

        """
    }
    try bench.write("many-old.yaml", spec(""))
    try bench.write("many-new.yaml", spec("x"))
    let run = try bench.run("diff", "many-old.yaml", "many-new.yaml", "--format", "markdown")
    #expect(run.status == 0)
    #expect(run.output.utf8.count <= 60_000)
    #expect(run.output.utf8.count > 5_000)
    #expect(run.output.contains("more"))
    #expect(run.output.components(separatedBy: "```").count % 2 == 1)
    #expect(
      run.output.components(separatedBy: "<details>").count
        == run.output.components(separatedBy: "</details>").count
    )
  }
}
