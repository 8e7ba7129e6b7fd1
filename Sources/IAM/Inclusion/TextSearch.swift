/// Looks for a text that is of some languages and not of some others.
///
/// All patterns are read at once, letter by letter: a state is the set of places that are reached
/// in each language. Only the letters that stand at these places are tried, and one that stands at
/// none of them for all others: so each of finitely many states is looked at once, and the answer
/// is exact.
struct TextSearch {
  /// Where the reading of each language stands: numbers of its places, sorted.
  private typealias State = [[Int]]

  /// What was found.
  enum Answer: Hashable {
    case text([Letter])
    case nothing
    /// There were more states than are looked at.
    case tooMany
  }

  /// How many states are looked at before the search is given up.
  static let mostStates = 100_000

  private let languages: [Flat]
  private let positives: Int

  init(_ constraint: TextConstraint) {
    languages = (constraint.within + constraint.outside).map(Flat.init)
    positives = constraint.within.count
  }

  /// A shortest text that fulfils the constraint.
  func run() -> Answer {
    let start = languages.map { $0.closure($0.starts) }
    var seen: Set<State> = [start]
    var queue: [(state: State, from: Int, letter: Letter?)] = [(start, -1, nil)]
    var next = 0
    while next < queue.count {
      let state = queue[next].state
      if isAccepted(state) { return .text(word(queue, to: next)) }
      for letter in letters(at: state) {
        let target = zip(languages, state).map { $0.step($1, letter) }
        guard !isHopeless(target), seen.insert(target).inserted else { continue }
        guard seen.count <= Self.mostStates else { return .tooMany }
        queue.append((target, next, letter))
      }
      next += 1
    }
    return .nothing
  }

  private func word(
    _ queue: [(state: State, from: Int, letter: Letter?)],
    to index: Int
  ) -> [Letter] {
    var (letters, at) = ([Letter](), index)
    while let letter = queue[at].letter {
      letters.append(letter)
      at = queue[at].from
    }
    return letters.reversed()
  }

  private func isAccepted(_ state: State) -> Bool {
    for (index, language) in languages.enumerated() {
      let isEnd = state[index].contains { language.isEnd[$0] }
      if isEnd != (index < positives) { return false }
    }
    return true
  }

  /// Whether no text that goes on from here is wanted.
  private func isHopeless(_ state: State) -> Bool {
    for (index, language) in languages.enumerated() {
      if index < positives {
        if state[index].isEmpty { return true }
      } else if state[index].contains(where: { language.takesAll[$0] }) {
        return true
      }
    }
    return false
  }

  /// The letters that make a difference at a state, and one for all others.
  private func letters(at state: State) -> [Letter] {
    var letters: [Letter] = []
    var known: Set<Letter> = []
    func add(_ letter: Letter) { if known.insert(letter).inserted { letters.append(letter) } }
    for (language, places) in zip(languages, state) {
      for place in places {
        switch language.elements[place] {
        case .letters(let some): some.forEach(add)
        case .one(true), .many(true): add(.colon)
        case .one(false), .many(false), nil: continue
        }
      }
    }
    let other = Self.others.first { !known.contains($0) }
    return letters + (other.map { [$0] } ?? [])
  }

  /// Letters to stand for all that no pattern names at a place: plain ones first, which read well,
  /// then as many as no place can name.
  private static let others: [Letter] =
    "xyzabcdefghijklmnopqrstuvw0123456789".unicodeScalars.map(Letter.scalar)
    + (0xE000..<0xF8FF).compactMap { Unicode.Scalar($0 as UInt32).map(Letter.scalar) }
}

/// The patterns of a language, one behind the other, with an end behind each.
private struct Flat {
  /// What stands at each place; nil at the end of a pattern.
  private(set) var elements: [PatternLanguage.Element?] = []
  /// Where each pattern starts.
  private(set) var starts: [Int] = []
  let isEnd: [Bool]
  /// Whether everything that goes on from a place is of the language.
  let takesAll: [Bool]

  init(_ language: TextLanguage) {
    for pattern in language.patterns {
      starts.append(elements.count)
      elements += pattern.elements.map(Optional.some)
      elements.append(nil)
    }
    isEnd = elements.map { $0 == nil }
    takesAll = elements.indices.map { [elements] in
      elements[$0] == .many(exceptColon: false) && elements[$0 + 1] == nil
    }
  }

  /// The places, with those that are reached without a letter, sorted.
  func closure(_ places: [Int]) -> [Int] {
    var all = Set(places)
    var waiting = places
    while let place = waiting.popLast() {
      if case .many = elements[place], all.insert(place + 1).inserted { waiting.append(place + 1) }
    }
    return all.sorted()
  }

  /// The places that a letter leads to.
  func step(_ places: [Int], _ letter: Letter) -> [Int] {
    closure(
      places.compactMap { place in
        switch elements[place] {
        case .letters(let letters): letters.contains(letter) ? place + 1 : nil
        case .one(let exceptColon):
          letter.variable != nil || exceptColon && letter == .colon ? nil : place + 1
        case .many(let exceptColon): exceptColon && letter == .colon ? nil : place
        case nil: nil
        }
      }
    )
  }
}
