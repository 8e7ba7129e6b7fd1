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
    // Of a plan with targets, the spec's own account and region are those of the stack sets.
    let isAlone = targets == nil
    var plan = Plan(
      name: setting == .name ? name.changed : name,
      fileName: setting == .fileName ? fileName + "~" : fileName,
      account: setting == .account && isAlone ? account.changed : account,
      partition: setting == .partition ? partition.changed : partition,
      region: setting == .region && isAlone ? region.changed : region,
      tags: setting == .tags ? [] : tags
    )
    plan.targets = targets?.changing(setting)
    (plan.resources, plan.requirements, plan.grants) = (resources, requirements, grants)
    (plan.steps, plan.outputs, plan.requests) = (steps, outputs, requests)
    plan.divisions = divisions
    return plan
  }
}

extension Targets {
  /// The targets with another value of a setting: of themselves, with nothing that they have now.
  fileprivate func changing(_ setting: PlanPart.Setting) -> Targets {
    let isOther = setting == .targets
    return Targets(
      administrator: setting == .account ? administrator.changed : administrator,
      permissionModel: permissionModel,
      caller: isOther ? (caller == .management ? .delegated : .management) : caller,
      homeRegion: setting == .region ? homeRegion.changed : homeRegion,
      organizationalUnits: isOther ? organizationalUnits.map(\.changed) : organizationalUnits,
      accounts: isOther ? accounts.map(\.changed) : accounts,
      regions: isOther ? regions.map(\.changed) : regions,
      deploysAutomatically: deploysAutomatically != isOther,
      concurrencyPercent: isOther ? concurrencyPercent % 100 + 1 : concurrencyPercent,
      failureTolerancePercent: isOther
        ? (failureTolerancePercent + 1) % 101 : failureTolerancePercent,
      values: isOther ? values.changed : values
    )
  }
}

extension TargetValues {
  /// The same names, of accounts and with texts that are other ones.
  fileprivate var changed: TargetValues {
    TargetValues(
      common: common.mapValues { $0 + "x" },
      own: Dictionary(
        own.map { ($0.changed, $1.mapValues { $0 + "x" }) },
        uniquingKeysWith: { first, _ in first }
      )
    )
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
  /// Accounts that differ stay different, but for those of a single digit.
  fileprivate var changed: AccountID {
    let rotated = String(text.suffix(1) + text.dropLast())
    let single = (0...9).map { String(repeating: "\($0)", count: text.utf8.count) }
    return replaced(by: [rotated] + single)
  }
}

extension OrganizationalUnit {
  fileprivate var changed: OrganizationalUnit {
    replaced(by: ["a", "b"].map { String(text.dropLast()) + $0 })
  }
}

extension Partition {
  fileprivate var changed: Partition { replaced(by: ["aws", "aws-cn"]) }
}

extension Region {
  /// Regions differ by their number, and those that differ stay different.
  fileprivate var changed: Region {
    let number = text.last?.wholeNumberValue ?? 0
    return replaced(by: [String(text.dropLast()) + "\((number + 4) % 9 + 1)"])
  }
}
