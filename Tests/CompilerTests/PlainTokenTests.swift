import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// Text without quotes that some YAML reader takes for a boolean, a number, a date or nothing, in
/// every place that takes text: refused, or read as the same text as with quotes; never turned into
/// something else.
@Suite struct PlainTokenTests {
  private static let tokens = [
    "NO", "no", "No", "nO", "yes", "Y", "y", "n", "on", "ON", "off", "true", "True", "FALSE", "~",
    "null", "Null", "NULL", "012", "0o14", "0x1F", "0b11", "1_000", "1:30", "1:30.5", "190:20:30",
    "1e3", "12e03", "1E+3", "+1", "-1", "1.", ".5", "1.5", ".inf", "-.INF", ".nan", "2026-11-21",
    "2026-1-2", "2026-11-21T10:00:00Z", "=", "<<", "012345670123", "000000000000", "111122223333",
    "089", "0", "1", "00", "1,000", "0x", "1e", "e3", "--1", "1-1", "0.0.0.0", "nullx", "yesterday",
  ]
  /// Those that every reader takes for text.
  private static let texts: Set = ["nullx", "yesterday", "e3", "nO"]

  private let compiler: Compiler

  init() throws {
    compiler = try #require(Compiler.shared)
  }

  /// The text of the files; nil when the spec is refused.
  private func output(of text: String) -> String? {
    let compilation = compiler.compile(SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    guard !compilation.diagnostics.hasErrors else { return nil }
    return compilation.files.map { $0.path + "\n" + $0.text }.joined()
  }

  @Test("never turns text into something else", arguments: SpecField.texts)
  func neverCoerces(in field: SpecField) {
    for token in Self.tokens {
      let plain = output(of: field.text(with: token))
      if !Self.texts.contains(token) && !token.contains(",") && plain != nil {
        let quoted = output(of: field.text(with: "\"\(token)\""))
        #expect(plain == quoted, "\(token)")
      }
    }
  }

  @Test("refuses without quotes what some reader takes for something else")
  func refusesPlainTokens() {
    var (refused, taken) = (0, 0)
    for field in SpecField.texts {
      for token in Self.tokens {
        if output(of: field.text(with: token)) == nil { refused += 1 } else { taken += 1 }
      }
    }
    let count = SpecField.texts.count * Self.tokens.count
    print("plain tokens: \(count) pairs of token and place, \(refused) refused, \(taken) as text")
  }
}
