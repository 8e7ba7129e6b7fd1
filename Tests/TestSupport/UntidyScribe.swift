extension SpecSketch {
  /// The YAML text of a mapping or list, in layouts that a formatter has work with: comments and
  /// line breaks wherever YAML takes them, indented by lot.
  package func untidyYAML(seed: UInt64) -> String {
    var scribe = UntidyScribe(seed: seed)
    return scribe.document(self)
  }

  /// A tree of everything that YAML could misread, not that of a spec.
  package static func wild(seed: UInt64) -> SpecSketch {
    var random = SplitMix64(seed: seed)
    return wild(depth: random.number(1...4), &random, isRoot: true)
  }

  private static let pieces = [
    ":", ": ", " #", "#", "'", "\"", "$", "-", "- ", "?", "? ", "*", "&", "!", "|", ">", "%", "@",
    "`", " ", "  ", ",", "[", "]", "{", "}", "\\", "~", "=", "<<", "---", "...", "0", "012", "1e3",
    ".", "-1", "+", "yes", "no", "y", "null", "true", "2026-11-21", "12:30", ".inf", "a", "Bc",
    "word and word", "arn:aws:s3:::b/*", "/", "s3:prefix",
  ]

  private static func wild(
    depth: Int,
    _ random: inout SplitMix64,
    isRoot: Bool = false
  ) -> SpecSketch {
    func text(_ random: inout SplitMix64) -> String {
      (0..<random.number(0...4)).map { _ in random.pick(pieces) }.joined()
    }
    switch random.number(isRoot ? 6...9 : depth > 0 ? 0...9 : 0...5) {
    case 0:
      return .word(random.pick(["", "null", "30", "true", "~", "1.5", "012345670123", "a:b"]))
    case 1...5: return .text(text(&random))
    case 6, 7:
      return .list((0..<random.number(0...4)).map { _ in wild(depth: depth - 1, &random) })
    default:
      var keys: Set<String> = []
      let entries = (0..<random.number(0...5)).compactMap { _ -> Entry? in
        let key = text(&random)
        guard key != "<<", keys.insert(key).inserted else { return nil }
        return Entry(key, wild(depth: depth - 1, &random))
      }
      return .map(entries)
    }
  }
}

/// Writes a sketch down in layouts that nobody would call tidy, and that every reader takes.
private struct UntidyScribe {
  private var random: SplitMix64
  /// The document, of which the last line may be open.
  private var text = ""
  private var comments = 0
  /// Whether tabs stand between values, which not every reader takes.
  private let hasTabs: Bool

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    hasTabs = random.oneIn(10)
  }

  mutating func document(_ root: SpecSketch) -> String {
    if random.oneIn(3) { pause() }
    if random.oneIn(4) { text += "---\(random.oneIn(2) ? "" : " \(comment())")\n" }
    if random.oneIn(3) { pause() }
    block(root, indent: random.oneIn(8) ? random.number(1...4) : 0, isOnLine: false)
    if random.oneIn(3) { pause() }
    if random.oneIn(6) { text += "...\n" + (random.oneIn(2) ? comment() : "") }
    let hasReturns = random.oneIn(10)
    return hasReturns
      ? text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\r\n") : text
  }

  // MARK: Between values

  private mutating func comment() -> String {
    comments += 1
    let words = ["", " note", " a: b", "!", " 'q", " \"q", " - x", " [", " äöü", " # more", "\tx"]
    return "#\(comments)" + random.pick(words) + (random.oneIn(5) ? "  " : "")
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// Ends the line, sometimes with a comment, and sometimes goes on with lines of comments.
  private mutating func endLine(takesComments: Bool = true) {
    if takesComments && random.oneIn(4) {
      // Behind a mark some readers take no tab.
      let tab = text.last == "-" || text.last == ":" || !hasTabs ? " " : "\t"
      text += random.pick([" ", "  ", "      ", tab, spaces(random.number(1...30))]) + comment()
    } else if random.oneIn(12) {
      text += "  "
    }
    text += "\n"
    if takesComments && random.oneIn(5) { pause() }
  }

  /// Lines of comments and nothing.
  private mutating func pause() {
    for _ in 0..<random.number(1...4) {
      if random.oneIn(3) {
        text += random.oneIn(3) ? "   \n" : "\n"
      } else {
        let last = text.split(separator: "\n").last ?? ""
        let column = last.firstIndex(of: "#").map { last.distance(from: last.startIndex, to: $0) }
        text += spaces(random.oneIn(3) ? column ?? 2 : random.number(0...12)) + comment() + "\n"
      }
    }
  }

  // MARK: Blocks

  /// Writes a value as lines, or on the line if it can't be.
  private mutating func block(_ value: SpecSketch, indent: Int, isOnLine: Bool) {
    var isOnLine = isOnLine
    func begin() -> String { isOnLine ? "" : spaces(indent) }
    switch value {
    case .list(let items) where !items.isEmpty && !random.oneIn(5):
      for item in items {
        text += begin() + "-"
        behindMark(item, indent)
        isOnLine = false
      }
    case .map(let entries) where !entries.isEmpty && !random.oneIn(5):
      for entry in entries {
        text += begin()
        if random.oneIn(14) {
          text += "? " + scalar(entry.key, inFlow: false)
          endLine()
          text += spaces(indent) + ":"
          behindMark(entry.value, indent)
        } else {
          text += scalar(entry.key, inFlow: false) + ":"
          behindKey(entry.value, indent)
        }
        isOnLine = false
      }
    default:
      text += begin()
      flow(value, indent: indent)
      endLine()
    }
  }

  /// Writes what follows a hyphen, on its line or below.
  private mutating func behindMark(_ value: SpecSketch, _ indent: Int) {
    let step = random.number(1...4)
    if value.isLine && random.oneIn(8) {
      nothingOrScalar(value, indent, isBehindMark: true)
    } else if random.oneIn(4) && !value.isNothing {
      endLine()
      block(value, indent: indent + step, isOnLine: false)
    } else if value.isNothing {
      endLine()
    } else {
      text += spaces(step)
      block(value, indent: indent + 1 + step, isOnLine: true)
    }
  }

  private mutating func behindKey(_ value: SpecSketch, _ indent: Int) {
    if value.isLine {
      nothingOrScalar(value, indent)
    } else if random.oneIn(4) {
      text += " "
      flow(value, indent: indent)
      endLine()
    } else {
      endLine()
      if case .list(let items) = value, !items.isEmpty, random.oneIn(3) {
        // A list may stand as far left as its key.
        for item in items {
          text += spaces(indent) + "-"
          behindMark(item, indent)
        }
      } else {
        block(value, indent: indent + random.number(1...6), isOnLine: false)
      }
    }
  }

  /// Writes a scalar behind its key, on several lines sometimes.
  private mutating func nothingOrScalar(
    _ value: SpecSketch,
    _ indent: Int,
    isBehindMark: Bool = false
  ) {
    guard !value.isNothing else { return endLine() }
    if case .text(let text) = value, random.oneIn(8), isBlockScalar(text) {
      let mark = random.pick([">-", "|-"])
      self.text += " \(mark)" + (random.oneIn(3) ? " " + comment() : "") + "\n"
      self.text += spaces(indent + random.number(1...5)) + text + "\n"
      if random.oneIn(3) { self.text += "\n" }
      return
    }
    if random.oneIn(10) {
      endLine()
      text += spaces(indent + random.number(1...6))
    } else {
      text += random.pick([" ", " ", "   ", isBehindMark || !hasTabs ? " " : " \t"])
    }
    flow(value, indent: indent)
    endLine()
  }

  private func isBlockScalar(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(" ") && !text.hasSuffix(" ")
  }

  // MARK: Brackets

  private mutating func flow(_ value: SpecSketch, indent: Int) {
    switch value {
    case .text(let text): self.text += scalar(text, inFlow: true, indent: indent)
    case .word(let word): text += word.isEmpty ? "~" : word
    case .list(let items):
      let isBroken = random.oneIn(3)
      text += "["
      for (index, item) in items.enumerated() {
        gap(indent, isBroken)
        if case .map(let pair) = item, pair.count == 1, random.oneIn(2) {
          text += scalar(pair[0].key, inFlow: true) + ": "
          flow(pair[0].value, indent: indent)
        } else {
          flow(item, indent: indent)
        }
        gap(indent, isBroken)
        if index < items.count - 1 || random.oneIn(6) { text += "," }
      }
      gap(indent, isBroken)
      text += "]"
    case .map(let entries):
      let isBroken = random.oneIn(3)
      text += "{"
      for (index, entry) in entries.enumerated() {
        gap(indent, isBroken)
        text += scalar(entry.key, inFlow: true) + ": "
        gap(indent, isBroken)
        flow(entry.value, indent: indent)
        gap(indent, isBroken)
        if index < entries.count - 1 || random.oneIn(6) { text += "," }
      }
      gap(indent, isBroken)
      text += "}"
    }
  }

  /// What may stand between two tokens in brackets.
  private mutating func gap(_ indent: Int, _ isBroken: Bool) {
    if isBroken && random.oneIn(2) {
      endLine()
      text += spaces(indent + random.number(1...8))
    } else {
      text += spaces(random.number(0...2))
    }
  }

  // MARK: Scalars

  private mutating func scalar(_ text: String, inFlow: Bool, indent: Int? = nil) -> String {
    if PlainText.isSafe(text, inFlow: inFlow) && !random.oneIn(3) { return text }
    let isSingle = random.oneIn(2)
    var result = isSingle ? "'" : "\""
    for letter in text.unicodeScalars {
      if isSingle && letter == "'" {
        result += "''"
      } else if !isSingle && (letter == "\"" || letter == "\\") {
        result += "\\\(letter)"
      } else if let indent, letter == " ", text == "word and word", random.oneIn(3) {
        // A line break between two words is a space.
        result += "\n" + spaces(indent + random.number(1...5))
      } else {
        result.unicodeScalars.append(letter)
      }
    }
    return result + (isSingle ? "'" : "\"")
  }
}

extension SpecSketch {
  /// Whether it is no list and no mapping.
  fileprivate var isLine: Bool {
    switch self {
    case .text, .word: true
    case .list, .map: false
    }
  }

  fileprivate var isNothing: Bool {
    if case .word("") = self { true } else { false }
  }
}
