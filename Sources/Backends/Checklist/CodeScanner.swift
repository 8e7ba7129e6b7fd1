/// Follows the quotes of a block of code, to find out that each hole is where its encoder belongs:
/// outside quotes in a shell, inside a string in JSON.
struct CodeScanner {
  /// The quotes that the code is in.
  private enum Quote {
    case none
    case single
    case double
    case comment
  }

  private let place: StepText.Place
  private var quote = Quote.none
  private var isEscaped = false
  private var previous = UInt8(ascii: " ")

  init(_ place: StepText.Place) {
    self.place = place
  }

  mutating func scan(_ line: StepText.Line, at number: Int) throws(StepText.Mistake) {
    previous = UInt8(ascii: " ")
    for part in line.parts {
      switch part {
      case .text(let text):
        for byte in text.utf8 { take(byte) }
      case .hole(let name):
        if let rule { throw StepText.Mistake(line: number, rule: "'\(name)' must \(rule)") }
        previous = UInt8(ascii: "x")
      }
    }
    // A line break ends a comment, and the escape that a backslash before it starts.
    isEscaped = false
    if quote == .comment { quote = .none }
  }

  func finish(at number: Int) throws(StepText.Mistake) {
    guard place == .plain || quote == .none else {
      throw StepText.Mistake(line: number, rule: "the quotes of a block must end in it")
    }
  }

  /// What a hole at this place must be, unless it is that already.
  private var rule: String? {
    switch place {
    case .shell: quote == .none && !isEscaped ? nil : "stand outside quotes and comments"
    case .json: quote == .double && !isEscaped ? nil : "stand inside a string"
    case .title, .prose, .table, .plain: nil
    }
  }

  private mutating func take(_ byte: UInt8) {
    defer { previous = byte }
    guard place != .plain else { return }
    if isEscaped {
      isEscaped = false
      return
    }
    switch (quote, byte) {
    case (.none, UInt8(ascii: "\\")), (.double, UInt8(ascii: "\\")): isEscaped = true
    case (.none, UInt8(ascii: "'")) where place == .shell: quote = .single
    case (.single, UInt8(ascii: "'")): quote = .none
    case (.none, UInt8(ascii: "\"")): quote = .double
    case (.double, UInt8(ascii: "\"")): quote = .none
    case (.none, UInt8(ascii: "#")) where place == .shell && previous == UInt8(ascii: " "):
      quote = .comment
    default: break
    }
  }
}
