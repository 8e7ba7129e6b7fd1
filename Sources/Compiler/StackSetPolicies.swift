import Catalog
import CloudFormation
import DeployerPolicy
import Model

/// What the roles trust and may do that self-managed stack sets act with.
struct StackSetPolicies {
  private let plan: Plan
  private let targets: Targets
  private let catalog: Catalog

  init(_ plan: Plan, _ targets: Targets, _ catalog: Catalog) {
    (self.plan, self.targets, self.catalog) = (plan, targets, catalog)
  }

  var all: StackSetRoles.Policies {
    let execution = policy("stack-set-execution", in: plan.account)
    return StackSetRoles.Policies(
      administrationTrust: policy("stack-set-administration-trust", in: targets.administrator),
      administration: administration,
      executionTrust: policy("stack-set-execution-trust", in: plan.account),
      execution: [execution] + DeployerPolicy.policies(of: plan, by: .template, catalog)
    )
  }

  /// One statement, with the role of each account.
  private var administration: PolicyDocument {
    let documents = targets.accounts.map { policy("stack-set-administration", in: $0) }
    guard var all = documents.first else { return PolicyDocument([]) }
    for index in all.statements.indices {
      all.statements[index].resources = documents.flatMap { $0.statements[index].resources }
    }
    return all
  }

  private func policy(_ name: String, in account: AccountID) -> PolicyDocument {
    let values = HoleValues([
      "Account": account.text,
      "Administrator": targets.administrator.text,
      "AdministrationRole": Targets.administrationRole(of: plan.name),
      "ExecutionRole": Targets.executionRole(of: plan.name),
      "Partition": plan.partition.text,
      "Region": targets.homeRegion.text,
      "Spec": plan.name.text,
    ])
    return catalog.permission(name).policy.filled(with: values)
  }
}
