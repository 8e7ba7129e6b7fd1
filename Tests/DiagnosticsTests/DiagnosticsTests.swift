import Diagnostics
import TestSupport
import Testing
import Text

/// Order, number and names of what was found.
struct DiagnosticsTests {
  @Test func sortsByPlaceThenSeverityThenCode() {
    let found = diagnostics(
      in: "",
      Diagnostic(.slug, "e", at: range(2, 1, 2)),
      Diagnostic(.slug, "d", at: range(1, 9, 10)),
      Diagnostic(.unusedConnection, "c", at: range(1, 2, 3)),
      Diagnostic(.slug, "b", at: range(1, 2, 9)),
      Diagnostic(.accountID, "a", at: range(1, 2, 3)),
      Diagnostic(.fileTooLarge, "first", at: nil)
    )
    #expect(found.sorted.map(\.message) == ["first", "a", "b", "c", "d", "e"])
  }

  @Test func showsWhatWasFoundTwiceOnce() {
    let twice = Diagnostic(.slug, "a", at: range(1, 1, 2))
    let found = diagnostics(
      in: "",
      twice,
      twice,
      Diagnostic(.slug, "a", at: range(1, 1, 3)),
      Diagnostic(.slug, "a", at: range(1, 1, 2), help: "x")
    )
    #expect(found.sorted.count == 3)
    #expect(found.count(of: .error) == 3)
    #expect(found.count(of: .warning) == 0)
  }

  @Test func tellsOncePerPlaceAndShowsAFewOfTheOtherPlaces() {
    let several = (1...5).map { line in
      Diagnostic(.slug, "a", at: range(1, 1, 2), related: [.init("here", at: range(line, 3, 4))])
    }
    let other = Diagnostic(.slug, "a", at: range(1, 5, 6))
    var found = Diagnostics(for: SourceFile(name: "a.yaml", bytes: []))
    for diagnostic in several + [other] + several { found.report(diagnostic) }
    #expect(found.sorted.map(\.related.count) == [3, 0])
    #expect(found.sorted.first?.related.map(\.range.start.line) == [1, 2, 3])
  }

  @Test func onlyErrorsAreErrors() {
    let warning = diagnostics(in: "", Diagnostic(.unusedConnection, "a", at: nil))
    #expect(!warning.hasErrors)
    #expect(warning.count(of: .warning) == 1)
    #expect(diagnostics(in: "", Diagnostic(.slug, "a", at: nil)).hasErrors)
  }

  @Test func codesAreDifferentWords() {
    let words = DiagnosticCode.allCases.map(\.rawValue)
    #expect(Set(words).count == words.count)
    for word in words { #expect(word.wholeMatch(of: /[a-z]+[a-z0-9]*(-[a-z0-9]+)*/) != nil) }
  }

  @Test(arguments: [
    ("a\nb\n", 1, "a"), ("a\nb\n", 2, "b"), ("a\nb\n", 3, ""), ("a\nb\n", 4, nil), ("a\nb", 2, "b"),
    ("a\r\nb\r", 1, "a"), ("a\r\nb\r", 2, "b"), ("", 1, ""), ("", 2, nil), ("\n", 1, ""),
    ("a", 0, nil), ("a", -1, nil), ("é\n\u{2028}x", 2, "\u{2028}x"),
  ])
  func findsLines(text: String, number: Int, line: String?) {
    #expect(SourceFile(name: "a", bytes: Array(text.utf8)).line(number) == line)
  }

  @Test(arguments: [
    ("a/b/acme.yaml", "acme.yaml"), ("acme.yaml", "acme.yaml"), ("/", "/"), ("<stdin>", "<stdin>"),
  ])
  func namesFilesWithoutTheirFolder(name: String, base: String) {
    #expect(SourceFile(name: name, bytes: []).baseName == base)
  }
}

/// Thousands of diagnostics in a big file take a moment, and not the square of it.
struct ManyDiagnosticsTests {
  private func seconds(lines: Int, _ render: (Diagnostics) -> Int) -> Double {
    let text = String(repeating: "key: value of some length to make the file big\n", count: lines)
    var found = Diagnostics(for: SourceFile(name: "acme.yaml", bytes: Array(text.utf8)))
    for line in stride(from: 1, through: lines, by: 10) {
      found.report(.slug, "m\(line)", at: range(line, 6, 11))
    }
    let times = (0..<3).map { _ in processorSeconds { #expect(render(found) > 500) } }
    return times.min() ?? 0
  }

  @Test func takesTimeInProportion() {
    let renderer = TerminalRenderer(usesColor: false)
    let shows: [(String, (Diagnostics) -> Int)] = [
      ("terminal", { renderer.render($0).utf8.count }),
      ("JSON", { JSONRenderer.render([$0]).text.utf8.count }),
      ("SARIF", { SARIFRenderer.render([$0], toolVersion: "1").text.utf8.count }),
      ("GitHub", { GitHubRenderer.render([$0]).utf8.count }),
    ]
    for (name, show) in shows {
      let (small, large) = (seconds(lines: 5_000, show), seconds(lines: 20_000, show))
      print("\(name): 500 diagnostics \(small) s, 2,000 diagnostics \(large) s")
      #expect(large < 10 * small, "\(name)")
    }
  }
}

/// Which name is offered for a misspelt one.
struct ClosestMatchTests {
  private static let table: [(String, [String], String?)] = [
    ("regoin", ["region", "name"], "region"),  // an exchange of neighbors
    ("regions", ["region"], "region"),  // a letter too many
    ("regon", ["region"], "region"),  // one too few
    ("rekion", ["region"], "region"),  // another one
    ("rgeoin", ["region"], "region"),  // two edits
    ("rgxino", ["region"], nil),  // three
    ("External_ID", ["externalId"], "externalId"),  // case counts for nothing
    ("externalid", ["externalId"], "externalId"),
    ("id", ["ix"], "ix"),  // half of the characters
    ("id", ["xx"], nil),
    ("a", ["b"], "b"),
    ("abc", ["axx"], nil),
    ("region", [], nil),
    ("", ["ab"], nil),
    ("name", ["names", "name"], "name"),  // the nearest
    ("nam", ["nama", "name"], "nama"),  // the first of equally near ones
    ("région", ["region"], "region"),  // bytes: é is two of them
    ("us-esat-1", ["us-east-1", "us-west-1"], "us-east-1"),
  ]

  @Test(arguments: table)
  func findsTheNearest(text: String, candidates: [String], match: String?) {
    #expect(closestMatch(to: text, among: candidates) == match)
  }

  @Test func asksWhatWasMeant() {
    #expect(suggestion(for: "regoin", among: ["region"]) == "; did you mean 'region'?")
    #expect(suggestion(for: "zone", among: ["region"]) == "")
  }

  @Test func looksForNoMatchOfALongText() {
    let long = String(repeating: "a", count: 101)
    #expect(closestMatch(to: long, among: [long]) == nil)
    #expect(closestMatch(to: String(long.dropLast()), among: [long]) == long)
  }
}
