import Foundation
import TestSupport
import Testing
import Text

/// Differences as text, and what `patch` makes of them.
struct UnifiedDiffTests {
  private func check(
    _ old: String,
    _ new: String,
    _ hunks: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    let header = hunks.isEmpty ? "" : "--- a.yaml (on disk)\n+++ a.yaml (compiled)\n"
    let found = UnifiedDiff.text(from: old, to: new, path: "a.yaml")
    #expect(Array(found.utf8) == Array((header + hunks).utf8), sourceLocation: location)
  }

  @Test func saysNothingOfEqualTexts() {
    check("a\nb\n", "a\nb\n", "")
    check("", "", "")
  }

  @Test func showsAChangeWithTheLinesAroundIt() {
    check(
      "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
      "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
      "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
    )
  }

  @Test func showsTheEndWithoutALineThatIsNotThere() {
    check("a\nb\n", "a\nb\nc\n", "@@ -1,2 +1,3 @@\n a\n b\n+c\n")
  }

  @Test func showsTextsThatAreMadeAndEmptied() {
    check("", "a\n", "@@ -0,0 +1,1 @@\n+a\n")
    check("a\n", "", "@@ -1,1 +0,0 @@\n-a\n")
  }

  @Test func saysWhereALineBreakIsMissing() {
    check("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n")
  }

  @Test func tellsLinesApartByTheirBytes() {
    check("e\u{301}\n", "é\n", "@@ -1,1 +1,1 @@\n-e\u{301}\n+é\n")
    check("a\r\nb\r\n", "a\r\nb\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+b\n")
  }

  @Test(.enabled(if: Checkout.tool("patch") != nil), .timeLimit(.minutes(15)))
  func patchMakesTheNewTextOfTheOld() throws {
    var random = SplitMix64(seed: 31)
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var diffs = ""
    var expected: [(name: String, text: String)] = []
    for number in 0..<300 {
      let old = Self.text(&random)
      let new = random.oneIn(10) ? Self.text(&random) : Self.edited(old, &random)
      let name = "f\(number)"
      try Data(old.utf8).write(to: folder.appending(path: name))
      let diff = UnifiedDiff.text(from: old, to: new, path: name)
      diffs += diff.replacing(" (on disk)", with: "").replacing(" (compiled)", with: "")
      expected.append((name, new))
    }
    let program = try #require(Checkout.tool("patch"))
    let run = try Run(program, ["-p0", "--fuzz=0", "-s"], input: diffs, in: folder)
    #expect(run.output + run.errors == "")
    for (name, text) in expected {
      let found = try? Data(contentsOf: folder.appending(path: name))
      #expect((found ?? Data()) == Data(text.utf8), "\(name)")
    }
    print("unified differences applied by patch: \(expected.count) pairs")
  }

  /// Few different lines, so that many of them are equal; the last may lack its line break.
  private static func text(_ random: inout SplitMix64) -> String {
    let lines = (0..<random.number(0...40)).map { _ in
      random.pick(["a", "b", "", "  c", "+d", "-e", "\\ f", "@@ g"]) + "\n"
    }
    let text = lines.joined()
    return random.oneIn(5) && !text.isEmpty ? String(text.dropLast()) : text
  }

  private static func edited(_ text: String, _ random: inout SplitMix64) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<random.number(0...4) {
      let place = random.number(0...(lines.count - 1))
      switch random.number(0...2) {
      case 0: lines.insert("new", at: place)
      case 1: lines[place] = "other"
      default: if lines.count > 1 { lines.remove(at: place) }
      }
    }
    return lines.joined(separator: "\n")
  }
}
