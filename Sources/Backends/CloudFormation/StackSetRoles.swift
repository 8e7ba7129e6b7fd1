package import Model
import Text
import YAML

/// The two roles that self-managed stack sets act with, as templates that a person deploys first:
/// one for the administrator's account, one for each target.
///
/// AWS's own page makes the second an administrator of its account. Here it may do what the stacks
/// of the spec take.
package struct StackSetRoles {
  /// What the two roles trust and may do.
  package struct Policies {
    package let administrationTrust: PolicyDocument
    package let administration: PolicyDocument
    package let executionTrust: PolicyDocument
    /// Each no larger than a managed policy.
    package let execution: [PolicyDocument]

    package init(
      administrationTrust: PolicyDocument,
      administration: PolicyDocument,
      executionTrust: PolicyDocument,
      execution: [PolicyDocument]
    ) {
      self.administrationTrust = administrationTrust
      self.administration = administration
      self.executionTrust = executionTrust
      self.execution = execution
    }
  }

  private let plan: Plan
  private let targets: Targets
  private let policies: Policies
  private let scope: TemplateScope

  private init(_ plan: Plan, _ targets: Targets, _ policies: Policies) {
    (self.plan, self.targets, self.policies) = (plan, targets, policies)
    scope = TemplateScope(of: plan.empty, ARNTable(of: plan))
  }

  /// The templates of a plan's roles.
  package static func render(
    _ plan: Plan,
    _ targets: Targets,
    allowing policies: Policies
  ) -> [OutputFile] {
    let roles = StackSetRoles(plan, targets, policies)
    return [
      roles.file("administration-role.yaml", roles.administration, in: [targets.administrator]),
      roles.file("execution-role.yaml", roles.execution, in: targets.accounts),
    ]
  }

  private var executionName: String { Targets.executionRole(of: plan.name) }

  /// The role that CloudFormation takes for this spec's stack sets only, and that may only become
  /// the other role in the target accounts.
  private var administration: [Writer.Entry] {
    let permission = scope.node(of: policies.administration)
    return [
      role(
        "AdministrationRole",
        Targets.administrationRole(of: plan.name),
        policies.administrationTrust,
        ["Policies": [["PolicyName": "accredit", "PolicyDocument": permission]]]
      )
    ]
  }

  /// The role of a target account that only the other role may become.
  private var execution: [Writer.Entry] {
    let documents = policies.execution
    let entries = documents.indices.map { index in
      Writer.Entry(
        "Policy\(index + 1)",
        [
          "Type": "AWS::IAM::ManagedPolicy",
          "Properties": [
            "ManagedPolicyName": .text("\(executionName)-\(index + 1)"),
            "PolicyDocument": scope.node(of: documents[index]),
          ],
        ],
        isSpaced: index > 0
      )
    }
    var own = role(
      "ExecutionRole",
      executionName,
      policies.executionTrust,
      ["ManagedPolicyArns": .list(documents.indices.map { .tagged("Ref", "Policy\($0 + 1)") })]
    )
    own.isSpaced = true
    var expressions = TargetExpressions(for: targets)
    return expressions.closed(entries + [own])
  }

  private func role(
    _ id: String,
    _ name: String,
    _ trust: PolicyDocument,
    _ permissions: Writer.Node
  ) -> Writer.Entry {
    guard case .map(let permissions) = permissions else { return Writer.Entry(id, permissions) }
    let properties = [
      Writer.Entry("RoleName", .text(name)),
      Writer.Entry(
        "Description",
        .text("For the stack sets of \(plan.name); made by accredit from \(plan.fileName)")
      ),
      Writer.Entry("AssumeRolePolicyDocument", scope.node(of: trust)),
    ]
    return Writer.Entry(
      id,
      ["Type": "AWS::IAM::Role", "Properties": .map(properties + permissions)]
    )
  }

  private func file(_ path: String, _ resources: [Writer.Entry], in accounts: [AccountID])
    -> OutputFile
  {
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
