/// The requests that fulfil some demands at once.
struct RequestRegion {
  private(set) var texts: [Axis: TextConstraint] = [:]
  private(set) var keys: [KeyAxis: KeyConstraint] = [:]
  private(set) var unknowns: [String: Bool] = [:]
  /// Whether nothing fulfils the demands.
  private(set) var isEmpty = false

  /// Leaves the requests that fulfil one demand more.
  mutating func add(_ demand: Demand, _ memory: SearchMemory) throws(GivenUp) {
    guard !isEmpty else { return }
    switch demand {
    case .text(let axis, let language, let isWithin):
      var constraint = texts[axis] ?? TextConstraint()
      constraint.add(language, isWithin: isWithin)
      texts[axis] = constraint
      isEmpty = try memory.text(constraint) == nil
    case .key(let axis, let demand):
      keys[axis, default: KeyConstraint()].add(demand)
      isEmpty = try memory.values(keys[axis, default: KeyConstraint()]) == nil
    case .unknown(let words, let holds):
      isEmpty = unknowns.updateValue(holds, forKey: words) == !holds
    }
  }

  /// Whether a demand obviously leaves nothing of the region.
  func isApart(from demand: Demand) -> Bool {
    guard case .text(let axis, let language, isWithin: true) = demand else { return false }
    return texts[axis]?.within.contains { $0.startsApart(from: language) } ?? false
  }

  /// The requests that fulfil some demands more.
  func adding(_ demands: [Demand], _ memory: SearchMemory) throws(GivenUp) -> Self {
    var region = self
    for demand in demands where !region.isEmpty { try region.add(demand, memory) }
    return region
  }

  /// Regions that together hold the requests that don't fulfil all of some demands; no two of them
  /// have a request in common.
  func removing(_ demands: [Demand], _ memory: SearchMemory) throws(GivenUp) -> [Self] {
    try memory.takeStep()
    var parts: [Self] = []
    var inside = self
    for demand in demands {
      let outside = try inside.adding([demand.opposite], memory)
      if !outside.isEmpty { parts.append(outside) }
      try inside.add(demand, memory)
      if inside.isEmpty { break }
    }
    return parts
  }
}

extension TextConstraint {
  fileprivate mutating func add(_ language: TextLanguage, isWithin: Bool) {
    if isWithin {
      if !within.contains(language) { within.append(language) }
    } else {
      if !outside.contains(language) { outside.append(language) }
    }
  }
}

/// What earlier searches found: the same few constraints come up again and again, also in many
/// decisions about the policies of one account.
package final class SearchMemory {
  private var texts: [TextConstraint: String?] = [:]
  private var values: [KeyConstraint: [String]?] = [:]
  /// How many more steps the decision under way may take before it is given up.
  var stepsLeft = 0

  package init() {}

  func text(_ constraint: TextConstraint) throws(GivenUp) -> String? {
    if let known = texts[constraint] { return known }
    let text = try constraint.text
    texts.updateValue(text, forKey: constraint)
    return text
  }

  func values(_ constraint: KeyConstraint) throws(GivenUp) -> [String]? {
    if let known = values[constraint] { return known }
    let found = try constraint.values
    values.updateValue(found, forKey: constraint)
    return found
  }

  func takeStep() throws(GivenUp) {
    stepsLeft -= 1
    if stepsLeft < 0 { throw GivenUp() }
  }
}
