import Diagnostics
import Testing
import YAML

/// What the formatter makes of each thing that a person writes.
@Suite("The formatter") struct FormatterTests {
  /// Expects a layout, and that it stays as it is.
  private func check(
    _ text: String,
    _ expected: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for text in [text, expected] {
      var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
      let new = formatted(&diagnostics).map { String(decoding: $0, as: UTF8.self) }
      #expect(new == expected, sourceLocation: sourceLocation)
      #expect(!diagnostics.hasErrors, sourceLocation: sourceLocation)
    }
  }

  @Test func indentsByTwo() {
    check(
      "a:\n      b:\n       - c\n       -    d: 1\n            e: 2\n",
      "a:\n  b:\n    - c\n    - d: 1\n      e: 2\n"
    )
    check("a:\n- b\n-   - c\n    - d\n", "a:\n  - b\n  - - c\n    - d\n")
    check("  a: 1\n  b: 2\n", "a: 1\nb: 2\n")
    check("a:\n- \n  b: 1\n-\n- c\n", "a:\n  - b: 1\n  -\n  - c\n")
  }

  @Test func keepsOneBlankLine() {
    check("\n\na: 1\n\n\n  \nb: 2\n\n\n", "a: 1\n\nb: 2\n")
    check("a:\n\n  b: 1\n\n\n  # c\n\n\n  c: 1", "a:\n\n  b: 1\n\n  # c\n\n  c: 1\n")
    check("a: >-\n  text\n\n\nb: 1\n", "a: text\n\nb: 1\n")
    check("a: 1\r\nb: 2 \t\r\n# c  \r\n", "a: 1\nb: 2\n# c\n")
  }

  @Test func keepsQuotesThatAreNeeded() {
    check("account: '111122223333'\n", "account: \"111122223333\"\n")
    check(
      "a: 111122223333\nb: 30\nc: true\nd: ~\ne:\n",
      "a: 111122223333\nb: 30\nc: true\nd: ~\ne:\n"
    )
    check(
      "a: \"yes\"\nb: \"2026-11-21\"\nc: '012'\nd: \"\"\ne: \"null\"\n",
      "a: \"yes\"\nb: \"2026-11-21\"\nc: \"012\"\nd: \"\"\ne: \"null\"\n"
    )
    check(
      "\"a\": 'us-east-1'\n\"s3:prefix\": \"ledger/*\"\n",
      "a: us-east-1\ns3:prefix: ledger/*\n"
    )
    check("a: [\"arn:aws:s3:::b/*\", 'b']\n", "a: [\"arn:aws:s3:::b/*\", b]\n")
    check("a: 'say \"hi\"'\nb: 'it''s'\nc: \"a\\u0042\"\n", "a: 'say \"hi\"'\nb: \"it's\"\nc: aB\n")
    check("a: \"ünï\"\nb: ünï\nc: \"\\u202E\"\n", "a: \"ünï\"\nb: ünï\nc: \"\\u202E\"\n")
  }

  @Test func writesTextOfSeveralLinesOnOne() {
    check("a: >-\n    one\n    two\nb: |-\n  three\n", "a: one two\nb: three\n")
    check("a: \"one\n  two\"\nb: three\n  four\n", "a: one two\nb: three four\n")
    check("a: |\n  one\n  two\n", "a: \"one\\ntwo\\n\"\n")
    check("? a\n: b\n? c\n", "a: b\nc:\n")
  }

  @Test func tidiesBrackets() {
    check("a: {b : 1,c:   [d,e ], \"f\":2,}\n", "a: {b: 1, c: [d, e], f: 2}\n")
    check("a: [ ]\nb: { }\nc: [\n]\n", "a: []\nb: {}\nc: []\n")
    check("a: [b: c, d]\n", "a: [{b: c}, d]\n")
    check("{a: 1, b: [2]}\n", "a: 1\nb: [2]\n")
    check("[]", "[]\n")
  }

  @Test func writesBracketsOfSeveralLinesAsLines() {
    check(
      "a: [b,  # one\n  # two\n  c: [d, e],\n  {f: 1,\n   g: 2}\n  # three\n  ]  # four\nh: 1\n",
      "a:\n  - b  # one\n  # two\n  - {c: [d, e]}\n  - f: 1\n    g: 2\n  # three\n  # four\nh: 1\n"
    )
    check("a: [ # one\n  b]\n", "a:  # one\n  - b\n")
    check("- [ # one\n  b]\n", "# one\n- - b\n")
    check("a: [ # one\n  ] # two\nb: 1\n", "# one\na: []  # two\nb: 1\n")
    check("{\"a\": {\n\"b\": [\"c\"]}}\n", "a:\n  b: [c]\n")
  }

  @Test func keepsCommentsAtTheirBlock() {
    check(
      "# head\na:\n    # of b\n    b: 1\n    # end of a\n# of c\nc: 1\n# end\n",
      "# head\na:\n  # of b\n  b: 1\n  # end of a\n# of c\nc: 1\n# end\n"
    )
    check(
      "a:\n- b: 1\n  # of the item\n- c: 1\n# of d\nd:\n   # alone in d\ne: 1\n",
      "a:\n  - b: 1\n    # of the item\n  - c: 1\n# of d\nd:\n  # alone in d\ne: 1\n"
    )
    check("a: 1\n    # of a\nb: 2\n # of c\nc: 3\n", "a: 1\n  # of a\nb: 2\n# of c\nc: 3\n")
    check("a:\n- # one\n  # two\n  b: 1\n", "a:\n  # one\n  # two\n  - b: 1\n")
    check("#a\n---  # b\n#c\nd: 1\n...\n# e\n", "#a\n---  # b\n#c\nd: 1\n# e\n")
  }

  @Test func findsAPlaceForCommentsBetweenKeyAndValue() {
    check("a: # one\n  b\n", "a: b  # one\n")
    check("a: # one\n  b # two\n", "# one\na: b  # two\n")
    check("a:\n  # one\n  # two\n  b\n", "# one\n# two\na: b\n")
    check("a: >- # one\n  b\n# two\nc: 1\n", "a: b  # one\n# two\nc: 1\n")
    check("- >- # one\n  b\n", "- b  # one\n")
  }

  @Test func alignsCommentsOfNeighbours() {
    check("a: 1 # x\nbcd: 2 # y\n", "a: 1  # x\nbcd: 2  # y\n")
    check("a: 1      # x\nbcd: 2    # y\n", "a: 1      # x\nbcd: 2    # y\n")
    check(
      "a: 1      # x\nbcd: 2  # y\nc: 3\nd: 4    # z\n",
      "a: 1      # x\nbcd: 2    # y\nc: 3\nd: 4    # z\n"
    )
    check("a: 1      # x\nbcd: 234567890 # y\n", "a: 1      # x\nbcd: 234567890  # y\n")
    check("a: 1      # x\nbcd: 23 # y\n", "a: 1      # x\nbcd: 23   # y\n")
  }

  @Test func keepsCommentsThatContinueOthersBelowThem() {
    check("a: 1    # x\n        # y\nb: 2\n", "a: 1    # x\n        # y\nb: 2\n")
    check("a:    # x\n      # y\n    b: 2\n", "a:    # x\n      # y\n  b: 2\n")
    check(
      "a: 123456789\n          # of a\nb: 2      # y\n",
      "a: 123456789\n          # of a\nb: 2      # y\n"
    )
    check("a: 1 # x\n     # y\n", "a: 1  # x\n      # y\n")
  }

  @Test(
    "Leaves what isn't the YAML of specs, and says why",
    arguments: [
      ("a: [1\n", "yaml-syntax"), ("a: &b 1\nc: *b\n", "yaml-anchor"), ("a: !b 1\n", "yaml-tag"),
      ("a: 1\n---\nb: 1\n", "second-document"), ("%YAML 1.2\n---\na: 1\n", "yaml-directive"),
      ("[a]: 1\n", "key-not-text"), ("", "empty-document"), ("# only\n", "empty-document"),
      ("a: \u{202E}1\n", "invisible-character"), ("\u{FEFF}a: 1\n", "byte-order-mark"),
    ]
  )
  func refuses(text: String, code: String) {
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    #expect(formatted(&diagnostics) == nil)
    #expect(diagnostics.sorted.map(\.code.rawValue).contains(code))
  }

  @Test("Lays out what only a spec must not say") func takesOtherMistakes() {
    check("a:  1\na:  2\n", "a: 1\na: 2\n")
    check("a:  ${b}\n<<:  {c: 1}\n", "a: ${b}\n<<: {c: 1}\n")
    check("yes:  NO\n", "yes: NO\n")
  }

  @Test("Refuses what would be longer on one line than YAML takes") func refusesLongLines() {
    let half = String(repeating: "x", count: 9000)
    for text in ["a: \(half)\n  \(half)\n", "? \(half)\n: 1\n"] {
      var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
      #expect(formatted(&diagnostics) == nil)
      #expect(diagnostics.sorted.map(\.code.rawValue) == ["line-too-long"])
    }
  }
}
