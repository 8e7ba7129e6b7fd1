/// The lines of a text as numbers, equal where the lines are: comparing them is cheap.
struct NumberedLines {
  private var numbers: [Substring: Int] = [:]

  /// The lines of a text; a line break at its end ends the last one.
  mutating func lines(of text: String) -> [Int] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { number(of: $0) }
  }

  private mutating func number(of line: Substring) -> Int {
    if let number = numbers[line] { return number }
    let number = numbers.count
    numbers[line] = number
    return number
  }
}

/// Which lines of a text aren't in another one that differs from it.
enum LineDifference {
  /// The places of the lines of `text` that a shortest way to `other` removes.
  ///
  /// Where a removed run of lines could as well start earlier or later, because the lines around it
  /// are alike, it starts where `depths` says that a block starts: a run that is a whole block is
  /// told as one, and no bracket of its neighbor's.
  static func removed(from text: [Int], to other: [Int], depths: [Int]) -> [Range<Int>] {
    var start = 0
    while start < min(text.count, other.count), text[start] == other[start] { start += 1 }
    var (end, otherEnd) = (text.count, other.count)
    while end > start, otherEnd > start, text[end - 1] == other[otherEnd - 1] {
      (end, otherEnd) = (end - 1, otherEnd - 1)
    }
    let removals: [Int] =
      otherEnd == start
      ? Array(start..<end)
      : Array(other[start..<otherEnd]).difference(from: Array(text[start..<end])).removals
        .map { start + $0.place }
    return runs(removals).map { slid($0, in: text, depths) }
  }

  /// Neighboring places as ranges.
  private static func runs(_ places: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for place in places {
      if let last = runs.last, last.upperBound == place {
        runs[runs.count - 1] = last.lowerBound..<place + 1
      } else {
        runs.append(place..<place + 1)
      }
    }
    return runs
  }

  /// The same run, at the one of its possible places whose first line starts the largest block.
  private static func slid(_ run: Range<Int>, in text: [Int], _ depths: [Int]) -> Range<Int> {
    var candidates = [run]
    var current = run
    while current.lowerBound > 0, text[current.lowerBound - 1] == text[current.upperBound - 1] {
      current = current.lowerBound - 1..<current.upperBound - 1
      candidates.append(current)
    }
    current = run
    while current.upperBound < text.count, text[current.upperBound] == text[current.lowerBound] {
      current = current.lowerBound + 1..<current.upperBound + 1
      candidates.append(current)
    }
    return candidates.min {
      (depths[$0.lowerBound], $0.lowerBound) < (depths[$1.lowerBound], $1.lowerBound)
    } ?? run
  }
}

extension CollectionDifference.Change {
  fileprivate var place: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
