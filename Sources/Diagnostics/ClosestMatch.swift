/// The candidate that someone who wrote `text` most likely meant; nil when none is near.
///
/// Near is at most two edits (insertion, removal, replacement or exchange of neighbors), and no
/// more than half of the characters.
package func closestMatch(to text: String, among candidates: [String]) -> String? {
  let written = Array(text.lowercased().utf8)
  guard written.count <= 100 else { return nil }
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(written, Array(candidate.lowercased().utf8))
    let isNear = distance <= 2 && distance * 2 <= max(written.count, 2)
    if isNear && distance < (best?.distance ?? .max) { best = (candidate, distance) }
  }
  return best?.candidate
}

/// The words "; did you mean 'x'?" for the closest candidate, or nothing.
package func suggestion(for text: String, among candidates: [String]) -> String {
  closestMatch(to: text, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
}

private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
  if abs(first.count - second.count) > 2 { return .max / 2 }
  var beforeLast = [Int](repeating: 0, count: second.count + 1)
  var last = Array(0...second.count)
  for row in 0..<first.count {
    var current = [row + 1] + [Int](repeating: 0, count: second.count)
    for column in 0..<second.count {
      let cost = first[row] == second[column] ? 0 : 1
      current[column + 1] = min(
        last[column + 1] + 1,
        current[column] + 1,
        last[column] + cost
      )
      let isExchange =
        row > 0 && column > 0 && first[row] == second[column - 1]
        && first[row - 1] == second[column]
      if isExchange { current[column + 1] = min(current[column + 1], beforeLast[column - 1] + 1) }
    }
    (beforeLast, last) = (last, current)
  }
  return last[second.count]
}
