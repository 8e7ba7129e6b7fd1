import Foundation
import TestSupport
import Testing
import Text

/// Words that a real shell reads back.
struct ShellWordTests {
  @Test(arguments: [
    ("", "''"),
    ("plain", "'plain'"),
    ("it's", #"'it'\''s'"#),
    ("'", #"''\'''"#),
    ("$(touch x) `y` \"z\" \\", #"'$(touch x) `y` "z" \'"#),
    ("a\nb", "'a\nb'"),
  ])
  func quotes(text: String, word: String) {
    #expect(ShellWord(text).description == word)
  }

  @Test func escapesAQuoteThatIsPartOfACharacter() {
    let word = ShellWord("'\u{301}; touch x; '\u{200D}")
    #expect(Array(word.description.utf8) == Array("''\\''\u{301}; touch x; '\\''\u{200D}'".utf8))
  }

  private static let pieces = [
    "'", "''", "\"", "$(touch CANARY)", "`touch CANARY`", "${IFS}", "$", "\\", "\\\\", "\n", "\r",
    "\r\n", "\t", "\u{1B}[2J", "\u{7}", "\u{202E}", "\u{2066}", "\u{200D}", "\u{301}", "'\u{301}",
    "é", "😀", "-", "--", "-n", "-rf", "~", "*", "?", "[a-z]", "!", "!!", "#", ";", "&", "&&", "|",
    ">CANARY", "<", "(", ")", "{", "}", "a=b", " ", "  ", "EOF", "\nEOF\n", "; touch CANARY;",
    "'; touch CANARY; '", "\u{7F}", "\u{85}", "x", "%s", "\\n", "\\0", "$'\\n'", "@",
  ]

  /// One process of bash prints 100,000 words, each behind its length, and another kind of shell
  /// syntax in them would leave a file or another byte.
  @Test(.enabled(if: Checkout.tool("bash") != nil), .timeLimit(.minutes(15)))
  func bashReadsBackHostileText() throws {
    var random = SplitMix64(seed: 12)
    let count = 100_000
    let texts = (0..<count).map { _ in
      (0..<random.number(0...6)).map { _ in random.pick(Self.pieces) }.joined()
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var script = TextBuffer()
    for text in texts { script.append("printf '%s\\0' \(ShellWord(text))\n") }
    let run = try Run(
      try #require(Checkout.tool("bash")),
      ["--noprofile", "--norc", "-s"],
      input: script.text,
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"],
      in: folder
    )
    #expect(run.errors == "")
    #expect(run.status == 0)
    let found = Array(run.output.utf8).split(separator: 0, omittingEmptySubsequences: false)
    try #require(found.count == count + 1)
    let mismatches = zip(found, texts).filter { !$0.elementsEqual($1.utf8) }.map(\.1)
    #expect(mismatches == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    print("shell words read back by bash: \(count) texts, \(mismatches.count) mismatches")
  }
}
