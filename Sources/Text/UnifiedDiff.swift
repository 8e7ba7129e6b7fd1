/// The difference of two texts by lines, as `diff -u` shows it and `patch` takes it.
package struct UnifiedDiff {
  /// The bytes of a line with its line break, which the last one of a text may lack.
  fileprivate typealias Line = ArraySlice<UInt8>

  /// A line, and what became of it.
  fileprivate enum Edit {
    case same(Line)
    case removed(Line)
    case added(Line)
  }

  /// The lines that stand around a change.
  private static let context = 3

  /// The difference with its two header lines; empty for equal texts.
  ///
  /// - Parameter newer: what the header calls the new text.
  package static func text(
    from old: String,
    to new: String,
    path: String,
    newer: String = "compiled"
  ) -> String {
    let hunks = hunks(of: edits(from: lines(of: old), to: lines(of: new)))
    guard !hunks.isEmpty else { return "" }
    return "--- \(path) (on disk)\n+++ \(path) (\(newer))\n" + hunks.joined()
  }

  private static func lines(of text: String) -> [Line] {
    let bytes = Array(text.utf8)
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
      lines.append(bytes[start..<end])
      start = end
    }
    return lines
  }

  /// Both texts as one list, each line once.
  private static func edits(from old: [Line], to new: [Line]) -> [Edit] {
    var removals: Set<Int> = []
    var insertions: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removals.insert(offset)
      case .insert(let offset, _, _): insertions.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < old.count || newIndex < new.count {
      if removals.contains(oldIndex) {
        edits.append(.removed(old[oldIndex]))
        oldIndex += 1
      } else if insertions.contains(newIndex) {
        edits.append(.added(new[newIndex]))
        newIndex += 1
      } else {
        edits.append(.same(new[newIndex]))
        (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
      }
    }
    return edits
  }

  private static func hunks(of edits: [Edit]) -> [String] {
    var ranges: [Range<Int>] = []
    for change in edits.indices where !edits[change].isSame {
      let range = max(0, change - context)..<min(edits.count, change + context + 1)
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { hunk($0, of: edits) }
  }

  private static func hunk(_ range: Range<Int>, of edits: [Edit]) -> String {
    let (oldLines, newLines) = counts(edits[..<range.lowerBound])
    let (oldCount, newCount) = counts(edits[range])
    var buffer = TextBuffer()
    buffer.append("@@ -\(start(oldLines, oldCount)),\(oldCount)")
    buffer.append(" +\(start(newLines, newCount)),\(newCount) @@\n")
    for edit in edits[range] {
      switch edit {
      case .same(let line): buffer.append(line, behind: " ")
      case .removed(let line): buffer.append(line, behind: "-")
      case .added(let line): buffer.append(line, behind: "+")
      }
    }
    return buffer.text
  }

  /// The number of a hunk's first line; of the line before it where the hunk has none.
  private static func start(_ linesBefore: Int, _ count: Int) -> Int {
    count == 0 ? linesBefore : linesBefore + 1
  }

  /// How many lines of the old and of the new text there are.
  private static func counts(_ edits: ArraySlice<Edit>) -> (Int, Int) {
    var (old, new) = (0, 0)
    for edit in edits {
      switch edit {
      case .same: (old, new) = (old + 1, new + 1)
      case .removed: old += 1
      case .added: new += 1
      }
    }
    return (old, new)
  }
}

extension UnifiedDiff.Edit {
  fileprivate var isSame: Bool {
    if case .same = self { true } else { false }
  }
}

extension TextBuffer {
  /// Appends a line of a hunk, and says where its text ends without a line break.
  fileprivate mutating func append(_ line: UnifiedDiff.Line, behind mark: StaticString) {
    append(mark)
    for byte in line { append(byte) }
    if line.last != UInt8(ascii: "\n") { append("\n\\ No newline at end of file\n") }
  }
}
