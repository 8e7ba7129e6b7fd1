package import Text

/// Data that an output holds, in which references to resources of the plan are values of their
/// own: CloudFormation writes them as `!GetAtt`, a script as the ARN that they will have.
package enum Document: Hashable, Sendable {
  case text(String)
  case integer(Int)
  case flag(Bool)
  case list([Document])
  case map([Member])
  /// The ARN of a resource of the plan.
  case arn(Resource.ID)

  /// A key and its value.
  package struct Member: Hashable, Sendable {
    package var name: String
    package var value: Document

    package init(_ name: String, _ value: Document) {
      self.name = name
      self.value = value
    }
  }

  /// The one value of a list that has one, else the list.
  static func single(_ values: [Document]) -> Document {
    values.count == 1 ? values[0] : .list(values)
  }

  /// The document as JSON, with each reference resolved.
  package func json(_ arn: (Resource.ID) -> String) -> JSON {
    switch self {
    case .text(let text): .string(text)
    case .integer(let value): .integer(value)
    case .flag(let value): .bool(value)
    case .list(let items): .array(items.map { $0.json(arn) })
    case .map(let members): .object(members.map { .init($0.name, $0.value.json(arn)) })
    case .arn(let id): .string(arn(id))
    }
  }
}

extension Document: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .text(value) }
  package init(booleanLiteral value: Bool) { self = .flag(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: Document...) { self = .list(elements) }
  /// A map of the keys whose value isn't nil.
  package init(dictionaryLiteral elements: (String, Document?)...) {
    self = .map(elements.compactMap { key, value in value.map { Member(key, $0) } })
  }
}
