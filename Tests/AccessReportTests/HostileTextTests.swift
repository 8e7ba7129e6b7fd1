import AccessReport
import Foundation
import Model
import Testing

/// A page whose free texts try to be markup.
@Suite struct HostileTextTests {
  private static let path = "/usr/bin/cmark-gfm"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: path)

  static let hostile = [
    "x", "`", "a``b|c", #"a\|b"#, "@org/team fixes #1 GH-1", "- [x] <b> <!-- ", "--> <img src=x>",
    "](https://evil.example) ![](http://t) [a](javascript:b)", "```", "*_~ $x$ :+1:",
    "www.a.example",
    "a\"]; end %%{init: {}}%% click", "line\n\n## break\n", "\u{202E}\u{E9}\t", "</details></sub>",
  ]

  private func page(_ text: String) throws -> String {
    var plan = try Samples.plan(fileName: text + ".yaml")
    let source = Citation(title: text, section: text, url: "https://a.example/" + text, date: text)
    try Samples.add(
      role: "r",
      Samples.vendorTrust(vendor: text, reason: text, source: source),
      may: ["s3:GetObject"],
      on: ["arn:aws:s3:::" + text, text],
      because: text,
      conditions: [Condition("StringLike", text, [text])],
      to: &plan
    )
    return AccessReport.render(plan)[0].text
  }

  @Test(.enabled(if: isInstalled), arguments: hostile)
  func nothingEscapes(text: String) throws {
    let page = try page(text)
    #expect(page.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    let html = try html(of: page)
    let bare = html.replacing(/<code[^>]*>[^<]*<\/code>/, with: "")
    let tags = Set(bare.matches(of: /<([^>]*)>/).map { String($0.output.1) })
    let known = [
      "a", "h1", "h2", "h3", "li", "ol", "ul", "p", "pre", "strong", "table", "tbody", "td", "th",
      "thead", "tr",
    ]
    for tag in tags {
      let name = tag.drop { $0 == "/" }.prefix { $0 != " " }
      #expect(known.contains(String(name)) || tag.hasPrefix("!-- Made by"), "<\(tag)>")
      if name == "a", tag.first != "/" { #expect(tag.hasPrefix(#"a href="https://a.example/"#)) }
    }
    let outside = bare.replacing(/<[^>]*>/, with: " ")
    #expect(outside.firstMatch(of: /@|#\d|www\.|:\/\/|(?i)gh-\d/) == nil)
    #expect(
      bare.matches(of: /<tr>/).count
        == (try self.html(of: self.page("x"))).matches(of: /<tr>/).count
    )
  }

  @Test(arguments: hostile) func graphsKeepTheirGrammar(text: String) throws {
    let page = try page(text)
    let lines = page.split(separator: "\n").drop { $0 != "```mermaid" }.prefix { $0 != "```" }
    let node = /\ \ [a-z]+_[0-9a-f]{12}(\(\[|\[|\[\()"[A-Za-z0-9 ,.:\/#;-]*"(\]\)|\]|\)\])/
    let edge = /\ \ [a-z]+_[0-9a-f]{12} -(-|\.-)>\|"[A-Za-z0-9 ,.:\/#;-]*"\| [a-z]+_[0-9a-f]{12}/
    for line in lines.dropFirst(2) {
      #expect(line.wholeMatch(of: node) != nil || line.wholeMatch(of: edge) != nil, "\(line)")
    }
    #expect(lines.count >= 6)
  }

  private func html(of page: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).md")
    try Data(page.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = [
      "-e", "table", "-e", "autolink", "-e", "tasklist", "--unsafe", file.path(),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}
