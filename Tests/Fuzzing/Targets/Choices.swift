import TestSupport

/// The bytes of a fuzzer, taken one by one as choices; zero when there are no more.
struct Choices {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isEmpty: Bool { rest.isEmpty }

  /// Everything that has not been taken.
  var remainder: [UInt8] { Array(rest) }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// A number below a limit, which is at least 1.
  mutating func number(below limit: Int) -> Int {
    let number = Int(byte())
    return (limit <= 256 ? number : number << 8 | Int(byte())) % limit
  }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[number(below: values.count)] }

  /// A word that is special to somebody, or the next bytes as text.
  mutating func text() -> String {
    let length = number(below: 32)
    if length == 0 { return pick(Words.all) }
    let bytes = rest.prefix(length)
    rest = rest.dropFirst(length)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A valid spec, drawn by lot, and what a careless or hostile hand does to its text.
struct ChangedSpec {
  let original: RandomSpec
  /// The text with its changes.
  let text: String
  let isChanged: Bool

  /// - Parameter choices: the number of changes, the changes, and the lots of the spec.
  init(_ choices: inout Choices) {
    let count = choices.number(below: 8)
    let changes = (0..<count).map { _ in Change(&choices) }
    original = RandomSpec(choices: choices.remainder)
    var lines = original.yaml().split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    for change in changes { change.apply(to: &lines) }
    text = lines.joined(separator: "\n")
    isChanged = text != original.yaml()
  }

  /// One change of some lines.
  private struct Change {
    private enum Kind: CaseIterable {
      case remove, double, swap, value, key, insert, borrow, indent, escape
    }

    private let kind: Kind
    private let line: Int
    private let other: Int
    private let column: Int
    private let word: String

    init(_ choices: inout Choices) {
      kind = choices.pick(Kind.allCases)
      line = choices.number(below: 1 << 16)
      other = choices.number(below: 1 << 16)
      column = choices.number(below: 128)
      word = choices.text()
    }

    func apply(to lines: inout [String]) {
      guard !lines.isEmpty else { return }
      let (line, other) = (line % lines.count, other % lines.count)
      switch kind {
      case .remove: lines.remove(at: line)
      case .double: lines.insert(lines[line], at: other)
      case .swap: lines.swapAt(line, other)
      case .value: lines[line] = Self.head(of: lines[line]) + " " + word
      case .escape: lines[line] = Self.head(of: lines[line]) + " \"" + word + "\""
      case .key:
        let text = lines[line]
        lines[line] = text.prefix { $0 == " " || $0 == "-" } + word + text.drop { $0 != ":" }
      case .insert:
        let text = Array(lines[line].unicodeScalars)
        let place = column % (text.count + 1)
        var changed = String.UnicodeScalarView(text[..<place])
        changed.append(contentsOf: word.unicodeScalars)
        changed.append(contentsOf: text[place...])
        lines[line] = String(changed)
      case .borrow:
        let value = lines[other].drop { $0 != ":" }.dropFirst()
        lines[line] = Self.head(of: lines[line]) + value
      case .indent: lines[line] = String(repeating: " ", count: column % 12) + lines[line]
      }
    }

    /// A line up to the colon behind its key, with it.
    private static func head(of line: String) -> String {
      guard let colon = line.firstIndex(of: ":") else { return line }
      return String(line[...colon])
    }
  }
}
