/// Whether a set of requests has one that another doesn't have.
package enum Widening: Hashable, Sendable {
  /// It has none: whatever it holds, the other holds.
  case none
  /// It has this one.
  case some(Witness)
  /// It can't be told, because of conditions that only AWS can answer, or because there is too much
  /// to look at: to be taken for a widening.
  case undecided(Witness?)

  /// Whether access may have become wider.
  package var isPossible: Bool { self != .none }
}

/// Decides, for all requests at once, whether the new set has one that the old one doesn't have.
///
/// The answer `none` holds for every request; where conditions are compared that no policy decides,
/// it errs on the other side.
///
/// - Parameters:
///   - memory: what to share with other decisions about the same policies.
///   - steps: how many parts of the new set are held against the old one before the decision is
///     given up.
package func widening(
  from old: RequestSet,
  to new: RequestSet,
  _ memory: SearchMemory = SearchMemory(),
  steps: Int = 20_000
) -> Widening {
  memory.stepsLeft = steps
  var decision = WideningDecision(old, memory)
  do throws(GivenUp) {
    for term in new.terms where !old.has(term) {
      try decision.examine(term)
      if case .some = decision.found { break }
    }
    return decision.found
  } catch {
    return .undecided(nil)
  }
}

/// One decision, with what was found so far.
private struct WideningDecision {
  private let old: [RequestSet.Term]
  private let memory: SearchMemory
  private(set) var found = Widening.none

  init(_ old: RequestSet, _ memory: SearchMemory) {
    self.old = old.terms
    self.memory = memory
  }

  /// Looks for requests of a term that the old set doesn't have.
  mutating func examine(_ term: RequestSet.Term) throws(GivenUp) {
    var regions = [try RequestRegion().adding(term.demands, memory)]
    for exception in term.exceptions where !term.isLeftBy(exception) {
      var rest: [RequestRegion] = []
      for region in regions where !region.isEmpty {
        rest += try region.removing(exception, memory)
      }
      regions = rest
    }
    let care = VariableCare(term)
    for region in regions where !region.isEmpty {
      try search(region, care, from: 0, isCertain: true)
    }
  }

  /// Takes from a region what the old terms hold, one after the other, and notes what is left.
  ///
  /// - Parameter isCertain: whether nothing was left in the region for the sake of a variable.
  private mutating func search(
    _ region: RequestRegion,
    _ care: VariableCare,
    from index: Int,
    isCertain: Bool
  ) throws(GivenUp) {
    if case .some = found { return }
    // Most old terms are about other things.
    let next = old[index...].firstIndex { !$0.demands.contains(where: region.isApart) }
    guard let index = next else {
      note(region, isCertain: isCertain)
      return
    }
    let term = old[index]
    let inside = try region.adding(term.demands, memory)
    if inside.isEmpty {
      return try search(region, care, from: index + 1, isCertain: isCertain)
    }
    guard care.mayBeCovered(by: term) else {
      return try search(region, care, from: index + 1, isCertain: false)
    }
    for part in try region.removing(term.demands, memory) {
      try search(part, care, from: index + 1, isCertain: isCertain)
    }
    for exception in term.exceptions where !care.isRemoved(exception) {
      let widest = care.widest(exception)
      let denied = try inside.adding(widest, memory)
      if denied.isEmpty { continue }
      let isCertain = isCertain && widest == exception
      try search(denied, care, from: index + 1, isCertain: isCertain)
    }
  }

  private mutating func note(_ region: RequestRegion, isCertain: Bool) {
    let witness = Witness(region, memory)
    if isCertain && region.isCertain {
      found = .some(witness)
    } else if found == .none {
      found = .undecided(witness)
    }
  }
}

extension RequestRegion {
  /// Whether each request that it seems to hold is one that it holds.
  fileprivate var isCertain: Bool {
    let variables = Set(texts.values.flatMap(\.variables))
    return unknowns.isEmpty && keys.values.allSatisfy(\.isOfOneKind)
      && keys.keys.allSatisfy { !variables.contains($0.key) }
  }
}

/// What must be minded where a term has policy variables: a letter stands there for a text that no
/// policy tells, so what is not of a language by that letter may be of it in truth.
private struct VariableCare {
  private let term: RequestSet.Term
  private let hasVariable: Bool

  init(_ term: RequestSet.Term) {
    self.term = term
    hasVariable = term.demands.contains(where: \.hasVariable)
  }

  /// Whether the term may be held by an old one: not by what that leaves out.
  func mayBeCovered(by old: RequestSet.Term) -> Bool {
    !hasVariable || !old.demands.contains(where: \.leavesOutResources)
  }

  /// Whether an exception of an old term has been taken from this one already.
  func isRemoved(_ exception: [Demand]) -> Bool {
    term.exceptions.contains(exception) && !term.isLeftBy(exception)
  }

  /// An exception of an old term, at the widest that it may reach.
  func widest(_ exception: [Demand]) -> [Demand] {
    guard hasVariable || exception.contains(where: \.hasVariable) else { return exception }
    return exception.filter { !$0.isOfResources }
  }
}

extension RequestSet.Term {
  /// Whether an exception may leave in truth what it seems to take: a term with a variable, of
  /// which the exception is all but some resources.
  fileprivate func isLeftBy(_ exception: [Demand]) -> Bool {
    demands.contains(where: \.hasVariable) && exception.contains(where: \.leavesOutResources)
  }
}

extension Demand {
  fileprivate var hasVariable: Bool {
    if case .text(_, let language, _) = self { language.hasVariable } else { false }
  }

  fileprivate var isOfResources: Bool {
    if case .text(let axis, _, _) = self { axis.part == .resource } else { false }
  }

  fileprivate var leavesOutResources: Bool {
    if case .text(_, _, isWithin: false) = self { isOfResources } else { false }
  }
}
