import Catalog
import Compiler
import Diagnostics
import IAM
import Model

/// Compiles specs that nobody sees, to learn what an entry grants.
struct Probe {
  let compiler: Compiler
  let actions: ActionTable

  /// What the roles of a spec allow, by the integrations that make them; nil for one that doesn't
  /// compile, with the first reason.
  func access(_ spec: AdoptedSpec) -> (access: [String: PlannedAccess], error: Diagnostic?) {
    let (plan, errors) = plan(spec)
    guard let plan, errors.isEmpty else { return ([:], errors.first) }
    var access: [String: PlannedAccess] = [:]
    for resource in plan.resources {
      guard case .role(let role) = resource.kind, case .vendor = role.trust.bearer else { continue }
      let planned = PlannedAccess(of: role, in: plan, actions)
      for integration in resource.integrations { access[integration.text] = planned }
    }
    return (access, nil)
  }

  /// The first error of a spec that is about a text in it, and not about anything beside it.
  func error(in spec: AdoptedSpec, about text: String) -> Diagnostic? {
    let lines = spec.text(standingIn: true).split(
      separator: "\n",
      omittingEmptySubsequences: false
    )
    return plan(spec).errors.first { error in
      guard let line = error.range?.start.line, lines.indices.contains(line - 1) else {
        return false
      }
      return lines[line - 1].contains(text)
    }
  }

  private func plan(_ spec: AdoptedSpec) -> (plan: Plan?, errors: [Diagnostic]) {
    let bytes = Array(spec.text(standingIn: true).utf8)
    var diagnostics = Diagnostics(for: SourceFile(name: "adopted.yaml", bytes: bytes))
    let plan = compiler.plan(diagnostics.file, &diagnostics)
    return (plan, diagnostics.sorted.filter { $0.severity == .error })
  }

  /// How far what an entry grants is from what a role allows.
  struct Distance: Comparable {
    /// Grants that the role doesn't have.
    let wider: Int
    /// What the role allows and the entry doesn't grant.
    let narrower: Int
    /// Whether the role has any of the grants.
    let meets: Bool

    func adding(_ other: Distance) -> Distance {
      Distance(
        wider: wider + other.wider,
        narrower: narrower + other.narrower,
        meets: meets || other.meets
      )
    }

    static func < (left: Self, right: Self) -> Bool {
      (left.wider + left.narrower, left.wider) < (right.wider + right.narrower, right.wider)
    }
  }

  /// How far the policies of a plan's streams are from those that there are.
  func distance(
    from planned: [String: RequestSet],
    to existing: [ExistingPolicy],
    account: String
  ) -> Distance {
    let memory = SearchMemory()
    var (wider, narrower) = (0, 0)
    for policy in existing {
      let set = RequestSet(allowedBy: policy.policy, account: account)
      let own = policy.streams.compactMap { planned[$0] }.first
      let other = own ?? RequestSet(allowedBy: policy.policy.empty, account: account)
      if widening(from: set, to: other, memory).isPossible { wider += 1 }
      if widening(from: other, to: set, memory).isPossible { narrower += 1 }
    }
    if existing.isEmpty { wider += planned.count }
    return Distance(wider: wider, narrower: narrower, meets: false)
  }

  /// How far what is planned is from what a role allows.
  ///
  /// - Parameters:
  ///   - set: what of the role may hold what is planned.
  ///   - isMeant: what of the role is meant.
  func distance(
    from planned: PlannedAccess,
    to existing: ExistingAccess,
    _ set: RequestSet,
    _ isMeant: (AccessPart) -> Bool
  ) -> Distance {
    let memory = SearchMemory()
    // A grant that names its resource wrongly allows nothing, and tells what was meant.
    let idle = Set(existing.idle.filter(isMeant).compactMap { $0.action?.lowercased() })
    let wider = planned.permissions.count {
      widening(from: set, to: $0.set, memory).isPossible
        && !idle.contains($0.action.lowercased())
    }
    let narrower = existing.parts.filter(isMeant).count {
      widening(from: planned.permissionSet, to: $0.set, memory).isPossible
    }
    let actions = Set(planned.permissions.map { $0.action.lowercased() })
    return Distance(
      wider: wider,
      narrower: narrower + idle.subtracting(actions).count,
      meets: wider < planned.permissions.count
    )
  }
}
