import Diagnostics
import Foundation
import Testing
import YAML

/// Which bytes a spec may hold, and where the others are found.
struct ByteCheckTests {
  /// Whether a scalar may not stand anywhere, by its general category alone.
  private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar != "\t" && scalar != "\n"
    case .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static let scalars = (0...0x10_FFFF).compactMap(Unicode.Scalar.init)

  /// Every scalar of Unicode that shows nothing, twenty to a file: each at its line and column.
  @Test func refusesEveryInvisibleScalarInComments() {
    // Planes without a letter are long runs of one kind: every sixteenth of them will do.
    let isThorough = ProcessInfo.processInfo.environment["THOROUGH"] == "1"
    let refused = Self.scalars.filter { scalar in
      let isInRun = (0x4_0000..<0xE_0000).contains(scalar.value) || scalar.value >= 0xE_1000
      return (isThorough || !isInRun || scalar.value.isMultiple(of: 16))
        && scalar != "\r" && Self.isRefused(scalar)
    }
    var failures: [String] = []
    for start in stride(from: 0, to: refused.count, by: 20) {
      let group = refused[start..<min(start + 20, refused.count)]
      let text = group.map { "# é\($0)\n" }.joined() + "a: b\n"
      let reading = Reading(text)
      let places = reading.diagnostics.sorted.compactMap(\.range?.start)
      let expected = (1...group.count).map { SourcePosition(line: $0, column: 4) }
      if reading.root != nil || places != expected {
        failures.append("U+" + String(refused[start].value, radix: 16))
      }
    }
    #expect(failures.prefix(5) == [])
    #expect(refused.count > 100_000)
    print("invisible scalars refused at their place: \(refused.count)")
  }

  @Test func acceptsEveryOtherScalarInComments() {
    let accepted = Self.scalars.filter { !Self.isRefused($0) && $0 != "\n" }
    var text = ""
    for start in stride(from: 0, to: accepted.count, by: 1_000) {
      text += "# "
      text.unicodeScalars.append(contentsOf: accepted[start..<min(start + 1_000, accepted.count)])
      text += "\n"
    }
    let reading = Reading(text + "a: b\n")
    #expect(reading.findings == [])
    #expect(reading.outline.hasSuffix(" a: \(text.utf8.count { $0 == 0x0A } + 1):4-5 b}"))
    print("visible scalars accepted in comments: \(accepted.count)")
  }

  @Test(arguments: [
    ("# a\u{0}b", "control-character 1:4"), ("# \u{1B}", "control-character 1:3"),
    ("# \u{7F}", "control-character 1:3"), ("# \u{9B}", "control-character 1:3"),
    ("a: b\r", "control-character 1:5"), ("a: b\rc: d\n", "control-character 1:5"),
    ("a: b\r\r\n", "control-character 1:5"), ("a:\u{B}b", "control-character 1:3"),
    ("a:\u{C}b", "control-character 1:3"), ("a: b\u{85}c: d", "line-separator 1:5"),
    ("# \u{2028}", "line-separator 1:3"), ("'\u{2029}': a", "line-separator 1:2"),
    ("a: b\n# \u{202E}", "invisible-character 2:3"), ("# 世界\u{2066}", "invisible-character 1:5"),
    ("# \u{AD}", "invisible-character 1:3"), ("# \u{61C}", "invisible-character 1:3"),
    ("# \u{200B}", "invisible-character 1:3"), ("# \u{E0001}", "invisible-character 1:3"),
    ("# a\u{FEFF}", "invisible-character 1:4"), ("# \u{E000}", "invisible-character 1:3"),
    ("# \u{FFFE}", "invisible-character 1:3"), ("# \u{10FFFF}", "invisible-character 1:3"),
    ("\u{FEFF}a: b", "byte-order-mark 1:1"),
  ])
  func refuses(text: String, finding: String) {
    let reading = Reading(text)
    #expect(reading.findings == [finding])
    #expect(reading.root == nil)
  }

  @Test func takesWindowsLineBreaks() {
    #expect(Reading("a: b\r\nc: d\r\n").outline == "{1:1-2 a: 1:4-5 b, 2:1-2 c: 2:4-5 d}")
  }

  /// What the Unicode standard calls ill-formed (chapter 3, table 3-7), and the encodings that
  /// libyaml would read.
  private static let illFormed: [([UInt8], String)] = [
    ([0x80], "a lone continuation"), ([0xBF], "a lone continuation"),
    ([0xC0, 0xAF], "overlong"), ([0xC1, 0xBF], "overlong"), ([0xC0, 0x80], "an overlong NUL"),
    ([0xE0, 0x80, 0xAF], "overlong"), ([0xE0, 0x9F, 0xBF], "overlong"),
    ([0xF0, 0x80, 0x80, 0xAF], "overlong"), ([0xF0, 0x8F, 0xBF, 0xBF], "overlong"),
    ([0xED, 0xA0, 0x80], "a high surrogate"), ([0xED, 0xAF, 0xBF], "a high surrogate"),
    ([0xED, 0xB0, 0x80], "a low surrogate"), ([0xED, 0xBF, 0xBF], "a low surrogate"),
    ([0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], "a pair of surrogates"),
    ([0xF4, 0x90, 0x80, 0x80], "beyond U+10FFFF"), ([0xF5, 0x80, 0x80, 0x80], "beyond U+10FFFF"),
    ([0xF8, 0x88, 0x80, 0x80, 0x80], "five bytes"), ([0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], "six"),
    ([0xFE], "no byte of UTF-8"), ([0xFF], "no byte of UTF-8"),
    ([0xC3], "cut off"), ([0xE2, 0x82], "cut off"), ([0xF0, 0x9F, 0x98], "cut off"),
    ([0xC3, 0x28], "no continuation"), ([0xE2, 0x28, 0xA1], "no continuation"),
    ([0xE2, 0x82, 0x28], "no continuation"), ([0xF0, 0x28, 0x8C, 0xBC], "no continuation"),
    ([0xF0, 0x90, 0x28, 0xBC], "no continuation"), ([0xF0, 0x90, 0x8C, 0x28], "no continuation"),
    ([0xE9], "Latin-1"), ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"),
    ([0xFE, 0xFF, 0x00, 0x61], "UTF-16"),
  ]

  @Test(arguments: illFormed)
  func refusesWhatIsNotUTF8(bytes: [UInt8], noun: String) {
    let before = Array("# é\n# ".utf8)
    for end in [[], Array("\n".utf8), Array("x\n".utf8)] {
      let reading = Reading(before + bytes + end)
      #expect(reading.findings.first == "not-utf8 2:3", "\(noun)")
      #expect(reading.root == nil)
    }
    let index = before.count
    let digits = String(bytes[0], radix: 16, uppercase: true)
    let message = Reading(before + bytes).diagnostics.sorted.first?.message
    #expect(message == "a spec must be UTF-8; byte \(index) is 0x\(digits)")
  }

  /// One finding for each character that is shown in the place of what isn't UTF-8.
  @Test(arguments: illFormed)
  func countsColumnsAsTheyAreShown(bytes: [UInt8], noun: String) {
    let line = Array("# ".utf8) + bytes + Array("é".utf8) + bytes
    let shown = String(decoding: line, as: UTF8.self).unicodeScalars
    let columns = shown.enumerated().filter { $0.element == "\u{FFFD}" }.map { $0.offset + 1 }
    let found = Reading(line).findings.filter { $0.hasPrefix("not-utf8") }
    #expect(found == columns.map { "not-utf8 1:\($0)" }, "\(noun)")
  }

  @Test func refusesOtherEncodingsAtTheStartOfTheFile() {
    for bytes: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0, 0, 0xFE, 0xFF]] {
      #expect(Reading(bytes).root == nil)
      #expect(Reading(bytes).diagnostics.sorted.first?.range == .beginning)
    }
    #expect(Reading([0x61, 0, 0x3A, 0, 0x62, 0]).findings.first == "control-character 1:2")
  }

  /// The rest of a binary file says nothing new.
  @Test func stopsAfterTwentyFindings() {
    #expect(Reading([UInt8](repeating: 0xFF, count: 1_000)).findings.count == 20)
  }
}
