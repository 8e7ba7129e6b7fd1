extension Writer {
  /// A value of a document that is written.
  package enum Node: Hashable, Sendable {
    /// A string, which every reader gets back as a string.
    case text(String)
    case integer(Int)
    case flag(Bool)
    /// Text behind a short tag, such as `!GetAtt Role.Arn`; the tag stands without its `!`.
    case tagged(String, String)
    /// A list behind a short tag, on one line, such as `!Join ["", [a, !Ref b]]`.
    case taggedList(String, [Node])
    case list([Node])
    /// A list on one line, such as `[us-east-1, us-west-2]`, of values that are no maps.
    case shortList([Node])
    /// Keys and their values in the order in which they stand.
    case map([Entry])
  }

  /// A key and its value, with the comments above it.
  package struct Entry: Hashable, Sendable {
    package var key: String
    package var value: Node
    /// One line each, without the `#`.
    package var comments: [String]
    /// Whether a blank line sets the entry off from the one before it.
    package var isSpaced: Bool

    package init(_ key: String, _ value: Node, comments: [String] = [], isSpaced: Bool = false) {
      self.key = key
      self.value = value
      self.comments = comments
      self.isSpaced = isSpaced
    }
  }
}

extension Writer.Node: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .text(value) }
  package init(booleanLiteral value: Bool) { self = .flag(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: Self...) { self = .list(elements) }

  /// A map without the keys whose value is nil.
  package init(dictionaryLiteral elements: (String, Self?)...) {
    self = .map(elements.compactMap { key, value in value.map { Writer.Entry(key, $0) } })
  }
}
