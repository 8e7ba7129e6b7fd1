import Diagnostics
import Foundation
import Testing
import Text

/// What programs read.
struct MachineRendererTests {
  private let sample = diagnostics(
    in: "name: acme\nregoin: x\n",
    Diagnostic(.unknownKey, "no 'regoin'", at: range(2, 1, 7), help: "write region"),
    Diagnostic(
      .unusedConnection,
      "unused",
      at: range(1, 1, 5),
      related: [.init("here", at: range(2, 1, 2))]
    )
  )

  @Test func writesJSON() {
    #expect(
      JSONRenderer.render([sample]).compactText == """
        {"format_version":"1","valid":false,"error_count":1,"warning_count":1,"diagnostics":[\
        {"severity":"warning","code":"unused-connection","message":"unused","file":"acme.yaml",\
        "range":{"start":{"line":1,"column":1},"end":{"line":1,"column":5}},"snippet":"name: acme",\
        "related":[{"message":"here",\
        "range":{"start":{"line":2,"column":1},"end":{"line":2,"column":2}}}]},\
        {"severity":"error","code":"unknown-key","message":"no 'regoin'","file":"acme.yaml",\
        "range":{"start":{"line":2,"column":1},"end":{"line":2,"column":7}},"snippet":"regoin: x",\
        "related":[],"help":"write region"}]}
        """
    )
  }

  /// What is refused for being a secret must not be shown to whoever reads a log.
  @Test(arguments: [DiagnosticCode.secretInSpec, .secretInPolicy])
  func showsNoLineWithASecret(code: DiagnosticCode) {
    let key = "AKIAQ3EGRZ7XWVT2MNPD"
    let found = diagnostics(in: "id: \(key)\n", Diagnostic(code, "a key", at: range(1, 5, 25)))
    let shown = [
      JSONRenderer.render([found]).text, SARIFRenderer.render([found], toolVersion: "1").text,
      GitHubRenderer.render([found]), TerminalRenderer(usesColor: false).render(found),
    ]
    for text in shown { #expect(text.contains("a key") && !text.contains(key)) }
  }

  @Test func writesJSONOfNothing() {
    #expect(
      JSONRenderer.render([]).compactText == """
        {"format_version":"1","valid":true,"error_count":0,"warning_count":0,"diagnostics":[]}
        """
    )
  }

  @Test func writesSARIF() {
    #expect(
      SARIFRenderer.render([sample], toolVersion: "1.2.3").compactText == """
        {"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[\
        {"tool":{"driver":{"name":"accredit","version":"1.2.3","rules":[{"id":"unknown-key"},\
        {"id":"unused-connection"}]}},"columnKind":"unicodeCodePoints","results":[\
        {"ruleId":"unused-connection","level":"warning","message":{"text":"unused"},\
        "locations":[{"physicalLocation":{"artifactLocation":{"uri":"acme.yaml"},\
        "region":{"startLine":1,"startColumn":1,"endLine":1,"endColumn":5}}}]},\
        {"ruleId":"unknown-key","level":"error","message":{"text":"no 'regoin' (write region)"},\
        "locations":[{"physicalLocation":{"artifactLocation":{"uri":"acme.yaml"},\
        "region":{"startLine":2,"startColumn":1,"endLine":2,"endColumn":7}}}]}]}]}
        """
    )
  }

  @Test(arguments: [
    ("a/b-c_d.e~f.yaml", "a/b-c_d.e~f.yaml"),
    ("<stdin>", "%3Cstdin%3E"),
    ("a b:c#d?é%\n", "a%20b%3Ac%23d%3F%C3%A9%25%0A"),
  ])
  func writesURIs(name: String, uri: String) throws {
    let found = diagnostics(in: "", named: name, Diagnostic(.slug, "m", at: nil))
    let region = try region(of: found)
    #expect(region.uri == uri)
    #expect(region.numbers == [1, 1, 1, 2])
  }

  /// Positions of SARIF start at 1, and a file as a whole is its first character.
  @Test func keepsPositionsOfSARIFPositive() throws {
    for place in [nil, range(1, 1, 1), range(7, 3, 9)] {
      let found = diagnostics(in: "", Diagnostic(.slug, "m", at: place))
      #expect(try region(of: found).numbers.allSatisfy { $0 >= 1 })
    }
  }

  private func region(of found: Diagnostics) throws -> (uri: String?, numbers: [Int]) {
    let text = SARIFRenderer.render([found], toolVersion: "1").text
    let root = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let run = (root?["runs"] as? [[String: Any]])?.first
    let result = (run?["results"] as? [[String: Any]])?.first
    let location = (result?["locations"] as? [[String: Any]])?.first
    let physical = try #require(location?["physicalLocation"] as? [String: Any])
    let region = try #require(physical["region"] as? [String: Int])
    let keys = ["startLine", "startColumn", "endLine", "endColumn"]
    let artifact = physical["artifactLocation"] as? [String: String]
    return (artifact?["uri"], keys.compactMap { region[$0] })
  }

  @Test func writesWorkflowCommands() {
    #expect(
      GitHubRenderer.render([sample]) == """
        ::warning file=acme.yaml,line=1,endLine=1,col=1,endColumn=5,title=unused-connection::unused
        ::error file=acme.yaml,line=2,endLine=2,col=1,endColumn=7,title=unknown-key::\
        no 'regoin'%0Ahelp: write region

        """
    )
  }

  /// GitHub shows ten annotations of a kind and drops the rest without a word.
  @Test(arguments: [9, 10, 11, 500])
  func saysHowManyAnnotationsThereAreMore(count: Int) {
    let warnings = (0..<count).map { Diagnostic(.unusedConnection, "m\($0)", at: nil) }
    let found =
      [diagnostics(in: "", Diagnostic(.slug, "e", at: nil))]
      + warnings.map {
        diagnostics(in: "", $0)
      }
    let lines = GitHubRenderer.render(found).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("::error ") } == 1)
    #expect(lines.count { $0.hasPrefix("::warning ") } == min(count, 10))
    let last = "::warning title=accredit::\(count - 9) more: see another format"
    #expect(lines.contains(Substring(last)) == (count > 10))
  }

  @Test func escapesWorkflowCommands() {
    let found = diagnostics(
      in: "",
      named: "a:b,c%\u{301}.yaml",
      Diagnostic(.slug, "50%\r", at: nil)
    )
    #expect(
      GitHubRenderer.render([found]) == """
        ::error file=a%3Ab%2Cc%25\u{301}.yaml,line=1,endLine=1,col=1,endColumn=2,title=slug::\
        50%25\\u{D}

        """
    )
  }

  @Test func forgesNoCommand() {
    for text in hostileTexts {
      let found = diagnostics(
        in: text,
        named: text,
        Diagnostic(.slug, text, at: range(1, 1, 2), help: text)
      )
      let output = GitHubRenderer.render([found])
      #expect(output.hasPrefix("::error file="))
      #expect(output.utf8.count { $0 == 0x0A } == 1)
      #expect(!output.utf8.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F })
      // What stands before the second pair of colons is the command, and holds no other.
      let properties = output.dropFirst(2).components(separatedBy: "::").first ?? ""
      #expect(properties.hasSuffix("title=slug"), "\(text)")
      let json = JSONRenderer.render([found]).text
      #expect(json.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
      #expect((try? JSONSerialization.jsonObject(with: Data(json.utf8))) != nil)
    }
  }
}
