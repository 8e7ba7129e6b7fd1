import Diagnostics
import IAM
import YAML

/// One statement as it stands, whatever is wrong with it: each part has its place.
struct AuditedStatement {
  /// What a principal is of: the key in front of it.
  enum PrincipalType: String {
    case everyone = "*"
    case aws = "AWS"
    case service = "Service"
    case federated = "Federated"
    case other = ""
  }

  /// One principal.
  struct Principal {
    let type: PrincipalType
    let text: Located<String>
  }

  /// One key of a condition.
  struct Condition {
    let `operator`: Located<String>
    let key: Located<String>
    let values: [Located<String>]

    /// The operator as IAM reads it; nil when it has none of that name.
    var form: ConditionOperator? { ConditionOperator(self.operator.value) }
  }

  let node: Node
  let sid: Located<String>?
  let effect: Located<String>?
  let principals: [Principal]
  /// Where `NotPrincipal` stands.
  let notPrincipal: SourceRange?
  let actions: [Located<String>]
  let notAction: SourceRange?
  let resources: [Located<String>]
  let notResource: SourceRange?
  let conditions: [Condition]

  init(_ node: Node) {
    self.node = node
    sid = Self.texts(node["Sid"]).first
    effect = Self.texts(node["Effect"]).first
    let entries = node.entries ?? []
    func place(_ key: String) -> SourceRange? { entries.first { $0.key.value == key }?.key.range }
    notPrincipal = place("NotPrincipal")
    notAction = place("NotAction")
    notResource = place("NotResource")
    principals = Self.principals(node["Principal"] ?? node["NotPrincipal"])
    actions = Self.texts(node["Action"] ?? node["NotAction"])
    resources = Self.texts(node["Resource"] ?? node["NotResource"])
    conditions = (node["Condition"]?.entries ?? []).flatMap { entry in
      (entry.value.entries ?? []).map {
        Condition(operator: entry.key, key: $0.key, values: Self.texts($0.value))
      }
    }
  }

  /// Whether it allows something: a misspelt effect is held to the rules of a grant too.
  var allows: Bool { effect?.value != "Deny" }

  /// Where it starts.
  var range: SourceRange { node.range }

  /// The conditions on a key, whose case doesn't matter.
  func conditions(on key: String) -> [Condition] {
    conditions.filter { $0.key.value.lowercased() == key.lowercased() }
  }

  /// The ARNs of what it is about, and those that its conditions name.
  var arns: [AuditedARN] {
    (resources + conditions.flatMap(\.values)).compactMap { AuditedARN($0.value) }
  }

  /// Every text of the statement with its place.
  var texts: [Located<String>] {
    [sid, effect].compactMap { $0 } + principals.map(\.text) + actions + resources
      + conditions.flatMap { [$0.operator, $0.key] + $0.values }
  }

  /// A text, or those of a list.
  static func texts(_ node: Node?) -> [Located<String>] {
    guard let node else { return [] }
    return (node.items ?? [node]).compactMap { item in
      item.text.map { Located($0, at: item.range) }
    }
  }

  private static func principals(_ node: Node?) -> [Principal] {
    guard let node else { return [] }
    if let entries = node.entries {
      return entries.flatMap { entry in
        let type = PrincipalType(rawValue: entry.key.value) ?? .other
        return texts(entry.value).map { Principal(type: type, text: $0) }
      }
    }
    return texts(node).map { Principal(type: $0.value == "*" ? .everyone : .other, text: $0) }
  }
}
