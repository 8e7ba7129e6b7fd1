import Diagnostics
import YAML

/// A key that a mapping takes.
struct SchemaKey {
  let name: String
  /// What its value is described by, whatever that value is.
  let schemas: [Node]
  let isRequired: Bool
  /// Its place among the keys of the mapping.
  let order: Int
}

extension SpecSchema {
  /// The keys that a block takes and doesn't have, but for one that is being written over; those
  /// that must be there come first.
  func keys(
    of block: Outline.Block,
    _ schemas: [Node],
    replacing written: Outline.Entry? = nil
  ) -> [SchemaKey] {
    let required = Set(
      schemas.flatMap { $0["required"]?.elements ?? [] }.compactMap(\.text)
    )
    var present = Set(block.entries.map(\.key.text))
    if let written { present.remove(written.key.text) }
    var keys: [SchemaKey] = []
    var places: [String: Int] = [:]
    for schema in schemas {
      for entry in schema["properties"]?.members ?? [] {
        let name = entry.key.value
        guard !present.contains(name), !isRefused(name, in: block, schemas) else { continue }
        let own = layers(of: entry.value, nil)
        let place = places[name] ?? keys.count
        places[name] = place
        let key = SchemaKey(
          name: name,
          schemas: (place < keys.count ? keys[place].schemas : []) + own,
          isRequired: required.contains(name),
          order: place
        )
        if place < keys.count { keys[place] = key } else { keys.append(key) }
      }
    }
    return keys.filter { $0.isRequired } + keys.filter { !$0.isRequired }
  }

  /// Whether a key may not stand beside those that a block has.
  private func isRefused(_ name: String, in block: Outline.Block, _ schemas: [Node]) -> Bool {
    schemas.contains { schema in
      guard let other = schema["not"] else { return false }
      return holds(other, block, with: name) == true && holds(other, block) != true
    }
  }
}

extension SchemaKey {
  /// What the key is for: what is said of it where it stands comes before what is said of its kind.
  var description: String? { Self.description(in: schemas) }

  static func description(in schemas: [Node]) -> String? {
    schemas.lazy.compactMap { $0["description"]?.text }.first
  }

  /// The value that counts where the key is missing.
  var defaultValue: String? { Self.defaultValue(in: schemas) }

  static func defaultValue(in schemas: [Node]) -> String? {
    schemas.lazy.compactMap { $0["default"] }.compactMap { $0.text ?? $0.word }.first
  }
}
