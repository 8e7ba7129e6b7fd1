/// How a condition compares the values of a key in a request with those of a policy.
///
/// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for
/// multivalued context keys".
package struct ConditionOperator: Hashable, Sendable {
  /// How many of a key's values in a request must pass.
  package enum Quantifier: String, CaseIterable, Sendable {
    case forAnyValue = "ForAnyValue"
    case forAllValues = "ForAllValues"
  }

  /// What values are read as before they are compared.
  package enum ValueType: Hashable, Sendable {
    case text
    case textIgnoringCase
    /// Text with wildcards.
    case textPattern
    case number
    case date
    case boolean
    /// An address of IPv4 or IPv6, or a block of addresses.
    case address
    case arn
    /// Bytes in base64, compared as they are written.
    case binary
    /// Whether the key is missing.
    case absence
  }

  /// How the value of a request must stand to that of a policy.
  package enum Relation: Hashable, Sendable {
    case equal
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
  }

  package let quantifier: Quantifier?
  package let type: ValueType
  package let relation: Relation
  /// Whether it holds where the comparison does not, such as `StringNotEquals`.
  package let isNegated: Bool
  /// Whether it holds where the key is missing.
  package let ifExists: Bool
  /// The operator as it was written.
  package let text: String

  /// The operator of that name; nil when there is none.
  package init?(_ text: String) {
    var name = Substring(text)
    var quantifier: Quantifier?
    for candidate in Quantifier.allCases where name.hasPrefix(candidate.rawValue + ":") {
      quantifier = candidate
      name = name.dropFirst(candidate.rawValue.count + 1)
      break
    }
    let suffix = "IfExists"
    let ifExists = name.hasSuffix(suffix)
    if ifExists { name = name.dropLast(suffix.count) }
    guard let form = Self.forms[String(name)] else { return nil }
    // Whether a key is there is asked of the key, not of its values.
    if form.type == .absence && (quantifier != nil || ifExists) { return nil }
    (type, relation, isNegated) = (form.type, form.relation, form.isNegated)
    self.quantifier = quantifier
    self.ifExists = ifExists
    self.text = text
  }

  /// The names without prefix and suffix, sorted.
  package static let names = forms.keys.sorted()

  private static let forms: [String: (type: ValueType, relation: Relation, isNegated: Bool)] = [
    "StringEquals": (.text, .equal, false),
    "StringNotEquals": (.text, .equal, true),
    "StringEqualsIgnoreCase": (.textIgnoringCase, .equal, false),
    "StringNotEqualsIgnoreCase": (.textIgnoringCase, .equal, true),
    "StringLike": (.textPattern, .equal, false),
    "StringNotLike": (.textPattern, .equal, true),
    "NumericEquals": (.number, .equal, false),
    "NumericNotEquals": (.number, .equal, true),
    "NumericLessThan": (.number, .less, false),
    "NumericLessThanEquals": (.number, .lessOrEqual, false),
    "NumericGreaterThan": (.number, .greater, false),
    "NumericGreaterThanEquals": (.number, .greaterOrEqual, false),
    "DateEquals": (.date, .equal, false),
    "DateNotEquals": (.date, .equal, true),
    "DateLessThan": (.date, .less, false),
    "DateLessThanEquals": (.date, .lessOrEqual, false),
    "DateGreaterThan": (.date, .greater, false),
    "DateGreaterThanEquals": (.date, .greaterOrEqual, false),
    "Bool": (.boolean, .equal, false),
    "BinaryEquals": (.binary, .equal, false),
    "IpAddress": (.address, .equal, false),
    "NotIpAddress": (.address, .equal, true),
    // ArnEquals takes wildcards too: the two behave alike.
    "ArnEquals": (.arn, .equal, false),
    "ArnLike": (.arn, .equal, false),
    "ArnNotEquals": (.arn, .equal, true),
    "ArnNotLike": (.arn, .equal, true),
    "Null": (.absence, .equal, false),
  ]
}
