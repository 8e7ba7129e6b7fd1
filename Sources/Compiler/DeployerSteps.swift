import Catalog
import DeployerPolicy
import Model

/// The steps about who deploys, which tell what the policies for that person come to.
struct DeployerSteps {
  private let plan: Plan
  private let policies: [DeployerFacts.Way: [PolicyDocument]]
  private let catalog: Catalog

  /// - Parameter policies: those of the plan, for each way of deploying it.
  init(
    of plan: Plan,
    _ policies: [DeployerFacts.Way: [PolicyDocument]],
    _ catalog: Catalog
  ) {
    (self.plan, self.policies, self.catalog) = (plan, policies, catalog)
  }

  /// How the policies are used, and what a vendor's list of permissions is worth beside them.
  var steps: [Step] {
    let counts = DeployerFacts.Way.allCases.map { policies[$0]?.count ?? 0 }
    let own = ["Spec": plan.name.text, "Account": plan.account.text]
    let values = own.merging(Self.paths(of: counts)) { first, _ in first }
    var steps = [step("deployer-policies", values)]
    let most = catalog.quotas["managed-policies-per-role"]
    if counts.contains(where: { $0 > most }) {
      let numbers = [
        "Spec": plan.name.text, "Most": "\(most)",
        "TemplatePolicies": "\(counts[0])", "ScriptPolicies": "\(counts[1])",
      ]
      steps.append(step("deployer-policies-many", numbers))
    }
    return steps + catalog.vendors.ids.compactMap(comparison)
  }

  /// How the policies of whoever deploys stack sets are used.
  func steps(deployingTo targets: Targets) -> [Step] {
    let counts = DeployerFacts.Way.allCases.map { policies[$0]?.count ?? 0 }
    let own = ["Spec": plan.name.text, "Administrator": targets.administrator.text]
    let values = own.merging(Self.paths(of: counts)) { first, _ in first }
    return [step("deployer-policies-stack-sets", values)]
  }

  /// The files of each way, as steps name them.
  private static func paths(of counts: [Int]) -> [String: String] {
    let paths = zip(counts, DeployerFacts.Way.allCases).map {
      Step.list(DeployerPolicy.paths(of: $0, by: $1))
    }
    return ["TemplatePolicies": paths[0], "ScriptPolicies": paths[1]]
  }

  private func step(_ name: String, _ values: [String: String]) -> Step {
    Step(.before, "aws", name, values)
  }

  /// A vendor's list held against what the template needs for the integrations that it is about.
  private func comparison(_ vendor: String) -> Step? {
    guard let published = catalog.vendors[vendor]?.deployerPermissions else { return nil }
    let integrations = Set(plan.steps.filter { $0.owner == vendor }.flatMap(\.integrations))
      .intersection(plan.metricIntegrations)
    guard !integrations.isEmpty else { return nil }
    var part = plan
    part.resources = plan.resources.filter { !integrations.isDisjoint(with: $0.integrations) }
    part.requirements = []
    let needed = DeployerPolicy.actions(of: part, by: .template, catalog)
    let listed = Set(published.actions)
    let (lacking, needless) = (needed.subtracting(listed), listed.subtracting(needed))
    let values = [
      "Listed": "\(listed.count)",
      "Lacks": "\(lacking.count)",
      "Lacking": Step.list(lacking.sorted().map(\.text)),
      "Needless": "\(needless.count)",
      "Needlessly": Step.list(needless.sorted().map(\.text)),
    ]
    return Step(.before, vendor, "metrics-deployer", values, for: integrations.sorted())
  }
}

extension Plan {
  /// The integrations that ship metrics.
  fileprivate var metricIntegrations: Set<Slug> {
    Set(
      resources.flatMap { resource -> [Slug] in
        if case .metricStream = resource.kind { resource.integrations } else { [] }
      }
    )
  }
}
