package import Diagnostics

/// Reads a JSON document into a tree; nil after reporting what stands against it.
///
/// This is JSON exactly as RFC 8259 has it, of any author: values may hold characters beyond ASCII
/// and a line may be as long as it likes, which a spec may not. A name that stands twice in an
/// object is an error, because readers disagree about which of the two counts.
///
/// - Parameter duplicates: what becomes of a document with such names.
package func readJSON(
  _ diagnostics: inout Diagnostics,
  _ duplicates: JSONDuplicates = .refuse
) -> Node? {
  var reader = JSONReader(diagnostics.file, duplicates)
  do throws(JSONReader.Fault) {
    let root = try reader.document()
    for diagnostic in reader.duplicates.sorted { diagnostics.report(diagnostic) }
    return root
  } catch {
    diagnostics.report(error.code, error.message, at: error.range, help: error.help)
    return nil
  }
}

/// What becomes of an object in which a name stands twice.
package enum JSONDuplicates: Sendable {
  /// The document isn't read.
  case refuse
  /// The last one counts, and it is reported.
  case last
}

/// Reads bytes as JSON from the first to the last.
private struct JSONReader {
  /// How many levels of lists and objects may stand in each other.
  private static let depthLimit = 64

  /// What can't be read, and where.
  struct Fault: Error {
    let code: DiagnosticCode
    let message: String
    let range: SourceRange
    let help: String
  }

  private let bytes: [UInt8]
  private var index = 0
  private var line = 1
  private var lineStart = 0
  /// How many bytes of the line so far only continue a character.
  private var continuations = 0

  private let takesDuplicates: Bool
  /// The names that stand in an object already.
  private(set) var duplicates: Diagnostics

  init(_ file: SourceFile, _ duplicates: JSONDuplicates) {
    bytes = file.bytes
    takesDuplicates = duplicates == .last
    self.duplicates = Diagnostics(for: file)
  }

  mutating func document() throws(Fault) -> Node {
    skipSpace()
    let root = try value(depth: 1)
    skipSpace()
    guard index == bytes.count else { throw unexpected("the end of the document") }
    return root
  }

  private var position: SourcePosition {
    SourcePosition(line: line, column: index - lineStart - continuations + 1)
  }

  private func unexpected(_ wanted: String) -> Fault {
    let found = index < bytes.count ? "there is something else" : "the document ends"
    return Fault(
      code: .yamlSyntax,
      message: "the JSON can't be read here: \(wanted) must follow, and \(found)",
      range: SourceRange(at: position),
      help: "paste the whole document as it was given out"
    )
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0D: index += 1
      case 0x0A:
        index += 1
        (line, lineStart, continuations) = (line + 1, index, 0)
      default: return
      }
    }
  }

  /// Goes past a byte if it is the next one.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }
}

// Values.
extension JSONReader {
  private mutating func value(depth: Int) throws(Fault) -> Node {
    guard depth <= Self.depthLimit else {
      throw Fault(
        code: .tooDeep,
        message: "lists and objects must not stand in each other more than 64 levels deep",
        range: SourceRange(at: position),
        help: "a policy needs no more than six levels"
      )
    }
    let start = position
    if take("{") { return Node(.mapping(try members(depth: depth)), at: SourceRange(at: start)) }
    if take("[") { return Node(.sequence(try elements(depth: depth)), at: SourceRange(at: start)) }
    // Read before the node is made: where the text ends is known only then.
    let isString = take("\"")
    let text = isString ? try string() : try word()
    return node(text, isPlain: !isString, from: start)
  }

  private func node(_ text: String, isPlain: Bool, from start: SourcePosition) -> Node {
    Node(.scalar(Node.Scalar(text: text, isPlain: isPlain)), at: SourceRange(start, position))
  }

  private mutating func elements(depth: Int) throws(Fault) -> [Node] {
    var elements: [Node] = []
    skipSpace()
    if take("]") { return [] }
    while true {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return elements }
      guard take(",") else { throw unexpected("',' or ']'") }
    }
  }

  private mutating func members(depth: Int) throws(Fault) -> [Node.Entry] {
    var entries = UniqueEntries()
    var names: Set<String> = []
    skipSpace()
    if take("}") { return [] }
    while true {
      skipSpace()
      let start = position
      guard take("\"") else { throw unexpected("a name in quotes") }
      let name = Located(try string(), at: SourceRange(start, position))
      guard names.insert(name.value).inserted || takesDuplicates else {
        throw Fault(
          code: .duplicateKey,
          message: "\(quoted(name.value)) must stand only once in an object",
          range: name.range,
          help: "remove one of the two"
        )
      }
      skipSpace()
      guard take(":") else { throw unexpected("':'") }
      skipSpace()
      entries.set(Node.Entry(key: name, value: try value(depth: depth + 1)), &duplicates)
      skipSpace()
      if take("}") { return entries.all }
      guard take(",") else { throw unexpected("',' or '}'") }
    }
  }

  /// `true`, `false`, `null` or a number.
  private mutating func word() throws(Fault) -> String {
    let start = index
    while index < bytes.count, Self.isOfWord(bytes[index]) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    if ["true", "false", "null"].contains(word) || isNumber(bytes[start..<index]) { return word }
    index = start
    throw unexpected("a value")
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }

  /// Whether the bytes are a number of JSON: no sign but `-`, no needless zero in front, and digits
  /// on both sides of a point.
  private func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
    func takeDigits() -> Int {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    let startsWithZero = rest.first == 0x30
    let whole = takeDigits()
    guard whole == 1 || whole > 1 && !startsWithZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() > 0 else { return false }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}

// Strings.
extension JSONReader {
  /// The text up to the closing quote; the opening one is behind.
  private mutating func string() throws(Fault) -> String {
    var text: [UInt8] = []
    var start = index
    var isASCII = true
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        text += bytes[start..<index]
        index += 1
        return try decoded(text, isASCII: isASCII)
      }
      if byte == UInt8(ascii: "\\") {
        text += bytes[start..<index]
        index += 1
        text += try escaped()
        start = index
        continue
      }
      guard byte >= 0x20 else { throw unexpected("a character that may stand in a string") }
      if byte >= 0x80 {
        isASCII = false
        if byte & 0xC0 == 0x80 { continuations += 1 }
      }
      index += 1
    }
    throw unexpected("the quote that closes a string")
  }

  private func decoded(_ text: [UInt8], isASCII: Bool) throws(Fault) -> String {
    let string = String(decoding: text, as: UTF8.self)
    // Decoding puts U+FFFD in the place of what isn't UTF-8.
    guard isASCII || string.utf8.elementsEqual(text) else {
      throw Fault(
        code: .notUTF8,
        message: "JSON must be UTF-8",
        range: SourceRange(at: position),
        help: "save the file as UTF-8"
      )
    }
    return string
  }

  /// What an escape stands for; its backslash is behind.
  private mutating func escaped() throws(Fault) -> [UInt8] {
    guard index < bytes.count else { throw unexpected("an escape") }
    let marks: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
      0x74: 0x09,
    ]
    if let byte = marks[bytes[index]] {
      index += 1
      return [byte]
    }
    guard take("u") else { throw unexpected("an escape") }
    var code = try codeUnit()
    if (0xD800..<0xDC00).contains(code) {
      guard take("\\"), take("u") else { throw unexpected("the second half of a character") }
      let low = try codeUnit()
      guard (0xDC00..<0xE000).contains(low) else {
        throw unexpected("the second half of a character")
      }
      code = 0x1_0000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw unexpected("the first half of a character")
    }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func codeUnit() throws(Fault) -> UInt32 {
    let digits = bytes[index..<min(index + 4, bytes.count)]
    let isHex = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    guard digits.count == 4, isHex,
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    index += 4
    return unit
  }
}
