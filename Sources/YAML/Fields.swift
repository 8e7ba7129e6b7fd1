package import Diagnostics

/// The one reader of mappings: of specs and of the catalogue alike.
///
/// It remembers which keys were asked for, and `finish` reports the others, so that nothing that a
/// person wrote is silently ignored.
package struct Fields {
  /// What a message calls the mapping, such as "integration 'edge'".
  package let noun: String
  package let range: SourceRange
  private let entries: [Node.Entry]
  private var asked: [String] = []
  /// Keys that had to be there and weren't, with the remedy.
  private var missing: [(key: String, help: String?)] = []

  /// Opens a mapping; nil after reporting that the node is something else.
  ///
  /// - Parameter range: what messages about the mapping as a whole point at; by default its start.
  package init?(
    _ node: Node,
    of noun: String,
    at range: SourceRange? = nil,
    _ diagnostics: inout Diagnostics
  ) {
    guard case .mapping(let entries) = node.content else {
      diagnostics.report(
        .wrongKind,
        "\(noun) must be a mapping, and this is \(node.kind)",
        at: node.range,
        help: "write its keys as 'key: value', indented under it"
      )
      return nil
    }
    self.init(entries, of: noun, at: range ?? node.range)
  }

  /// Opens a mapping that may be written as the value of its key `name` alone.
  package init?(nameOrMapping node: Node, of noun: String, _ diagnostics: inout Diagnostics) {
    if case .scalar = node.content {
      let entry = Node.Entry(key: Located("name", at: node.range), value: node)
      self.init([entry], of: noun, at: node.range)
    } else {
      self.init(node, of: noun, &diagnostics)
    }
  }

  package init(_ entries: [Node.Entry], of noun: String, at range: SourceRange) {
    self.noun = noun
    self.range = range
    self.entries = entries
  }

  /// Whether the key stands in the mapping; asking makes it a known one.
  package mutating func has(_ key: String) -> Bool {
    entry(key) != nil
  }

  /// Whether somebody has asked for the key.
  package func asksFor(_ key: String) -> Bool { asked.contains(key) }

  /// The value of a key as it stands.
  package mutating func node(_ key: String) -> Node? {
    entry(key)?.value
  }

  /// The key's own place and its value.
  package mutating func entry(_ key: String) -> Node.Entry? {
    asked.append(key)
    // A mapping of few keys, and no two alike: the first is found sooner than a hash is made.
    return entries.first { $0.key.value == key }
  }

  /// The value of a key that must be there; where it isn't, `finish` reports it.
  package mutating func required(
    _ key: String,
    help: @autoclosure () -> String? = nil
  ) -> Node? {
    if let node = node(key) { return node }
    missing.append((key, help()))
    return nil
  }

  /// Reports every key that nobody asked for, and every key that had to be there and isn't.
  package func finish(_ diagnostics: inout Diagnostics) {
    reportMissing(&diagnostics)
    reportUnknown(&diagnostics)
  }

  /// Reports every key that had to be there and isn't.
  package func reportMissing(_ diagnostics: inout Diagnostics) {
    guard !missing.isEmpty else { return }
    // A misspelt key is one mistake: what is reported of it says what was meant.
    let unused = unusedKeys
    let meant = Set(unknownEntries.compactMap { closestMatch(to: $0.key.value, among: unused) })
    for absent in missing where !meant.contains(absent.key) {
      diagnostics.report(
        .missingKey,
        "\(noun) must have the key '\(absent.key)'",
        at: range,
        help: absent.help ?? "add '\(absent.key): …'"
      )
    }
  }

  /// Reports the missing keys of a mapping that can't be read without them; where one seems to be
  /// misspelt, what stands in its place.
  package func reportMissingOrMisspelt(_ diagnostics: inout Diagnostics) {
    reportMissing(&diagnostics)
    let unused = unusedKeys
    for entry in unknownEntries {
      let near = closestMatch(to: entry.key.value, among: unused)
      guard let absent = missing.first(where: { $0.key == near }) else { continue }
      diagnostics.report(
        .unknownKey,
        "\(noun) doesn't have the key \(quoted(entry.key.value)); did you mean '\(absent.key)'?",
        at: entry.key.range,
        help: absent.help ?? "write '\(absent.key)'"
      )
    }
  }

  /// Whether something stands there that seems to be a key misspelt.
  package func seemsToMisspell(_ key: String) -> Bool {
    let unused = unusedKeys
    return unknownEntries.contains { closestMatch(to: $0.key.value, among: unused) == key }
  }

  private var unknownEntries: [Node.Entry] {
    entries.filter { !asked.contains($0.key.value) }
  }

  /// The keys that were asked for and don't stand in the mapping, sorted; to be made once for all
  /// entries, of which there may be hundreds of thousands.
  private var unusedKeys: [String] {
    Set(asked).subtracting(entries.map(\.key.value)).sorted()
  }

  private func reportUnknown(_ diagnostics: inout Diagnostics) {
    let unknown = unknownEntries
    guard !unknown.isEmpty else { return }
    let known = Set(asked).sorted().joined(separator: ", ")
    let unused = unusedKeys
    for entry in unknown {
      let near = suggestion(for: entry.key.value, among: unused)
      diagnostics.report(
        .unknownKey,
        "\(noun) doesn't have the key \(quoted(entry.key.value))\(near)",
        at: entry.key.range,
        help: "its keys are \(known)"
      )
    }
  }
}

// Values of a kind.
extension Fields {
  /// The text of a key that may be missing.
  package mutating func text(
    _ key: String,
    _ diagnostics: inout Diagnostics
  ) -> Located<String>? {
    node(key).flatMap { $0.text(of: "'\(key)'", &diagnostics) }
  }

  /// The checked text of a key that may be missing.
  package mutating func value<Value: CheckedText>(
    _ key: String,
    as type: Value.Type = Value.self,
    _ diagnostics: inout Diagnostics
  ) -> Located<Value>? {
    text(key, &diagnostics).flatMap { Value.checking($0, &diagnostics) }
  }

  /// The checked text of a key that must be there.
  package mutating func requiredValue<Value: CheckedText>(
    _ key: String,
    as type: Value.Type = Value.self,
    help: String? = nil,
    _ diagnostics: inout Diagnostics
  ) -> Located<Value>? {
    required(key, help: help)
      .flatMap { $0.text(of: "'\(key)'", &diagnostics) }
      .flatMap { Value.checking($0, &diagnostics) }
  }

  /// One of a few words, or the default where the key is missing.
  package mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String,
    default value: Choice,
    _ diagnostics: inout Diagnostics
  ) -> Choice where Choice.RawValue == String {
    guard let text = text(key, &diagnostics) else { return value }
    if let choice = Choice(rawValue: text.value) { return choice }
    reportUnknownValue(text, of: key, among: Choice.allCases.map(\.rawValue), &diagnostics)
    return value
  }

  /// A whole number in a range; a missing or refused one is nil.
  package mutating func integer(
    _ key: String,
    in bounds: ClosedRange<Int>,
    _ diagnostics: inout Diagnostics
  ) -> Located<Int>? {
    guard let node = node(key) else { return nil }
    guard case .scalar(let scalar) = node.content, scalar.isPlain, let value = Int(scalar.text),
      String(value) == scalar.text
    else {
      diagnostics.report(
        .notANumber,
        "'\(key)' must be a whole number in decimal digits without quotes",
        at: node.range,
        help: "write '\(key): \(bounds.lowerBound)', or another number up to \(bounds.upperBound)"
      )
      return nil
    }
    guard bounds.contains(value) else {
      diagnostics.report(
        .outOfRange,
        "'\(key)' must be from \(bounds.lowerBound) to \(bounds.upperBound)",
        at: node.range,
        help: "choose a number in this range, or leave '\(key)' out"
      )
      return nil
    }
    return Located(value, at: node.range)
  }

  /// `true` or `false`; a missing or refused one is the default.
  package mutating func flag(
    _ key: String,
    default value: Bool = false,
    _ diagnostics: inout Diagnostics
  ) -> Bool {
    guard let node = node(key) else { return value }
    if case .scalar(let scalar) = node.content, scalar.isPlain {
      if scalar.text == "true" { return true }
      if scalar.text == "false" { return false }
    }
    diagnostics.report(
      .notABoolean,
      "'\(key)' must be true or false",
      at: node.range,
      help: "write '\(key): true' in lower case and without quotes, or leave it out for \(value)"
    )
    return value
  }

  /// The items of a list that, where the key stands, has at least one.
  package mutating func items(_ key: String, _ diagnostics: inout Diagnostics) -> [Node]? {
    node(key).flatMap { $0.items(of: "'\(key)'", &diagnostics) }
  }

  /// The items of a list that must be there and have at least one.
  package mutating func requiredItems(
    _ key: String,
    help: String? = nil,
    _ diagnostics: inout Diagnostics
  ) -> [Node]? {
    required(key, help: help).flatMap { $0.items(of: "'\(key)'", &diagnostics) }
  }
}

extension Node {
  /// The text of a scalar that every YAML reader takes for text; nil after reporting why not.
  package func text(of noun: String, _ diagnostics: inout Diagnostics) -> Located<String>? {
    guard case .scalar(let scalar) = content, !(scalar.isPlain && scalar.text.isEmpty) else {
      diagnostics.report(
        .wrongKind,
        "\(noun) must be text, and this is \(kind)",
        at: range,
        help: kind == "nothing" ? "write the text behind it, or remove it" : "write one text here"
      )
      return nil
    }
    if scalar.isPlain, let other = PlainScalar.otherKind(of: scalar.text) {
      reportUnquoted(scalar.text, readAs: other, at: range, &diagnostics)
      return nil
    }
    return Located(scalar.text, at: range)
  }

  /// The items of a list with at least one; nil after reporting why not.
  package func items(of noun: String, _ diagnostics: inout Diagnostics) -> [Node]? {
    guard case .sequence(let items) = content else {
      diagnostics.report(
        .wrongKind,
        "\(noun) must be a list, and this is \(kind)",
        at: range,
        help: "write each item on a line of its own behind '- '"
      )
      return nil
    }
    guard !items.isEmpty else {
      diagnostics.report(
        .emptyList,
        "\(noun) must have at least one item",
        at: range,
        help: "write each item on a line of its own behind '- '"
      )
      return nil
    }
    return items
  }
}

/// Reports a word that isn't one of the few that a key takes.
package func reportUnknownValue(
  _ text: Located<String>,
  of key: String,
  among choices: [String],
  _ diagnostics: inout Diagnostics
) {
  let near = suggestion(for: text.value, among: choices)
  diagnostics.report(
    .unknownValue,
    "'\(key)' doesn't take \(quoted(text.value))\(near)",
    at: text.range,
    help: "it takes \(choices.joined(separator: ", "))"
  )
}
