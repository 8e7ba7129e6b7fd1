import Model

/// The texts that every target has, whatever its own values are.
struct Constants {
  /// Of what accounts have once, and of what each region has.
  let whole: Set<String>
  let regional: Set<String>
  private let targets: Targets

  init(of accounts: [AccountPlan], _ targets: Targets) {
    whole = Self.common(of: accounts.map(\.whole), targets)
    regional = Self.common(of: accounts.flatMap(\.regional), targets)
    self.targets = targets
  }

  /// The texts that stand in all of some plans; none where there is one alone, which says nothing
  /// of what is common.
  ///
  /// Of one account alone nobody can say what is its own: its id and its values are taken for that.
  static func common(of plans: [Plan], _ targets: Targets) -> Set<String> {
    guard plans.count > 1, let first = plans.first else { return [] }
    let texts = plans.dropFirst().reduce(into: first.texts) { $0.formIntersection($1.texts) }
    guard plans.allSatisfy({ $0.account == first.account }) else { return texts }
    let own = Set(
      targets.variableNames.flatMap { name in
        targets.regions.map { targets.value(name, at: Target(first.account, $0)) }
      }
    )
    return texts.filter { !own.contains($0) && !$0.contains(first.account.text) }
  }

  /// Whether a value of an account, which others have otherwise, is also a text of all.
  func hide(valuesOf account: AccountID) -> Bool {
    targets.variableNames.contains { name in
      targets.regions.contains { region in
        let value = targets.value(name, at: Target(account, region))
        let others = targets.accounts.map { targets.value(name, at: Target($0, region)) }
        return (whole.contains(value) || regional.contains(value))
          && others.contains { $0 != value }
      }
    }
  }
}

/// Something of a plan that a target has beside what is made there.
protocol TargetPart: Hashable {
  /// The same with its texts changed.
  func mapping(_ map: TextMap) -> Self
}

extension Requirement: TargetPart {}
extension Step: TargetPart {}
extension Output: TargetPart {}

/// What targets have beside what is made there, each written once for all of them where it can be.
///
/// Of a text that is one target's own region, the others tell whether each has its own there. What
/// isn't so in all of them stands as it is in those where it is: in one region of every account, or
/// in one account.
struct SharedParts {
  private let accounts: [AccountPlan]
  private let base: AccountPlan
  private let targets: Targets
  private let constants: Set<String>

  /// - Parameters:
  ///   - base: the account whose texts become those of all.
  ///   - constants: the texts that every region of every account has.
  init(
    of accounts: [AccountPlan],
    _ base: AccountPlan,
    _ targets: Targets,
    _ constants: Set<String>
  ) {
    (self.accounts, self.base, self.targets) = (accounts, base, targets)
    self.constants = constants
  }

  /// The parts of one kind that regions have.
  func all<Part: TargetPart>(_ parts: (Plan) -> [Part]) -> [Part] {
    let places = accounts.flatMap(\.regional).map { plan in
      Place(target: Target(plan.account, plan.region), parts: parts(plan))
    }
    var found: [Part] = []
    var known: Set<Part> = []
    for plan in base.regional {
      let target = Target(plan.account, plan.region)
      let opening = TargetTexts(of: target, in: targets, constants: constants)
      for part in parts(plan) {
        let open = part.mapping(TextMap(opening.opened))
        let isNew = known.insert(open).inserted
        if isNew && places.allSatisfy({ has(open, at: $0) }) { found.append(open) }
      }
    }
    for place in places { add(what: place, hasBeside: &found, among: places) }
    return found
  }

  /// A target, and what it has of one kind.
  private struct Place<Part: TargetPart> {
    let target: Target
    let parts: [Part]
    let known: Set<Part>

    init(target: Target, parts: [Part]) {
      (self.target, self.parts, known) = (target, parts, Set(parts))
    }
  }

  private func has<Part: TargetPart>(_ open: Part, at place: Place<Part>) -> Bool {
    place.known.contains(open.mapping(filling(place.target)))
  }

  private func filling(_ target: Target) -> TextMap {
    TextMap { targets.text($0, at: target) }
  }

  private func add<Part: TargetPart>(
    what place: Place<Part>,
    hasBeside found: inout [Part],
    among places: [Place<Part>]
  ) {
    let covered = Set(found.map { $0.mapping(filling(place.target)) })
    let opening = TargetTexts(of: place.target.account, in: targets, constants: constants)
    for part in place.parts where !covered.contains(part) {
      let wide = part.mapping(TextMap(opening.opened))
      let region = places.filter { $0.target.region == place.target.region }
      found.append(region.allSatisfy { has(wide, at: $0) } ? wide : part)
    }
  }
}
