import Diagnostics

/// A tree in bytes from which it is made again without YAML being read: how the compiler carries
/// the files of its catalogue.
///
/// Each value is a letter, its range, and what it is made of:
///
/// | letter | then |
/// |---|---|
/// | `p`, `q` | text that stood without or with quotes |
/// | `l` | the number of a list's items, and they |
/// | `m` | the number of a mapping's entries; of each its key's range and text, and its value |
///
/// Text is its number of bytes, and they. A range is the lines from the start of the range before,
/// the column, the lines to its end, and the columns to its end, or its last column if that is on
/// another line. A number is in digits of five bits, the lowest first, each a byte of 0x30 to 0x4F,
/// or 0x20 higher if another one follows. All of it is printable ASCII as the texts are, so that it
/// can stand in a literal.
package struct PackedTree {
  package private(set) var bytes: [UInt8] = []
  private var line = 1

  package init(_ root: Node) {
    add(root)
  }

  private mutating func add(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      bytes.append(scalar.isPlain ? Letter.plain : Letter.quoted)
      add(node.range)
      add(scalar.text)
    case .sequence(let items):
      bytes.append(Letter.list)
      add(node.range)
      add(items.count)
      for item in items { add(item) }
    case .mapping(let entries):
      bytes.append(Letter.mapping)
      add(node.range)
      add(entries.count)
      for entry in entries {
        add(entry.key.range)
        add(entry.key.value)
        add(entry.value)
      }
    }
  }

  private mutating func add(_ range: SourceRange) {
    add(range.start.line - line)
    line = range.start.line
    add(range.start.column)
    add(range.end.line - line)
    add(range.end.line == line ? range.end.column - range.start.column : range.end.column)
  }

  private mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes += text.utf8
  }

  private mutating func add(_ number: Int) {
    var rest = number
    precondition(rest >= 0, "the values of a document stand in its order")
    while rest >= Digit.base {
      bytes.append(Digit.following + UInt8(rest % Digit.base))
      rest /= Digit.base
    }
    bytes.append(Digit.last + UInt8(rest))
  }
}

extension Node {
  /// Makes a tree of what `PackedTree` wrote; other bytes are a mistake of the program's.
  package init(packed bytes: [UInt8]) {
    var reader = PackedTreeReader(bytes)
    self = reader.node()
    precondition(reader.isAtEnd, "a packed tree must end with its last value")
  }
}

/// Reads the bytes of a packed tree from the first to the last.
private struct PackedTreeReader {
  private let bytes: [UInt8]
  private var index = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { index == bytes.count }

  mutating func node() -> Node {
    let letter = bytes[index]
    index += 1
    let range = range()
    switch letter {
    case Letter.plain, Letter.quoted:
      return Node(.scalar(.init(text: text(), isPlain: letter == Letter.plain)), at: range)
    case Letter.list:
      return Node(.sequence((0..<number()).map { _ in node() }), at: range)
    case Letter.mapping:
      return Node(.mapping((0..<number()).map { _ in entry() }), at: range)
    default:
      preconditionFailure("a packed tree has no value \(letter)")
    }
  }

  private mutating func entry() -> Node.Entry {
    let range = range()
    return Node.Entry(key: Located(text(), at: range), value: node())
  }

  private mutating func range() -> SourceRange {
    line += number()
    let start = SourcePosition(line: line, column: number())
    let lines = number()
    let columns = number()
    return SourceRange(
      start,
      SourcePosition(line: line + lines, column: lines == 0 ? start.column + columns : columns)
    )
  }

  private mutating func text() -> String {
    let count = number()
    defer { index += count }
    return String(decoding: bytes[index..<(index + count)], as: UTF8.self)
  }

  private mutating func number() -> Int {
    var (number, shift) = (0, 0)
    while true {
      let digit = bytes[index]
      index += 1
      if digit < Digit.following { return number | Int(digit - Digit.last) << shift }
      number |= Int(digit - Digit.following) << shift
      shift += 5
    }
  }
}

/// What a value starts with.
private enum Letter {
  static let plain = UInt8(ascii: "p")
  static let quoted = UInt8(ascii: "q")
  static let list = UInt8(ascii: "l")
  static let mapping = UInt8(ascii: "m")
}

/// The bytes of a number.
private enum Digit {
  static let base = 32
  /// Of the digit 0, if no other follows.
  static let last: UInt8 = 0x30
  /// Of the digit 0, if another one follows.
  static let following: UInt8 = 0x50
}
