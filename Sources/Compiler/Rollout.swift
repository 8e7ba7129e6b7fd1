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
    let constants = Constants.common(of: intents.values.flatMap { $0 }, targets)
    accounts = intents.sorted { $0.key < $1.key }.map { account in
      AccountPlan(of: account.value, for: spec.targets, constants, &diagnostics)
    }
    for plan in accounts.flatMap(\.parts) { plan.checkQuotas(catalog.quotas, &diagnostics) }
    for account in accounts { account.checkRequirements(spec, &diagnostics) }
  }

  /// The plan for all targets; nil after reporting that they differ too much for one.
  func plan(_ diagnostics: inout Diagnostics) -> Plan? {
    guard !diagnostics.hasErrors, let first = accounts.first else { return nil }
    let constants = Constants(of: accounts, targets)
    // Of an account whose own value is also a word of all, nobody can tell the one from the other.
    let base = accounts.first { !constants.hide(valuesOf: $0.whole.account) } ?? first
    let opening = TargetTexts(of: base.whole.account, in: targets, constants: constants.whole)
    var plan = base.whole.mapping(TextMap(opening.opened))
    for part in base.regional {
      let target = Target(part.account, part.region)
      let opening = TargetTexts(of: target, in: targets, constants: constants.regional)
      plan.add(part.mapping(TextMap(opening.opened)))
    }
    let shared = SharedParts(of: accounts, base, targets, constants.regional)
    plan.requirements = shared.all(\.requirements).sorted()
    plan.steps = shared.all(\.steps)
    plan.outputs += shared.all(\.outputs)
    plan.requests = base.requests.map { $0.mapping(TextMap(opening.opened)) }
    let tags = base.whole.tags.map { tag in
      let isCommon = accounts.allSatisfy { $0.whole.tags.contains(tag) }
      return isCommon ? tag : TextMap(opening.opened)([tag])[0]
    }
    plan = plan.open(with: targets, tags: tags).inOrder()
    guard fits(plan, &diagnostics) else { return nil }
    plan.checkNames(&diagnostics)
    return plan.dividingPolicies(quotas, &diagnostics).inOrder()
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
        let noun = odd.map { "\($0.noun) '\($0.name)'" } ?? "its grants"
        let range = part.resources.first { $0.id == odd }?.range
        report(account.whole.account, noun, at: range, &diagnostics)
        return false
      }
      guard let noun = oddity(of: account, plan) else { continue }
      report(account.whole.account, noun, at: nil, &diagnostics)
      return false
    }
    return true
  }

  /// What of an account isn't as the plan has it for all, beside what is made; nil for nothing.
  private func oddity(of account: AccountPlan, _ plan: Plan) -> String? {
    let target = Target(account.whole.account, targets.homeRegion)
    let filling = TextMap { targets.text($0, at: target) }
    if Set(filling(plan.tags)) != Set(account.whole.tags) { return "its tags" }
    let requests = Set(plan.requests.map { $0.mapping(filling) })
    if requests != Set(account.requests) { return "what is sent to vendors" }
    let outputs = Set(plan.outputs.map { $0.mapping(filling) })
    return outputs.isSuperset(of: account.whole.outputs) ? nil : "its outputs"
  }

  private func report(
    _ account: AccountID,
    _ noun: String,
    at range: SourceRange?,
    _ diagnostics: inout Diagnostics
  ) {
    diagnostics.report(
      .targetMismatch,
      "account \(account) differs from the others in more than its values: \(noun)",
      at: range,
      help: "give values that are equal only in some accounts one name, give an account another "
        + "value than a word that all have, or take it out into a spec of its own"
    )
  }
}

/// What one account gets: what it has once, and what each of its regions has.
struct AccountPlan {
  let whole: Plan
  let regional: [Plan]
  /// The requests that are the same in all regions.
  private let commonRequests: Set<VendorRequest>

  var parts: [Plan] { [whole] + regional }

  /// What is sent to vendors: once where all regions send the same, else for each region.
  var requests: [VendorRequest] {
    let single = regional.flatMap { part in
      part.requests.filter { !commonRequests.contains($0) }.map { $0.named(for: part.region.text) }
    }
    return regional[0].requests.filter(commonRequests.contains) + single
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
    let common = regional.dropFirst().reduce(Set(regional.first?.requests ?? [])) {
      $0.intersection($1.requests)
    }
    let isListed = !targets.accounts.isEmpty
    self.regional = regional.map { $0.namingFiles(common: common, isListed: isListed) }
    commonRequests = common
  }
}

extension Plan {
  /// The plan of a target with the steps naming the files of requests as they are for all targets:
  /// those that all regions share, and those of listed accounts.
  fileprivate func namingFiles(common: Set<VendorRequest>, isListed: Bool) -> Plan {
    var files: [String: String] = [:]
    for request in requests {
      let ofRegion = common.contains(request) ? request : request.named(for: region.text)
      files[request.path] = (isListed ? ofRegion.named(for: account.text) : ofRegion).path
    }
    var plan = self
    plan.steps = steps.map { $0.mapping(TextMap { files[$0] ?? $0 }) }
    return plan
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
