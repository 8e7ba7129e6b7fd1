import Catalog
import Diagnostics
import Model
import Passes
import Specification

/// A spec with targets on its way into one plan.
///
/// Each account and region is planned as if the spec were for it alone, with all checks. What these
/// plans have in common becomes the plan that is for all of them, with holes where they differ; and
/// the plan is taken only if, with its holes filled, it is the plan of every target again.
struct Rollout {
  private let spec: TargetedSpec
  private let targets: Targets
  private let accounts: [AccountPlan]
  private let quotas: Quotas

  /// Plans for each target; nil where the spec can't be read.
  init?(
    _ spec: TargetedSpec,
    of integrations: Set<Slug>?,
    fileName: String,
    _ catalog: Catalog,
    _ diagnostics: inout Diagnostics
  ) {
    (self.spec, targets, quotas) = (spec, spec.targets, catalog.quotas)
    var intents: [AccountID: [Plan]] = [:]
    for place in spec.places {
      let document = spec.document(for: place)
      var found = Diagnostics(for: diagnostics.file)
      defer { spec.report(found, for: place, &diagnostics) }
      guard var specification = Specification(document, catalog, &found) else { return nil }
      if let integrations { specification.keep(integrations) }
      let plan = Plan(for: specification, fileName: fileName, catalog, &found)
      intents[place.account, default: []].append(plan)
    }
    let constants = Self.common(of: intents.values.flatMap { $0 })
    accounts = intents.sorted { $0.key < $1.key }.map { account in
      AccountPlan(of: account.value, for: spec.targets, constants, &diagnostics)
    }
    for plan in accounts.flatMap(\.parts) { plan.checkQuotas(catalog.quotas, &diagnostics) }
    for account in accounts { account.checkRequirements(spec, &diagnostics) }
  }

  /// The plan for all targets; nil after reporting that they differ too much for one.
  func plan(_ diagnostics: inout Diagnostics) -> Plan? {
    guard !diagnostics.hasErrors, let first = accounts.first else { return nil }
    let shared = Self.common(of: accounts.map(\.whole))
    let regional = Self.common(of: accounts.flatMap(\.regional))
    let opening = TargetTexts(of: first.whole.account, in: targets, constants: shared)
    var plan = first.whole.mapping(TextMap(opening.opened))
    for part in first.regional {
      let target = Target(part.account, part.region)
      let opening = TargetTexts(of: target, in: targets, constants: regional)
      plan.add(part.mapping(TextMap(opening.opened)))
    }
    plan.requirements = requirements(among: plan.requirements)
    plan.requests = first.requests.map { $0.mapping(TextMap(opening.opened)) }
    plan = plan.open(with: targets).inOrder()
    guard fits(plan, &diagnostics) else { return nil }
    plan.checkNames(&diagnostics)
    return plan.dividingPolicies(quotas, &diagnostics).inOrder()
  }

  /// The texts that stand in all of the plans; none where there is one alone, which says nothing of
  /// what is common.
  private static func common(of plans: [Plan]) -> Set<String> {
    guard plans.count > 1, let first = plans.first else { return [] }
    return plans.dropFirst().reduce(into: first.texts) { $0.formIntersection($1.texts) }
  }

  /// What every target must have already.
  ///
  /// Of a text that is one target's own region, the others tell whether each has its own there:
  /// what isn't so in all of them stands as it is in those where it is.
  private func requirements(among open: [Requirement]) -> [Requirement] {
    let parts = accounts.flatMap(\.regional)
    let needed = parts.map { Set($0.requirements) }
    let common = open.filter { requirement in
      zip(parts, needed).allSatisfy { part, needed in
        needed.contains(requirement.filled(for: Target(part.account, part.region), targets))
      }
    }
    let left = zip(parts, needed).flatMap { part, needed in
      let target = Target(part.account, part.region)
      return needed.subtracting(common.map { $0.filled(for: target, targets) })
    }
    return Set(common + left).sorted()
  }

  /// Whether the plan is that of each target when its holes are filled. Reports where it isn't.
  private func fits(_ plan: Plan, _ diagnostics: inout Diagnostics) -> Bool {
    for account in accounts {
      let parts: [(StackSet.Reach, Plan)] =
        [(.accounts, account.whole)] + account.regional.map { (.regions, $0) }
      for (reach, part) in parts {
        let filled = plan.filled(for: Target(part.account, part.region), reach)
        guard filled != part.substance else { continue }
        let odd = filled.symmetricDifference(part.substance).map(\.id).min()
        diagnostics.report(
          .targetMismatch,
          "account \(part.account) differs from the others in more than its values: "
            + (odd.map { "\($0.noun) '\($0.name)'" } ?? "its grants"),
          at: part.resources.first { $0.id == odd }?.range,
          help: "give values that are equal only in some accounts one name, or take the account "
            + "out into a spec of its own"
        )
        return false
      }
    }
    return true
  }
}

/// What one account gets: what it has once, and what each of its regions has.
private struct AccountPlan {
  let whole: Plan
  let regional: [Plan]

  var parts: [Plan] { [whole] + regional }

  /// What is sent to vendors: once where all regions send the same, else for each region.
  var requests: [VendorRequest] {
    let common = regional.dropFirst().reduce(Set(regional[0].requests)) {
      $0.intersection($1.requests)
    }
    let single = regional.flatMap { part in
      part.requests.filter { !common.contains($0) }.map { $0.named(for: part.region.text) }
    }
    return regional[0].requests.filter(common.contains) + single
  }

  /// - Parameters:
  ///   - intents: what the spec means in each region.
  ///   - constants: the texts that all targets have alike.
  init(
    of intents: [Plan],
    for targets: Targets,
    _ constants: Set<String>,
    _ diagnostics: inout Diagnostics
  ) {
    var whole = intents[0].empty
    var regional: [Plan] = []
    for intent in intents {
      let target = Target(intent.account, intent.region)
      let texts = TargetTexts(of: target, in: targets, constants: constants)
      let reach = ReachFinder(targets: targets, texts: texts)
      whole.resources += intent.resources.filter {
        reach.isWhole($0) && !whole.resources.contains($0)
      }
      whole.grants += intent.grants.filter { reach.isWhole($0) && !whole.grants.contains($0) }
      whole.outputs += intent.outputs.filter { reach.isWhole($0) && !whole.outputs.contains($0) }
      var part = intent
      part.resources.removeAll(where: reach.isWhole)
      part.grants.removeAll(where: reach.isWhole)
      part.outputs.removeAll(where: reach.isWhole)
      regional.append(part.mergingResources(&diagnostics).attachingGrants().inOrder())
    }
    self.whole = whole.mergingResources(&diagnostics).attachingGrants().inOrder()
    self.regional = regional
  }
}

extension AccountPlan {
  /// Reports a bucket that several regions expect in their own: it is in one.
  func checkRequirements(_ spec: TargetedSpec, _ diagnostics: inout Diagnostics) {
    var places: [BucketName: Region] = [:]
    for requirement in regional.flatMap(\.requirements).sorted() {
      guard case .bucket(let name, let region) = requirement,
        let other = places.updateValue(region, forKey: name), other != region
      else { continue }
      diagnostics.report(
        .regionalName,
        "the bucket '\(name)' can't be in \(other) and in \(region)",
        at: spec.range(of: name.text),
        help: "write its 'region', or use a value with <region> in it for its name"
      )
    }
  }
}

/// Finds out what of a target's plan is the account's alone.
private struct ReachFinder {
  let targets: Targets
  let texts: TargetTexts

  func isWhole(_ resource: Resource) -> Bool {
    targets.reach(of: resource.id.mapping(TextMap(texts.opened))) == .accounts
  }

  func isWhole(_ grant: Grant) -> Bool {
    if case .streamPolicy = grant.holder { false } else { true }
  }

  func isWhole(_ output: Output) -> Bool {
    switch output.value {
    case .arn(let id): targets.reach(of: id.mapping(TextMap(texts.opened))) == .accounts
    case .text(let text): !targets.differsByRegion(texts.opened(text))
    case .accessKeyID, .accessKeySecret: true
    }
  }
}
