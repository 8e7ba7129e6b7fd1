import TestSupport
import Testing

/// What is offered where somebody writes.
@Suite("Completion") struct CompletionTests {
  /// What is offered at the cursor, in its order.
  private func labels(_ text: String) throws -> [String] {
    let (text, place) = try Editor.cursor(in: text)
    var editor = try Editor()
    try editor.open(text)
    return try editor.ask("completion", at: place).items.elements.compactMap(\.label.text)
  }

  /// A spec with the cursor in it, what is offered among other things, and what is not.
  struct Case: Sendable, CustomTestStringConvertible {
    let section: String
    let text: String
    let has: [String]
    let lacks: [String]
    /// Whether nothing else is offered.
    let isAll: Bool

    var testDescription: String {
      "\(section) \(text.suffix(60).split(separator: "\n").joined(separator: " / "))"
    }
  }

  /// What cases start with where they say so.
  private static let heads = [
    "head": "name: a\naccount: \"111122223333\"\nregion: us-east-1\n",
    "integration": """
    name: a
    account: "111122223333"
    region: us-east-1
    vendors:
      logzio: {externalId: x}
      eu:
        vendor: logzio
      fastly: {}
      led: {}
    integrations:
      a:

    """,
  ]

  /// The cases of `Places/completion.txt`: behind `==` a document, behind `--` what is offered in
  /// it, behind `-!` what is not.
  static func read() throws -> [Case] {
    var cases: [Case] = []
    let text = try Checkout.text(of: "Tests/LanguageServerTests/Places/completion.txt")
    for section in text.split(separator: "#### ") {
      let title = section.prefix { $0 != "\n" }
      for part in section.dropFirst(title.count + 1).split(separator: "== ") {
        var document: [String] = []
        var (has, lacks): ([String], [String]) = ([], [])
        let lines = part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for line in lines.dropFirst() {
          let words = line.dropFirst(3).split(separator: ",").map { String($0.drop { $0 == " " }) }
          if line.hasPrefix("--") {
            has = words
          } else if line.hasPrefix("-! ") {
            lacks = words
          } else {
            document.append(line)
          }
        }
        if document.last?.isEmpty == true { document.removeLast() }
        var text = document.joined(separator: "\n") + "\n"
        for (name, head) in heads { text.replace("%\(name)\n", with: head) }
        if text.contains("‸\n") && document.last?.hasSuffix("‸") == true { text.removeLast() }
        cases.append(
          Case(
            section: String(title),
            text: text,
            has: has,
            lacks: lacks,
            isAll: lines[0] == "only"
          )
        )
      }
    }
    return cases
  }

  @Test("Each place gets what may stand there", arguments: try CompletionTests.read())
  func offers(_ place: Case) throws {
    let found = try labels(place.text)
    for label in place.has { #expect(found.contains(label), "\(found)") }
    for label in place.lacks { #expect(!found.contains(label), "\(found)") }
    if place.isAll { #expect(Set(found) == Set(place.has), "\(found)") }
    #expect(Set(found).count == found.count)
  }

  @Test("There are enough places")
  func hasEnoughPlaces() throws {
    let all = try Self.read()
    let sections = Dictionary(grouping: all, by: \.section).mapValues(\.count)
    print("places of completion: \(all.count): \(sections.sorted { $0.key < $1.key })")
    #expect(all.count >= 60 && sections.count == 5)
    #expect(all.allSatisfy { $0.text.contains("‸") && ($0.isAll || !$0.has.isEmpty) })
  }

  @Test("Keys that must be there come first, snippets only to those who take them")
  func sortsAndWrites() throws {
    let text = try #require(Self.heads["integration"]) + "    type: custom/role\n    ‸"
    #expect(try labels(text).first == "allow")
    let (plain, place) = try Editor.cursor(in: text)
    for (capabilities, expected, format) in [
      (
        Editor.everything,
        "allow:\n  - actions:\n      - $1\n    resources:\n      - $2\n    reason: $3", 2
      ),
      ("{}", "allow:", 1),
    ] {
      var editor = try Editor(capabilities)
      try editor.open(plain)
      let items = try editor.ask("completion", at: place).items.elements
      let allow = try #require(items.first { $0.label.text == "allow" })
      #expect(allow.textEdit.newText.text == expected)
      #expect(allow.insertTextFormat.number == format)
      #expect(allow.detail.text == "required")
      #expect(items.compactMap(\.sortText.text) == items.compactMap(\.sortText.text).sorted())
      #expect(items.allSatisfy { !($0.textEdit.newText.text ?? "").contains("example") })
      if format == 1 {
        #expect(items.allSatisfy { !($0.textEdit.newText.text ?? "$").contains("$") })
        #expect(items.allSatisfy { $0.kind.number != 15 && $0.insertTextMode.node == nil })
      }
    }
  }

  @Test("What is replaced is the word that stands there, in the units of the editor")
  func replacesTheWord() throws {
    for (text, start, end, new) in [
      ("region: us-‸east\nname: a", 8, 15, "us-east-1"), ("region:‸", 7, 7, " us-east-1"),
      ("region: \"us‸\" # 😀", 9, 11, "us-east-1"),
      ("{\"😀\": 1, region: us‸}", 18, 20, "us-east-1"),
    ] {
      let (plain, place) = try Editor.cursor(in: text)
      var editor = try Editor()
      try editor.open(plain)
      let items = try editor.ask("completion", at: place).items.elements
      let edit = try #require(items.first { $0.label.text == "us-east-1" }).textEdit
      #expect(edit.range.start.character.number == start && edit.range.end.character.number == end)
      #expect(edit.newText.text == new)
    }
  }
}
