/// The difference of two texts by lines, as `diff -u` shows it.
package struct UnifiedDiff {
  fileprivate enum Line {
    case same(String), removed(String), added(String)
  }

  /// The lines that stand around a change.
  private static let context = 3

  /// The difference with its two header lines; empty for equal texts.
  package static func text(from old: String, to new: String, path: String) -> String {
    let lines = merged(
      old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init),
      new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    )
    let hunks = hunks(of: lines)
    guard !hunks.isEmpty else { return "" }
    return "--- \(path) (on disk)\n+++ \(path) (compiled)\n" + hunks.joined()
  }

  /// Both texts as one list, each line once.
  private static func merged(_ old: [String], _ new: [String]) -> [Line] {
    let difference = new.difference(from: old)
    var removals: Set<Int> = []
    var insertions: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removals.insert(offset)
      case .insert(let offset, _, _): insertions.insert(offset)
      }
    }
    var lines: [Line] = []
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < old.count || newIndex < new.count {
      if removals.contains(oldIndex) {
        lines.append(.removed(old[oldIndex]))
        oldIndex += 1
      } else if insertions.contains(newIndex) {
        lines.append(.added(new[newIndex]))
        newIndex += 1
      } else {
        lines.append(.same(new[newIndex]))
        (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
      }
    }
    return lines
  }

  private static func hunks(of lines: [Line]) -> [String] {
    let changes = lines.indices.filter { !lines[$0].isSame }
    var ranges: [Range<Int>] = []
    for change in changes {
      let range = max(0, change - context)..<min(lines.count, change + context + 1)
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { hunk($0, of: lines) }
  }

  private static func hunk(_ range: Range<Int>, of lines: [Line]) -> String {
    let (oldStart, newStart) = counts(lines[..<range.lowerBound])
    let (oldCount, newCount) = counts(lines[range])
    let body = lines[range].map { line in
      switch line {
      case .same(let text): " \(text)\n"
      case .removed(let text): "-\(text)\n"
      case .added(let text): "+\(text)\n"
      }
    }.joined()
    return "@@ -\(oldStart + 1),\(oldCount) +\(newStart + 1),\(newCount) @@\n" + body
  }

  /// How many lines of the old and of the new text there are.
  private static func counts(_ lines: ArraySlice<Line>) -> (Int, Int) {
    var (old, new) = (0, 0)
    for line in lines {
      switch line {
      case .same: (old, new) = (old + 1, new + 1)
      case .removed: old += 1
      case .added: new += 1
      }
    }
    return (old, new)
  }
}

extension UnifiedDiff.Line {
  fileprivate var isSame: Bool {
    if case .same = self { true } else { false }
  }
}
