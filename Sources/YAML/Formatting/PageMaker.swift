import Diagnostics
import Text

/// Lays the tokens of a document out as lines: blocks in steps of two spaces, and what stands
/// between brackets on one line there too.
struct PageMaker {
  /// A list or mapping that stands below its key.
  private struct Level {
    /// The column in which its entries stood, counted from 1; none is as far right for brackets.
    let column: Int
    let indent: Int
  }

  private var tokens: [Token]
  private var index = 0
  private var page = Page()
  private var levels: [Level] = []
  /// The levels of the last line of code, and one that its last entry could have below it.
  private var lastLevels: [Level] = []
  private var isSpaced = false

  /// The lines of a document without anchors, aliases and tags.
  static func page(of tokens: [Token]) -> Page {
    var maker = PageMaker(tokens: tokens)
    maker.writeDocument()
    return maker.page
  }

  private init(tokens: [Token]) {
    self.tokens = tokens
  }

  private mutating func writeDocument() {
    let top = Level(column: 1, indent: 0)
    index = 1
    let isMarked = tokens[index].event.range.start < tokens[index].event.range.end
    place(takeGap(), at: top)
    if isMarked {
      startLine(indent: 0)
      page.append("---")
    }
    index += 1
    if isBlock(index, isRoot: true) {
      writeBlock(indent: 0, isOnLine: false)
    } else {
      place(takeGap(), at: top)
      if isNothing(index) {
        index += 1
      } else {
        startLine(indent: 0)
        writeValue()
      }
    }
    // The end of the document, and that of the file.
    index += 1
    place(takeGap(), at: top)
  }

  // MARK: Blocks

  /// Whether a value is written as lines: one that is, or that has brackets on several lines.
  private func isBlock(_ index: Int, isRoot: Bool = false) -> Bool {
    let start = tokens[index]
    switch start.event.kind {
    case .sequenceStart, .mappingStart: break
    default: return false
    }
    guard start.end > index + 1 else { return false }
    let last = tokens[start.end].event.range
    return isRoot || !start.isFlow || start.event.range.start.line < last.end.line
  }

  /// Writes the list or mapping at the index.
  private mutating func writeBlock(indent: Int, isOnLine: Bool) {
    let start = tokens[index]
    let level = Level(column: start.isFlow ? .max : start.column, indent: indent)
    levels.append(level)
    place(takeGap(), at: level)
    index += 1
    var isOnLine = isOnLine
    while index < start.end {
      if start.event.kind == .mappingStart {
        writeEntry(level, isOnLine: isOnLine)
      } else {
        writeItem(level, isOnLine: isOnLine)
      }
      isOnLine = false
    }
    place(takeGap(), at: level)
    index += 1
    levels.removeLast()
    // What stands further right than what follows a bracket belongs to what it ends.
    if start.isFlow { lastLevels = levels + [Level(column: 0, indent: indent)] }
  }

  private mutating func writeEntry(_ level: Level, isOnLine: Bool) {
    if !isOnLine {
      place(takeGap(), at: level)
      startLine(indent: level.indent)
    }
    reach(behind: tokens[index].column, level.indent)
    let header = tokens[index].header
    writeOnLine(inFlow: false)
    if let header { page.hoist([header]) }
    page.append(isNothing(index) || isBlock(index) ? ":" : ": ")
    if isBlock(index) {
      writeBlock(indent: level.indent + 2, isOnLine: false)
    } else {
      writeValue()
    }
  }

  private mutating func writeItem(_ level: Level, isOnLine: Bool) {
    if !isOnLine {
      placeAbove(level)
      startLine(indent: level.indent)
    }
    reach(behind: level.column, level.indent)
    page.append(isNothing(index) ? "-" : "- ")
    if isBlock(index) {
      writeBlock(indent: level.indent + 2, isOnLine: true)
    } else {
      writeValue()
    }
  }

  private func isNothing(_ index: Int) -> Bool {
    tokens[index].event.kind == .scalar(text: "", isPlain: true)
  }

  /// Notes which columns belong to the entry that a line ends with.
  private mutating func reach(behind column: Int, _ indent: Int) {
    let (right, isBeyond) = column.addingReportingOverflow(2)
    lastLevels = levels + [Level(column: isBeyond ? .max : right, indent: indent + 2)]
    page.reach = PageLine.Reach(source: isBeyond ? .max : right - 1, page: indent + 2)
  }

  private mutating func startLine(indent: Int) {
    page.startLine(indent: indent, isSpaced: isSpaced)
    isSpaced = false
  }

  // MARK: Values on one line

  /// Writes a value behind its key or hyphen, and finds a place for comments in between.
  private mutating func writeValue() {
    var between = tokens[index].comments
    tokens[index].gap = []
    let start = index
    writeOnLine(inFlow: false)
    for token in tokens[(start + 1)..<max(start + 1, index)] { between += token.comments }
    guard let comment = between.first else { return }
    let following = tokens[index...].first(where: \.isSolid)?.gap.comments.first
    let isFollowed = following?.place == .behindToken
    if between.count == 1 && comment.place == .behindToken && !isFollowed {
      page.trail(comment.moved)
    } else {
      page.hoist(between)
    }
  }

  /// Writes the value or key at the index on the line.
  private mutating func writeOnLine(inFlow: Bool) {
    let token = tokens[index]
    index += 1
    switch token.event.kind {
    case .scalar(let text, let isPlain):
      page.append(Node.Scalar(text: text, isPlain: isPlain), inFlow: inFlow)
    case .sequenceStart:
      page.append("[")
      while index < token.end {
        writeOnLine(inFlow: true)
        if index < token.end { page.append(", ") }
      }
      page.append("]")
      index += 1
    case .mappingStart:
      page.append("{")
      while index < token.end {
        writeOnLine(inFlow: true)
        page.append(": ")
        writeOnLine(inFlow: true)
        if index < token.end { page.append(", ") }
      }
      page.append("}")
      index += 1
    default: preconditionFailure("a value is a scalar, a list or a mapping")
    }
  }

  // MARK: Comments

  private mutating func takeGap() -> [Trivia] {
    defer { tokens[index].gap = [] }
    return tokens[index].gap
  }

  /// Puts what stands before an item above its line, from behind its hyphens and brackets too.
  private mutating func placeAbove(_ level: Level) {
    place(takeGap(), at: level)
    var first = index
    // The line that a bracket was on is the one that follows here.
    var mayTrail = true
    while isBlock(first) {
      mayTrail = mayTrail && !tokens[first].isSolid
      first += 1
      place(tokens[first].gap, at: level, mayTrail: mayTrail)
      tokens[first].gap = []
    }
  }

  /// Puts comments behind the last line or on lines of their own.
  ///
  /// - Parameter level: that of what follows; a comment that stood further right belongs to what
  ///   is before it.
  private mutating func place(_ gap: [Trivia], at level: Level, mayTrail: Bool = true) {
    for trivia in gap {
      switch trivia {
      case .blankLine: isSpaced = true
      case .comment(let comment):
        if comment.place == .behindToken && mayTrail && !isSpaced && page.takesTrailing {
          page.trail(comment)
        } else {
          page.add(comment, indent: indent(of: comment, level), isSpaced: isSpaced)
          isSpaced = false
        }
      }
    }
  }

  private func indent(of comment: Comment, _ level: Level) -> Int {
    let deeper = lastLevels.dropFirst(max(levels.count, 1))
    if comment.place == .behindToken, let last = deeper.last, last.column == 0 {
      return last.indent
    }
    guard comment.place == .alone, comment.column > level.column else { return level.indent }
    return deeper.last { $0.column <= comment.column }?.indent ?? level.indent
  }
}
