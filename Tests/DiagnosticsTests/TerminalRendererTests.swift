import Diagnostics
import TestSupport
import Testing

/// What a person sees, as whole screens.
struct TerminalRendererTests {
  private func check(
    _ diagnostics: Diagnostics,
    _ expected: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    let found = TerminalRenderer(usesColor: false).render(diagnostics)
    #expect(found == expected, sourceLocation: location)
  }

  @Test func showsPlaceRuleLineAndRemedy() {
    check(
      diagnostics(
        in: "name: acme\nregoin: us-east-1\n",
        Diagnostic(.unknownKey, "a spec has no 'regoin'", at: range(2, 1, 7), help: "write region")
      ),
      """
      acme.yaml:2:1: error[unknown-key]: a spec has no 'regoin'
        2 | regoin: us-east-1
          | ^^^^^^
        help: write region


      """
    )
  }

  @Test func showsOtherPlaces() {
    check(
      diagnostics(
        in: "a: 1\nb: 2\na: 3",
        Diagnostic(
          .duplicateKey,
          "'a' twice",
          at: range(3, 1, 2),
          related: [.init("the first one stands here", at: range(1, 1, 2))]
        )
      ),
      """
      acme.yaml:3:1: error[duplicate-key]: 'a' twice
        3 | a: 3
          | ^
      acme.yaml:1:1: note: the first one stands here
        1 | a: 1
          | ^


      """
    )
  }

  @Test func showsAFileWithoutAPlace() {
    check(
      diagnostics(in: "", Diagnostic(.fileTooLarge, "too large", at: nil)),
      "acme.yaml: error[file-too-large]: too large\n\n"
    )
  }

  @Test func showsNothingOfNothing() {
    check(diagnostics(in: "a: b"), "")
  }

  @Test(arguments: [
    ("a: b c", range(1, 4, 7), "  1 | a: b c", "    |    ^^^"),
    // A tab and a right-to-left mark are spelled out, and the caret stands under the value.
    ("\ta\u{202E}: b", range(1, 5, 6), #"  1 | \u{9}a\u{202E}: b"#, "    |                ^"),
    // Wide characters take two columns, marks none.
    ("世界: b", range(1, 5, 6), "  1 | 世界: b", "    |       ^"),
    ("x: 世界", range(1, 4, 6), "  1 | x: 世界", "    |    ^^^^"),
    ("e\u{301}e\u{301}: b", range(1, 7, 8), "  1 | e\u{301}e\u{301}: b", "    |     ^"),
    ("# 😀 b", range(1, 5, 6), "  1 | # 😀 b", "    |      ^"),
    // The end of a line, and past it.
    ("ab", range(1, 3, 4), "  1 | ab", "    |   ^"),
    ("ab", range(1, 9, 12), "  1 | ab", "    |   ^"),
    ("ab\r", range(1, 1, 3), "  1 | ab", "    | ^^"),
    ("", range(1, 1, 2), "  1 | ", "    | ^"),
  ])
  func putsTheCaretUnderTheRange(
    line: String,
    range: SourceRange,
    shown: String,
    caret: String
  ) {
    let found = diagnostics(in: line, Diagnostic(.slug, "m", at: range))
    check(found, "acme.yaml:1:\(range.start.column): error[slug]: m\n\(shown)\n\(caret)\n\n")
  }

  @Test func marksARangeOfSeveralLinesToTheEndOfItsFirst() {
    let several = SourceRange(
      SourcePosition(line: 1, column: 3),
      SourcePosition(line: 2, column: 2)
    )
    check(
      diagnostics(in: "abcdef\nxyz", Diagnostic(.slug, "m", at: several)),
      "acme.yaml:1:3: error[slug]: m\n  1 | abcdef\n    |   ^^^^\n\n"
    )
  }

  @Test func cutsALongLineAroundTheCaret() throws {
    let line = String(repeating: "a", count: 5_000) + "BAD" + String(repeating: "z", count: 5_000)
    let found = TerminalRenderer(usesColor: false).render(
      diagnostics(in: line, Diagnostic(.slug, "m", at: range(1, 5_001, 5_004)))
    )
    let lines = found.split(separator: "\n").map(Array.init)
    try #require(lines.count == 3)
    #expect(lines[1].count <= 180)
    let start = try #require(lines[2].firstIndex(of: "^"))
    #expect(String(lines[1][start..<(start + 3)]) == "BAD")
    #expect(lines[2].count { $0 == "^" } == 3)
  }

  @Test func colorsOnlyWhereItMay() {
    let found = diagnostics(in: "a", Diagnostic(.unusedConnection, "m", at: range(1, 1, 2)))
    let colored = TerminalRenderer(usesColor: true).render(found)
    #expect(colored.hasPrefix("acme.yaml:1:1: \u{1B}[1;33mwarning[unused-connection]\u{1B}[0m: "))
    #expect(!TerminalRenderer(usesColor: false).render(found).contains("\u{1B}"))
  }
}

/// What somebody writes never reaches a terminal or a log as anything but text.
struct TerminalInjectionTests {
  /// Whether no byte of the output does anything, and no line could be a command to a runner of
  /// GitHub, which reads `::name::` in front of a line and `##[name]` anywhere.
  private func isHarmless(_ output: String) -> Bool {
    let scalars = output.unicodeScalars
    let isInert = scalars.allSatisfy { scalar in
      if scalar == "\n" { return true }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        return false
      default: return true
      }
    }
    let lines = output.utf8.split(separator: 0x0A).map { Array($0) }
    return isInert && !contains(Array(output.utf8), "##[")
      && lines.allSatisfy { line in !line.drop { $0 == 0x20 }.starts(with: "::".utf8) }
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    bytes.indices.contains { bytes[$0...].starts(with: text.utf8) }
  }

  @Test func showsHostileTextAsText() {
    var random = SplitMix64(seed: 6)
    let renderer = TerminalRenderer(usesColor: false)
    var failures: [String] = []
    let count = 5_000
    for _ in 0..<count {
      func text() -> String { random.pick(hostileTexts) + random.pick(["", "x", "\n", "\u{1B}"]) }
      let (name, value, content) = (text(), text(), text() + text())
      let place = range(random.number(1...3), random.number(1...20), random.number(1...30))
      let found = diagnostics(
        in: content,
        named: name,
        Diagnostic(
          .slug,
          random.oneIn(2) ? quoted(value) : value,
          at: random.oneIn(8) ? nil : place,
          related: random.oneIn(2) ? [.init(text(), at: place)] : [],
          help: random.oneIn(2) ? text() : nil
        )
      )
      let output = renderer.render(found)
      if !isHarmless(output) { failures.append(output) }
    }
    #expect(failures.prefix(3) == [])
    print("hostile diagnostics on a terminal: \(count)")
  }

  @Test(arguments: [
    ("a\u{1B}[2Jb", #"'a\u{1B}[2Jb'"#),
    ("\u{202E}", #"'\u{202E}'"#),
    ("é世", "'é世'"),
    ("##[error]", #"'##\u{5B}error]'"#),
    ("#[a]", "'#[a]'"),
    ("", "''"),
  ])
  func quotes(text: String, shown: String) {
    #expect(quoted(text) == shown)
  }

  @Test func cutsALongTextInItsMiddle() {
    let text = String(repeating: "a", count: 60) + String(repeating: "b", count: 60)
    let half = { (letter: String) in String(repeating: letter, count: 40) }
    #expect(quoted(text) == "'" + half("a") + "…" + half("b") + "'")
    #expect(quoted(half("a") + half("b")) == "'" + half("a") + half("b") + "'")
  }
}
