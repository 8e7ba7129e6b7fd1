import Catalog
import Diagnostics
import Model

/// What one role of an integration type needs, as the catalogue says.
struct Integration {
  /// One action that it needs, on resources of these shapes.
  struct Need {
    let action: Action
    let patterns: [String]
  }

  /// Such as `logzio/s3-fetch`.
  let type: String
  let vendor: VendorProfile
  /// The services that assume the role in the vendor's place; empty where the vendor does.
  let services: Set<String>
  /// Everything that it may need: each is granted by the vendor's newest policy.
  let needs: [Need]
  /// What every policy of the vendor grants.
  let required: Set<Action>
  /// What options of a spec add, such as the use of a key.
  let additions: [Need]
  /// What the vendor published once and doesn't need, with what the catalogue says of it.
  let published: [Action: String]
  let source: Citation?
  /// The policy of a shared resource in the place of a role's.
  let isSharing: Bool

  /// Whether it needs an action on a resource.
  func needs(_ action: String, on resource: String) -> Bool {
    (needs + additions).contains { need in
      need.action.text.lowercased() == action.lowercased()
        && need.patterns.contains { matchesKind($0, resource) }
    }
  }

  /// The actions that it needs, in lower case.
  var neededActions: Set<String> { Set(needs.map { $0.action.text.lowercased() }) }
  /// The same with what options add.
  var allowedActions: Set<String> {
    neededActions.union(additions.map { $0.action.text.lowercased() })
  }

  /// Whether a resource is of the kind that a pattern describes: the same service, and objects
  /// where it speaks of objects.
  private func matchesKind(_ pattern: String, _ resource: String) -> Bool {
    guard let wanted = AuditedARN(pattern) else { return true }
    guard let arn = AuditedARN(resource) else {
      return resource == "*" ? pattern == "*" : resource.contains(TemplateValues.unknown)
    }
    let isOfKind = wanted.resource.contains("/") == arn.resource.contains("/")
    return wanted.service == arn.service && (isOfKind || wanted.service != "s3")
  }
}

extension Integration {
  /// Every role and every shared resource of every type, sorted.
  static func all(of catalog: Catalog) -> [Integration] {
    catalog.vendors.all.flatMap { vendor in
      vendor.types.sorted { $0.key < $1.key }.flatMap { name, type in
        roles(of: type, "\(vendor.id)/\(name)", vendor, catalog)
      }
    }
  }

  private static func roles(
    of type: VendorProfile.IntegrationType,
    _ name: String,
    _ vendor: VendorProfile,
    _ catalog: Catalog
  ) -> [Integration] {
    let sorted = type.permissions.sorted { $0.key < $1.key }
    let trusts = sorted.filter { $0.value.policy.actions.contains { $0.service == "sts" } }
    let shared = sorted.filter { entry in
      entry.value.policy.hasPrincipals && !trusts.contains { $0.key == entry.key }
    }
    let grants = sorted.filter { !$0.value.policy.hasPrincipals }
    var roles: [Integration] = []
    for prefix in Set(trusts.map { stem($0.key) }).sorted() {
      let services = trusts.filter { stem($0.key) == prefix }.flatMap(\.value.policy.services)
      let own = services.isEmpty ? grants : grants.filter { $0.key.hasPrefix(prefix) }
      guard !own.isEmpty else { continue }
      // Policies of a service's role stand beside each other; those of a vendor's are versions.
      let versions = services.isEmpty ? own : []
      let needed = newest(versions) ?? own
      roles.append(
        Integration(name, vendor, Set(services), needed.map(\.value), own.map(\.value), catalog)
      )
    }
    if let least = shared.min(by: { $0.value.reasons.count < $1.value.reasons.count }) {
      let all = shared.map(\.value)
      roles.append(Integration(name, vendor, [], [least.value], all, catalog, isSharing: true))
    }
    return roles
  }

  /// The name of a trust policy up to the word `trust`.
  private static func stem(_ name: String) -> String {
    guard let word = name.firstRange(of: "trust") else { return name }
    let stem = name[..<word.lowerBound]
    return String(stem.hasSuffix("-") ? stem.dropLast() : stem)
  }

  /// The policies that the vendor gives out today, where it also gave out others.
  private static func newest(
    _ policies: [(key: String, value: Permission)]
  ) -> [(key: String, value: Permission)]? {
    let current = policies.filter { $0.key.hasPrefix("current") }
    return current.isEmpty ? nil : current
  }

  private init(
    _ type: String,
    _ vendor: VendorProfile,
    _ services: Set<String>,
    _ needed: [Permission],
    _ all: [Permission],
    _ catalog: Catalog,
    isSharing: Bool = false
  ) {
    (self.type, self.vendor, self.services, self.isSharing) = (type, vendor, services, isSharing)
    let needs = needed.flatMap(\.policy.needs).map {
      Need(action: $0.action, patterns: $0.patterns)
    }
    self.needs = needs
    let sets = (services.isEmpty ? all : []).map { Set($0.policy.actions) }
    let common = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
    required = common.intersection(needs.map(\.action))
    let added = Set(needs.flatMap { catalog.auditFacts.additions[$0.action.text] ?? [] }).sorted()
    additions = added.flatMap { catalog.permissions[$0]?.policy.needs ?? [] }.map {
      Need(action: $0.action, patterns: $0.patterns)
    }
    var published: [Action: String] = [:]
    for permission in all {
      for (action, reason) in permission.reasons
      where !needs.contains(where: { $0.action == action }) {
        published[action] = reason
      }
    }
    self.published = published
    source = needed.first?.source
  }
}

extension AuditScope {
  /// The integrations that a role is made for, as its trust policy and its permissions tell; none
  /// where nothing tells.
  func integrations(of policy: AuditedPolicy) -> [Integration] {
    let isSharing = policy.isResource
    let own = integrations.filter { $0.isSharing == isSharing }
    let services = trustedServices(of: policy)
    if let type = options.type {
      let meant = own.filter { $0.type == type }
      let serving = meant.filter { !$0.services.isDisjoint(with: services) }
      return serving.isEmpty ? meant.filter { $0.services.isEmpty } : serving
    }
    if !services.isEmpty { return own.filter { !$0.services.isDisjoint(with: services) } }
    let actions = grantedActions(of: policy)
    if isSharing { return own.filter { !$0.allowedActions.isDisjoint(with: actions) } }
    let trusted = trustedAccounts(of: policy)
    let vendor = vendor(of: policy)
    // A vendor that nobody knows may need anything.
    guard trusted.isEmpty || vendor != nil else { return [] }
    let candidates = own.filter { candidate in
      candidate.services.isEmpty && (vendor.map { $0.id == candidate.vendor.id } ?? true)
    }
    return bestMatch(of: candidates, for: actions, isKnown: vendor != nil)
  }

  /// The services that may assume a role.
  private func trustedServices(of policy: AuditedPolicy) -> Set<String> {
    Set(
      siblings(of: policy).filter(\.isTrust).flatMap(\.statements).flatMap(\.principals)
        .filter { $0.type == .service }.map(\.text.value)
    )
  }

  /// The actions that a bearer's policies allow, in lower case.
  private func grantedActions(of policy: AuditedPolicy) -> Set<String> {
    let policies =
      policy.isResource ? [policy] : siblings(of: policy).filter { $0.kind == .identity }
    return Set(
      policies.flatMap(\.statements).filter(\.allows).flatMap(\.actions).map {
        $0.value.lowercased()
      }
    )
  }

  /// The candidates that together come nearest to what is granted: where several do, the fewest,
  /// and of those the ones that lack least.
  private func bestMatch(
    of candidates: [Integration],
    for actions: Set<String>,
    isKnown: Bool
  ) -> [Integration] {
    var best: (choice: [Integration], cost: [Int])?
    let sets = isKnown && candidates.count <= 6 ? subsets(of: candidates) : candidates.map { [$0] }
    for choice in sets {
      let allowed = choice.reduce(into: Set<String>()) { $0.formUnion($1.allowedActions) }
      let required = choice.reduce(into: Set<String>()) { result, integration in
        result.formUnion(integration.required.map { $0.text.lowercased() })
      }
      // A wildcard counts for what it takes in.
      let excess = actions.count { action in !allowed.contains { Rule.matches(action, $0) } }
      let lack = required.count { need in !actions.contains { Rule.matches($0, need) } }
      // Without a trust policy, most of it must fit.
      let isLikely = isKnown || required.count - lack >= max(excess + lack, 1)
      let cost = [excess + lack, choice.count, lack]
      guard isLikely, best.map({ cost.lexicographicallyPrecedes($0.cost) }) ?? true else {
        continue
      }
      best = (choice, cost)
    }
    return best?.choice ?? []
  }

  private func subsets(of candidates: [Integration]) -> [[Integration]] {
    candidates.reduce([[]]) { sets, candidate in sets + sets.map { $0 + [candidate] } }
      .filter { !$0.isEmpty }
  }
}
