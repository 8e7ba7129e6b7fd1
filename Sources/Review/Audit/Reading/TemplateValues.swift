import Catalog
import Diagnostics
package import YAML

/// What the values of a CloudFormation template stand for, as far as the template says it.
///
/// What it doesn't say, such as the account that it is deployed to, becomes one character that no
/// policy can hold (`unknown`), and rules pass over it.
package struct TemplateValues {
  /// What takes the place of a value that only a deployment knows.
  package static let unknown: Character = "\u{E000}"

  /// Which branch of `Fn::If` counts: a template is held against the rules once for each.
  enum Branch: CaseIterable {
    case then, otherwise
  }

  private let branch: Branch
  private let arns: [String: AuditFacts.TemplateARN]
  private var parameters: [String: Node] = [:]
  private var resources: [String: Node] = [:]

  /// - Parameter root: the template; any other document has no intrinsic functions, and stays.
  init(_ root: Node, _ branch: Branch, _ facts: AuditFacts) {
    self.branch = branch
    arns = facts.templateARNs
    for entry in root["Parameters"]?.entries ?? [] { parameters[entry.key.value] = entry.value }
    for entry in root["Resources"]?.entries ?? [] { resources[entry.key.value] = entry.value }
  }

  /// The tree without intrinsic functions; nil where nothing is left (`AWS::NoValue`).
  func resolved(_ node: Node) -> Node? {
    switch node.content {
    case .scalar: return node
    case .sequence(let items):
      return Node(.sequence(items.flatMap(resolvedItems)), at: node.range)
    case .mapping(let entries):
      if entries.count == 1, let resolved = function(entries[0], node) { return resolved.node }
      let rest = entries.compactMap { entry in
        resolved(entry.value).map { Node.Entry(key: entry.key, value: $0) }
      }
      return Node(.mapping(rest), at: node.range)
    }
  }

  /// The tree with the branch of `Fn::If` in its place that counts; nil where that is left out.
  func chosen(_ node: Node) -> Node? {
    guard let items = node["Fn::If"]?.items, items.count == 3 else {
      return node["Ref"]?.text == "AWS::NoValue" ? nil : node
    }
    return chosen(items[branch == .then ? 1 : 2])
  }

  /// An item of a list; a function in its place may give several.
  private func resolvedItems(_ node: Node) -> [Node] {
    let isFunction = node.entries.map { $0.count == 1 && Self.isFunction($0[0].key.value) } ?? false
    guard let resolved = resolved(node) else { return [] }
    if isFunction, case .sequence(let items) = resolved.content { return items }
    return [resolved]
  }

  private static func isFunction(_ key: String) -> Bool { key == "Ref" || key.hasPrefix("Fn::") }

  /// What a function gave: nothing for `AWS::NoValue`.
  private struct Result {
    let node: Node?
  }

  /// What a function stands for; nil for a mapping that is none.
  private func function(_ entry: Node.Entry, _ node: Node) -> Result? {
    guard Self.isFunction(entry.key.value) else { return nil }
    let range = entry.value.range
    switch entry.key.value {
    case "Ref":
      let name = entry.value.text ?? ""
      return name == "AWS::NoValue"
        ? Result(node: nil) : Result(node: Self.text(reference(name), at: range))
    case "Fn::GetAtt": return Result(node: Self.text(attribute(Self.path(entry.value)), at: range))
    case "Fn::Sub": return Result(node: substituted(entry.value))
    case "Fn::Join": return Result(node: joined(entry.value))
    case "Fn::If":
      guard let items = entry.value.items, items.count == 3 else { break }
      return Result(node: resolved(items[branch == .then ? 1 : 2]))
    case "Fn::Split": return nil
    default: break
    }
    return Result(node: Self.text(String(Self.unknown), at: range))
  }

  private static func text(_ text: String, at range: SourceRange) -> Node {
    Node(.scalar(Node.Scalar(text: text, isPlain: false)), at: range)
  }

  /// The resource and attribute of `Fn::GetAtt`, written as text or as a list.
  static func path(_ node: Node) -> String {
    node.text ?? (node.items ?? []).compactMap(\.text).joined(separator: ".")
  }
}

// Names.
extension TemplateValues {
  /// What `Ref` stands for.
  private func reference(_ name: String) -> String {
    if let parameter = parameters[name] {
      let isStored = parameter["Type"]?.text?.hasPrefix("AWS::SSM") ?? false
      return (isStored ? nil : parameter["Default"]?.text) ?? String(Self.unknown)
    }
    guard let resource = resources[name], let type = resource["Type"]?.text else {
      return String(Self.unknown)
    }
    // A secret is referred to by its ARN, and most other resources by their name.
    return arns[type].flatMap { self.name(of: resource, $0) } ?? String(Self.unknown)
  }

  private func name(of resource: Node, _ arn: AuditFacts.TemplateARN) -> String? {
    let name = resource["Properties"]?[arn.name].flatMap(resolved)
    return name?.text
  }

  /// What `Fn::GetAtt` stands for: an ARN, where the kind of resource says what it looks like.
  private func attribute(_ path: String) -> String {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count == 2, parts[1].lowercased() == "arn", let resource = resources[parts[0]],
      let type = resource["Type"]?.text, let arn = arns[type]
    else { return String(Self.unknown) }
    let name = name(of: resource, arn) ?? String(Self.unknown)
    return arn.pattern.map { $0 == "?" ? String(Self.unknown) : String($0) }.joined()
      .split(separator: "NAME", omittingEmptySubsequences: false).joined(separator: name)
  }

  /// The text of `Fn::Sub` with what its `${…}` stand for.
  private func substituted(_ node: Node) -> Node {
    var text = node
    var values: [String: String] = [:]
    if let items = node.items, items.count == 2 {
      text = items[0]
      for entry in items[1].entries ?? [] {
        values[entry.key.value] = resolved(entry.value)?.text ?? String(Self.unknown)
      }
    }
    guard let pattern = text.text else { return Self.text(String(Self.unknown), at: node.range) }
    var result = ""
    var rest = Substring(pattern)
    while let open = rest.firstRange(of: "${"),
      let close = rest[open.upperBound...].firstIndex(of: "}")
    {
      result += rest[..<open.lowerBound]
      let name = String(rest[open.upperBound..<close])
      if name.hasPrefix("!") {
        result += "${" + name.dropFirst() + "}"
      } else {
        result += values[name] ?? (name.contains(".") ? attribute(name) : reference(name))
      }
      rest = rest[rest.index(after: close)...]
    }
    return Self.text(result + rest, at: text.range)
  }

  private func joined(_ node: Node) -> Node {
    guard let items = node.items, items.count == 2, let separator = items[0].text,
      let parts = resolved(items[1])?.items
    else { return Self.text(String(Self.unknown), at: node.range) }
    let texts = parts.map { $0.text ?? String(Self.unknown) }
    let start = parts.first?.range ?? node.range
    return Self.text(texts.joined(separator: separator), at: start)
  }
}

extension Node {
  /// The text of a scalar; nil for `null`.
  package var text: String? {
    guard case .scalar(let scalar) = content, !isNothing else { return nil }
    return scalar.text
  }

  /// Whether it stands for nothing.
  var isNothing: Bool {
    guard case .scalar(let scalar) = content, scalar.isPlain else { return false }
    return ["", "null", "~", "Null", "NULL"].contains(scalar.text)
  }

  /// The items of a list.
  package var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The entries of a mapping.
  package var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of a key, where this is a mapping that has it.
  package subscript(_ key: String) -> Node? { entries?.first { $0.key.value == key }?.value }
}
