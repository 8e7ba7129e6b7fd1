import Catalog
import Model

extension Plan {
  /// The plan with the steps that deploy its stack sets.
  ///
  /// - Parameter policies: those of whoever deploys, for each way.
  func addingStackSets(
    _ sets: [StackSet],
    _ targets: Targets,
    _ policies: [DeployerFacts.Way: [PolicyDocument]],
    _ catalog: Catalog
  ) -> Plan {
    var plan = self
    plan.steps =
      steps.map(\.namingTokenParameter)
      + DeployerSteps(of: self, policies, catalog).steps(deployingTo: targets)
    let values = [
      "Spec": name.text,
      "Administrator": targets.administrator.text,
      "HomeRegion": targets.homeRegion.text,
      "StackName": Targets.stack(of: name),
      "StackSets": Step.list(sets.map(\.name)),
      "CallAs": targets.caller == .delegated ? "DELEGATED_ADMIN" : "SELF",
      "Accounts": Step.list(targets.accounts.map(\.text)),
      "Units": Step.list(targets.organizationalUnits.map(\.text)),
      "AdministrationRole": Targets.administrationRole(of: name),
      "ExecutionRole": Targets.executionRole(of: name),
    ]
    let before = targets.isServiceManaged ? "stack-sets-organization" : "stack-sets-roles"
    plan.add(before, .before, values, catalog)
    plan.add("deploy-stack-sets", .deploy, values, catalog)
    plan.add("deploy-stack-sets-script", .deploy, values, catalog)
    plan.add("target-added", .later, values, catalog)
    return plan
  }
}
