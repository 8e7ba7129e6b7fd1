/// A JSON document whose objects keep the order in which their members were written.
package enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One name and value of an object.
  package struct Member: Hashable, Sendable {
    package var name: String
    package var value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}

extension JSON {
  /// The document on several lines, two spaces a level, in bytes 0x20–0x7E and LF only.
  ///
  /// Lists and objects without members stand on one line. There is no line break at the end.
  package var text: String {
    var buffer = TextBuffer()
    write(to: &buffer, indent: 0)
    return buffer.text
  }

  /// The document on one line, without any white space between its tokens.
  package var compactText: String {
    var buffer = TextBuffer()
    write(to: &buffer, indent: nil)
    return buffer.text
  }

  /// How many characters the document has when no white space stands between its tokens, which is
  /// how IAM counts the size of a policy.
  ///
  /// Source: IAM and STS quotas, "IAM doesn't count white space".
  package var sizeWithoutWhitespace: Int {
    switch self {
    case .null, .bool, .integer: return compactText.utf8.count
    case .string(let value): return Self.size(of: value)
    case .array(let elements):
      // Brackets, and a comma between two elements.
      return elements.reduce(2 + max(0, elements.count - 1)) { $0 + $1.sizeWithoutWhitespace }
    case .object(let members):
      return members.reduce(2 + max(0, members.count - 1)) {
        $0 + Self.size(of: $1.name) + 1 + $1.value.sizeWithoutWhitespace
      }
    }
  }

  private static func size(of text: String) -> Int {
    var size = 2
    for byte in text.utf8 {
      guard TextBuffer.isPlainInJSON(byte) else {
        return JSON.string(text).compactText.utf8.count { $0 > 0x20 }
      }
      if byte != 0x20 { size += 1 }
    }
    return size
  }

  private func write(to buffer: inout TextBuffer, indent: Int?) {
    switch self {
    case .null: buffer.append("null")
    case .bool(let value): buffer.append(value ? "true" : "false")
    case .integer(let value): buffer.append(String(value))
    case .string(let value): buffer.appendJSONString(value)
    case .array(let elements):
      Self.writeList(elements, between: ("[", "]"), to: &buffer, indent: indent) {
        $0.write(to: &$1, indent: $2)
      }
    case .object(let members):
      Self.writeList(members, between: ("{", "}"), to: &buffer, indent: indent) {
        $1.appendJSONString($0.name)
        $1.append(indent == nil ? ":" : ": ")
        $0.value.write(to: &$1, indent: $2)
      }
    }
  }

  private static func writeList<Element>(
    _ elements: [Element],
    between brackets: (StaticString, StaticString),
    to buffer: inout TextBuffer,
    indent: Int?,
    _ writeElement: (Element, inout TextBuffer, Int?) -> Void
  ) {
    buffer.append(brackets.0)
    var isFirst = true
    for element in elements {
      if !isFirst { buffer.append(",") }
      isFirst = false
      if let indent { buffer.appendLineBreak(indent: indent + 2) }
      writeElement(element, &buffer, indent.map { $0 + 2 })
    }
    if let indent, !elements.isEmpty { buffer.appendLineBreak(indent: indent) }
    buffer.append(brackets.1)
  }
}
