import Catalog
import Diagnostics
import YAML

/// The JSON Schema of specs, asked what may stand at a place of one that is being written.
///
/// It is read as far as that takes: which keys, words and kinds of values; patterns and bounds are
/// the compiler's part. What a document doesn't decide yet stays open, and then both sides count.
struct SpecSchema {
  private let root: Node
  private let definitions: [String: Node]

  /// The schema of a catalogue; nil where it has none that can be read.
  init?(_ catalog: Catalog) {
    let path = "Specification.schema.json"
    guard let text = catalog.text(of: path) else { return nil }
    var diagnostics = Diagnostics(for: SourceFile(name: path, bytes: Array(text.utf8)))
    guard let root = readJSON(&diagnostics) else { return nil }
    self.root = root
    var definitions: [String: Node] = [:]
    for entry in root["definitions"]?.members ?? [] { definitions[entry.key.value] = entry.value }
    self.definitions = definitions
  }

  /// What a place is described by: the schemas of its block that count.
  func schemas(of place: Outline.Place) -> [Node] {
    schemas(at: place.steps, blocks: place.blocks)
  }

  /// What the key of a place, or the single word that it is, is described by.
  func schemas(ofKeyAt place: Outline.Place) -> [Node] {
    guard let entry = place.entry else { return schemas(of: place) }
    return schemas(
      at: place.steps + [.key(entry.key.text)],
      blocks: place.blocks + [entry.value]
    )
  }

  private func schemas(at steps: [Outline.Step], blocks: [Outline.Block]) -> [Node] {
    var schemas = layers(of: root, blocks[0])
    for (step, block) in zip(steps, blocks.dropFirst()) {
      schemas = schemas.flatMap { child(of: $0, step).map { layers(of: $0, block) } ?? [] }
    }
    return schemas
  }

  /// The schema of what a step leads to.
  private func child(of schema: Node, _ step: Outline.Step) -> Node? {
    switch step {
    case .key(let key):
      if let own = schema["properties"]?[key] { return own }
      let others = schema["additionalProperties"]
      return others?.members.isEmpty == false ? others : nil
    case .item: return schema["items"]
    }
  }

  /// A schema with all those that it refers to and that count for a block.
  func layers(of schema: Node, _ block: Outline.Block?) -> [Node] {
    var layers = [schema]
    if let name = reference(of: schema) { layers += self.layers(of: name, block) }
    for each in schema["allOf"]?.elements ?? [] { layers += self.layers(of: each, block) }
    for each in schema["anyOf"]?.elements ?? [] where mayDescribe(each, block) {
      layers += self.layers(of: each, block)
    }
    guard let condition = schema["if"] else { return layers }
    let decision = holds(condition, block)
    if decision != false, let then = schema["then"] { layers += self.layers(of: then, block) }
    if decision != true, let other = schema["else"] { layers += self.layers(of: other, block) }
    return layers
  }

  /// Whether a block is of a kind that a schema describes, or may become one, whatever its words.
  private func mayDescribe(_ schema: Node, _ block: Outline.Block?) -> Bool {
    if let target = reference(of: schema) { return mayDescribe(target, block) }
    if let choices = schema["anyOf"]?.elements {
      return choices.contains { mayDescribe($0, block) }
    }
    if let type = schema["type"] { return isOfType(type, block) != false }
    return schema["enum"] == nil || block?.kind == nil || block?.kind == .scalar
  }

  private func reference(of schema: Node) -> Node? {
    schema["$ref"]?.text.flatMap { $0.split(separator: "/").last }.flatMap {
      definitions[String($0)]
    }
  }
}

// Conditions.
extension SpecSchema {
  /// Whether a block fulfils a schema; nil where it isn't decided yet.
  ///
  /// - Parameter key: a key that is taken to stand in the block too.
  func holds(_ schema: Node, _ block: Outline.Block?, with key: String? = nil) -> Bool? {
    var all: [Bool?] = []
    if let target = reference(of: schema) { all.append(holds(target, block, with: key)) }
    if let type = schema["type"] { all.append(isOfType(type, block)) }
    for each in schema["required"]?.elements ?? [] {
      let isThere = each.text == key || each.text.flatMap { block?[$0] } != nil
      all.append(isThere)
    }
    for entry in schema["properties"]?.members ?? [] {
      guard let value = block?[entry.key.value] else { continue }
      all.append(holds(entry.value, value))
    }
    if let word = schema["const"] { all.append(isOne(of: [word], block)) }
    if let words = schema["enum"]?.elements { all.append(isOne(of: words, block)) }
    if let other = schema["not"] { all.append(holds(other, block, with: key).map { !$0 }) }
    for each in schema["allOf"]?.elements ?? [] { all.append(holds(each, block, with: key)) }
    if let choices = schema["anyOf"]?.elements {
      let decisions = choices.map { holds($0, block, with: key) }
      all.append(decisions.contains(true) ? true : decisions.contains(nil) ? nil : false)
    }
    return all.contains(false) ? false : all.contains(nil) ? nil : true
  }

  private func isOne(of words: [Node], _ block: Outline.Block?) -> Bool? {
    guard let scalar = block?.scalar else { return false }
    return words.contains { ($0.text ?? $0.word) == scalar.text }
  }

  private func isOfType(_ type: Node, _ block: Outline.Block?) -> Bool? {
    let types = (type.elements ?? [type]).compactMap(\.text)
    guard let kind = block?.kind else { return nil }
    switch kind {
    case .mapping: return types.contains("object")
    case .list: return types.contains("array")
    case .scalar:
      return !types.allSatisfy { $0 == "object" || $0 == "array" }
    }
  }
}

extension Outline.Block {
  /// What a block is.
  enum Kind {
    case mapping, list, scalar
  }

  /// What the block is; nil where that isn't decided yet.
  var kind: Kind? {
    if !entries.isEmpty || style == .braces { return .mapping }
    if !items.isEmpty || style == .brackets { return .list }
    // A word on a line of its own may still become a key.
    let isWritten = scalar.map { style == .inline || !$0.holdsCursor } ?? false
    return isWritten ? .scalar : nil
  }
}

extension SpecSchema {
  /// Whether some schemas take a value of a type.
  static func takes(_ type: String, _ schemas: [Node]) -> Bool {
    schemas.contains { schema in
      guard let types = schema["type"] else { return false }
      return (types.elements ?? [types]).contains { $0.text == type }
    }
  }

  /// The words that a value is one of, each once, in their order; numbers as they are written.
  static func words(of schemas: [Node]) -> [String] {
    var words: [String] = []
    for schema in schemas {
      let own = (schema["enum"]?.elements ?? []) + [schema["const"]].compactMap { $0 }
      words += own.compactMap { $0.text ?? $0.word }
      if schema["type"]?.text == "boolean" { words += ["true", "false"] }
    }
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}
