package import Diagnostics

/// A value of a YAML document and the place where it stands.
package struct Node: Sendable {
  /// What a value is made of.
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
  }

  /// A key and its value. Keys are text, and no two of one mapping are equal.
  package struct Entry: Sendable {
    package let key: Located<String>
    package let value: Node

    package init(key: Located<String>, value: Node) {
      (self.key, self.value) = (key, value)
    }
  }

  /// Text, and whether it stood there without quotes.
  package struct Scalar: Sendable {
    package let text: String
    package let isPlain: Bool

    package init(text: String, isPlain: Bool) {
      (self.text, self.isPlain) = (text, isPlain)
    }
  }

  package let content: Content
  /// The characters of a scalar; of a list or mapping, those where it starts.
  package let range: SourceRange

  package init(_ content: Content, at range: SourceRange) {
    self.content = content
    self.range = range
  }

  /// What a message calls this kind of value.
  package var kind: String {
    switch content {
    case .scalar(let scalar):
      scalar.isPlain && scalar.text.isEmpty ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
