import Testing
import Text
import YAML

/// Which strings stand without quotes, and which quotes the others have.
struct WriterScalarTests {
  private func written(_ text: String) -> String {
    var buffer = TextBuffer()
    Writer.write([Writer.Entry("k", .text(text))], to: &buffer)
    return String(buffer.text.dropFirst(3).dropLast())
  }

  @Test(arguments: [
    "a", "acme-logs", "/aws/firehose/acme", "_x", "arn:aws:s3:::acme-logs/*", "AWS::IAM::Role",
    "s3:GetObject", "s3:*", "https://listener.logz.io:8053", "two words", "opentelemetry1.0",
    "Nothing", "yesterday", "nullable", "falsey", "a, b (c)", "name=value@x;y",
  ])
  func leavesPlain(_ text: String) {
    #expect(written(text) == text)
  }

  @Test(arguments: [
    "", " ", " a", "a ", "a: b", "a:", ":a", "a #b", "#a", "- a", "-a", "-", "---", "?a", "? a",
    "*", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "{a", "}", "[a", "]", ",a", "~", "=", "<<",
    "y", "Y", "n", "yes", "No", "ON", "off", "true", "False", "null", "NULL", ".inf", ".nan",
    "012", "0x1F", "0o17", "0b1", "1", "-1", "+1", "1.5", ".5", "1e3", "1_000", "1,000", "1:30",
    "2026-11-21", "111122223333", "4f", "it's", "a'b", "50%", "a&b", "a!b", "${a}", "a|b",
  ])
  func putsInDoubleQuotes(_ text: String) {
    #expect(written(text) == "\"\(text)\"")
  }

  @Test(arguments: [#"a"b"#, #"{"a":1}"#, #"a\b"#, "\"", "\\"])
  func putsInSingleQuotesWhatWouldNeedEscapes(_ text: String) {
    #expect(written(text) == "'\(text)'")
  }

  @Test(arguments: [
    ("it's \"so\"", #""it's \"so\"""#),
    ("a\nb", #""a\nb""#),
    ("\t\r", #""\t\r""#),
    ("\u{0}\u{7F}\u{85}", #""\u0000\u007F\u0085""#),
    ("caf\u{E9} \u{1F600}", #""caf\u00E9 \U0001F600""#),
  ])
  func escapes(_ text: String, _ expected: String) {
    #expect(written(text) == expected)
  }
}
