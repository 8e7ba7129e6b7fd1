import Diagnostics
import Model

extension Plan {
  /// The plan with some parts left out, none of which is within another.
  func without(_ parts: [PlanPart]) -> Plan { parts.reduce(self) { $0.without($1) } }

  /// The plan with a part left out; a setting, which can't be, has another value.
  private func without(_ part: PlanPart) -> Plan {
    var plan = self
    switch part {
    case .setting(let setting): return changing(setting)
    case .resource(let id): plan.resources.removeAll { $0.id == id }
    case .trust(let id):
      plan.change(id) { resource in
        guard case .role(var role) = resource.kind else { return }
        role.trust.document.statements = []
        resource.kind = .role(role)
      }
    case .statement(let id, let index):
      plan.change(id) { $0.policy?.statements.remove(at: index) }
    case .action(let id, let statement, let index):
      plan.change(id) { $0.policy?.statements[statement].actions.remove(at: index) }
    case .target(let id, let statement, let index):
      plan.change(id) { $0.policy?.statements[statement].resources.remove(at: index) }
    case .requirement(let requirement): plan.requirements.removeAll { $0 == requirement }
    case .step(let step): plan.steps.removeAll { $0 == step }
    case .output(let output): plan.outputs.removeAll { $0 == output }
    case .request(let request): plan.requests.removeAll { $0 == request }
    }
    return plan
  }

  private mutating func change(_ id: Resource.ID, _ change: (inout Resource) -> Void) {
    guard let index = resources.firstIndex(where: { $0.id == id }) else { return }
    change(&resources[index])
  }

  /// The plan with another value of a setting.
  private func changing(_ setting: PlanPart.Setting) -> Plan {
    var plan = Plan(
      name: setting == .name ? name.changed : name,
      fileName: setting == .fileName ? fileName + "~" : fileName,
      account: setting == .account ? account.changed : account,
      partition: setting == .partition ? partition.changed : partition,
      region: setting == .region ? region.changed : region,
      tags: setting == .tags ? [] : tags
    )
    (plan.resources, plan.requirements, plan.grants) = (resources, requirements, grants)
    (plan.steps, plan.outputs, plan.requests) = (steps, outputs, requests)
    plan.divisions = divisions
    return plan
  }
}

// A value that differs from the one that stands in the spec, and is as good as it.
extension CheckedText {
  /// The first of some texts that is another value.
  fileprivate func replaced(by texts: [String]) -> Self {
    texts.lazy.filter { $0 != text }.compactMap { try? Self($0) }.first ?? self
  }
}

extension Slug {
  fileprivate var changed: Slug { replaced(by: ["x", "y"]) }
}

extension AccountID {
  fileprivate var changed: AccountID {
    replaced(by: (0...9).map { String(repeating: "\($0)", count: text.utf8.count) })
  }
}

extension Partition {
  fileprivate var changed: Partition { replaced(by: ["aws", "aws-cn"]) }
}

extension Region {
  /// Regions differ by their number.
  fileprivate var changed: Region {
    replaced(by: (1...9).map { String(text.dropLast()) + "\($0)" })
  }
}
