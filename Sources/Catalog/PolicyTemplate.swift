import Diagnostics
package import Model
package import Text
import YAML

/// An IAM policy document of `Templates/`, with holes such as `${Bucket}` where a spec's values go.
package struct PolicyTemplate: Sendable {
  private let id: String?
  private let statements: [StatementTemplate]
  /// The document as it was read.
  private let root: Node

  /// Reads a policy document in JSON; nil after reporting what stands against it.
  init?(_ path: String, _ files: TemplateFiles, _ reports: inout [Diagnostics]) {
    var diagnostics = Diagnostics(for: files.named(path))
    defer { reports.append(diagnostics) }
    guard let root = files.tree(path, &diagnostics) else { return nil }
    self.init(root, &diagnostics)
  }

  /// Reads a policy document from a tree; nil after reporting what stands against it.
  init?(_ root: Node, _ diagnostics: inout Diagnostics) {
    guard var fields = Fields(root, of: "a policy document", &diagnostics) else { return nil }
    self.root = root
    if let version = fields.required("Version")?.text(of: "'Version'", &diagnostics),
      version.value != "2012-10-17"
    {
      reportUnknownValue(version, of: "Version", among: ["2012-10-17"], &diagnostics)
    }
    id = fields.text("Id", &diagnostics)?.value
    statements = (fields.requiredItems("Statement", &diagnostics) ?? []).compactMap {
      StatementTemplate($0, &diagnostics)
    }
    fields.finish(&diagnostics)
    if diagnostics.hasErrors { return nil }
  }

  /// The document with its holes.
  package var json: JSON { JSON(root) }

  /// The document with each hole filled. Every hole of the template must have its value.
  package func filled(with values: HoleValues) -> PolicyDocument {
    PolicyDocument(id: id, statements.map { $0.filled(with: values) })
  }

  /// The actions that the document names, sorted.
  package var actions: [Action] { Set(statements.flatMap(\.actions)).sorted() }

  /// What the document grants, action by action, whatever its holes are filled with.
  package var needs: [PolicyNeed] {
    statements.filter { $0.effect == .allow }.flatMap { statement in
      statement.actions.map { action in
        PolicyNeed(action: action, patterns: statement.resources.map(\.pattern))
      }
    }
  }

  /// The services that the document trusts.
  package var services: Set<String> {
    Set(
      statements.flatMap(\.principals).compactMap { principal in
        if case .service(let name) = principal { name } else { nil }
      }
    )
  }

  /// Whether the document says who may do something, as that of a role or a stream does.
  package var hasPrincipals: Bool { statements.contains { !$0.principals.isEmpty } }

  /// The operators of the document's conditions with their keys, such as
  /// `StringEquals sts:ExternalId`.
  var conditions: Set<String> {
    Set(statements.flatMap(\.conditions).map { "\($0.operator) \($0.key)" })
  }

  /// The names of the holes of the document; that of its role is `RoleArn`.
  package var holes: Set<String> { Set(statements.flatMap(\.holes)) }
}

/// One action that a policy of the catalogue grants.
package struct PolicyNeed: Hashable, Sendable {
  package let action: Action
  /// Its resources, in which `*` takes the place of each hole.
  package let patterns: [String]
}

/// What goes into the holes of a policy template.
package struct HoleValues: Sendable {
  package var texts: [String: String]
  /// The role of the plan that `${RoleArn}` stands for.
  package var role: RoleName?

  package init(_ texts: [String: String], role: RoleName? = nil) {
    self.texts = texts
    self.role = role
  }
}

/// One statement of a template.
private struct StatementTemplate: Sendable {
  /// Who a statement speaks of, with holes.
  enum PrincipalTemplate: Sendable {
    case account(partition: HoleText, account: HoleText)
    case role
    case service(String)
  }

  let sid: String?
  let effect: Statement.Effect
  let principals: [PrincipalTemplate]
  let actions: [Action]
  let resources: [HoleText]
  let conditions: [(operator: String, key: String, values: [HoleText])]

  init?(_ node: Node, _ diagnostics: inout Diagnostics) {
    guard var fields = Fields(node, of: "a statement", &diagnostics) else { return nil }
    sid = fields.text("Sid", &diagnostics)?.value
    _ = fields.required("Effect")
    effect = fields.choice("Effect", default: .allow, &diagnostics)
    principals = Self.principals(fields.node("Principal"), &diagnostics)
    actions = Self.list(fields.required("Action"), &diagnostics).compactMap { text in
      let action = Action(text.value)
      if action == nil {
        diagnostics.report(.actionSyntax, "an action must be written service:Name", at: text.range)
      }
      return action
    }
    resources = Self.list(fields.node("Resource"), &diagnostics).map {
      HoleText($0, &diagnostics)
    }
    conditions = Self.conditions(fields.node("Condition"), &diagnostics)
    fields.finish(&diagnostics)
  }

  func filled(with values: HoleValues) -> Statement {
    Statement(
      sid: sid,
      effect: effect,
      principals: principals.map { $0.filled(with: values) },
      actions: actions,
      resources: resources.map { $0.filled(with: values) },
      conditions: conditions.map { condition in
        Condition(
          condition.operator,
          condition.key,
          condition.values.map { $0.filled(with: values) }
        )
      }
    )
  }

  var holes: [String] {
    let texts = resources + conditions.flatMap(\.values)
    return texts.flatMap(\.holes) + principals.flatMap(\.holes)
  }

  /// The text or the texts of a list.
  private static func list(_ node: Node?, _ diagnostics: inout Diagnostics) -> [Located<String>] {
    guard let node else { return [] }
    if case .sequence(let items) = node.content {
      return items.compactMap { $0.text(of: "an item", &diagnostics) }
    }
    return node.text(of: "this", &diagnostics).map { [$0] } ?? []
  }

  private static func principals(
    _ node: Node?,
    _ diagnostics: inout Diagnostics
  ) -> [PrincipalTemplate] {
    guard let node, var fields = Fields(node, of: "a principal", &diagnostics) else { return [] }
    let accounts = list(fields.node("AWS"), &diagnostics).compactMap { text in
      PrincipalTemplate(arn: text, &diagnostics)
    }
    let services = list(fields.node("Service"), &diagnostics).map {
      PrincipalTemplate.service($0.value)
    }
    fields.finish(&diagnostics)
    return accounts + services
  }

  private static func conditions(
    _ node: Node?,
    _ diagnostics: inout Diagnostics
  ) -> [(operator: String, key: String, values: [HoleText])] {
    var conditions: [(operator: String, key: String, values: [HoleText])] = []
    for entry in node.entries(of: "'Condition'", &diagnostics) {
      let name = entry.key.value
      for key in Node?(entry.value).entries(of: "an operator", &diagnostics) {
        let values = list(key.value, &diagnostics).map { HoleText($0, &diagnostics) }
        conditions.append((name, key.key.value, values))
      }
    }
    return conditions
  }
}

extension StatementTemplate.PrincipalTemplate {
  /// Reads `${RoleArn}` or `arn:<partition>:iam::<account>:root`; nothing else may be trusted.
  fileprivate init?(arn text: Located<String>, _ diagnostics: inout Diagnostics) {
    if text.value == "${RoleArn}" {
      self = .role
      return
    }
    let parts = text.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5] == "root" else {
      diagnostics.report(
        .arnSyntax,
        "a principal must be ${RoleArn} or the root of an account",
        at: text.range
      )
      return nil
    }
    self = .account(
      partition: HoleText(Located(parts[1], at: text.range), &diagnostics),
      account: HoleText(Located(parts[4], at: text.range), &diagnostics)
    )
    let knowsPartition = parts[1] == "${Partition}" || (try? Partition(parts[1])) != nil
    let isHole = ["${VendorAccount}", "${Administrator}"].contains(parts[4])
    if !knowsPartition || !isHole && (try? AccountID(parts[4])) == nil {
      let message = "a principal must have a partition and an account, or holes for the two"
      diagnostics.report(.arnSyntax, message, at: text.range)
    }
  }

  fileprivate var holes: [String] {
    switch self {
    case .role: ["RoleArn"]
    case .service: []
    case .account(let partition, let account): partition.holes + account.holes
    }
  }

  fileprivate func filled(with values: HoleValues) -> Principal {
    switch self {
    case .role:
      guard let role = values.role else { preconditionFailure("the hole ${RoleArn} has no value") }
      return .role(role)
    case .service(let name): return .service(name)
    case .account(let partition, let account):
      guard let partition = try? Partition(partition.filled(with: values)),
        let account = try? AccountID(account.filled(with: values))
      else { preconditionFailure("the holes of a principal have no value of their kind") }
      return .account(account, partition)
    }
  }
}

extension JSON {
  /// A document whose values are texts, lists and mappings, as those of policies are.
  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): self = .string(scalar.text)
    case .sequence(let items): self = .array(items.map { JSON($0) })
    case .mapping(let entries):
      self = .object(entries.map { Member($0.key.value, JSON($0.value)) })
    }
  }
}
