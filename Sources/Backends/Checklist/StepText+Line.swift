extension StepText.Line {
  /// Splits a line at its holes.
  init(_ text: String, at number: Int) throws(StepText.Mistake) {
    let bytes = Array(text.utf8)
    var parts: [Part] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), bytes[index...].starts(with: "${".utf8) else {
        index += 1
        continue
      }
      guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
        throw StepText.Mistake(line: number, rule: "a hole must end with '}'")
      }
      let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
      guard Self.isName(name) else {
        throw StepText.Mistake(line: number, rule: "'\(name)' isn't a name, such as RoleArn")
      }
      parts += Self.literal(bytes[start..<index]) + [.hole(name)]
      index = end + 1
      start = index
    }
    self.parts = parts + Self.literal(bytes[start...])
  }

  /// Text between two holes, where there is any.
  private static func literal(_ bytes: ArraySlice<UInt8>) -> [Part] {
    bytes.isEmpty ? [] : [.text(String(decoding: bytes, as: UTF8.self))]
  }

  /// Splits a line of prose, in which each value becomes a code span of its own.
  init(prose text: String, at number: Int) throws(StepText.Mistake) {
    try self.init(text, at: number)
    var isInSpan = false
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let text):
        for byte in text.utf8 where byte == UInt8(ascii: "`") { isInSpan.toggle() }
      case .hole(let name):
        let touchesSpan =
          index > 0 && parts[index - 1].ends(in: "`$")
          || index + 1 < parts.count && parts[index + 1].starts(in: "`$")
        guard !isInSpan, !touchesSpan else {
          throw StepText.Mistake(line: number, rule: "'\(name)' must not touch a code span or '$'")
        }
      }
    }
    guard !isInSpan else {
      throw StepText.Mistake(line: number, rule: "a code span must end on its line")
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first else { return false }
    return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
  }
}

extension StepText.Line.Part {
  /// Whether it is a hole, which becomes a code span, or text with one of the signs at its end.
  fileprivate func ends(in signs: String) -> Bool {
    switch self {
    case .hole: true
    case .text(let text): text.utf8.last.map(signs.utf8.contains) == true
    }
  }

  /// Whether it is a hole, which becomes a code span, or text with one of the signs at its start.
  fileprivate func starts(in signs: String) -> Bool {
    switch self {
    case .hole: true
    case .text(let text): text.utf8.first.map(signs.utf8.contains) == true
    }
  }
}
