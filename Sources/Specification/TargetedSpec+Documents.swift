package import Diagnostics
package import Model
package import YAML

extension TargetedSpec {
  /// The targets that are compiled: every account in every region. Where the accounts aren't
  /// written down, one of twelve zeros stands for them, which is nobody's.
  package var places: [Target] {
    let accounts = targets.accounts.isEmpty ? [AccountID.standIn] : targets.accounts
    return accounts.flatMap { account in targets.regions.map { Target(account, $0) } }
  }

  /// The spec as it would be written for one account and region alone.
  package func document(for target: Target) -> Node {
    guard case .mapping(let entries) = root.content else { return root }
    let filling = Filling(target: target, values: targets.values, numbers: numbers)
    let own = [("account", target.account.text), ("region", target.region.text)]
    var document = entries.compactMap { entry -> Node.Entry? in
      let key = entry.key.value
      if key == "targets" || own.contains(where: { $0.0 == key }) { return nil }
      return Node.Entry(key: entry.key, value: filling.filled(entry.value))
    }
    for (key, text) in own {
      let former = entries.first { $0.key.value == key }
      let range = former?.value.range ?? root.range
      let value = Node(.scalar(.init(text: text, isPlain: false)), at: range)
      document.append(Node.Entry(key: Located(key, at: range), value: value))
    }
    return Node(.mapping(document), at: root.range)
  }
}

extension TargetedSpec {
  /// Where a text stands in the spec, or the first value that may be it.
  package func range(of text: String) -> SourceRange? {
    func search(_ node: Node) -> SourceRange? {
      switch node.content {
      case .scalar(let scalar): scalar.text == text ? node.range : nil
      case .sequence(let items): items.lazy.compactMap(search).first
      case .mapping(let entries): entries.lazy.compactMap { search($0.value) }.first
      }
    }
    return search(root) ?? uses.first?.range
  }
}

// What is found in the document of one target.
extension TargetedSpec {
  /// Reports what was found, where the author of the spec can mend it: what is wrong with a value
  /// at the value, and nothing of a value that there isn't, which is reported already.
  package func report(
    _ found: Diagnostics,
    for target: Target,
    _ diagnostics: inout Diagnostics
  ) {
    for diagnostic in found.sorted {
      guard let range = diagnostic.range,
        let use = uses.first(where: { $0.range.contains(range) })
      else {
        diagnostics.report(diagnostic)
        continue
      }
      guard let place = self.range(of: use.value, at: target) else { continue }
      diagnostics.report(
        diagnostic.code,
        diagnostic.message,
        at: place,
        related: diagnostic.related + [.init("it is used here", at: use.range)],
        help: diagnostic.help
      )
    }
  }

  /// Where the value of a target stands; nil for a name that nothing stands under.
  private func range(of name: String, at target: Target) -> SourceRange? {
    valueRanges[TargetValue(name: name, account: target.account)]
      ?? valueRanges[TargetValue(name: name, account: nil)]
  }
}

/// Puts the values of one target where a spec leaves them open.
private struct Filling {
  let target: Target
  let values: TargetValues
  let numbers: Set<String>

  func filled(_ node: Node) -> Node {
    switch node.content {
    case .scalar: return node
    case .sequence(let items): return Node(.sequence(items.map(filled)), at: node.range)
    case .mapping(let entries):
      guard let use = TargetValueUses.use(in: entries) else {
        let filled = entries.map { Node.Entry(key: $0.key, value: self.filled($0.value)) }
        return Node(.mapping(filled), at: node.range)
      }
      // What a name stands for that there isn't nobody knows; it is a text at least.
      let text = target.filling(pattern(use.value) ?? use.value)
      return Node(.scalar(.init(text: text, isPlain: numbers.contains(use.value))), at: use.range)
    }
  }

  /// What the account has, or, where that is missing and reported, what another one has.
  private func pattern(_ name: String) -> String? {
    values.pattern(name, in: target.account)
      ?? values.own.sorted { $0.key < $1.key }.lazy.compactMap { $0.value[name] }.first
  }
}

/// The places of a spec that leave a value to the targets: `{perTarget: name}`.
struct TargetValueUses {
  private(set) var found: [Located<String>] = []

  init(in root: Node, _ diagnostics: inout Diagnostics) { collect(root, &diagnostics) }

  private mutating func collect(_ node: Node, _ diagnostics: inout Diagnostics) {
    switch node.content {
    case .scalar: break
    case .sequence(let items): for item in items { collect(item, &diagnostics) }
    case .mapping(let entries):
      if entries.count == 1, entries[0].key.value == Self.key {
        if let text = entries[0].value.text(of: "'\(Self.key)'", &diagnostics) {
          found.append(text)
        }
        return
      }
      for entry in entries { collect(entry.value, &diagnostics) }
    }
  }

  static let key = "perTarget"

  /// The name of the value that a mapping stands for; nil for any other mapping.
  static func use(in entries: [Node.Entry]) -> Located<String>? {
    guard entries.count == 1, entries[0].key.value == key,
      case .scalar(let scalar) = entries[0].value.content
    else { return nil }
    return Located(scalar.text, at: entries[0].value.range)
  }
}

/// A value in which `<account>` and `<region>` stand for those of each target.
struct TargetText {
  let pattern: String
  /// Whether it is a whole number, which a key that asks for one takes.
  let isNumber: Bool

  /// Reads a value; nil after reporting why it isn't one.
  init?(_ node: Node, of noun: String, _ diagnostics: inout Diagnostics) {
    guard case .scalar(let scalar) = node.content else {
      _ = node.text(of: noun, &diagnostics)
      return nil
    }
    // A whole number may stand for one; any other text without quotes must be clearly text.
    isNumber = scalar.isPlain && Int(scalar.text).map { String($0) == scalar.text } == true
    if !isNumber, node.text(of: noun, &diagnostics) == nil { return nil }
    var rest = scalar.text
    for hole in [Target.accountHole, Target.regionHole] {
      rest = rest.split(separator: hole, omittingEmptySubsequences: false).joined()
    }
    guard !rest.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) else {
      diagnostics.report(
        .targetValue,
        "\(quoted(scalar.text)) has brackets that stand for nothing",
        at: node.range,
        help: "only <account> and <region> stand for something"
      )
      return nil
    }
    pattern = scalar.text
  }
}
