import Foundation
import Testing
import Text

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("Markup") struct MarkupTests {
  @Test(
    "Text and values stay what they are, and what can't be seen is written out",
    arguments: [
      ("plain", "plain"),
      ("a < b && c > \"d\" 'e'", "a &lt; b &amp;&amp; c &gt; &quot;d&quot; 'e'"),
      ("</style><script>", "&lt;/style&gt;&lt;script&gt;"),
      ("]]>", "]]&gt;"),
      ("&lt;", "&amp;lt;"),
      ("a\nb\t\0", #"a\u{a}b\u{9}\u{0}"#),
      ("\u{202E}\u{E9}", #"\u{202e}\u{e9}"#),
      ("", ""),
    ]
  )
  func encodes(text: String, encoded: String) {
    #expect(Markup.encoded(text) == encoded)
    #expect(Markup.tag("p", [:], text).html == "<p>\(encoded)</p>")
    #expect(Markup.tag("p", ["title": text]).xml == "<p title=\"\(encoded)\"/>")
  }

  @Test("XML closes what is empty, HTML only what has no end")
  func closes() {
    let part = Markup.tag("p", [:], [.tag("br"), .tag("b"), .text("x")])
    #expect(part.xml == "<p><br/><b/>x</p>")
    #expect(part.html == "<p><br><b></b>x</p>")
  }

  @Test("White space is added between elements only, where nobody sees it")
  func breaksLines() {
    let list = Markup.tag(
      "ul",
      [:],
      [.tag("li", [:], "a"), .tag("li", [:], [.text("b "), .tag("i")])]
    )
    #expect(list.html == "<ul>\n<li>a</li>\n<li>b <i></i></li>\n</ul>")
    #expect(Markup.tag("pre", [:], [.lines(["a <", "  b"])]).html == "<pre>a &lt;\n  b</pre>")
  }

  @Test("A style sheet stands as it is")
  func writesStyles() {
    let style = Markup.tag("style", [:], [.lines(["a > b { c: 'd' }", "e { f: g }"])])
    #expect(style.html == "<style>a > b { c: 'd' }\ne { f: g }</style>")
    #expect(style.xml == style.html)
  }

  /// Foundation's reader of XML, which is libxml2, reads back what was written.
  @Test("Hostile texts are read back by a parser of XML")
  func survivesAParser() throws {
    var count = 0
    for text in HostileText(2_000, seed: 7) {
      let part = Markup.tag("a", ["b": text], [.tag("c", [:], text), .tag("d"), .text("")])
      let shown = Markdown.printable(text)
      let read = try XMLReading(part.xml)
      #expect(read.names == ["a", "c", "d"] && read.value == shown && read.text == shown)
      count += 1
    }
    print("hostile texts read back by a parser of XML: \(count)")
  }

  @Test("A text that isn't encoded would be found out")
  func noticesBrokenText() {
    #expect(throws: (any Error).self) { try XMLReading("<a b=\"x\"><c>a < b</c></a>") }
  }
}

@Suite("Palette and Base64") struct StyleTests {
  @Test("A palette is a rule for each scheme")
  func writesPalettes() {
    let palette = Palette([("ink", "000000", "ffffff"), ("sky", "0000aa", "aaaaff")])
    #expect(
      palette.css(on: ".x") == [
        ".x { --ink: #000000; --sky: #0000aa; }",
        "@media screen and (prefers-color-scheme: dark) {",
        "  .x { --ink: #ffffff; --sky: #aaaaff; }", "}",
      ]
    )
    #expect(palette["sky"]?.dark == "aaaaff" && palette["sea"] == nil)
  }

  /// The examples of RFC 4648, section 10, and every length up to 64 as Foundation has it.
  @Test("Base64 is that of RFC 4648")
  func writesBase64() {
    let examples = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]
    for (length, text) in examples.enumerated() {
      #expect(Base64.text(of: Array("foobar".utf8.prefix(length))) == text)
    }
    for length in 0..<64 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 151 + length) }
      #expect(Base64.text(of: bytes) == Data(bytes).base64EncodedString())
    }
  }
}

/// What a parser of XML finds: the names of all elements, the value of the only attribute, the text.
private final class XMLReading: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []
  private(set) var value = ""
  private(set) var text = ""

  init(_ document: String) throws {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    names.append(name)
    value += attributes["b"] ?? ""
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }
}
