import Diagnostics

/// An event with what stands before it.
struct Token {
  let event: Event
  /// Whether it is part of a list or mapping between brackets, or starts or ends one.
  let isFlow: Bool
  /// Whether it is of characters that stand in the text; where a block starts and ends is only seen
  /// by its indentation.
  let isSolid: Bool
  /// For the start of a list or mapping, the index of its end.
  fileprivate(set) var end: Int
  /// The blank lines and comments since the token before it.
  var gap: [Trivia]
  /// The comment behind the `|` or `>` of a block scalar.
  fileprivate(set) var header: Comment?

  /// The comments before it and in it.
  var comments: [Comment] { gap.comments + (header.map { [$0] } ?? []) }

  /// Whether it starts a mapping in brackets that has none itself.
  fileprivate var isPair: Bool { isFlow && !isSolid && event.kind == .mappingStart }

  var column: Int { event.range.start.column }
}

/// Reads the tokens of a document, and the comments between them.
struct TokenReader {
  private let bytes: [UInt8]
  /// The offset of each line's first byte.
  private let starts: [Int]
  private var tokens: [Token] = []
  /// The lists and mappings that are open: their indices, and whether they have brackets.
  private var open: [(index: Int, isFlow: Bool)] = []
  /// The offset up to which everything is read.
  private var offset = 0
  /// Whether a comment on this line is behind a token.
  private var isBehindToken = false

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  /// The tokens of a document that libyaml can read.
  static func tokens(of bytes: [UInt8]) throws(EventStream.SyntaxError) -> [Token] {
    var reader = TokenReader(bytes)
    for event in try EventStream.events(of: bytes) { reader.add(event) }
    return reader.tokens
  }

  private mutating func add(_ event: Event) {
    let isFlow: Bool
    switch event.kind {
    case .sequenceStart, .mappingStart:
      isFlow = open.last?.isFlow == true || isBracket(at: event.range.start)
      open.append((tokens.count, isFlow))
    case .sequenceEnd, .mappingEnd:
      let start = open.removeLast()
      isFlow = start.isFlow
      tokens[start.index].end = tokens.count
    default: isFlow = open.last?.isFlow == true
    }
    let isSolid = isSolid(event, isFlow)
    tokens.append(
      Token(event: event, isFlow: isFlow, isSolid: isSolid, end: tokens.count, gap: [])
    )
    if isSolid { advance(over: event) }
  }

  private func isSolid(_ event: Event, _ isFlow: Bool) -> Bool {
    switch event.kind {
    case .scalar, .alias, .streamEnd: true
    case .documentStart: event.range.start < event.range.end
    case .sequenceStart, .mappingStart: isFlow && isBracket(at: event.range.start)
    case .sequenceEnd, .mappingEnd: isFlow && event.range.start < event.range.end
    case .streamStart, .documentEnd: false
    }
  }

  private mutating func advance(over event: Event) {
    let start = offset(of: event.range.start)
    // A pair in a list between brackets is a mapping without a bracket of its own.
    var first = tokens.count - 1
    while first > 0, tokens[first - 1].isPair { first -= 1 }
    tokens[first].gap = readGap(upTo: start)
    offset = offset(of: event.range.end)
    isBehindToken = true
    if isBlockScalar(event, at: start) {
      tokens[tokens.count - 1].header = header(at: start)
      // What is behind its last line is no part of it, though libyaml counts blank lines in.
      while offset > start && Self.isBlank(bytes[offset - 1]) { offset -= 1 }
      isBehindToken = false
    }
  }

  private func isBlockScalar(_ event: Event, at start: Int) -> Bool {
    guard case .scalar(_, isPlain: false) = event.kind, start < bytes.count else { return false }
    return "|>".utf8.contains(bytes[start])
  }

  private func header(at start: Int) -> Comment? {
    let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
    let mark = bytes[start..<end].firstIndex(of: UInt8(ascii: "#"))
    return mark.map { comment(at: $0, upTo: end) }
  }

  private mutating func readGap(upTo end: Int) -> [Trivia] {
    var gap: [Trivia] = []
    var isLineBlank = false
    while offset < end {
      switch bytes[offset] {
      case 0x0A:
        if isLineBlank && gap.last != .blankLine { gap.append(.blankLine) }
        isLineBlank = true
        isBehindToken = false
      case UInt8(ascii: "#"):
        let lineEnd = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
        gap.append(.comment(comment(at: offset, upTo: lineEnd)))
        offset = lineEnd - 1
        isLineBlank = false
      case let byte where Self.isBlank(byte): break
      default: isLineBlank = false
      }
      offset += 1
    }
    return gap
  }

  private func comment(at mark: Int, upTo end: Int) -> Comment {
    var end = end
    while Self.isBlank(bytes[end - 1]) { end -= 1 }
    let line = lineIndex(of: mark)
    let before = bytes[starts[line]..<mark]
    let margin = before.reversed().prefix { Self.isBlank($0) }.count
    return Comment(
      text: String(decoding: bytes[mark..<end], as: UTF8.self),
      line: line + 1,
      column: before.count { $0 & 0xC0 != 0x80 } + 1,
      margin: margin,
      place: margin == before.count ? .alone : isBehindToken ? .behindToken : .behindMark
    )
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  // MARK: Places

  private func isBracket(at position: SourcePosition) -> Bool {
    let offset = offset(of: position)
    return offset < bytes.count && "[{".utf8.contains(bytes[offset])
  }

  private func offset(of position: SourcePosition) -> Int {
    guard starts.indices.contains(position.line - 1) else { return bytes.count }
    var offset = starts[position.line - 1]
    for _ in 1..<position.column {
      offset += 1
      while offset < bytes.count && bytes[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return min(offset, bytes.count)
  }

  /// The number of a line, counted from 0.
  private func lineIndex(of offset: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}
