import Diagnostics
import Model
import YAML

/// Whose the policies of a template are that stand beside their roles, users and groups.
///
/// A policy may name whom it is for, and its bearer may name the policy: by a reference to it, or
/// by the ARN that its name and path give it.
struct PolicyBearers {
  private let values: TemplateValues
  /// The end of a managed policy's ARN, by the policy's logical id.
  private var ends: [String: String] = [:]
  /// Who names a policy, by logical ids.
  private var bearers: [String: Set<String>] = [:]

  init(of resources: [Node.Entry], _ values: TemplateValues) {
    self.values = values
    for entry in resources where Self.isPolicy(entry.value) {
      let name = entry.key.value
      ends[name] = end(of: entry.value)
      bearers[name] = Set(
        ["Roles", "Users", "RoleName", "UserName"]
          .compactMap { entry.value["Properties"]?[$0] }
          .flatMap { $0.items ?? [$0] }.compactMap { $0["Ref"]?.text }
      )
    }
    for entry in resources {
      let attached = entry.value["Properties"]?["ManagedPolicyArns"].flatMap(values.chosen)
      for item in attached?.items ?? [] {
        for policy in policies(named: item) {
          bearers[policy, default: []].insert(entry.key.value)
        }
      }
    }
  }

  /// The one role, user or group that a policy is for; nil where it is for none, or for several.
  func bearer(of policy: String) -> String? {
    guard let all = bearers[policy], all.count == 1 else { return nil }
    return all.first
  }

  private static func isPolicy(_ resource: Node) -> Bool {
    guard let type = resource["Type"]?.text else { return false }
    return type.hasPrefix("AWS::IAM::") && type.hasSuffix("Policy")
  }

  /// The end of the ARN of a managed policy; nil for another policy, and where no name is known.
  private func end(of resource: Node) -> String? {
    guard let properties = resource["Properties"],
      let name = properties["ManagedPolicyName"].flatMap(values.resolved)?.text
    else { return nil }
    let path = properties["Path"].flatMap(values.resolved)?.text ?? "/"
    return ":policy\(path)\(name)"
  }

  /// The managed policies that a role, user or group names and that the template doesn't make.
  func absent(of properties: Node) -> [Located<String>] {
    let attached = properties["ManagedPolicyArns"].flatMap(values.chosen)
    return (attached?.items ?? []).filter { policies(named: $0).isEmpty }.compactMap { item in
      values.resolved(item).flatMap { arn in arn.text.map { Located($0, at: arn.range) } }
    }
  }

  /// The policies of the template that an item of `ManagedPolicyArns` names.
  private func policies(named item: Node) -> [String] {
    guard let item = values.chosen(item) else { return [] }
    // What a branch of `Fn::If` gives may be a whole list.
    if let items = item.items { return items.flatMap(policies) }
    let attribute = item["Fn::GetAtt"].map(TemplateValues.path)
    if let name = item["Ref"]?.text ?? attribute?.removing(suffix: ".PolicyArn"),
      bearers[name] != nil
    {
      return [name]
    }
    guard let arn = values.resolved(item)?.text else { return [] }
    return ends.filter { arn.hasSuffix($0.value) }.keys.sorted()
  }
}
