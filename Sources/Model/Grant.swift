package import Diagnostics

/// One permission of somebody, with the reason and the source for it.
package struct Grant: Hashable, Sendable {
  /// What bears the permission: the bearer's own policy, or a policy on the resource.
  package enum Holder: Hashable, Sendable {
    case role(RoleName)
    case user(UserName)
    case streamPolicy(StreamName)
  }

  package let holder: Holder
  package let statement: Statement
  /// Why each action of the statement is needed.
  package let reasons: [Action: String]
  package let source: Citation
  /// What the catalogue calls the permission, such as `logzio/archive/current`; nil for one that
  /// the spec lists itself.
  package let permission: String?
  /// The integration that asks for it, and where in the spec.
  package let integration: Slug
  package let range: SourceRange

  package init(
    to holder: Holder,
    _ statement: Statement,
    reasons: [Action: String],
    source: Citation,
    permission: String? = nil,
    integration: Slug,
    range: SourceRange
  ) {
    self.holder = holder
    self.statement = statement
    self.reasons = reasons
    self.source = source
    self.permission = permission
    self.integration = integration
    self.range = range
  }
}

/// Something that must exist already, because the spec uses it and doesn't create it.
package enum Requirement: Hashable, Comparable, Sendable {
  case bucket(BucketName, Region)
  /// `isShared` when a resource policy stands on it; `key` when the spec names the key that
  /// encrypts it.
  case stream(StreamName, Region, key: KeyARN?, isShared: Bool)

  package var name: String {
    switch self {
    case .bucket(let name, _): name.text
    case .stream(let name, _, _, _): name.text
    }
  }

  /// Buckets, then streams, by name; those of one name by all that they are.
  package static func < (left: Self, right: Self) -> Bool {
    left.order.lexicographicallyPrecedes(right.order)
  }

  private var order: [String] {
    switch self {
    case .bucket(let name, let region): ["bucket", name.text, region.text]
    case .stream(let name, let region, let key, let isShared):
      ["stream", name.text, region.text, key?.text ?? "", isShared ? "shared" : ""]
    }
  }
}
