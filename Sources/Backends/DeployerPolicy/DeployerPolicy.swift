package import Catalog
package import Model
import Text

/// The least that whoever deploys a plan must be allowed to do, as IAM policies for that person or
/// pipeline: by the template, and by the script.
///
/// What is needed is data (`Templates/AWS/deployer.yaml`); here it is put together with the names
/// of the plan. Nothing of an output is read, so that it is right however outputs are divided.
package enum DeployerPolicy {
  /// The policies of both ways, each no larger than IAM takes.
  package static func render(_ plan: Plan, _ catalog: Catalog) -> [OutputFile] {
    render(policies(of: plan, catalog))
  }

  /// The policies of each way as files.
  package static func render(_ policies: [DeployerFacts.Way: [PolicyDocument]]) -> [OutputFile] {
    DeployerFacts.Way.allCases.flatMap { files(policies[$0] ?? [], by: $0) }
  }

  /// The policies of each way.
  package static func policies(
    of plan: Plan,
    _ catalog: Catalog
  ) -> [DeployerFacts.Way: [PolicyDocument]] {
    let ways = DeployerFacts.Way.allCases
    return Dictionary(uniqueKeysWithValues: ways.map { ($0, policies(of: plan, by: $0, catalog)) })
  }

  /// The policies of whoever deploys `stacksets.yaml`, and of whoever runs `stacksets.sh`; none for
  /// a plan without targets.
  ///
  /// - Parameter sets: all stack sets of the plan.
  package static func render(
    _ plan: Plan,
    deploying sets: [StackSet],
    _ catalog: Catalog
  ) -> [OutputFile] {
    render(policies(of: plan, deploying: sets, catalog))
  }

  /// The policies of each way, of whoever deploys the stack sets of a plan.
  package static func policies(
    of plan: Plan,
    deploying sets: [StackSet],
    _ catalog: Catalog
  ) -> [DeployerFacts.Way: [PolicyDocument]] {
    Dictionary(
      uniqueKeysWithValues: DeployerFacts.Way.allCases.map {
        ($0, policies(of: plan, deploying: sets, by: $0, catalog))
      }
    )
  }

  /// The policies of whoever deploys the stack sets of a plan, of which all are needed together.
  package static func policies(
    of plan: Plan,
    deploying sets: [StackSet],
    by way: DeployerFacts.Way,
    _ catalog: Catalog
  ) -> [PolicyDocument] {
    guard let targets = plan.targets else { return [] }
    // A stack set that the spec has no more must be found and removed as well.
    let all = sets + StackSet.former(of: plan.name, beside: sets)
    let stack = Party(stackOf: targets, of: plan)
    let parties = [stack] + all.map { Party($0, of: plan, targets) }
    let limit = catalog.quotas["managed-policy-size"]
    let statements = statements(of: parties, in: plan, by: way, catalog)
    return PolicyDocument.divided(statements, limit: limit)
  }

  private static func files(
    _ policies: [PolicyDocument],
    by way: DeployerFacts.Way
  ) -> [OutputFile] {
    zip(paths(of: policies.count, by: way), policies).map { path, policy in
      OutputFile(path, .deployer, policy.document.json { _ in "" }.text + "\n")
    }
  }

  /// The paths of so many policies of one way.
  package static func paths(of count: Int, by way: DeployerFacts.Way) -> [String] {
    (0..<count).map { way.fileName + ($0 == 0 ? "" : "-\($0 + 1)") + ".json" }
  }

  /// The policies of one way, of which all are needed together; none where nothing is to be done.
  package static func policies(
    of plan: Plan,
    by way: DeployerFacts.Way,
    _ catalog: Catalog
  ) -> [PolicyDocument] {
    let limit = catalog.quotas["managed-policy-size"]
    return PolicyDocument.divided(statements(of: plan, by: way, catalog), limit: limit)
  }

  /// Every action of one way, whatever it is about.
  package static func actions(
    of plan: Plan,
    by way: DeployerFacts.Way,
    _ catalog: Catalog
  ) -> Set<Action> {
    Set(statements(of: plan, by: way, catalog).flatMap(\.actions))
  }

  private static func statements(
    of plan: Plan,
    by way: DeployerFacts.Way,
    _ catalog: Catalog
  ) -> [Statement] {
    statements(of: Party.all(of: plan, catalog.quotas), in: plan, by: way, catalog)
  }

  private static func statements(
    of all: [Party],
    in plan: Plan,
    by way: DeployerFacts.Way,
    _ catalog: Catalog
  ) -> [Statement] {
    let parties = Dictionary(grouping: all, by: \.subject)
    var table = StatementTable()
    for need in catalog.deployer.needs(of: way) {
      for party in parties[need.subject] ?? [] where party.isConcerned(by: need) {
        let conditions = need.limits.compactMap { limit in
          // A role has no region of its own, so what each region has stands in its policy.
          let values = plan.inEachRegion(party.values(of: limit, in: need))
          return catalog.deployer.conditionKey(of: limit)
            .map { Condition(limit.operator, $0, values) }
        }
        table.add(need, plan.inEachRegion(party.resources(of: need.target)), conditions)
      }
    }
    return table.statements
  }
}

extension Plan {
  /// The texts as they are in each region that the plan is for.
  fileprivate func inEachRegion(_ texts: [String]) -> [String] {
    targets.map { texts.flatMap($0.spread) } ?? texts
  }
}

extension DeployerFacts.Limit {
  /// How a condition compares with it.
  fileprivate var `operator`: String {
    switch self {
    case .policies: "ArnLike"
    case .boundary, .region, .service: "StringEquals"
    }
  }
}

extension DeployerFacts.Way {
  /// The name of the first file, without its ending.
  fileprivate var fileName: String {
    switch self {
    case .template: "deployer-policy"
    case .script: "deployer-policy-script"
    }
  }
}
