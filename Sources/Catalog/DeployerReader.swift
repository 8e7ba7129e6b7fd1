import Diagnostics
import Model
import Text
import YAML

/// Reads `Templates/AWS/deployer.yaml`.
struct DeployerReader {
  private let sources: [String: Citation]
  private(set) var needs: [DeployerFacts.Way: [DeployerFacts.Need]] = [:]
  private(set) var types: [String] = []
  private(set) var unused: [DeployerFacts.Unused] = []
  private(set) var unneeded: [String: String] = [:]
  private(set) var operations: [String: [Action]] = [:]
  private(set) var conditions: [String: String] = [:]

  init(_ sources: [String: Citation]) { self.sources = sources }

  mutating func read(_ fields: inout Fields, _ diagnostics: inout Diagnostics) {
    for key in ["operationSource", "conditionSource"] {
      _ = sources.cited(by: fields.required(key), &diagnostics)
    }
    let named = fields.required("operations").entries(of: "'operations'", &diagnostics)
    for entry in named {
      operations[entry.key.value] = actions(entry.value, &diagnostics)
    }
    unneeded = texts(fields.required("unneeded"), of: "'unneeded'", &diagnostics)
    conditions = texts(fields.required("conditions"), of: "'conditions'", &diagnostics)
    for limit in DeployerFacts.Limit.allCases
    where conditions[limit.rawValue] == nil {
      diagnostics.report(
        .missingKey,
        "'conditions' must have the key '\(limit.rawValue)'",
        at: nil
      )
    }
    for way in DeployerFacts.Way.allCases {
      for node in fields.requiredItems(way.rawValue, &diagnostics) ?? [] {
        guard var entry = Fields(node, of: "a subject", &diagnostics) else { continue }
        needs[way, default: []] += subjectNeeds(&entry, &diagnostics)
        entry.finish(&diagnostics)
      }
    }
    let calls = Set(needs.values.joined().flatMap(\.calls))
    for entry in named where !calls.contains(entry.key.value) {
      let near = suggestion(for: entry.key.value, among: calls.sorted())
      diagnostics.report(
        .unknownKey,
        "nothing calls \(quoted(entry.key.value))\(near)",
        at: entry.key.range
      )
    }
  }

  private mutating func subjectNeeds(
    _ entry: inout Fields,
    _ diagnostics: inout Diagnostics
  ) -> [DeployerFacts.Need] {
    _ = entry.required("subject")
    let subject = entry.choice("subject", default: DeployerFacts.Subject.stack, &diagnostics)
    _ = sources.cited(by: entry.required("source"), &diagnostics)
    if let type = entry.text("type", &diagnostics)?.value {
      types.append(type)
      unused += (entry.items("unused", &diagnostics) ?? []).compactMap { node in
        guard var fields = Fields(node, of: "a property", &diagnostics) else { return nil }
        defer { fields.finish(&diagnostics) }
        return DeployerFacts.Unused(
          type: type,
          property: fields.requiredText("property", &diagnostics),
          actions: (fields.requiredItems("actions", &diagnostics) ?? []).compactMap {
            $0.text(of: "an action", &diagnostics)?.value
          }
        )
      }
    }
    return (entry.requiredItems("needs", &diagnostics) ?? []).compactMap { node in
      guard var need = Fields(node, of: "a need", &diagnostics) else { return nil }
      defer { need.finish(&diagnostics) }
      return self.need(of: subject, &need, &diagnostics)
    }
  }

  private func need(
    of subject: DeployerFacts.Subject,
    _ need: inout Fields,
    _ diagnostics: inout Diagnostics
  ) -> DeployerFacts.Need {
    let calls = (need.items("calls", &diagnostics) ?? []).compactMap {
      $0.text(of: "a call", &diagnostics)
    }
    let own = need.node("actions").map { actions($0, &diagnostics) } ?? []
    return DeployerFacts.Need(
      subject: subject,
      sid: need.requiredText("sid", &diagnostics),
      circumstance: need.choice("if", default: .always, &diagnostics),
      target: need.choice("about", default: .own, &diagnostics),
      limits: limits(need.node("condition"), &diagnostics),
      values: need.text("value", &diagnostics).map { [$0.value] } ?? [],
      calls: calls.map(\.value),
      actions: own + calls.flatMap { actions(of: $0, &diagnostics) }
    )
  }

  /// What the conditions of a need compare with: one word, or a list of them.
  private func limits(_ node: Node?, _ diagnostics: inout Diagnostics) -> [DeployerFacts.Limit] {
    guard let node else { return [] }
    var items = [node]
    if case .sequence(let all) = node.content { items = all }
    return items.compactMap { item in
      guard let text = item.text(of: "a condition", &diagnostics) else { return nil }
      if let limit = DeployerFacts.Limit(rawValue: text.value) { return limit }
      let choices = DeployerFacts.Limit.allCases.map(\.rawValue)
      reportUnknownValue(text, of: "condition", among: choices, &diagnostics)
      return nil
    }
  }

  /// The actions of an operation of the AWS CLI: those that the file names, or the one of its name.
  private func actions(
    of call: Located<String>,
    _ diagnostics: inout Diagnostics
  ) -> [Action] {
    if let named = operations[call.value] { return named }
    let words = call.value.split(separator: " ").map(String.init)
    let service = words.first == "s3api" ? "s3" : words.first ?? ""
    let name = (words.last ?? "").split(separator: "-")
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    if words.count == 2, let action = Action("\(service):\(name)") { return [action] }
    diagnostics.report(
      .actionSyntax,
      "this must be an operation of the AWS CLI, such as 'iam get-role'",
      at: call.range
    )
    return []
  }

  private func actions(_ node: Node, _ diagnostics: inout Diagnostics) -> [Action] {
    (node.items(of: "'actions'", &diagnostics) ?? []).compactMap { item in
      guard let text = item.text(of: "an action", &diagnostics) else { return nil }
      if let action = Action(text.value) { return action }
      diagnostics.report(.actionSyntax, "this must be service:Name", at: text.range)
      return nil
    }
  }

  private func texts(
    _ node: Node?,
    of noun: String,
    _ diagnostics: inout Diagnostics
  ) -> [String: String] {
    var texts: [String: String] = [:]
    for entry in node.entries(of: noun, &diagnostics) {
      texts[entry.key.value] = entry.value.text(of: noun, &diagnostics)?.value
    }
    return texts
  }
}
