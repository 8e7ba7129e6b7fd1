import Catalog
import CloudFormation
import Diagnostics
import Model

extension Plan {
  /// Reports what CloudFormation would refuse of a template.
  func check(_ template: Template, _ quotas: Quotas, _ diagnostics: inout Diagnostics) {
    for collision in LogicalIDs(of: self).collisions {
      diagnostics.report(
        .nameCollision,
        "\(collision.first) and \(collision.second) would both be called "
          + "'\(collision.logicalID)' in the template",
        at: collision.range,
        help: "change one of the names by a letter"
      )
    }
    let counts = [
      ("bytes", template.byteCount, "template-size"),
      ("resources", template.resourceCount, "template-resources"),
      ("outputs", template.outputCount, "template-outputs"),
      ("parameters", template.parameterCount, "template-parameters"),
    ]
    for (noun, count, quota) in counts where count > quotas[quota] {
      diagnostics.report(
        .templateTooLarge,
        "the template would have \(count) \(noun), and CloudFormation takes \(quotas[quota])",
        at: nil,
        help: "divide the spec into several"
      )
    }
    if template.byteCount > quotas["template-body-size"] {
      diagnostics.report(
        .templateNeedsBucket,
        "the template has \(template.byteCount) bytes, and past \(quotas["template-body-size"]) it "
          + "must be deployed by way of a bucket",
        at: nil,
        help: "the checklist has the command with --s3-bucket"
      )
    }
  }

  /// The plan with the steps that depend on what the backends made.
  func addingDeployment(of template: Template, _ catalog: Catalog) -> Plan {
    var plan = self
    plan.steps = steps.map(\.namingTokenParameter) + DeployerSteps(of: self, catalog).steps
    let isLarge = template.byteCount > catalog.quotas["template-body-size"]
    let common = [
      "Spec": name.text,
      "StackName": name.text,
      "TemplateFile": "template.yaml",
      "Region": region.text,
      "Account": account.text,
    ]
    plan.add(isLarge ? "deploy-template-s3" : "deploy-template", .deploy, common, catalog)
    plan.add("deploy-script", .deploy, common, catalog)
    let arns = ARNTable(of: self)
    for resource in resources {
      guard case .role(let role) = resource.kind, role.nameIsGiven else { continue }
      let values = common.merging([
        "RoleName": role.name.text,
        "RoleArn": arns[resource.id],
        "LogicalId": LogicalIDs.logicalID(of: resource.id),
      ]) { own, _ in own }
      plan.add("adopt-role-script", .later, values, for: resource.integrations, catalog)
      plan.add("import-role-template", .later, values, for: resource.integrations, catalog)
    }
    return plan
  }

  private mutating func add(
    _ name: String,
    _ phase: Step.Phase,
    _ values: [String: String],
    for integrations: [Slug] = [],
    _ catalog: Catalog
  ) {
    let holes = catalog.holes(ofStep: name, owner: "aws")
    let own = values.filter { holes.contains($0.key) }
    steps.append(Step(phase, "aws", name, own, for: integrations))
  }
}

extension Step {
  /// The step with the name that the template gives the parameter for its integration's token.
  fileprivate var namingTokenParameter: Step {
    guard values["TokenParameter"] != nil, let integration = integrations.first else {
      return self
    }
    var own = values
    own["TokenParameter"] = LogicalIDs.tokenParameter(of: integration)
    return Step(phase, owner, name, own, for: integrations)
  }
}
