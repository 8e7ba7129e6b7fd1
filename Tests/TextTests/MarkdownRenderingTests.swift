import Foundation
import Testing
import Text

/// What a reader sees of hostile text is the text, as code or as plain words.
@Suite(.enabled(if: CommonMark.isInstalled)) struct MarkdownRenderingTests {
  private let texts = Array(HostileText(3000, seed: 1)).filter { !$0.isEmpty }

  @Test func codeSpansShowTheText() throws {
    let html = try CommonMark.html(
      of: texts.map { "x " + Markdown.code($0) + " x\n" }.joined(separator: "\n")
    )
    let expected = texts.map {
      "<p>x <code>\(escaped(Markdown.printable($0)))</code> x</p>"
    }
    #expect(html.split(separator: "\n").map(String.init) == expected)
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  @Test func codeSpansInTablesShowTheText() throws {
    let rows = texts.map { "| a | \(Markdown.tableCode($0)) | b |" }
    let html = try CommonMark.html(
      of: "| a | x | b |\n|---|---|---|\n" + rows.joined(separator: "\n")
    )
    let cells = html.split(separator: "\n").filter { $0.hasPrefix("<td>") }.map(String.init)
    try #require(cells.count == 3 * texts.count)
    for (index, text) in texts.enumerated() {
      #expect(cells[3 * index] == "<td>a</td>")
      let shown = cells[3 * index + 1].replacing("<code>", with: "").replacing("</code>", with: "")
      #expect(shown == "<td>\(escaped(Markdown.printable(text)))</td>")
      #expect(cells[3 * index + 2] == "<td>b</td>")
    }
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  @Test func proseHasNoMarkupButCode() throws {
    let rows = texts.map { "| a | \(Markdown.tableText($0)) | b |" }
    let table = "| a | x | b |\n|---|---|---|\n" + rows.joined(separator: "\n")
    let cells = try CommonMark.html(of: table).split(separator: "\n")
      .filter { $0.hasPrefix("<td>") }.map(String.init)
    try #require(cells.count == 3 * texts.count)
    for (index, text) in texts.enumerated() {
      expectWords(cells[3 * index + 1].dropFirst(4).dropLast(5), show: text)
    }
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  @Test func proseStartsNoBlock() throws {
    let texts = texts.filter { !Markdown.text($0).isEmpty }
    let html = try CommonMark.html(of: texts.map { Markdown.text($0) }.joined(separator: "\n\n"))
    let lines = html.split(separator: "\n")
    try #require(lines.count == texts.count)
    for (line, text) in zip(lines, texts) {
      #expect(line.hasPrefix("<p>") && line.hasSuffix("</p>"))
      expectWords(line.dropFirst(3).dropLast(4), show: text)
    }
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  @Test func linksLeadToTheirAddressOnly() throws {
    let lines = texts.filter { !Markdown.text($0).isEmpty }.map {
      Markdown.link($0, to: "https://a.example/" + $0)
    }
    let html = try CommonMark.html(of: lines.joined(separator: "\n\n"))
    let paragraphs = html.split(separator: "\n")
    try #require(paragraphs.count == lines.count)
    for paragraph in paragraphs {
      #expect(paragraph.hasPrefix("<p><a href=\"https://a.example/"))
      #expect(paragraph.components(separatedBy: "<a ").count == 2)
      #expect(paragraph.hasSuffix("</a></p>"))
    }
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  /// One box per line, none of them ticked, whatever stands behind it.
  @Test func boxesAreNotTicked() throws {
    let lines = texts.map { "- [ ] \(Markdown.taskCode($0))" }
    let html = try CommonMark.html(of: lines.joined(separator: "\n"))
    let boxes = html.components(separatedBy: "<input type=\"checkbox\"").count - 1
    #expect(boxes == texts.count)
    #expect(!html.contains("checked=\"\""))
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  @Test func commentsShowNothing() throws {
    let html = try CommonMark.html(of: texts.map(Markdown.comment).joined(separator: "\n\n"))
    for line in html.split(separator: "\n") {
      #expect(line.hasPrefix("<!-- ") && line.hasSuffix(" -->"))
      #expect(line.components(separatedBy: "--").count == 3)
    }
    print("Markdown rendered by cmark-gfm: \(texts.count) texts")
  }

  /// Whether the HTML is the text's words, with no tag but code, and nothing outside code of which
  /// GitHub makes a link.
  private func expectWords(_ html: Substring, show text: String) {
    var outside = ""
    var shown = ""
    for (index, part) in html.components(separatedBy: "<code>").enumerated() {
      let halves = part.components(separatedBy: "</code>")
      #expect(halves.count == (index == 0 ? 1 : 2), "\(text)")
      outside += (halves.last ?? "") + " "
      shown += halves.joined()
    }
    #expect(!outside.contains("<") && !outside.contains("@"), "\(text)")
    #expect(outside.firstMatch(of: /#\d|:\/\/|www\.|(?i)gh-\d/) == nil, "\(text)")
    let words = text.split { $0 == " " || $0 == "\n" }.map { Markdown.printable(String($0)) }
    #expect(shown == escaped(words.joined(separator: " ")), "\(text)")
  }
}
