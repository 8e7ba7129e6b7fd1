package import Diagnostics

/// The characters of names of roles and users.
///
/// Source: IAM API, `RoleName` and `UserName`, `[\w+=,.@-]+`, at most 64; with a letter or
/// digit in front, because the AWS CLI would take a hyphen for an option, and without `..`, which
/// reads like a path.
private let identityGrammar = Grammar(
  lengths: 1...64,
  characters: .lettersAndDigits.union("_+=,.@-"),
  description: "letters, digits and any of _+=,.@-"
)

private func checkIdentityName(_ text: String) throws(Violation) {
  try identityGrammar.check(text)
  guard let first = text.utf8.first, ByteSet.lettersAndDigits.contains(first) else {
    throw Violation("it must start with a letter or a digit")
  }
  guard !hasTwin(of: ".", in: text) else { throw Violation("it must not hold '..'") }
}

/// The name of an IAM role. IAM tells names apart without regard to case.
package struct RoleName: OpenText {
  package static let noun = "a role name"
  package static let code = DiagnosticCode.roleName
  package static let help: String? = "such as logzio-acme"
  package static let longest = 64
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    try checkIdentityName(text)
    self.text = text
  }
}

/// The name of an IAM user.
package struct UserName: OpenText {
  package static let noun = "a user name"
  package static let code = DiagnosticCode.roleName
  package static let help: String? = "such as logzio-acme"
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    try checkIdentityName(text)
    self.text = text
  }
}

/// The name of a customer managed policy, which is made of the name of its holder.
///
/// Source: IAM API, `policyNameType`, `[\w+=,.@-]+`, at most 128.
package struct PolicyName: OpenText {
  package static let noun = "a policy name"
  package static let code = DiagnosticCode.roleName
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    let grammar = Grammar(
      lengths: 1...128,
      characters: .lettersAndDigits.union("_+=,.@-"),
      description: "letters, digits and any of _+=,.@-"
    )
    try grammar.check(text)
    self.text = text
  }
}

/// The path of a role or user, such as `/vendors/`.
///
/// Source: IAM API, `Path`, `(\u002F)|(\u002F[\u0021-\u007E]+\u002F)`, at most 512; here only
/// letters, digits and `_+=,.@-` between the slashes.
package struct IAMPath: OpenText {
  package static let noun = "a path of IAM"
  package static let code = DiagnosticCode.rolePath
  package static let help: String? = "such as /vendors/"
  package let text: String

  package init(open text: String) { self.text = text }

  /// The path of everything that says nothing else.
  package static let root = IAMPath(open: "/")

  package init(_ text: String) throws(Violation) {
    let grammar = Grammar(
      lengths: 1...512,
      characters: .lettersAndDigits.union("_+=,.@-/"),
      description: "letters, digits and any of _+=,.@-/"
    )
    try grammar.check(text)
    guard text.hasPrefix("/"), text.hasSuffix("/"), !hasEmptySegment(text) else {
      throw Violation("it must start and end with one '/', such as /vendors/")
    }
    self.text = text
  }
}

/// Whether two slashes follow each other.
func hasEmptySegment(_ text: String) -> Bool { hasTwin(of: "/", in: text) }

/// Whether the character stands twice in a row.
func hasTwin(of character: Unicode.Scalar, in text: String) -> Bool {
  var previous: UInt8 = 0
  for byte in text.utf8 {
    if byte == UInt8(ascii: character) && previous == byte { return true }
    previous = byte
  }
  return false
}

/// What a vendor sends when it assumes a role, so that no other customer of the vendor can make it
/// assume this one.
///
/// Source: STS API, `externalIdType`, 2 to 1,224 characters of `[\w+=,.@:\/-]`.
package struct ExternalID: OpenText {
  package static let noun = "an external id"
  package static let code = DiagnosticCode.externalID
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    let grammar = Grammar(
      lengths: 2...1224,
      characters: .lettersAndDigits.union("_+=,.@:/-"),
      description: "letters, digits and any of _+=,.@:/-"
    )
    try grammar.check(text, help: "copy it from the vendor, without quotes or spaces around it")
    self.text = text
  }
}

/// The description of a role: 1 to 1,000 characters (IAM API, `roleDescriptionType`).
package struct Description: OpenText {
  package static let noun = "a description"
  package static let code = DiagnosticCode.description
  package static let help: String? = "write one line of plain text"
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    try Grammar(lengths: 1...1000, characters: .printable, description: "printable ASCII")
      .check(text)
    self.text = text
  }
}

/// Why somebody needs an access, in a few words: 1 to 300 characters.
package struct Reason: CheckedText {
  package static let noun = "a reason"
  package static let code = DiagnosticCode.description
  package static let help: String? = "say in a few words what the vendor needs it for"
  package let text: String

  package init(_ text: String) throws(Violation) {
    try Grammar(lengths: 1...300, characters: .printable, description: "printable ASCII")
      .check(text)
    self.text = text
  }
}

/// A key or value of a tag.
///
/// Source: IAM API, `tagKeyType` and `tagValueType`; the values of Kinesis tags end at 255.
package struct TagText: OpenText {
  package static let noun = "the key or value of a tag"
  package static let code = DiagnosticCode.tag
  package static let help: String? = "AWS takes no other characters in every kind of tag"
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    let grammar = Grammar(
      lengths: 0...255,
      characters: .lettersAndDigits.union(" _.:/=+@-"),
      description: "letters, digits, spaces and any of _.:/=+@-"
    )
    try grammar.check(text)
    self.text = text
  }
}

/// A tag of an AWS resource.
package struct Tag: Hashable, Comparable, Sendable {
  package let key: TagText
  package let value: TagText

  package init(_ key: TagText, _ value: TagText) {
    self.key = key
    self.value = value
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.key, left.value) < (right.key, right.value)
  }
}
