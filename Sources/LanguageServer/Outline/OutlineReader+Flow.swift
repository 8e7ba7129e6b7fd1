// Lists and mappings in brackets, which may go on for several lines.
extension OutlineReader {
  /// What is in the brackets that open at a byte, up to what closes them, or to a line that is no
  /// deeper than what they belong to.
  mutating func flow(at start: Int, below owner: Int, depth: Int) -> Outline.Block {
    var scanner = FlowScanner(self, below: owner, at: start)
    let block = scanner.block(depth: depth)
    skipLines(before: scanner.index)
    return block
  }
}

/// Reads what is in brackets.
private struct FlowScanner {
  private let reader: OutlineReader
  private let bytes: [UInt8]
  /// The column of what the brackets belong to.
  private let owner: Int
  private(set) var index: Int
  /// Whether the brackets end without being closed.
  private var isOver = false

  init(_ reader: OutlineReader, below owner: Int, at index: Int) {
    (self.reader, self.owner, self.index) = (reader, owner, index)
    bytes = reader.bytes
  }

  mutating func block(depth: Int) -> Outline.Block {
    let isMapping = bytes[index] == UInt8(ascii: "{")
    var block = Outline.Block(isMapping ? .braces : .brackets)
    index += 1
    while goToNext(), !isOver {
      switch bytes[index] {
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        index += 1
        return block
      case UInt8(ascii: ","): index += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < OutlineReader.depthLimit else {
          isOver = true
          return block
        }
        block.items.append(self.block(depth: depth + 1))
      default: readWord(into: &block, isMapping, depth: depth)
      }
    }
    return block
  }

  private mutating func readWord(into block: inout Outline.Block, _ isMapping: Bool, depth: Int) {
    let word = self.word()
    goPastBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
      if isMapping {
        block.words.append(word)
      } else {
        block.items.append(Outline.Block(.inline, words: [word]))
      }
      return
    }
    index += 1
    let entry = Outline.Entry(key: word, value: value(depth: depth))
    if isMapping {
      block.entries.append(entry)
    } else {
      var pair = Outline.Block(.braces)
      pair.entries = [entry]
      block.items.append(pair)
    }
  }

  /// What is behind a colon.
  private mutating func value(depth: Int) -> Outline.Block {
    let start = index
    guard goToNext(), !isOver else { return Outline.Block(.inline) }
    switch bytes[index] {
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","): return Outline.Block(.inline)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth < OutlineReader.depthLimit else {
        isOver = true
        return Outline.Block(.inline)
      }
      return block(depth: depth + 1)
    default:
      let lacksBlank = index == start && bytes[index] == OutlineReader.mark
      var value = Outline.Block(.inline, words: [word()])
      value.lacksBlank = lacksBlank
      return value
    }
  }

  /// The word at this place, up to what ends it.
  private mutating func word() -> Outline.Word {
    let start = index
    let lineEnd = bytes[index...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    if OutlineReader.isQuote(bytes[index]) {
      index = min(reader.quoteEnd(of: index..<lineEnd) + 1, lineEnd)
    } else {
      while index < lineEnd, !endsWord(at: index, lineEnd) { index += 1 }
    }
    // A colon alone, say, is nothing that anything else takes.
    if index == start { index += 1 }
    return reader.word(start..<index, column: 0)
  }

  private func endsWord(at index: Int, _ lineEnd: Int) -> Bool {
    let byte = bytes[index]
    if "{}[],".utf8.contains(byte) { return true }
    if byte == UInt8(ascii: "#"), OutlineReader.isBlank(bytes[index - 1]) { return true }
    guard byte == UInt8(ascii: ":") else { return false }
    guard index + 1 < lineEnd else { return true }
    let next = bytes[index + 1]
    return OutlineReader.isBlank(next) || "{}[],".utf8.contains(next) || next == OutlineReader.mark
  }

  private mutating func goPastBlanks() {
    while index < bytes.count, OutlineReader.isBlank(bytes[index]) { index += 1 }
  }

  /// Goes to the next byte that says something; false at the end of the document.
  private mutating func goToNext() -> Bool {
    while index < bytes.count {
      let byte = bytes[index]
      if OutlineReader.isBlank(byte) {
        index += 1
      } else if byte == UInt8(ascii: "#"), OutlineReader.isBlank(bytes[index - 1]) {
        index = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
      } else if byte == 0x0A || byte == 0x0D {
        index += 1
        guard let line = reader.line(from: index) else { return false }
        index = line.start
        let closes = "}],".utf8.contains(bytes[line.start])
        if line.indent <= owner, !closes {
          isOver = true
          return true
        }
      } else {
        return true
      }
    }
    return false
  }
}
