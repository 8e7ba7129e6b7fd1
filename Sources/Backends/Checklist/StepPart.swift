/// A part of a step's body with its holes filled, for a language of markup other than Markdown.
package enum StepPart: Hashable, Sendable {
  case paragraph([Words])
  case code([String])
  case table(head: [[Words]], rows: [[[Words]]])
  /// A list whose first number is given, or one without numbers.
  indirect case list(start: Int?, items: [[StepPart]])

  /// Words that look the same.
  package struct Words: Hashable, Sendable {
    /// How they stand out.
    package enum Stress: Hashable, Sendable {
      case none, emphasis, strong
    }

    package let text: String
    package let isCode: Bool
    package let stress: Stress

    package init(_ text: String, isCode: Bool = false, _ stress: Stress = .none) {
      self.text = text
      self.isCode = isCode
      self.stress = stress
    }
  }
}

extension StepText {
  /// The title with its holes filled.
  package func titleWords(_ values: [String: String]) -> [StepPart.Words] {
    title.words(values)
  }

  /// The end of the sentence "Done when" with its holes filled.
  package func doneWhenWords(_ values: [String: String]) -> [StepPart.Words] {
    doneWhen.words(values)
  }

  /// The body with its holes filled: what a reader of `filledBody` makes of it.
  package func parts(_ values: [String: String]) -> [StepPart] {
    var pieces: [StepPiece] = []
    for block in body {
      switch block {
      case .prose(let lines): pieces += lines.map { StepPiece($0) }
      case .fence(let fence):
        let lines = fence.lines.map { $0.filled(with: values, in: fence.place) }
        pieces.append(StepPiece(indent: fence.indent, content: .code(lines)))
      }
    }
    var reader = StepPartReader(pieces, values)
    return reader.parts(indent: 0)
  }
}

/// A line of prose or a block of code, and how far it is from the margin.
private struct StepPiece {
  /// What it is.
  enum Content {
    case line(StepText.Line)
    case code([String])
    case nothing
  }

  let indent: Int
  let content: Content

  init(indent: Int, content: Content) {
    (self.indent, self.content) = (indent, content)
  }

  init(_ line: StepText.Line) {
    guard case .text(let text)? = line.parts.first else {
      (indent, content) = (0, line.parts.isEmpty ? .nothing : .line(line))
      return
    }
    indent = text.utf8.prefix { $0 == 0x20 }.count
    content = .line(line.dropping(indent))
  }

  /// The mark of a list at its start: how long it is, and its number.
  var mark: (length: Int, number: Int?)? {
    guard case .line(let line) = content, case .text(let text)? = line.parts.first else {
      return nil
    }
    if text.hasPrefix("- ") { return (2, nil) }
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard let number = Int(digits), text.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (digits.count + 2, number)
  }

  /// The line behind its first characters, which are as far from the margin as they are many.
  func dropping(_ count: Int) -> StepPiece {
    guard case .line(let line) = content else { return self }
    return StepPiece(indent: indent + count, content: .line(line.dropping(count)))
  }
}

/// Reads the pieces of a body.
private struct StepPartReader {
  private var pieces: ArraySlice<StepPiece>
  private let values: [String: String]

  init(_ pieces: [StepPiece], _ values: [String: String]) {
    (self.pieces, self.values) = (pieces[...], values)
  }

  /// The parts that are at least so far from the margin.
  mutating func parts(indent: Int) -> [StepPart] {
    var parts: [StepPart] = []
    while let piece = pieces.first {
      switch piece.content {
      case .nothing: pieces.removeFirst()
      case .code(let lines) where piece.indent >= indent:
        parts.append(.code(lines))
        pieces.removeFirst()
      case .line(let line) where piece.indent >= indent:
        if let mark = piece.mark {
          parts.append(list(start: mark.number, indent: piece.indent))
        } else {
          parts.append(line.isTableRow ? table() : .paragraph(paragraph()))
        }
      case .code, .line: return parts
      }
    }
    return parts
  }

  /// A list whose items start here.
  private mutating func list(start: Int?, indent: Int) -> StepPart {
    var items: [[StepPart]] = []
    while let piece = pieces.first {
      if case .nothing = piece.content {
        pieces.removeFirst()
        continue
      }
      guard piece.indent == indent, let mark = piece.mark, (mark.number == nil) == (start == nil)
      else { break }
      let first = pieces.startIndex
      pieces[first] = piece.dropping(mark.length)
      items.append(parts(indent: indent + mark.length))
    }
    return .list(start: start, items: items)
  }

  /// Lines that follow each other.
  private mutating func lines(while belongs: (StepText.Line) -> Bool) -> [StepText.Line] {
    var lines: [StepText.Line] = []
    while case .line(let line)? = pieces.first?.content, belongs(line) {
      lines.append(line)
      pieces.removeFirst()
      if pieces.first?.mark != nil { break }
    }
    return lines
  }

  private mutating func paragraph() -> [StepPart.Words] {
    let lines = lines { !$0.isTableRow }
    return Array(lines.map { $0.words(values) }.joined(separator: [StepPart.Words(" ")]))
  }

  private mutating func table() -> StepPart {
    let rows = lines(while: \.isTableRow).map { $0.cells(values) }
    // The second row only draws the line below the first.
    return .table(head: rows.first ?? [], rows: Array(rows.dropFirst(2)))
  }
}
