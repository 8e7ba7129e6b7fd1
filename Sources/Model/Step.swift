/// Something that only a person can do.
package struct Step: Hashable, Sendable {
  /// When it is done; the phases of a checklist in their order.
  package enum Phase: String, CaseIterable, Sendable {
    /// Before anything is made: what to fetch and to look at.
    case before
    /// Making it in AWS.
    case deploy
    /// In AWS, by hand.
    case aws
    /// In the vendor's console.
    case vendor
    /// Proving that it works.
    case verify
    /// What may come later: rotation, migration, removal. Not ticked off at set-up.
    case later
  }

  package let phase: Phase
  /// Whose text it is: a vendor's id, or `aws`.
  package let owner: String
  /// The name of the text, such as `find-ids`.
  package let name: String
  /// What stands in the holes of the text; several values of one hole as `list` joins them.
  package let values: [String: String]
  /// The integrations that need it, sorted. Empty for all of the spec.
  package var integrations: [Slug]

  package init(
    _ phase: Phase,
    _ owner: String,
    _ name: String,
    _ values: [String: String] = [:],
    for integrations: [Slug] = []
  ) {
    self.phase = phase
    self.owner = owner
    self.name = name
    self.values = values
    self.integrations = integrations
  }

  /// What stands between the values of a list: no value of a spec has it.
  private static let separator: UInt8 = 0x1F

  /// Several values for one hole, each of which is shown for itself.
  package static func list(_ values: [String]) -> String {
    values.joined(separator: String(decoding: [separator], as: UTF8.self))
  }

  /// The values for a hole: one, which may be empty, or those of a list.
  package static func items(of value: String) -> [String] {
    guard value.utf8.contains(separator) else { return [value] }
    return value.utf8.split(separator: separator, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}

/// A value that the vendor's form asks for.
package struct Output: Hashable, Sendable {
  /// What the vendor is told.
  package enum Value: Hashable, Sendable {
    case arn(Resource.ID)
    case text(String)
    /// The id of a user's access key, which isn't secret.
    case accessKeyID(UserName)
    /// The ARN of the secret that holds a user's access key.
    case accessKeySecret(UserName)
  }

  /// What it is, such as `RoleArn`.
  package let name: String
  /// What it belongs to, such as the integration or role; names the output together with `name`.
  package let subject: String
  package let description: String
  package let value: Value

  package init(_ name: String, of subject: String, _ value: Value, description: String) {
    self.name = name
    self.subject = subject
    self.value = value
    self.description = description
  }
}
