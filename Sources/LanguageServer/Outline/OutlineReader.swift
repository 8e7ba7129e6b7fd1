extension Outline {
  /// Reads a document.
  ///
  /// - Parameter cursor: where somebody writes; a word stands there then, if only an empty one.
  package init(_ bytes: [UInt8], cursor: Int? = nil) {
    var reader = OutlineReader(bytes, cursor: cursor)
    root = reader.root()
  }
}

/// Makes an outline of the lines of a document.
///
/// A mark stands where the cursor is: a byte that no spec has, so that it is read as what somebody
/// is about to write there.
struct OutlineReader {
  static let mark: UInt8 = 0x01

  /// A line that isn't empty, without its comment.
  struct Line {
    let indent: Int
    let start: Int
    let end: Int
  }

  let bytes: [UInt8]
  private let cursor: Int?
  private var lines: [Line] = []
  /// The next line.
  private var index = 0

  init(_ text: [UInt8], cursor: Int?) {
    var bytes = text
    if let cursor { bytes.insert(Self.mark, at: cursor) }
    (self.bytes, self.cursor) = (bytes, cursor)
    lines = Self.lines(of: bytes)
  }

  mutating func root() -> Outline.Block {
    block(below: -1, listAt: nil, depth: 0)
  }

  private static func lines(of bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      let first = bytes[start..<end].firstIndex { !isBlank($0) } ?? end
      let last = contentEnd(of: bytes, first..<end)
      let line = Line(indent: first - start, start: first, end: last)
      if first < last, !isDivider(bytes[start..<last]) { lines.append(line) }
      start = end + 1
    }
    return lines
  }

  /// Where a line ends without its comment and the blanks in front of that.
  private static func contentEnd(of bytes: [UInt8], _ line: Range<Int>) -> Int {
    var quote: UInt8?
    var end = line.upperBound
    for index in line {
      let byte = bytes[index]
      let previous = index > line.lowerBound ? bytes[index - 1] : 0x20
      if let open = quote {
        let isEscaped = open == UInt8(ascii: "\"") && previous == UInt8(ascii: "\\")
        if byte == open && !isEscaped { quote = nil }
      } else if byte == UInt8(ascii: "#"), isBlank(previous) {
        end = index
        break
      } else if isQuote(byte), isBlank(previous) || "[{,:".utf8.contains(previous) {
        quote = byte
      }
    }
    while end > line.lowerBound, isBlank(bytes[end - 1]) { end -= 1 }
    return end
  }

  /// Whether a line only says where a document starts or ends.
  private static func isDivider(_ line: ArraySlice<UInt8>) -> Bool {
    line.elementsEqual("---".utf8) || line.elementsEqual("...".utf8)
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }
}

// Blocks of lines.
extension OutlineReader {
  /// How deep blocks may stand in each other: what stands deeper is of no spec.
  static let depthLimit = 64

  /// What stands below a key or behind a dash.
  ///
  /// - Parameter dash: the column at which a list may stand, although it isn't deeper.
  private mutating func block(
    below parent: Int,
    listAt dash: Int?,
    depth: Int
  ) -> Outline.Block {
    var block = Outline.Block(.lines)
    var isFirst = true
    while index < lines.count {
      let line = lines[index]
      guard line.indent > parent || (line.indent == dash && isItem(line)) else { break }
      if isFirst { block.column = line.indent }
      isFirst = false
      guard depth < Self.depthLimit else {
        index += 1
        continue
      }
      read(line, below: parent, into: &block, depth: depth)
    }
    return block
  }

  private func isItem(_ line: Line) -> Bool {
    bytes[line.start] == UInt8(ascii: "-")
      && (line.end == line.start + 1 || Self.isBlank(bytes[line.start + 1]))
  }

  private mutating func read(
    _ line: Line,
    below parent: Int,
    into block: inout Outline.Block,
    depth: Int
  ) {
    if isItem(line) {
      let rest = bytes[(line.start + 1)..<line.end].firstIndex { !Self.isBlank($0) }
      if let rest {
        // What is behind the dash starts a block at its own column.
        let indent = line.indent + rest - line.start
        lines[index] = Line(indent: indent, start: rest, end: line.end)
      } else {
        index += 1
      }
      block.items.append(self.block(below: line.indent, listAt: nil, depth: depth + 1))
      return
    }
    guard let colon = colon(in: line.start..<line.end) else {
      index += 1
      readWords(of: line, below: parent, into: &block, depth: depth)
      return
    }
    let key = word(line.start..<colon, column: line.indent)
    index += 1
    block.entries.append(
      Outline.Entry(key: key, value: value(behind: colon, of: line, depth: depth))
    )
  }

  /// A line that is no key and no item: a value, or a key that isn't finished.
  private mutating func readWords(
    of line: Line,
    below parent: Int,
    into block: inout Outline.Block,
    depth: Int
  ) {
    guard isBracket(bytes[line.start]) else {
      block.words.append(word(line.start..<line.end, column: line.indent))
      return
    }
    let inner = flow(at: line.start, below: parent, depth: depth)
    if block.entries.isEmpty, block.items.isEmpty, block.words.isEmpty {
      let column = block.column
      block = inner
      block.column = column
    } else {
      block.items.append(inner)
    }
  }

  private mutating func value(behind colon: Int, of line: Line, depth: Int) -> Outline.Block {
    let rest = colon + 1
    guard let start = bytes[rest..<line.end].firstIndex(where: { !Self.isBlank($0) }) else {
      return block(below: line.indent, listAt: line.indent, depth: depth + 1)
    }
    if isBracket(bytes[start]) { return flow(at: start, below: line.indent, depth: depth) }
    if bytes[start] == UInt8(ascii: "|") || bytes[start] == UInt8(ascii: ">") {
      while index < lines.count, lines[index].indent > line.indent { index += 1 }
      return Outline.Block(.inline)
    }
    let column = line.indent + start - line.start
    var value = Outline.Block(.inline, words: [word(start..<line.end, column: column)])
    value.lacksBlank = start == rest && bytes[start] == Self.mark
    return value
  }

  private func isBracket(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  /// The colon behind a key, if the text starts with one.
  func colon(in text: Range<Int>) -> Int? {
    var index = text.lowerBound
    if Self.isQuote(bytes[index]) {
      index = quoteEnd(of: text)
      guard index < text.upperBound else { return nil }
      index += 1
    } else if isBracket(bytes[index]) {
      return nil
    }
    while index < text.upperBound {
      let next = index + 1
      let ends = next == text.upperBound || Self.isBlank(bytes[next]) || bytes[next] == Self.mark
      if bytes[index] == UInt8(ascii: ":"), ends { return index }
      index += 1
    }
    return nil
  }

  /// Where the quote stands that closes the one at the start of a text; its end where none does.
  func quoteEnd(of text: Range<Int>) -> Int {
    let quote = bytes[text.lowerBound]
    var index = text.lowerBound + 1
    while index < text.upperBound, bytes[index] != quote {
      let isEscape = quote == UInt8(ascii: "\"") && bytes[index] == UInt8(ascii: "\\")
      index += isEscape ? 2 : 1
    }
    return min(index, text.upperBound)
  }

  /// A word of some bytes, in quotes or not.
  func word(_ range: Range<Int>, column: Int) -> Outline.Word {
    var inner = range
    while inner.upperBound > inner.lowerBound, Self.isBlank(bytes[inner.upperBound - 1]) {
      inner = inner.lowerBound..<inner.upperBound - 1
    }
    let isQuoted = !inner.isEmpty && Self.isQuote(bytes[inner.lowerBound])
    if isQuoted { inner = inner.lowerBound + 1..<max(inner.lowerBound + 1, quoteEnd(of: inner)) }
    let holdsCursor = bytes[inner].contains(Self.mark)
    return Outline.Word(
      text: String(decoding: bytes[inner].filter { $0 != Self.mark }, as: UTF8.self),
      range: original(inner.lowerBound)..<original(inner.upperBound),
      isQuoted: isQuoted,
      column: column,
      holdsCursor: holdsCursor
    )
  }

  /// Where a byte is in the document without the mark.
  private func original(_ offset: Int) -> Int {
    if let cursor, offset > cursor { offset - 1 } else { offset }
  }

  /// Goes past the lines that a list or mapping in brackets takes.
  mutating func skipLines(before end: Int) {
    while index < lines.count, lines[index].start < end { index += 1 }
  }

  /// The next line that starts at or behind a byte.
  func line(from offset: Int) -> Line? {
    var low = index
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].start < offset { low = middle + 1 } else { high = middle }
    }
    return low < lines.count ? lines[low] : nil
  }
}
