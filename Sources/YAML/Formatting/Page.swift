import Text

/// A line of a document that is laid out anew.
struct PageLine {
  /// The spaces in front.
  let indent: Int
  /// What stands there beside the comment; empty for a comment alone.
  var code: TextBuffer
  var comment: Comment?
  /// Whether a blank line stands before it.
  var isSpaced: Bool
  /// For a comment alone, the columns that are too far left for one that continues another.
  fileprivate(set) var reach = Reach()
  /// The column of the comment, counted from 0.
  fileprivate(set) var commentColumn = 0
  fileprivate var hang = Hang.none

  /// The columns, counted from 0, up to which comments alone are aligned with code: in the text as
  /// it was, and as it becomes.
  struct Reach {
    var source = Int.max
    var page = Int.max
  }

  /// Whether a comment alone continues the one behind the code above or below.
  fileprivate enum Hang {
    case none, fromAbove, fromBelow
  }

  fileprivate var isCode: Bool { !code.bytes.isEmpty }

  /// The first column behind the code.
  fileprivate var end: Int {
    indent + code.bytes.count { $0 & 0xC0 != 0x80 }
  }

  /// Whether it is code with a comment behind it.
  fileprivate var hasTrailing: Bool { isCode && comment != nil }
}

/// The lines of a document that is laid out anew.
struct Page {
  private(set) var lines: [PageLine] = []
  /// How far right comments alone may stand that belong to the last line of code.
  var reach = PageLine.Reach()

  /// Starts a line of code.
  mutating func startLine(indent: Int, isSpaced: Bool) {
    let isSpaced = isSpaced && !lines.isEmpty
    lines.append(PageLine(indent: indent, code: TextBuffer(), isSpaced: isSpaced))
  }

  /// Appends to the line of code that was started last.
  mutating func append(_ text: String) {
    lines[lines.count - 1].code.append(text)
  }

  /// Appends a scalar with quotes where it needs them, and the letters that it has.
  mutating func append(_ scalar: Node.Scalar, inFlow: Bool) {
    lines[lines.count - 1].code.append(scalar, inFlow: inFlow)
  }

  /// Whether a comment may stand behind the last line.
  var takesTrailing: Bool { lines.last.map { $0.isCode && $0.comment == nil } ?? false }

  /// Puts a comment behind the last line.
  mutating func trail(_ comment: Comment) {
    lines[lines.count - 1].comment = comment
  }

  /// Adds a comment on a line of its own.
  mutating func add(_ comment: Comment, indent: Int, isSpaced: Bool) {
    startLine(indent: indent, isSpaced: isSpaced)
    lines[lines.count - 1].comment = comment
    lines[lines.count - 1].reach = reach
  }

  /// Puts comments on lines of their own above the last line.
  mutating func hoist(_ comments: [Comment]) {
    var line = lines.removeLast()
    for comment in comments {
      add(comment.moved, indent: line.indent, isSpaced: line.isSpaced)
      line.isSpaced = false
    }
    lines.append(line)
  }

  /// The text, with the comments in their columns.
  func text() -> TextBuffer {
    var page = self
    page.hangComments()
    page.alignComments()
    page.placeHanging()
    var buffer = TextBuffer()
    for line in page.lines {
      if line.isSpaced { buffer.appendLine() }
      buffer.appendSpaces(line.isCode ? line.indent : line.commentColumn)
      buffer.append(line.code.bytes)
      if let comment = line.comment {
        if line.isCode { buffer.appendSpaces(line.commentColumn - line.end) }
        buffer.append(comment.text)
      }
      buffer.append(UInt8(ascii: "\n"))
    }
    return buffer
  }
}

// Comments alone that continue a comment behind code, in its column.
extension Page {
  private mutating func hangComments() {
    for index in lines.indices.dropFirst() where isAlone(index) && !lines[index].isSpaced {
      let above = lines[index - 1]
      if (above.hasTrailing || above.hang == .fromAbove) && adjoin(index - 1, index) {
        lines[index].hang = .fromAbove
      }
    }
    for index in lines.indices.dropLast().reversed()
    where isAlone(index) && lines[index].hang == .none && !lines[index + 1].isSpaced {
      let below = lines[index + 1]
      let isFar = (lines[index].comment?.column ?? 0) - 1 > lines[index].reach.source
      if isFar && (below.hasTrailing || below.hang == .fromBelow) && adjoin(index, index + 1) {
        lines[index].hang = .fromBelow
      }
    }
  }

  private func isAlone(_ index: Int) -> Bool {
    !lines[index].isCode && lines[index].comment?.place == .alone
  }

  /// Whether the comments of two lines stood below each other.
  private func adjoin(_ upper: Int, _ lower: Int) -> Bool {
    guard let first = lines[upper].comment, let second = lines[lower].comment else { return false }
    return first.line > 0 && second.line == first.line + 1 && first.column == second.column
  }

  private mutating func placeHanging() {
    for index in lines.indices where lines[index].hang == .fromAbove {
      lines[index].commentColumn = lines[index - 1].commentColumn
    }
    for index in lines.indices.reversed() where lines[index].hang == .fromBelow {
      let column = lines[index + 1].commentColumn
      let isFar = column > lines[index].reach.page && lines[index + 1].isPlaced
      if isFar { lines[index].commentColumn = column } else { lines[index].hang = .none }
    }
  }
}

extension PageLine {
  /// Whether the comment's column is that of a comment behind code.
  fileprivate var isPlaced: Bool { isCode || hang != .none }
}

// Comments behind code.
extension Page {
  /// The columns of comments behind code: lines next to each other share one, as far as they fit.
  private mutating func alignComments() {
    var group: [Int] = []
    for index in lines.indices {
      if !lines[index].isCode { lines[index].commentColumn = lines[index].indent }
      if lines[index].isSpaced || !(lines[index].hasTrailing || lines[index].hang == .fromAbove) {
        align(group)
        group = []
      }
      if lines[index].hasTrailing { group.append(index) }
    }
    align(group)
  }

  private mutating func align(_ group: [Int]) {
    let column = column(of: group)
    for index in group {
      let end = lines[index].end
      // A hyphen alone would have a comment in the column of what stands below it.
      let least = end + (lines[index].code.bytes.last == UInt8(ascii: "-") ? 2 : 1)
      lines[index].commentColumn = column.flatMap { $0 >= least ? $0 : nil } ?? end + 2
    }
  }

  /// The column that most comments stood in with a wide margin; nil where it fits none of them
  /// with one.
  private func column(of group: [Int]) -> Int? {
    var counts: [Int: Int] = [:]
    for index in group {
      guard let comment = lines[index].comment, comment.margin > 2, comment.line > 0 else {
        continue
      }
      counts[comment.column - 1, default: 0] += 1
    }
    let fitting = counts.filter { column, _ in group.contains { lines[$0].end + 2 < column } }
    return fitting.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
  }
}
