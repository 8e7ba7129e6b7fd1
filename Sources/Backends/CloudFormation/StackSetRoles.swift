package import Model
import Text
import YAML

/// The two roles that self-managed stack sets act with, as templates that a person deploys first:
/// one for the administrator's account, one for each target.
///
/// AWS's own page makes the second an administrator of its account. Here it may do what the stacks
/// of the spec take.
package enum StackSetRoles {
  /// The templates; none where Organizations has the roles.
  ///
  /// - Parameter policies: what the role in a target may do, each no larger than a managed policy.
  package static func render(_ plan: Plan, allowing policies: [PolicyDocument]) -> [OutputFile] {
    guard let targets = plan.targets, !targets.isServiceManaged else { return [] }
    let roles = Roles(plan: plan, targets: targets)
    return [
      roles.file("administration-role.yaml", roles.administration, in: [targets.administrator]),
      roles.file("execution-role.yaml", roles.execution(policies), in: targets.accounts),
    ]
  }
}

private struct Roles {
  let plan: Plan
  let targets: Targets

  private var administrationName: String { Targets.administrationRole(of: plan.name) }
  private var executionName: String { Targets.executionRole(of: plan.name) }

  /// The role that CloudFormation takes for this spec's stack sets only, and that may only become
  /// the other role in the target accounts.
  var administration: [Writer.Entry] {
    let sets = "arn:\(plan.partition):cloudformation:\(targets.homeRegion)"
      + ":\(targets.administrator):stackset/\(plan.name)"
    let trust = statement([
      "Principal": ["Service": "cloudformation.amazonaws.com"],
      "Action": ["sts:AssumeRole"],
      "Condition": [
        "StringEquals": ["aws:SourceAccount": .text(targets.administrator.text)],
        "ArnLike": ["aws:SourceArn": [.text("\(sets):*"), .text("\(sets)-*:*")]],
      ],
    ])
    let permission = statement([
      "Action": ["sts:AssumeRole"],
      "Resource": .list(
        targets.accounts.map { .text("arn:\(plan.partition):iam::\($0):role/\(executionName)") }
      ),
    ])
    return [
      role("AdministrationRole", administrationName, trust, [
        "Policies": [["PolicyName": "accredit", "PolicyDocument": permission]]
      ])
    ]
  }

  /// The role of a target account that only the other role may become.
  func execution(_ policies: [PolicyDocument]) -> [Writer.Entry] {
    let administrator = "arn:\(plan.partition):iam::\(targets.administrator)"
    let trust = statement([
      "Principal": ["AWS": .text("\(administrator):root")],
      "Action": ["sts:AssumeRole"],
      // By a condition, so that the role outlives the other one being made anew.
      "Condition": [
        "ArnEquals": ["aws:PrincipalArn": .text("\(administrator):role/\(administrationName)")]
      ],
    ])
    var expressions = TargetExpressions(for: targets)
    let scope = TemplateScope(of: plan.empty, ARNTable(of: plan))
    let entries = policies.indices.map { index in
      Writer.Entry(
        "Policy\(index + 1)",
        [
          "Type": "AWS::IAM::ManagedPolicy",
          "Properties": [
            "ManagedPolicyName": .text("\(executionName)-\(index + 1)"),
            "PolicyDocument": scope.node(of: policies[index]),
          ],
        ]
      )
    }
    let own = role("ExecutionRole", executionName, trust, [
      "ManagedPolicyArns": .list(policies.indices.map { .tagged("Ref", "Policy\($0 + 1)") })
    ])
    return expressions.closed(entries + [own])
  }

  private func statement(_ elements: Writer.Node) -> Writer.Node {
    guard case .map(let entries) = elements else { return elements }
    let allow = Writer.Entry("Effect", "Allow")
    return ["Version": "2012-10-17", "Statement": [.map([allow] + entries)]]
  }

  private func role(
    _ id: String,
    _ name: String,
    _ trust: Writer.Node,
    _ permissions: Writer.Node
  ) -> Writer.Entry {
    guard case .map(let permissions) = permissions else { return Writer.Entry(id, permissions) }
    let properties = [
      Writer.Entry("RoleName", .text(name)),
      Writer.Entry(
        "Description",
        .text("For the stack sets of \(plan.name); made by accredit from \(plan.fileName)")
      ),
      Writer.Entry("AssumeRolePolicyDocument", trust),
    ]
    return Writer.Entry(
      id,
      ["Type": "AWS::IAM::Role", "Properties": .map(properties + permissions)]
    )
  }

  func file(_ path: String, _ resources: [Writer.Entry], in accounts: [AccountID]) -> OutputFile {
    let rule = Writer.Node.placeRule(accounts.map(\.text), [targets.homeRegion.text])
    let sections = [
      Writer.Entry("AWSTemplateFormatVersion", "2010-09-09", isSpaced: true),
      Writer.Entry(
        "Description",
        .text("Role for the stack sets of \(plan.name), compiled by accredit")
      ),
      Writer.Entry("Rules", rule, isSpaced: true),
      Writer.Entry("Resources", .map(resources), isSpaced: true),
    ]
    var buffer = TextBuffer()
    let header = [
      "Compiled by accredit from \(plan.fileName).",
      "Do not edit: change the spec and run 'accredit compile'.",
    ]
    Writer.write(header: header, sections, to: &buffer)
    return OutputFile(path, .template, buffer.text)
  }
}
