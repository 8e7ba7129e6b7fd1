import IAM
import Model

/// Finds what became of each row of a ledger.
struct AccessRows {
  private let before: AccessSets
  private let after: AccessSets
  private let memory = SearchMemory()
  private var old: [Ledger.Row]
  private var new: [Ledger.Row]
  /// How condition keys are written, by their names in lower case.
  private let keys: [String: String]
  private(set) var changes: [AccessChange] = []

  /// - Parameters:
  ///   - old: the rows that were, each once.
  ///   - new: the rows that are.
  init(_ old: [Ledger.Row], _ before: AccessSets, _ new: [Ledger.Row], _ after: AccessSets) {
    (self.before, self.after) = (before, after)
    let names = (old + new).flatMap(\.conditions).map(\.key)
    keys = Dictionary(names.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    let roles = Set((old + new).filter { $0.channel == .trust }.map(\.resource))
    // What a role may do is for whoever its trust names, which says so once.
    func key(_ row: Ledger.Row, _ sets: AccessSets) -> [String] {
      sets.grant(of: row) + [roles.contains(row.principal) ? "" : row.party]
    }
    let known = Set(new.map { key($0, after) })
    let gone = Set(old.map { key($0, before) })
    self.old = old.filter { !known.contains(key($0, before)) }
    self.new = new.filter { !gone.contains(key($0, after)) }
    matchPairs(.renamed) { row, sets in sets.grant(of: row) }
    matchTrusts()
    matchReach()
    matchPairs(.moved) { row, _ in row.channel == .trust ? nil : row.effect }
    changes += self.new.map { change(.added, [], [$0]) }
    changes += self.old.map { change(.removed, [$0], []) }
    changes.sort()
  }

  private func change(
    _ kind: AccessChange.Kind,
    _ old: [Ledger.Row],
    _ new: [Ledger.Row]
  ) -> AccessChange {
    var widest = Widening.none
    var example: String?
    for row in new {
      let widening = after.widening(by: row, since: before, memory)
      guard !widest.isPossible || !widest.isCertain && widening.isCertain else { continue }
      widest = widening
      example = WideningWords(row, keys: keys).text(widening)
    }
    return AccessChange(kind: kind, old: old, new: new, widening: widest, example: example)
  }

  /// Puts together what says who may become a role that there was and is.
  private mutating func matchTrusts() {
    let former = Dictionary(grouping: old.filter { $0.channel == .trust }, by: \.resource)
    let current = Dictionary(grouping: new.filter { $0.channel == .trust }, by: \.resource)
    let matched = Set(former.keys).union(current.keys).filter {
      before.entrances[$0] != nil && after.entrances[$0] != nil
    }
    for role in matched.sorted() {
      changes.append(change(.trust, former[role] ?? [], current[role] ?? []))
    }
    old.removeAll { $0.channel == .trust && matched.contains($0.resource) }
    new.removeAll { $0.channel == .trust && matched.contains($0.resource) }
  }

  /// Puts together permissions of the same holder for the same action of which one reaches as far
  /// as the other and farther.
  private mutating func matchReach() {
    let former = Dictionary(grouping: old.filter { $0.channel != .trust }, by: \.use)
    var matched: Set<Ledger.Row> = []
    for row in new where row.channel != .trust {
      let like = former[row.use] ?? []
      guard !like.isEmpty else { continue }
      let set = after.set(of: row)
      // Several rows may lie within one that was.
      if let wider = like.first(where: {
        !widening(from: before.set(of: $0), to: set, memory).isPossible
      }) {
        changes.append(change(.narrowed, [wider], [row]))
        matched.formUnion([row, wider])
        continue
      }
      let narrower = like.filter {
        !matched.contains($0) && !widening(from: set, to: before.set(of: $0), memory).isPossible
      }
      if narrower.isEmpty { continue }
      changes.append(change(.broadened, narrower, [row]))
      matched.formUnion(narrower + [row])
    }
    old.removeAll(where: matched.contains)
    new.removeAll(where: matched.contains)
  }

  /// Puts together one row that was and one that is, of all that have the same key.
  ///
  /// - Parameter key: what stays of a row in such a change; nil for rows that have no part in it.
  private mutating func matchPairs(
    _ kind: AccessChange.Kind,
    by key: (Ledger.Row, AccessSets) -> [String]?
  ) {
    var former = Dictionary(grouping: old, by: { key($0, before) })
    var matched: Set<Ledger.Row> = []
    for row in new {
      guard let key = key(row, after), let one = former[key]?.popLast() else { continue }
      changes.append(change(kind, [one], [row]))
      matched.formUnion([one, row])
    }
    old.removeAll(where: matched.contains)
    new.removeAll(where: matched.contains)
  }
}

extension Widening {
  /// Whether it is shown by a request that would be allowed.
  var isCertain: Bool { if case .some = self { true } else { false } }
}

extension AccessSets {
  /// What a row grants to whom. The same words may grant something else, where they ask for names
  /// or tags.
  fileprivate func grant(of row: Ledger.Row) -> [String] {
    row.grant + [identity(askedOf: row) ?? ""]
  }
}

extension Ledger.Row {
  /// What the row grants to whom, whatever lets them in. External ids stand in the condition of the
  /// trust that asks for them.
  fileprivate var grant: [String] { use + [resource, condition] }

  /// Who may take which action, on which way.
  fileprivate var use: [String] { [principal, channel.rawValue, action] }

  /// What the row lets its party do.
  fileprivate var effect: [String] { [party, action, resource, condition] }
}
