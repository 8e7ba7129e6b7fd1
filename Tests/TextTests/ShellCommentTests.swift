import Testing
import Text

/// Comments that end where their line ends.
struct ShellCommentTests {
  @Test(arguments: [
    ("", "#"),
    ("plain", "# plain"),
    ("a\ntouch x", #"# a\u{a}touch x"#),
    ("a\r\nb", #"# a\u{d}\u{a}b"#),
    ("$(touch x) `y` \\", #"# $(touch x) `y` \"#),
    ("\u{1B}[2J\u{202E}é", #"# \u{1b}[2J\u{202e}\u{e9}"#),
  ])
  func staysOnItsLine(text: String, comment: String) {
    #expect(ShellComment(text).description == comment)
  }
}
