import Foundation
import TestSupport
import Testing
import Text

/// What the JSON writer makes of each form, as two literals.
struct JSONTests {
  @Test(arguments: [
    ("", #""""#),
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\n\t\r", #""\n\t\r""#),
    ("\u{0}\u{1F}\u{7F}", #""\u0000\u001f\u007f""#),
    ("é\u{2028}", #""\u00e9\u2028""#),
    ("\u{1F600}", #""\ud83d\ude00""#),
    ("e\u{301}\"\u{301}", #""e\u0301\"\u0301""#),
    ("\r\n", #""\r\n""#),
  ])
  func escapesStrings(text: String, written: String) {
    #expect(JSON.string(text).compactText == written)
  }

  @Test func writesOnSeveralLines() {
    let document: JSON = ["a": [1, true, .null], "empty": [], "none": [:], "b": ["c": "d"]]
    let expected = """
      {
        "a": [
          1,
          true,
          null
        ],
        "empty": [],
        "none": {},
        "b": {
          "c": "d"
        }
      }
      """
    #expect(document.text == expected)
  }

  @Test func writesOnOneLine() {
    let document: JSON = ["a": [1, -2, "x y"], "b": .object([]), "c": false]
    #expect(document.compactText == #"{"a":[1,-2,"x y"],"b":{},"c":false}"#)
  }

  @Test func keepsTheOrderAndRepetitionOfMembers() {
    let document = JSON.object([.init("b", 1), .init("a", 2), .init("b", 3)])
    #expect(document.compactText == #"{"b":1,"a":2,"b":3}"#)
  }

  @Test(arguments: [
    (["a": "b"] as JSON, 9),
    (["a": "b c\td"] as JSON, 13),
    ("   " as JSON, 2),
    ([] as JSON, 2),
  ])
  func countsWithoutWhitespace(document: JSON, size: Int) {
    #expect(document.sizeWithoutWhitespace == size)
  }
}

/// What Foundation reads from random documents.
struct JSONRoundTripTests {
  private static let pieces = [
    "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{8}", "\u{1B}", "\u{7F}", "\u{85}", "\u{A0}",
    "é", "e\u{301}", "\u{2028}", "\u{202E}", "\u{FEFF}", "\u{FFFD}", "\u{10FFFF}", "😀", "a", "Z",
    "0", " ", "{", "}", "[", "]", ":", ",", "null", "\\u0041",
  ]

  private static func text(_ random: inout SplitMix64) -> String {
    (0..<random.number(0...6)).map { _ in random.pick(pieces) }.joined()
  }

  private static func document(_ random: inout SplitMix64, depth: Int) -> JSON {
    switch random.number(0...(depth > 0 ? 7 : 4)) {
    case 0: return .null
    case 1: return .bool(random.oneIn(2))
    case 2: return .integer(random.number(-1_000_000_000_000...1_000_000_000_000))
    case 3, 4: return .string(text(&random))
    case 5:
      let count = random.number(0...4)
      return .array((0..<count).map { _ in document(&random, depth: depth - 1) })
    default:
      // Foundation keeps one member of each name, so each has a number of its own.
      return .object(
        (0..<random.number(0...4)).map { index in
          .init(text(&random) + "\(index)", document(&random, depth: depth - 1))
        }
      )
    }
  }

  /// The value as text in which equal values, and only they, are equal.
  private static func canonical(_ value: Any) -> String {
    switch value {
    case is NSNull: return "null"
    case let text as String: return text.unicodeScalars.map { "\($0.value)" }.joined(separator: ".")
    case let items as [Any]: return "[" + items.map(canonical).joined(separator: ",") + "]"
    case let object as [String: Any]:
      let members = object.map { canonical($0.key) + ":" + canonical($0.value) }.sorted()
      return "{" + members.joined(separator: ",") + "}"
    case let number as NSNumber:
      return String(cString: number.objCType) == "c" ? "\(number.boolValue)" : "#\(number)"
    default: return "?"
    }
  }

  private static func canonical(_ document: JSON) -> String {
    switch document {
    case .null: return "null"
    case .bool(let value): return "\(value)"
    case .integer(let value): return "#\(value)"
    case .string(let text): return canonical(text)
    case .array(let items): return "[" + items.map(canonical).joined(separator: ",") + "]"
    case .object(let members):
      let members = members.map { canonical($0.name) + ":" + canonical($0.value) }.sorted()
      return "{" + members.joined(separator: ",") + "}"
    }
  }

  @Test func readsBackWithFoundation() throws {
    var random = SplitMix64(seed: 8259)
    let count = 10_000
    var mismatches: [String] = []
    for number in 0..<count {
      let document = Self.document(&random, depth: 4)
      let text = number.isMultiple(of: 2) ? document.text : document.compactText
      let isPlain = text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }
      let found = try JSONSerialization.jsonObject(
        with: Data(text.utf8),
        options: [.fragmentsAllowed]
      )
      let isSame = Self.canonical(found) == Self.canonical(document)
      let size = document.compactText.utf8.count { $0 != 0x20 }
      if !isPlain || !isSame || document.sizeWithoutWhitespace != size { mismatches.append(text) }
    }
    #expect(mismatches == [])
    print("JSON read back by Foundation: \(count) documents")
  }
}
