package import Model

/// The templates that a plan becomes: one while it is within what CloudFormation takes, and beyond
/// that as many as it needs.
///
/// Where a cluster of the plan stands follows from the digest of its name: a template that would
/// hold too much leaves the clusters whose next bit is set to another one. So a cluster more or
/// less moves no other, unless a template comes to hold too much by it, or two little enough for
/// one.
package struct Templates: Sendable {
  /// How much a template may hold.
  package struct Limits: Sendable {
    package let bytes: Int
    package let resources: Int
    package let outputs: Int
    package let parameters: Int

    package init(bytes: Int, resources: Int, outputs: Int, parameters: Int) {
      (self.bytes, self.resources) = (bytes, resources)
      (self.outputs, self.parameters) = (outputs, parameters)
    }
  }

  /// At least one; the first is `template.yaml`.
  package let all: [Template]

  /// The template of each resource, by its place in `all`; empty where there is one for all.
  private let places: [Resource.ID: Int]

  /// How a plan is divided that keeps this division; see `Plan.divisions`.
  package var divisions: [Resource.ID: String] { places.mapValues { all[$0].group } }

  /// - Parameters:
  ///   - plan: a plan, which is divided as it says, or else as the limits ask for.
  ///   - fingerprint: the fingerprint of the access that the whole plan grants.
  package init(of plan: Plan, fingerprint: String, limits: Limits) {
    if let targets = plan.targets {
      var division = Division(of: plan, limits)
      division.divide(by: targets)
      (all, places) = (division.templates, division.places)
      return
    }
    if plan.divisions.isEmpty, limits.mayAllow(Size(of: plan.resources, plan.outputs)) {
      let template = Template(of: plan, fingerprint: fingerprint)
      if limits.allow(template) {
        (all, places) = ([template], [:])
        return
      }
    }
    var division = Division(of: plan, limits)
    if plan.divisions.isEmpty { division.divide() } else { division.keep() }
    (all, places) = (division.templates, division.places)
  }

  /// The template that makes a resource of the plan.
  package func template(of id: Resource.ID) -> Template { all[places[id] ?? 0] }
}

extension Templates.Limits {
  /// Whether a template may be allowed, as far as that shows without writing it.
  fileprivate func mayAllow(_ size: Size) -> Bool {
    size.resources <= resources && size.outputs <= outputs && size.parameters <= parameters
  }

  fileprivate func allow(_ template: Template) -> Bool {
    template.resourceCount <= resources && template.outputCount <= outputs
      && template.parameterCount <= parameters && template.byteCount <= bytes
  }
}

/// How many entries a template has in its sections.
private struct Size {
  var (resources, outputs, parameters) = (0, 0, 0)

  init(of resources: [Resource], _ outputs: [Output]) {
    self.resources = resources.reduce(0) { $0 + $1.templateResourceCount }
    self.outputs = outputs.count
    parameters = TokenParameter.all(of: resources).count
  }

  /// That of a template with the entries of some clusters.
  init(of clusters: [Cluster]) {
    for cluster in clusters {
      let own = Size(of: cluster.resources, cluster.outputs)
      resources += own.resources
      outputs += own.outputs
      parameters += own.parameters
    }
  }
}

/// A plan on its way into several templates.
private struct Division {
  private var plan: Plan
  private let limits: Templates.Limits
  private let arns: ARNTable
  private var reach = StackSet.Reach.accounts
  private(set) var templates: [Template] = []
  private(set) var places: [Resource.ID: Int] = [:]
  /// Where the templates of the part at hand begin.
  private var start = 0

  init(of plan: Plan, _ limits: Templates.Limits) {
    (self.plan, self.limits) = (plan, limits)
    arns = ARNTable(of: plan)
  }

  mutating func divide() { divide(Cluster.clusters(of: plan), []) }

  /// Divides the plan as it says.
  mutating func keep() {
    let groups = Dictionary(grouping: Cluster.clusters(of: plan)) { cluster in
      cluster.resources.first.flatMap { plan.divisions[$0.id] } ?? reach.group
    }
    for (group, clusters) in groups.sorted(by: { $0.key < $1.key }) {
      add(clusters, template(of: clusters, group))
    }
    if templates.isEmpty { add([], template(of: [], "")) }
  }

  /// Divides first what an account has once from what each region has, and then both as the plan
  /// says or the limits ask for.
  mutating func divide(by targets: Targets) {
    let whole = plan
    for reach in [StackSet.Reach.accounts, .regions] {
      self.reach = reach
      plan.resources = whole.resources.filter { targets.reach(of: $0.id) == reach }
      plan.outputs = whole.outputs.filter { targets.reach(of: $0) == reach }
      start = templates.count
      if whole.divisions.isEmpty { divide() } else if !plan.resources.isEmpty { keep() }
    }
    if templates.isEmpty { add([], template(of: [], "")) }
  }

  /// - Parameter bits: what the digests of the clusters begin with, as zeros and ones.
  private mutating func divide(_ clusters: [Cluster], _ bits: [Bool]) {
    guard !clusters.isEmpty else { return }
    // A cluster can't be cut: whoever compiles is told when it is too large.
    let isWhole = clusters.count == 1 || bits.count == Cluster.bitCount
    if isWhole || limits.mayAllow(Size(of: clusters)) {
      // The first has the name that a template always has, wherever the clusters of a plan fall.
      let bits = templates.count == start ? [] : bits
      let template = template(of: clusters, reach.group + Self.group(bits))
      if isWhole || limits.allow(template) { return add(clusters, template) }
    }
    divide(clusters.filter { !$0.bit(bits.count) }, bits + [false])
    divide(clusters.filter { $0.bit(bits.count) }, bits + [true])
  }

  private mutating func add(_ clusters: [Cluster], _ template: Template) {
    for resource in clusters.flatMap(\.resources) { places[resource.id] = templates.count }
    templates.append(template)
  }

  /// What the template of some digests is called, which keeps its name when it is divided: of the
  /// two halves the one with the zero has the name of both.
  private static func group(_ bits: [Bool]) -> String {
    let kept = bits.prefix((bits.lastIndex(of: true) ?? -1) + 1)
    return kept.isEmpty ? "" : "-Part" + kept.map { $0 ? "1" : "0" }.joined()
  }

  /// The template of some clusters.
  private func template(of clusters: [Cluster], _ group: String) -> Template {
    var part = plan
    part.resources = clusters.flatMap(\.resources).sorted { $0.id < $1.id }
    part.outputs = clusters.flatMap(\.outputs)
    // Reasons stand in no template.
    part.grants = []
    return Template(
      of: part,
      group: group,
      reach: reach,
      arns: arns,
      fingerprint: Ledger(of: part).fingerprint
    )
  }
}

extension Targets {
  fileprivate func reach(of output: Output) -> StackSet.Reach {
    switch output.value {
    case .arn(let id): reach(of: id)
    case .text(let text): differsByRegion(text) ? .regions : .accounts
    case .accessKeyID, .accessKeySecret: .accounts
    }
  }
}
