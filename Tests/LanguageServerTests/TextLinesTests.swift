import Diagnostics
import LanguageServer
import TestSupport
import Testing
import Text

/// Positions of the protocol, of diagnostics, and bytes.
@Suite("Positions") struct TextLinesTests {
  /// Letters of one, two, three and four bytes, marks, and all ends of lines.
  private static let pieces = [
    "a", " ", "é", "Ω", "漢", "😀", "𝄞", "e\u{301}", "\n", "\r\n", "\r",
  ]

  private static func text(_ random: inout SplitMix64, _ length: Int) -> String {
    (0..<length).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
  }

  /// Every place between two scalars, counted the slow way: line, UTF-8 and UTF-16 units, bytes.
  private static func places(
    in text: String
  ) -> [(line: Int, utf8: Int, utf16: Int, offset: Int)] {
    var (line, utf8, utf16, offset) = (0, 0, 0, 0)
    var places = [(0, 0, 0, 0)]
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      offset += String(scalar).utf8.count
      let isPair = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      if (scalar == "\n" || scalar == "\r") && !isPair {
        (line, utf8, utf16) = (line + 1, 0, 0)
      } else if !isPair {
        utf8 += String(scalar).utf8.count
        utf16 += String(scalar).utf16.count
      } else {
        // Nothing is between the two.
        continue
      }
      places.append((line, utf8, utf16, offset))
    }
    return places.map { (line: $0.0, utf8: $0.1, utf16: $0.2, offset: $0.3) }
  }

  @Test("Positions and offsets are each other's, in both encodings")
  func convertsBothWays() {
    var random = SplitMix64(seed: 1)
    var count = 0
    for length in 0..<300 {
      let text = Self.text(&random, length % 60)
      let lines = TextLines(Array(text.utf8))
      for place in Self.places(in: text) {
        count += 1
        let utf8 = TextPosition(line: place.line, character: place.utf8)
        let utf16 = TextPosition(line: place.line, character: place.utf16)
        #expect(lines.position(of: place.offset, .utf8) == utf8)
        #expect(lines.position(of: place.offset, .utf16) == utf16)
        #expect(lines.offset(of: utf8, .utf8) == place.offset)
        #expect(lines.offset(of: utf16, .utf16) == place.offset)
      }
    }
    print("places: \(count)")
    #expect(count > 5000)
  }

  @Test("Positions that aren't in the text become the nearest one before them")
  func clamps() {
    let lines = TextLines(Array("a😀b\nc".utf8))
    func offset(_ line: Int, _ character: Int, _ encoding: PositionEncoding = .utf16) -> Int {
      lines.offset(of: TextPosition(line: line, character: character), encoding)
    }
    #expect(offset(0, 99) == 6 && offset(9, 0) == 8 && offset(-1, 4) == 0 && offset(0, -4) == 0)
    // Between the halves of the picture.
    #expect(offset(0, 2) == 1 && offset(0, 3) == 5 && offset(0, 3, .utf8) == 1)
    #expect(lines.offset(of: SourcePosition(line: 1, column: 3)) == 5)
    #expect(lines.offset(of: SourcePosition(line: 1, column: 99)) == 6)
    #expect(lines.offset(of: SourcePosition(line: 9, column: 1)) == 8)
  }

  @Test("A mistake behind pictures in a comment is underlined where it stands")
  func underlinesBehindPictures() throws {
    // Libyaml counts scalars, the editor halves of UTF-16 or bytes.
    let text = "# 😀😀\nname: acme # 𝄞\n\"é😀x\": 1 # 😀\n"
    for (encoding, end) in [("utf-16", 6), ("utf-8", 9)] {
      var editor = try Editor("{\"general\": {\"positionEncodings\": [\"\(encoding)\"]}}")
      try editor.open(text)
      let all = try #require(editor.notices.last).params.diagnostics.elements
      let found = try #require(all.first { $0.code.text == "non-ascii-value" }).range
      #expect(found.start.line.number == 2 && found.start.character.number == 0)
      #expect(found.end.line.number == 2 && found.end.character.number == end)
    }
  }

  @Test("A text that is edited piece by piece is the text that the editor has")
  func followsEdits() throws {
    var random = SplitMix64(seed: 3)
    var count = 0
    for encoding in PositionEncoding.allCases {
      var editor = try Editor("{\"general\": {\"positionEncodings\": [\"\(encoding.rawValue)\"]}}")
      var text = Self.text(&random, 40)
      try editor.open(text)
      for version in 2..<150 {
        var changes: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let places = Self.places(in: text)
          let ends = [places.randomElement(using: &random), places.randomElement(using: &random)]
            .compactMap { $0 }.sorted { $0.offset < $1.offset }
          let new = Self.text(&random, Int.random(in: 0...4, using: &random))
          let range = ends.map { place in
            let character = encoding == .utf8 ? place.utf8 : place.utf16
            return "{\"line\": \(place.line), \"character\": \(character)}"
          }
          changes.append(
            "{\"range\": {\"start\": \(range[0]), \"end\": \(range[1])}, \"text\": "
              + JSON.string(new).compactText + "}"
          )
          var bytes = Array(text.utf8)
          bytes.replaceSubrange(ends[0].offset..<ends[1].offset, with: new.utf8)
          text = String(decoding: bytes, as: UTF8.self)
          count += 1
        }
        try editor.tell(
          "textDocument/didChange",
          """
          {"textDocument": {"uri": "\(Editor.uri)", "version": \(version)},
           "contentChanges": [\(changes.joined(separator: ", "))]}
          """
        )
        #expect(editor.server.text(of: Editor.uri) == Array(text.utf8))
      }
    }
    print("edits: \(count)")
  }

  @Test("Addresses and paths are each other's")
  func readsAddresses() {
    for path in ["/a/b.yaml", "/a b/ü/100%.yaml", "/x/#?[1].yaml", "/"] {
      #expect(TextDocument.path(of: TextDocument.uri(of: path)) == path)
    }
    #expect(TextDocument.uri(of: "/a b.yaml") == "file:///a%20b.yaml")
    #expect(TextDocument.path(of: "file://localhost/a") == "/a")
    #expect(TextDocument.path(of: "untitled:Untitled-1") == nil)
    #expect(TextDocument.path(of: "file://server/share/a") == nil)
    #expect(TextDocument.path(of: "file:///a%zz%2") == "/a%zz%2")
  }
}
