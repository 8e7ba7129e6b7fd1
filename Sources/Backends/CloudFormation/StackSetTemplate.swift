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
    if !tokens.isEmpty {
      sections += [
        Writer.Entry("Metadata", TokenParameter.metadata(of: tokens), isSpaced: true),
        Writer.Entry("Parameters", .map(tokens.map(\.entry)), isSpaced: true),
      ]
    }
    let rule = Writer.Node.placeRule([targets.administrator.text], [targets.homeRegion.text])
    let entries = sets.indices.map { index in
      // What is a region's own refers to roles, so it comes after them and goes before.
      let isRegional = sets[index].reach == .regions
      let earlier = isRegional ? sets.filter { $0.reach == .accounts } : []
      var entry = Writer.Entry(
        sets[index].logicalID,
        sets[index].resource(for: targets, of: plan, after: earlier.map(\.logicalID)),
        comments: [sets[index].reach.note]
      )
      entry.isSpaced = index > 0
      return entry
    }
    sections += [
      Writer.Entry("Rules", rule, isSpaced: true),
      Writer.Entry("Resources", .map(entries), isSpaced: true),
    ]
    var buffer = TextBuffer()
    Writer.write(header: Template.header(of: plan, fingerprint), sections, to: &buffer)
    return [OutputFile("stacksets.yaml", .template, buffer.text)]
  }
}

extension StackSet {
  fileprivate var logicalID: String { LogicalID(.stackSet, of: name.lowercased()).description }

  fileprivate func resource(
    for targets: Targets,
    of plan: Plan,
    after earlier: [String]
  ) -> Writer.Node {
    let parameters = tokens.map { token -> Writer.Node in
      [
        "ParameterKey": .text(token.parameter),
        "ParameterValue": .tagged("Ref", token.parameter),
      ]
    }
    let properties: Writer.Node = [
      "StackSetName": .text(name),
      "Description": .text("Vendor access of \(plan.name), compiled by accredit"),
      // A path until 'aws cloudformation package' makes it the address of an upload.
      "TemplateURL": .text(templateFile),
      "Capabilities": ["CAPABILITY_NAMED_IAM"],
      "PermissionModel": .text(targets.isServiceManaged ? "SERVICE_MANAGED" : "SELF_MANAGED"),
      "CallAs": targets.isServiceManaged && targets.caller == .delegated
        ? "DELEGATED_ADMIN" : nil,
      "AutoDeployment": targets.isServiceManaged ? targets.autoDeployment : nil,
      "AdministrationRoleARN": targets.isServiceManaged
        ? nil
        : .text(
          "arn:\(plan.partition):iam::\(targets.administrator):role/"
            + Targets.administrationRole(of: plan.name)
        ),
      "ExecutionRoleName": targets.isServiceManaged
        ? nil : .text(Targets.executionRole(of: plan.name)),
      "ManagedExecution": ["Active": true],
      "OperationPreferences": [
        "FailureTolerancePercentage": .integer(targets.failureTolerancePercent),
        "MaxConcurrentPercentage": .integer(targets.concurrencyPercent),
        "RegionConcurrencyType": "PARALLEL",
      ],
      "Parameters": parameters.isEmpty ? nil : .list(parameters),
      "StackInstancesGroup": [
        [
          "DeploymentTargets": targets.deploymentTargets,
          "Regions": .list(targets.regions(of: self).map { .text($0.text) }),
        ]
      ],
      "Tags": .list(plan.tags.map { ["Key": .text($0.key.text), "Value": .text($0.value.text)] }),
    ]
    let dependencies: Writer.Node? = earlier.isEmpty ? nil : .list(earlier.map(Writer.Node.text))
    return [
      "Type": "AWS::CloudFormation::StackSet", "DependsOn": dependencies, "Properties": properties,
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
