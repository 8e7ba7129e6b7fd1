/// The order of boxes in their columns, in which few links cross.
struct GraphOrder {
  /// The boxes of each column from top to bottom.
  private(set) var columns: [[Int]]
  private let before: [[Int]]
  private let after: [[Int]]
  /// Where in its column each box is.
  private var places: [Int]

  /// - Parameters:
  ///   - columns: the column of each box.
  ///   - before: the boxes of the column before it that each box is linked to.
  ///   - after: those of the column behind it.
  init(columns numbers: [Int], before: [[Int]], after: [[Int]]) {
    (self.before, self.after) = (before, after)
    columns = Array(repeating: [], count: (numbers.max() ?? -1) + 1)
    places = numbers.map { _ in 0 }
    followLinks(numbers)
    rememberPlaces()
    reduceCrossings()
  }

  /// The boxes as they are reached from those before them: what hangs together stays together.
  private mutating func followLinks(_ numbers: [Int]) {
    var isPlaced = numbers.map { _ in false }
    for start in numbers.indices.sorted(by: { (numbers[$0], $0) < (numbers[$1], $1) }) {
      var stack = [start]
      while let box = stack.popLast() {
        if isPlaced[box] { continue }
        isPlaced[box] = true
        columns[numbers[box]].append(box)
        stack += after[box].reversed()
      }
    }
  }

  private mutating func rememberPlaces() {
    for column in columns {
      for (place, box) in column.enumerated() { places[box] = place }
    }
  }

  /// How often the columns are gone through; the best order of all is kept.
  private static let rounds = 8

  private mutating func reduceCrossings() {
    var (best, least) = (columns, crossings)
    for round in 0..<Self.rounds where least > 0 {
      let isForward = round.isMultiple(of: 2)
      for number in isForward ? Array(columns.indices) : columns.indices.reversed() {
        sort(number, beside: isForward ? before : after)
      }
      if crossings < least { (best, least) = (columns, crossings) }
    }
    columns = best
    rememberPlaces()
  }

  /// Sorts a column by the mean place of what its boxes are linked to on one side. A box without
  /// links there keeps its place.
  private mutating func sort(_ number: Int, beside linked: [[Int]]) {
    let means = columns[number].map { box in
      let places = linked[box].map { self.places[$0] }
      return places.isEmpty
        ? (sum: self.places[box], count: 1) : (sum: places.reduce(0, +), count: places.count)
    }
    let order = means.indices.sorted { left, right in
      let (one, other) = (means[left], means[right])
      // Without fractions: one.sum / one.count < other.sum / other.count.
      let (first, second) = (one.sum * other.count, other.sum * one.count)
      return (first, left) < (second, right)
    }
    columns[number] = order.map { columns[number][$0] }
    for (place, box) in columns[number].enumerated() { places[box] = place }
  }

  /// How many pairs of links cross.
  var crossings: Int {
    columns.reduce(0) { sum, column in
      var ends = column.flatMap { box in after[box].map { places[$0] }.sorted() }
      return sum + Self.inversions(of: &ends)
    }
  }

  /// How many pairs are in the wrong order; sorts the numbers.
  private static func inversions(of numbers: inout [Int]) -> Int {
    guard numbers.count > 1 else { return 0 }
    var low = Array(numbers[..<(numbers.count / 2)])
    var high = Array(numbers[(numbers.count / 2)...])
    var count = inversions(of: &low) + inversions(of: &high)
    var (left, right) = (0, 0)
    for index in numbers.indices {
      if right == high.count || left < low.count && low[left] <= high[right] {
        numbers[index] = low[left]
        left += 1
      } else {
        numbers[index] = high[right]
        right += 1
        count += low.count - left
      }
    }
    return count
  }
}
