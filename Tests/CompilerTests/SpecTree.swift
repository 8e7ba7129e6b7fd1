import Diagnostics
import TestSupport
import YAML

/// A spec as a tree that a test can change, written back in the flow style of YAML.
enum SpecTree {
  case scalar(String, isPlain: Bool)
  case list([SpecTree])
  case mapping([Entry])

  /// A key and its value.
  struct Entry {
    var key: String
    var value: SpecTree
  }

  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): self = .scalar(scalar.text, isPlain: scalar.isPlain)
    case .sequence(let items): self = .list(items.map(SpecTree.init))
    case .mapping(let entries):
      self = .mapping(
        entries.map { Entry(key: $0.key.value, value: SpecTree($0.value)) }
      )
    }
  }

  /// The text of the tree: JSON, but for scalars that stood without quotes.
  var text: String {
    switch self {
    case .scalar(let text, let isPlain): isPlain ? text : "\"\(text)\""
    case .list(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\"\($0.key)\": \($0.value.text)" }.joined(separator: ", ") + "}"
    }
  }

  /// A step from a tree to a part of it.
  enum Step: Hashable {
    case entry(Int)
    case item(Int)
  }

  /// The ways to every key, and what the key is called there: `vendors.*.site`, where `*` is a name
  /// that the writer of the spec chose.
  var keys: [(path: [Step], name: String)] {
    keys(below: [], named: [])
  }

  private static let parentsOfNames = ["vendors", "integrations", "tags", "accounts"]

  private func keys(below path: [Step], named names: [String]) -> [(path: [Step], name: String)] {
    switch self {
    case .scalar: []
    case .list(let items):
      items.indices.flatMap { items[$0].keys(below: path + [.item($0)], named: names) }
    case .mapping(let entries):
      entries.indices.flatMap { index -> [(path: [Step], name: String)] in
        let isChosen = names.last.map(Self.parentsOfNames.contains) ?? false
        let own = names + [isChosen ? "*" : entries[index].key]
        let path = path + [.entry(index)]
        return [(path, own.joined(separator: "."))]
          + entries[index].value.keys(below: path, named: own)
      }
    }
  }

  /// The tree with the key at the end of a way changed, or removed where the change is nil.
  func changing(_ path: [Step], _ change: (String) -> String?) -> SpecTree {
    guard let step = path.first else { return self }
    let rest = Array(path.dropFirst())
    switch (self, step) {
    case (.list(var items), .item(let index)):
      items[index] = items[index].changing(rest, change)
      return .list(items)
    case (.mapping(var entries), .entry(let index)):
      if !rest.isEmpty {
        entries[index].value = entries[index].value.changing(rest, change)
      } else if let key = change(entries[index].key) {
        entries[index].key = key
      } else {
        entries.remove(at: index)
      }
      return .mapping(entries)
    default: return self
    }
  }
}
