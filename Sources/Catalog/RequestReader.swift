/// Reads the text of a request, and finds out that each hole is declared, used, and where its kind
/// can be encoded.
struct RequestReader {
  /// A rule of the format that a text breaks.
  struct Mistake: Error {
    let line: Int
    let rule: String
  }

  /// What a character stands in.
  private enum Quote {
    case none, single, double, comment
  }

  private let language: RequestTemplate.Language
  private let kinds: [String: RequestTemplate.HoleKind]
  private var used: Set<String> = []
  private var quote = Quote.none
  private var isEscaped = false
  private var previous = UInt8(ascii: " ")

  init(_ language: RequestTemplate.Language, _ kinds: [String: RequestTemplate.HoleKind]) {
    (self.language, self.kinds) = (language, kinds)
  }

  mutating func lines(of text: [UInt8]) throws(Mistake) -> [RequestTemplate.Line] {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.popLast()?.isEmpty == true, !lines.isEmpty else {
      throw Mistake(line: lines.count + 1, rule: "the file must end with a line break")
    }
    var result: [RequestTemplate.Line] = []
    for (index, line) in lines.enumerated() {
      guard line.allSatisfy({ (0x20...0x7E).contains($0) }) else {
        throw Mistake(line: index + 1, rule: "a request must be printable ASCII")
      }
      do throws(Rule) {
        result.append(try self.line(Array(line)))
      } catch {
        throw Mistake(line: index + 1, rule: error.text)
      }
    }
    for name in kinds.keys.sorted() where !used.contains(name) {
      throw Mistake(line: 1, rule: "the hole '\(name)' is declared, but isn't used")
    }
    guard quote == .none else {
      throw Mistake(line: lines.count, rule: "the quotes of the file must end in it")
    }
    return result
  }

  /// A rule that the line at hand breaks.
  private struct Rule: Error {
    let text: String
  }

  private mutating func line(_ bytes: [UInt8]) throws(Rule) -> RequestTemplate.Line {
    guard language != .shell || !bytes.openDocument else {
      throw Rule(text: "a script must have no document in it: quotes are not followed there")
    }
    var parts: [RequestTemplate.Line.Part] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      guard let end = try holeEnd(bytes, at: index) else {
        take(bytes[index])
        index += 1
        continue
      }
      let name = String(decoding: bytes[(index + 2)..<(end - 1)], as: UTF8.self)
      try check(name, bytes, index..<end)
      if start < index {
        parts.append(.text(String(decoding: bytes[start..<index], as: UTF8.self)))
      }
      parts.append(.hole(name))
      previous = UInt8(ascii: "x")
      (index, start) = (end, end)
    }
    if start < bytes.count || parts.isEmpty {
      parts.append(.text(String(decoding: bytes[start...], as: UTF8.self)))
    }
    isEscaped = false
    previous = UInt8(ascii: " ")
    if quote == .comment { quote = .none }
    let line = RequestTemplate.Line(parts: parts)
    try checkOptional(line, endsWith: bytes.last)
    return line
  }

  /// Where the hole ends that starts at the index; nil where none starts.
  ///
  /// A script has variables in braces too; what looks like a hole is one, and must be declared.
  private func holeEnd(_ bytes: [UInt8], at index: Int) throws(Rule) -> Int? {
    guard bytes[index] == UInt8(ascii: "$") || bytes[index] == UInt8(ascii: "%"),
      index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{")
    else { return nil }
    let end = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
    if bytes[index] == UInt8(ascii: "$"), let end, bytes[(index + 2)..<end].isHoleName {
      return end + 1
    }
    guard language == .shell else {
      throw Rule(text: "'${' must open a hole, such as ${Bucket}, and '%{' nothing")
    }
    return nil
  }

  private mutating func check(
    _ name: String,
    _ bytes: [UInt8],
    _ place: Range<Int>
  ) throws(Rule) {
    guard let kind = kinds[name] else { throw Rule(text: "the hole '\(name)' must be declared") }
    used.insert(name)
    let isInside = quote == .double && !isEscaped
    let isOutside = quote == .none && !isEscaped
    let before = place.lowerBound > 0 ? bytes[place.lowerBound - 1] : UInt8(ascii: " ")
    let after = place.upperBound < bytes.count ? bytes[place.upperBound] : UInt8(ascii: " ")
    let isWhole = isInside && before == UInt8(ascii: "\"") && after == UInt8(ascii: "\"")
    switch (language, kind) {
    case (.shell, .text), (.shell, .optional):
      guard isOutside else { throw Rule(text: "'\(name)' must stand outside quotes and comments") }
    case (.json, .text), (.json, .optional), (.terraform, .text), (.terraform, .optional):
      guard isWhole else { throw Rule(text: "'\(name)' must be all of a string") }
    case (.curl, .text), (.curl, .optional):
      guard isInside else { throw Rule(text: "'\(name)' must stand inside a string") }
    case (.json, .flag), (.terraform, .flag):
      guard isOutside else { throw Rule(text: "'\(name)' must stand outside strings") }
    case (.terraform, .identifier):
      guard isOutside || isWhole else {
        throw Rule(text: "'\(name)' must be a name, or all of a string")
      }
    case (.shell, _), (.curl, _), (.json, .identifier):
      throw Rule(text: "'\(name)' must be text in a file of this kind")
    }
  }

  /// A line that may be left out must be whole by itself.
  private func checkOptional(_ line: RequestTemplate.Line, endsWith last: UInt8?) throws(Rule) {
    guard line.holes.contains(where: { kinds[$0] == .optional }) else { return }
    guard line.holes.count == 1 else {
      throw Rule(text: "a line with an optional hole must have no other hole")
    }
    guard language != .json || last == UInt8(ascii: ",") else {
      throw Rule(text: "a member that is optional must not be the last one")
    }
    guard quote == .none else { throw Rule(text: "an optional line must end its quotes") }
  }

  private mutating func take(_ byte: UInt8) {
    defer { previous = byte }
    if isEscaped {
      isEscaped = false
      return
    }
    switch (quote, byte) {
    case (.double, UInt8(ascii: "\\")): isEscaped = true
    case (.none, UInt8(ascii: "\\")) where language == .shell: isEscaped = true
    case (.none, UInt8(ascii: "'")) where language == .shell: quote = .single
    case (.single, UInt8(ascii: "'")): quote = .none
    case (.none, UInt8(ascii: "\"")): quote = .double
    case (.double, UInt8(ascii: "\"")): quote = .none
    case (.none, UInt8(ascii: "#")) where language != .json && " ;&|()".utf8.contains(previous):
      quote = .comment
    default: break
    }
  }
}

extension [UInt8] {
  /// Whether they open a document within a script, as `<<` does.
  fileprivate var openDocument: Bool {
    zip(self, dropFirst()).contains { ($0, $1) == (UInt8(ascii: "<"), UInt8(ascii: "<")) }
  }
}

extension ArraySlice<UInt8> {
  /// Whether it is a name of a hole: a capital, then letters and digits.
  fileprivate var isHoleName: Bool {
    guard let first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
    return allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}
