import Catalog
import Diagnostics
import Model
import YAML

/// Finds the policies of a document, whatever gave it out: a bare policy, what the AWS CLI or API
/// answers, or a template.
struct PolicyFinder {
  /// What stands around a place of the document.
  private struct Surroundings {
    var bearer = 0
    var type = ""
    var account: String?
    var form = AuditedPolicy.Form.unknown
    var isRotating = false

    /// Whether a policy here is of a role, user or group.
    var isIdentity: Bool { type.hasPrefix("AWS::IAM::") || form == .managed }
  }

  private let values: TemplateValues
  private(set) var diagnostics: Diagnostics
  private(set) var found: [FoundPolicy] = []
  /// What stands of each bearer, by its number.
  private(set) var bearerNodes: [Int: (type: String, node: Node)] = [:]
  /// The managed policies that a bearer names and that stand somewhere else.
  private(set) var absent: [Int: [Located<String>]] = [:]
  private var bearers = 0
  /// The bearers of a template by their logical ids.
  private var bearersByName: [String: Int] = [:]

  init(_ root: Node, _ values: TemplateValues, _ diagnostics: Diagnostics) {
    self.values = values
    self.diagnostics = diagnostics
    if let resources = root["Resources"]?.entries, root["Statement"] == nil {
      let policyBearers = PolicyBearers(of: resources, values)
      for entry in resources {
        bearers += 1
        bearersByName[entry.key.value] = bearers
      }
      for entry in resources { visit(resource: entry, policyBearers) }
    } else {
      visit(root, Surroundings())
    }
  }

  private mutating func visit(resource entry: Node.Entry, _ policyBearers: PolicyBearers) {
    guard let properties = entry.value["Properties"] else { return }
    let type = entry.value["Type"]?.text ?? ""
    var surroundings = Surroundings(type: type)
    surroundings.bearer = bearersByName[entry.key.value] ?? 0
    bearerNodes[surroundings.bearer] = values.resolved(properties).map { (type, $0) }
    absent[surroundings.bearer] = policyBearers.absent(of: properties)
    let isManaged = type.hasSuffix("::ManagedPolicy")
    surroundings.form = isManaged ? .managed : .inline
    // What the compiler writes where a spec declares a rotation, with its last day.
    let rotation = entry.value["Metadata"]?["AccreditRotation"]?["Until"]?.text
    surroundings.isRotating = rotation.flatMap { try? CalendarDate($0) } != nil
    // A policy that stands beside the role it is for belongs to that role.
    if let name = policyBearers.bearer(of: entry.key.value), let bearer = bearersByName[name] {
      surroundings.bearer = bearer
    }
    visit(properties, surroundings)
  }

  /// Looks for policies in a value and everything below it.
  private mutating func visit(_ node: Node, _ surroundings: Surroundings, depth: Int = 0) {
    guard depth < 64 else { return }
    if isPolicy(node) {
      add(node, kind: nil, surroundings)
      return
    }
    if let text = node.text {
      // A whole document in quotes.
      if depth == 0, let inner = embedded(text, node) { visit(inner, surroundings, depth: 1) }
      return
    }
    for item in node.items ?? [] { visit(item, surroundings, depth: depth + 1) }
    guard let entries = node.entries else { return }
    let inner = surroundings.type.isEmpty ? bearer(of: node, surroundings) : surroundings
    for entry in entries { visit(entry, inner, depth) }
  }

  private mutating func visit(_ entry: Node.Entry, _ surroundings: Surroundings, _ depth: Int) {
    var surroundings = surroundings
    let key = entry.key.value
    if key == "PolicyVersion" { surroundings.form = .managed }
    guard let kind = Self.kinds[key] else {
      visit(entry.value, surroundings, depth: depth + 1)
      return
    }
    var document = entry.value
    if let text = document.text, let inner = embedded(text, document) { document = inner }
    if isPolicy(document) || isMeant(key, document) {
      add(document, kind: kind(surroundings), surroundings)
    } else {
      visit(document, surroundings, depth: depth + 1)
    }
  }

  /// The keys that hold a policy, and of which kind it is.
  private static let kinds: [String: @Sendable (Surroundings) -> AuditedPolicy.Kind?] = [
    "AssumeRolePolicyDocument": { _ in .trust },
    "PolicyDocument": { $0.isIdentity ? .identity : nil },
    "Document": { $0.isIdentity ? .identity : nil },
    "Policy": { _ in nil },
    "ResourcePolicy": { _ in nil },
    "KeyPolicy": { _ in .resource(.key) },
  ]

  /// Whether a mapping is a policy, with a statement or what seems to be one misspelt.
  private func isPolicy(_ node: Node) -> Bool {
    let keys = node.entries?.map { $0.key.value } ?? []
    if keys.contains("Statement") { return true }
    let near = keys.contains { closestMatch(to: $0, among: ["Statement"]) != nil }
    return near && keys.contains { ["Version", "Id"].contains($0) }
  }

  /// Whether a policy must stand there, even when it has no statement.
  private func isMeant(_ key: String, _ node: Node) -> Bool {
    key.hasSuffix("Document") && node["Version"] != nil
  }

  private mutating func embedded(_ text: String, _ node: Node) -> Node? {
    EmbeddedJSON(Located(text, at: node.range), in: diagnostics.file)?.read(&diagnostics)
  }

  private mutating func add(
    _ node: Node,
    kind: AuditedPolicy.Kind?,
    _ surroundings: Surroundings
  ) {
    guard let node = values.resolved(node) else { return }
    found.append(
      FoundPolicy(
        node: node,
        kind: kind,
        form: surroundings.form,
        bearer: surroundings.bearer,
        bearerType: surroundings.type,
        account: surroundings.account,
        isRotating: surroundings.isRotating
      )
    )
  }

  /// What is known of a role or user behind a mapping of the AWS CLI.
  private mutating func bearer(of node: Node, _ outer: Surroundings) -> Surroundings {
    let names = ["RoleName", "UserName", "GroupName"].filter { node[$0]?.text != nil }
    guard let name = names.first else { return outer }
    var inner = outer
    bearers += 1
    inner.bearer = bearers
    inner.type = "AWS::IAM::" + name.dropLast(4)
    bearerNodes[bearers] = (inner.type, node)
    absent[bearers] = (node["AttachedManagedPolicies"]?.items ?? []).compactMap { item in
      item["PolicyArn"].flatMap { arn in arn.text.map { Located($0, at: arn.range) } }
    }
    inner.form = .inline
    let parts = (node["Arn"]?.text ?? "").split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 6 { inner.account = String(parts[4]) }
    return inner
  }
}
