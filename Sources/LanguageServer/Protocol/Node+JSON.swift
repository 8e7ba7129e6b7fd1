import Diagnostics
import YAML

// How messages and the schema are read: what isn't of the kind that is asked for is nil.
extension Node {
  /// The member of an object.
  subscript(name: String) -> Node? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key.value == name }?.value
  }

  /// The members of an object.
  var members: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  /// The elements of an array; nil for anything else.
  var elements: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The text of a string.
  var text: String? {
    if case .scalar(let scalar) = content, !scalar.isPlain { scalar.text } else { nil }
  }

  /// A number, `true`, `false` or `null`, as it is written.
  var word: String? {
    if case .scalar(let scalar) = content, scalar.isPlain { scalar.text } else { nil }
  }

  /// A whole number.
  var number: Int? { word.flatMap { Int($0) } }

  /// Whether it is `true`.
  var isTrue: Bool { word == "true" }
}
