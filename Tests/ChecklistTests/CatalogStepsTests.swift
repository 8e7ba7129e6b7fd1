import Catalog
import Checklist
import Diagnostics
import Foundation
import Model
import Testing

/// The texts of the catalogue, with values that try to escape from their places.
@Suite struct CatalogStepsTests {
  private let catalog: Catalog
  private let texts: [(path: String, text: StepText)]

  init() throws {
    var reports: [Diagnostics] = []
    catalog = try #require(Catalog(.embedded, &reports), "\(reports)")
    let paths = catalog.paths(below: "AWS/steps") + catalog.paths(below: "Vendors")
    texts = paths.filter { $0.contains("/steps/") }.compactMap { [catalog] path in
      catalog.text(of: path).flatMap { try? StepText($0) }.map { (path, $0) }
    }
  }

  static let hostile = [
    "x", "", "`", "a``b", "|", #"\|"#, #"\"#, "'", "\"", "$(touch /tmp/pwned)", "@org/team #1 GH-1",
    "- [x] <b>", "](https://a.example) ![](http://t)", "```", "-->", "*_~", "a'; rm -rf /; '", "#",
    "www.a.example", "1.", " x ", "${RoleArn}",
  ]

  private func values(of text: StepText, _ value: String) -> [String: String] {
    [String: String](uniqueKeysWithValues: text.holes.map { ($0, value) })
  }

  @Test func keepsToTheFormat() {
    let mistakes = StepLibrary.mistakes(in: catalog).map { "\($0.path): \($0.mistake)" }
    #expect(mistakes == [])
    #expect(texts.count > 30)
  }

  @Test func citesSourcesOfTheCatalogue() {
    for (path, text) in texts {
      let owner = path.split(separator: "/")[1]
      let source =
        catalog.vendors[String(owner)]?.sources[text.source] ?? catalog.sources[text.source]
      #expect(source != nil, "\(path) cites '\(text.source)'")
    }
  }

  @Test(.enabled(if: Command.cmark.isInstalled), arguments: hostile)
  func keepsTheStructureOfThePage(value: String) throws {
    let difference = try structure(with: value).difference(from: structure(with: "plain"))
    #expect(difference.map { "\($0)" } == [])
  }

  @Test(.enabled(if: Command.shell.isInstalled), arguments: hostile)
  func keepsTheWordsOfCommands(value: String) throws {
    for (path, text) in texts {
      for code in blocks(of: text, "sh", value) {
        let output = try Command.shell.output(["-n"], over: code)
        #expect(output == "", "\(path)")
      }
    }
  }

  @Test(arguments: hostile) func keepsDocumentsOfJSON(value: String) throws {
    for (path, text) in texts {
      for code in blocks(of: text, "json", value) {
        _ = try JSONSerialization.jsonObject(with: Data(code.utf8))
        #expect(code.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }, "\(path)")
      }
    }
  }

  /// The filled blocks of code in a language.
  private func blocks(of text: StepText, _ language: String, _ value: String) -> [String] {
    var blocks: [String] = []
    var open: (fence: String, code: [String])?
    for line in text.filledBody(values(of: text, value)) {
      let content = line.drop { $0 == " " }
      if let block = open {
        if content == block.fence { blocks.append(block.code.joined(separator: "\n")) }
        open = content == block.fence ? nil : (block.fence, block.code + [line])
      } else if content.hasPrefix("```"), content.hasSuffix("`" + language) {
        open = (String(content.prefix { $0 == "`" }), [])
      }
    }
    return blocks
  }

  /// The page with all texts as HTML, without what stands in code.
  private func structure(with value: String) throws -> [String] {
    var plan = Plan(
      name: try Slug("acme"),
      fileName: "acme.yaml",
      account: try AccountID("111122223333"),
      partition: try Partition("aws"),
      region: try Region("us-east-1"),
      tags: []
    )
    plan.steps = texts.enumerated().map { index, entry in
      let parts = entry.path.split(separator: "/").map(String.init)
      let owner = parts[0] == "AWS" ? "aws" : parts[1]
      let phase = Step.Phase.allCases[index % Step.Phase.allCases.count]
      return Step(
        phase,
        owner,
        String(parts[parts.count - 1].dropLast(3)),
        values(of: entry.text, value)
      )
    }
    let library = StepLibrary(for: plan, in: StepTexts(catalog))
    #expect(library.gaps(in: plan) == [])
    let page = Checklist.render(plan, library)[0].text
    #expect(page.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    let extensions = ["table", "autolink", "tasklist", "strikethrough"].flatMap { ["-e", $0] }
    let html = try Command.cmark.output(extensions + ["--unsafe"], over: page)
    return html.replacing(/<code( [^>]*)?>[^<]*<\/code>(&#124;|\|)?/, with: "<code>")
      .replacing("(empty)", with: "<code>").replacing(/(<code>)+/, with: "<code>")
      .split(separator: "\n").map(String.init)
  }
}
