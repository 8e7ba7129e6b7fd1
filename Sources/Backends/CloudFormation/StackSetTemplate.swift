package import Model
import Text
import YAML

/// `stacksets.yaml`: the template that deploys the others to all targets of a spec, for the account
/// that administers them.
package enum StackSetTemplate {
  /// The stack sets of some templates, each after those that it refers to.
  package static func stackSets(of templates: Templates, _ plan: Plan) -> [StackSet] {
    templates.all.map { template in
      StackSet(
        name: template.stackName(of: plan),
        templateFile: template.file.path,
        templateDigest: SHA256.hexDigest(of: template.text),
        templateByteCount: template.byteCount,
        reach: template.reach,
        tokens: template.tokens
      )
    }
  }

  /// The template; nothing for a plan without targets.
  package static func render(
    _ plan: Plan,
    deploying sets: [StackSet],
    fingerprint: String
  ) -> [OutputFile] {
    guard let targets = plan.targets else { return [] }
    let tokens = Set(sets.flatMap(\.tokens).map(\.integration)).sorted().map(TokenParameter.init)
    var sections = [
      Writer.Entry("AWSTemplateFormatVersion", "2010-09-09", isSpaced: true),
      Writer.Entry("Description", .text("Stack sets of \(plan.name), compiled by accredit")),
    ]
    sections += TokenParameter.sections(of: tokens)
    let rule = Writer.Node.placeRule([targets.administrator.text], [targets.homeRegion.text])
    let entries = entries(of: sets, targets, plan)
    sections += [
      Writer.Entry("Rules", rule, isSpaced: true),
      Writer.Entry("Resources", .map(entries), isSpaced: true),
    ]
    var buffer = TextBuffer()
    Writer.write(header: Template.header(of: plan, fingerprint), sections, to: &buffer)
    return [OutputFile("stacksets.yaml", .template, buffer.text)]
  }

  private static func entries(
    of sets: [StackSet],
    _ targets: Targets,
    _ plan: Plan
  ) -> [Writer.Entry] {
    sets.indices.map { index in
      // What is a region's own refers to roles, so it comes after them and goes before.
      let isRegional = sets[index].reach == .regions
      let earlier = isRegional ? sets.filter { $0.reach == .accounts } : []
      return Writer.Entry(
        sets[index].logicalID,
        sets[index].resource(for: targets, of: plan, after: earlier.map(\.logicalID)),
        comments: [sets[index].reach.note],
        isSpaced: index > 0
      )
    }
  }
}

extension StackSet {
  fileprivate var logicalID: String { LogicalID(.stackSet, of: name.lowercased()).description }

  fileprivate func resource(
    for targets: Targets,
    of plan: Plan,
    after earlier: [String]
  ) -> Writer.Node {
    let dependencies: Writer.Node? = earlier.isEmpty ? nil : .list(earlier.map(Writer.Node.text))
    let tags = plan.stackSetTags.map { tag -> Writer.Node in
      ["Key": .text(tag.key.text), "Value": .text(tag.value.text)]
    }
    let properties: Writer.Node = [
      "StackSetName": .text(name),
      "Description": .text(description(of: plan.name)),
      // A path until 'aws cloudformation package' makes it the address of an upload.
      "TemplateURL": .text(templateFile),
      "Capabilities": ["CAPABILITY_NAMED_IAM"],
      "PermissionModel": .text(targets.isServiceManaged ? "SERVICE_MANAGED" : "SELF_MANAGED"),
      "CallAs": targets.isServiceManaged && targets.caller == .delegated
        ? "DELEGATED_ADMIN" : nil,
      "AutoDeployment": targets.isServiceManaged ? targets.autoDeployment : nil,
      "AdministrationRoleARN": targets.isServiceManaged
        ? nil : .text(targets.administrationRoleARN(of: plan)),
      "ExecutionRoleName": targets.isServiceManaged
        ? nil : .text(Targets.executionRole(of: plan.name)),
      "ManagedExecution": ["Active": true],
      "OperationPreferences": [
        "FailureTolerancePercentage": .integer(targets.failureTolerancePercent),
        "MaxConcurrentPercentage": .integer(targets.concurrencyPercent),
      ],
      "Parameters": parameters,
      "StackInstancesGroup": [instances(of: targets)],
      "Tags": .list(tags),
    ]
    return [
      "Type": "AWS::CloudFormation::StackSet", "DependsOn": dependencies, "Properties": properties,
    ]
  }

  /// The tokens, as whoever deploys gives them to this template.
  private var parameters: Writer.Node? {
    let parameters = tokens.map { token -> Writer.Node in
      [
        "ParameterKey": .text(token.parameter),
        "ParameterValue": .tagged("Ref", token.parameter),
      ]
    }
    return parameters.isEmpty ? nil : .list(parameters)
  }

  private func instances(of targets: Targets) -> Writer.Node {
    [
      "DeploymentTargets": targets.deploymentTargets,
      "Regions": .list(targets.regions(of: self).map { .text($0.text) }),
    ]
  }
}

extension StackSet.Reach {
  fileprivate var note: String {
    switch self {
    case .accounts: "Once for each account: roles, users and what all regions share"
    case .regions: "Once for each account and region"
    }
  }
}

extension Targets {
  fileprivate func administrationRoleARN(of plan: Plan) -> String {
    "arn:\(plan.partition):iam::\(administrator):role/"
      + Targets.administrationRole(of: plan.name)
  }

  /// Stacks leave an account together with the reason that they are there.
  fileprivate var autoDeployment: Writer.Node {
    deploysAutomatically
      ? ["Enabled": true, "RetainStacksOnAccountRemoval": false] : ["Enabled": false]
  }

  fileprivate var deploymentTargets: Writer.Node {
    let ids = accounts.map { Writer.Node.text($0.text) }
    guard isServiceManaged else { return ["Accounts": .list(ids)] }
    return [
      "OrganizationalUnitIds": .list(organizationalUnits.map { .text($0.text) }),
      // Only accounts that are both in the list and in the units.
      "AccountFilterType": ids.isEmpty ? nil : "INTERSECTION",
      "Accounts": ids.isEmpty ? nil : .list(ids),
    ]
  }
}
