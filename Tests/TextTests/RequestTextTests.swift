import TestSupport
import Testing
import Text

/// What values become in Terraform's language and in a configuration of curl; that readers of both
/// give the values back is tested with real readers, in `Tests/EndToEnd`.
struct RequestTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a\"b", #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb\tc\rd", #"a\nb\tc\rd"#),
    ("${x}", #"\u0024{x}"#), ("$${x}", #"\u0024\u0024{x}"#), ("%{if}", #"\u0025{if}"#),
    ("é", #"\u00e9"#), ("\u{1F600}", #"\U0001f600"#), ("\u{0}\u{7F}", #"\u0000\u007f"#), ("", ""),
  ])
  func isTheContentOfAStringOfTerraform(text: String, expected: String) {
    #expect(TerraformText(text).description == expected)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\"b", #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb\tc\rd", #"a\nb\tc\rd"#),
    ("${x}", "${x}"), ("\u{B}", #"\v"#), ("", ""),
  ])
  func isTheContentOfAParameterOfCurl(text: String, expected: String) {
    #expect(CurlText(text).description == expected)
  }

  @Test func neverEndsItsString() {
    var random = SplitMix64(seed: 20_261_121)
    let alphabet = "\"\\\n\r\t ${}%'#\u{0}\u{B}é\u{301}\u{1F600}ab"
    for _ in 0..<20_000 {
      let text = random.text(random.number(0...12), of: alphabet)
      for encoded in [TerraformText(text).description, CurlText(text).description] {
        var isEscaped = false
        for byte in encoded.utf8 {
          if isEscaped {
            isEscaped = false
            continue
          }
          #expect(byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n"), "\(text)")
          isEscaped = byte == UInt8(ascii: "\\")
        }
        #expect(!isEscaped, "\(text)")
      }
    }
    print("texts that stay in their strings: 20,000, in two languages")
  }
}
