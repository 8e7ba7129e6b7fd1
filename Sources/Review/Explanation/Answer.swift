package import Diagnostics
package import Model

/// What `explain` says of one thing: what it is, and where it comes from.
package struct Answer: Hashable, Sendable {
  /// What kind of thing was asked for.
  package enum Kind: String, CaseIterable, Sendable {
    case action, code, line, name
    case logicalID = "logical-id"
  }

  package let kind: Kind
  /// What was found, such as `s3:GetObject`.
  package let title: String
  /// What it is, in sentences.
  package var about: [String]
  package var origins: [Origin]

  package init(_ kind: Kind, _ title: String, about: [String] = [], origins: [Origin] = []) {
    self.kind = kind
    self.title = title
    self.about = about
    self.origins = origins
  }
}

/// One of the reasons why something is there.
package struct Origin: Hashable, Sendable {
  /// A named detail, such as the principal of a permission.
  package struct Fact: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      (self.name, self.value) = (name, value)
    }
  }

  /// What it is, such as `s3:GetObject on arn:aws:s3:::acme-logs/*`.
  package let title: String
  package var facts: [Fact]
  /// The integrations of the spec that need it, sorted.
  package var integrations: [Slug]
  /// Where in the spec it is asked for.
  package var places: [SpecPlace]
  package var reason: String
  package var source: Citation?

  package init(
    _ title: String,
    facts: [Fact] = [],
    integrations: [Slug] = [],
    places: [SpecPlace] = [],
    reason: String = "",
    source: Citation? = nil
  ) {
    self.title = title
    self.facts = facts
    self.integrations = integrations
    self.places = places
    self.reason = reason
    self.source = source
  }
}

/// A line of a spec.
package struct SpecPlace: Hashable, Comparable, Sendable {
  /// The spec as the user named it.
  package let file: String
  package let position: SourcePosition
  /// The line as it stands.
  package let text: String

  package init(_ position: SourcePosition, in file: SourceFile) {
    self.file = file.name
    self.position = position
    text = file.line(position.line) ?? ""
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.position) < (right.file, right.position)
  }
}
