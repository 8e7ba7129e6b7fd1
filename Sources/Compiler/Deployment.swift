import Catalog
import CloudFormation
import Diagnostics
import Model

extension Templates.Limits {
  /// What CloudFormation takes from a bucket.
  init(_ quotas: Quotas) {
    self.init(
      bytes: quotas["template-size"],
      resources: quotas["template-resources"],
      outputs: quotas["template-outputs"],
      parameters: quotas["template-parameters"]
    )
  }
}

extension Template {
  /// Whether it is so large that CloudFormation takes it from a bucket only.
  fileprivate func needsBucket(_ quotas: Quotas) -> Bool {
    byteCount > quotas["template-body-size"]
  }
}

extension Plan {
  /// Reports what CloudFormation would refuse of some templates.
  func check(_ templates: Templates, _ quotas: Quotas, _ diagnostics: inout Diagnostics) {
    for collision in LogicalIDs(of: self).collisions {
      diagnostics.report(
        .nameCollision,
        "\(collision.first) and \(collision.second) would both be called "
          + "'\(collision.logicalID)' in the template",
        at: collision.range,
        help: "change one of the names by a letter"
      )
    }
    for template in templates.all {
      checkSize(of: template, quotas, &diagnostics)
      checkMappings(of: template, quotas, &diagnostics)
    }
    let large = templates.all.filter { $0.needsBucket(quotas) }
    guard let first = large.first else { return }
    let subject =
      large.count == 1
      ? "\(first.file.path) has \(first.byteCount) bytes"
      : "\(large.count) of the \(templates.all.count) templates are large"
    diagnostics.report(
      .templateNeedsBucket,
      "\(subject), and past \(quotas["template-body-size"]) bytes a template must be deployed by "
        + "way of a bucket",
      at: nil,
      help: "the checklist has the commands"
    )
  }

  /// Reports a template that passes a quota and can't be divided.
  private func checkSize(
    of template: Template,
    _ quotas: Quotas,
    _ diagnostics: inout Diagnostics
  ) {
    let limits = Templates.Limits(quotas)
    let counts = [
      ("bytes", template.byteCount, limits.bytes),
      ("resources", template.resourceCount, limits.resources),
      ("outputs", template.outputCount, limits.outputs),
      ("parameters", template.parameterCount, limits.parameters),
    ]
    for (noun, count, limit) in counts where count > limit {
      diagnostics.report(
        .templateTooLarge,
        "\(template.file.path) would have \(count) \(noun), and CloudFormation takes \(limit); "
          + "what shares a role stands in one template",
        at: nil,
        help: "give some of the integrations that share a role one of their own"
      )
    }
  }

  /// Reports a mapping of more targets, or of more values, than CloudFormation takes.
  private func checkMappings(
    of template: Template,
    _ quotas: Quotas,
    _ diagnostics: inout Diagnostics
  ) {
    let limit = quotas["template-mapping-attributes"]
    guard template.mappingLength > limit else { return }
    diagnostics.report(
      .templateTooLarge,
      "\(template.file.path) would have a mapping of \(template.mappingLength) accounts, regions "
        + "or values, and CloudFormation takes \(limit)",
      at: nil,
      help: "divide the accounts among several specs, or give values that all have alike once"
    )
  }

  /// The plan with the steps that depend on what the backends made.
  ///
  /// - Parameter policies: those of the divided plan, for each way of deploying it.
  func addingDeployment(
    of templates: Templates,
    _ policies: [DeployerFacts.Way: [PolicyDocument]],
    _ catalog: Catalog
  ) -> Plan {
    if let targets {
      let sets = StackSetTemplate.stackSets(of: templates, self)
      return addingStackSets(sets, targets, policies, catalog)
    }
    var plan = self
    plan.divisions = templates.divisions
    plan.steps = steps.map(\.namingTokenParameter)
    plan.steps += DeployerSteps(of: plan, policies, catalog).steps
    let whole = values(of: templates.all[0], catalog)
    if templates.all.count > 1 {
      let count = ["TemplateCount": "\(templates.all.count)"]
      plan.add("deploy-templates", .deploy, whole.merging(count) { own, _ in own }, catalog)
    } else {
      let isLarge = templates.all[0].needsBucket(catalog.quotas)
      plan.add(isLarge ? "deploy-template-s3" : "deploy-template", .deploy, whole, catalog)
    }
    plan.add("deploy-script", .deploy, whole, catalog)
    let arns = ARNTable(of: self)
    for resource in resources {
      guard case .role(let role) = resource.kind, role.nameIsGiven else { continue }
      let values = values(of: templates.template(of: resource.id), catalog).merging([
        "RoleName": role.name.text,
        "RoleArn": arns[resource.id],
        "LogicalId": LogicalIDs.logicalID(of: resource.id),
      ]) { own, _ in own }
      plan.add("adopt-role-script", .later, values, for: resource.integrations, catalog)
      plan.add("import-role-template", .later, values, for: resource.integrations, catalog)
    }
    return plan
  }

  /// What steps about a template may use.
  private func values(of template: Template, _ catalog: Catalog) -> [String: String] {
    [
      "Spec": name.text,
      "StackName": template.stackName(of: self),
      "TemplateFile": template.file.path,
      "Region": region.text,
      "Account": account.text,
      "DnsSuffix": catalog.partitions[partition]?.dnsSuffix ?? "",
    ]
  }

  mutating func add(
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
  var namingTokenParameter: Step {
    guard values["TokenParameter"] != nil, let integration = integrations.first else {
      return self
    }
    var own = values
    own["TokenParameter"] = LogicalIDs.tokenParameter(of: integration)
    return Step(phase, owner, name, own, for: integrations)
  }
}
