/// Where boxes are that are linked from column to column: in each column one below the other, in an
/// order in which few links cross, and beside what they are linked to.
///
/// All numbers are whole, so that the same boxes are at the same places on every machine.
struct GraphLayout {
  /// Something in a column: its height, and the top that it was given.
  struct Box {
    let column: Int
    let height: Int
    /// Whether it is so long that what is linked to it needn't stand beside its middle.
    let isLong: Bool
    fileprivate(set) var top = 0

    init(column: Int, height: Int, isLong: Bool = false) {
      (self.column, self.height, self.isLong) = (column, height, isLong)
    }

    var middle: Int { top + height / 2 }
    var bottom: Int { top + height }
  }

  /// A way from a box to one in the next column, by their numbers.
  struct Link: Hashable {
    let from: Int
    let to: Int
  }

  private(set) var boxes: [Box]
  private let before: [[Int]]
  private let after: [[Int]]
  private let gap: Int

  /// - Parameter gap: how far boxes of a column are apart at least.
  init(_ boxes: [Box], _ links: [Link], gap: Int) {
    self.boxes = boxes
    self.gap = gap
    var (before, after) = (boxes.map { _ in [Int]() }, boxes.map { _ in [Int]() })
    for link in links {
      precondition(
        boxes[link.from].column + 1 == boxes[link.to].column,
        "a link leads to the next column"
      )
      before[link.to].append(link.from)
      after[link.from].append(link.to)
    }
    (self.before, self.after) = (before, after)
    place(GraphOrder(columns: boxes.map(\.column), before: before, after: after).columns)
  }

  /// How high the drawing is.
  var height: Int { boxes.map(\.bottom).max() ?? 0 }

  /// How often the boxes move to what they are linked to: more moves nothing that is seen.
  private static let rounds = 12

  private mutating func place(_ columns: [[Int]]) {
    for column in columns {
      var top = 0
      for index in column {
        boxes[index].top = top
        top += boxes[index].height + gap
      }
    }
    for round in 0..<Self.rounds {
      for column in round.isMultiple(of: 2) ? columns : columns.reversed() { settle(column) }
    }
    let highest = boxes.map(\.top).min() ?? 0
    for index in boxes.indices { boxes[index].top -= highest }
  }

  /// Moves the boxes of a column to the mean of what they are linked to, as near as they can come
  /// without one passing or touching another.
  ///
  /// Boxes that would overlap become a block, which stands at the mean of what its boxes want: the
  /// least squares in one pass ("pool adjacent violators").
  private mutating func settle(_ column: [Int]) {
    var blocks: [Block] = []
    var offset = 0
    for index in column {
      let linked = before[index] + after[index]
      let middles = linked.filter { !boxes[$0].isLong }.map { boxes[$0].middle }
      let wanted =
        middles.isEmpty
        ? boxes[index].top : middles.reduce(0, +) / middles.count - boxes[index].height / 2
      var block = Block(sum: wanted - offset, count: 1)
      while let last = blocks.last, last.mean >= block.mean {
        block = Block(sum: last.sum + block.sum, count: last.count + block.count)
        blocks.removeLast()
      }
      blocks.append(block)
      offset += boxes[index].height + gap
    }
    offset = 0
    var place = 0
    for block in blocks {
      for _ in 0..<block.count {
        boxes[column[place]].top = block.mean + offset
        offset += boxes[column[place]].height + gap
        place += 1
      }
    }
  }

  /// Boxes that touch, and the sum of where they want their column to begin.
  private struct Block {
    let sum: Int
    let count: Int

    var mean: Int { sum >= 0 ? sum / count : -((-sum + count - 1) / count) }
  }
}
