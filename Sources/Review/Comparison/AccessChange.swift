package import IAM
package import Model

/// One way in which access differs between two plans.
package struct AccessChange: Hashable, Sendable {
  /// What became of a row of the ledger.
  package enum Kind: String, CaseIterable, Sendable {
    case added
    case removed
    /// The same permission reaches farther.
    case broadened
    /// The same permission reaches less far.
    case narrowed
    /// The same permission is held by another role or user, or given on another way.
    case moved
    /// The same access, of a party that goes by another name.
    case renamed
    /// Others may become a role.
    case trust

    /// What a reader is told has happened.
    package var word: String { self == .trust ? "trust changed" : rawValue }
  }

  package let kind: Kind
  /// The rows that it was, and those that it is; sorted.
  package let old: [Ledger.Row]
  package let new: [Ledger.Row]
  /// Whether somebody may do what nobody of theirs could do before.
  package let widening: Widening
  /// What that is, in words; nil where there is nothing.
  package let example: String?

  /// The row that stands for the change: the new one where there is one.
  package var row: Ledger.Row {
    guard let row = new.first ?? old.first else {
      preconditionFailure("a change has a row before it or behind it")
    }
    return row
  }

  /// Whether it is about who comes in, and not about what they may do.
  var isOfTrust: Bool { row.channel == .trust }

  /// Whether somebody becomes a role who didn't, or on other conditions.
  var changesTrust: Bool { isOfTrust && kind != .removed && kind != .renamed }
}

extension AccessChange: Comparable {
  /// What a reviewer looks at first comes first: who comes in, then what is wider.
  package static func < (left: Self, right: Self) -> Bool {
    left.order.lexicographicallyPrecedes(right.order)
  }

  private var order: [String] {
    [
      isOfTrust ? "0" : "1", widening.isPossible ? "0" : "1", row.party,
      isOfTrust ? row.resource : row.principal, row.resource, row.action, row.condition,
      kind.rawValue, row.principal, row.externalID,
    ]
  }
}

/// Something in AWS that one plan has and the other hasn't, or has otherwise.
package struct ResourceChange: Hashable, Sendable {
  /// What becomes of it.
  package enum Kind: String, CaseIterable, Sendable {
    case added, removed, changed
    /// Another takes its place: for a moment there are both or neither.
    case replaced
    /// It stays as it is, in another stack: who only deploys makes it anew.
    case moved
  }

  package let kind: Kind
  package let old: Resource?
  package let new: Resource?
  /// The properties that differ, in the order of their names.
  package let properties: [Property]
  /// What a reader may take wrongly.
  package let note: String?

  /// A property, and how it reads before and after.
  package struct Property: Hashable, Sendable {
    package let name: String
    package let old: String
    package let new: String
  }

  /// The resource that stands for the change: the new one where there is one.
  package var resource: Resource {
    guard let resource = new ?? old else {
      preconditionFailure("a change is of something")
    }
    return resource
  }
}
