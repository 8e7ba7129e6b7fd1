package import Diagnostics

/// What a client counts characters in.
package enum PositionEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case utf16 = "utf-16"
}

/// A place in a text as the protocol has it: line and character, both counted from 0.
package struct TextPosition: Hashable, Sendable {
  package var line: Int
  package var character: Int

  package init(line: Int, character: Int) {
    (self.line, self.character) = (line, character)
  }
}

/// A text and where its lines start, for positions of the protocol and of diagnostics alike.
///
/// The protocol ends a line at LF, CR LF and a lone CR, diagnostics at LF only.
package struct TextLines: Sendable {
  package let bytes: [UInt8]
  /// Where the lines of the protocol start.
  private let starts: [Int]
  /// Where the lines of diagnostics start.
  private let sourceStarts: [Int]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts = [0]
    var sourceStarts = [0]
    for index in bytes.indices {
      if bytes[index] == 0x0A {
        starts.append(index + 1)
        sourceStarts.append(index + 1)
      } else if bytes[index] == 0x0D, bytes.count == index + 1 || bytes[index + 1] != 0x0A {
        starts.append(index + 1)
      }
    }
    (self.starts, self.sourceStarts) = (starts, sourceStarts)
  }

  /// The bytes of a line of the protocol, without what ends it.
  private func line(_ number: Int) -> Range<Int> {
    var end = number + 1 < starts.count ? starts[number + 1] : bytes.count
    while end > starts[number], bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
    return starts[number]..<end
  }

  /// Where a position is in the bytes: behind the end of a line it is its end, within a character
  /// its start.
  package func offset(of position: TextPosition, _ encoding: PositionEncoding) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < starts.count else { return bytes.count }
    let line = line(position.line)
    var index = line.lowerBound
    var count = 0
    while index < line.upperBound {
      let (length, units) = character(at: index, encoding)
      count += units
      guard count <= position.character else { break }
      index += length
    }
    return min(index, line.upperBound)
  }

  /// The position of an offset.
  package func position(of offset: Int, _ encoding: PositionEncoding) -> TextPosition {
    let number = Self.line(of: offset, in: starts)
    var index = starts[number]
    var count = 0
    while index < offset {
      let (length, units) = character(at: index, encoding)
      index += length
      if index <= offset { count += units }
    }
    return TextPosition(line: number, character: count)
  }

  /// Where a position of a diagnostic is in the bytes: behind the end of a line it is its end.
  package func offset(of position: SourcePosition) -> Int {
    guard position.line <= sourceStarts.count else { return bytes.count }
    var index = sourceStarts[max(0, position.line - 1)]
    for _ in 1..<max(1, position.column) {
      guard index < bytes.count, bytes[index] != 0x0A else { break }
      guard bytes[index] != 0x0D || index + 1 == bytes.count || bytes[index + 1] != 0x0A else {
        break
      }
      index += Self.length(at: bytes[index])
    }
    return min(index, bytes.count)
  }

  /// Where the line starts that an offset is in.
  package func lineStart(of offset: Int) -> Int { starts[Self.line(of: offset, in: starts)] }

  /// The last line that starts at or before an offset.
  private static func line(of offset: Int, in starts: [Int]) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// How many bytes the character at an index has, and as how many it counts.
  private func character(at index: Int, _ encoding: PositionEncoding) -> (Int, Int) {
    let length = Self.length(at: bytes[index])
    switch encoding {
    case .utf8: return (length, length)
    case .utf16: return (length, length == 4 ? 2 : 1)
    }
  }

  /// How many bytes a character has, by its first.
  private static func length(at byte: UInt8) -> Int {
    switch byte {
    case 0..<0xC0: 1
    case 0xC0..<0xE0: 2
    case 0xE0..<0xF0: 3
    default: 4
    }
  }
}
