/// A type of integration that an existing role can be: where in it stands what the role's policies
/// tell.
package struct AdoptableType: Sendable {
  /// What a role of the type is about.
  package enum Place: Sendable {
    case bucket, stream
  }

  /// A key of a spec with a value.
  package struct Option: Sendable {
    /// What may stand there.
    package enum Value: Sendable {
      case text(String)
      case flag(Bool)
    }

    package let key: String
    package let value: Value

    init(_ key: String, _ value: Value) {
      (self.key, self.value) = (key, value)
    }
  }

  /// Where the beginning of the objects' names stands.
  package struct Prefix: Sendable {
    package let key: String
    /// Whether it is a key of the bucket, and not of the integration.
    package let isOfBucket: Bool
    /// What stands beside it where the grant is for these objects only.
    package let options: [Option]

    init(_ key: String, isOfBucket: Bool, options: [Option] = []) {
      (self.key, self.isOfBucket, self.options) = (key, isOfBucket, options)
    }
  }

  /// Its name without the vendor's.
  package let name: String
  package let place: Place
  /// The key under which the place stands.
  package let key: String
  /// Whether there may be several.
  package let isList: Bool
  /// Whether the vendor writes there.
  package let isWriting: Bool
  /// The key for what encrypts beside the place's own key; nil where there is none.
  package let encryptionKey: String?
  package let prefix: Prefix?
  /// The options that grants differ by, the likeliest first; the one that comes nearest is taken.
  package let variants: [[Option]]

  init(
    _ name: String,
    _ place: Place,
    under key: String,
    isList: Bool = false,
    isWriting: Bool = true,
    encryptionKey: String? = nil,
    prefix: Prefix? = nil,
    variants: [[Option]] = [[]]
  ) {
    (self.name, self.place, self.key, self.isList) = (name, place, key, isList)
    (self.isWriting, self.encryptionKey) = (isWriting, encryptionKey)
    (self.prefix, self.variants) = (prefix, variants)
  }
}

extension [[AdoptableType.Option]] {
  /// Each of the options with each of others.
  static func * (left: Self, right: Self) -> Self {
    left.flatMap { first in right.map { first + $0 } }
  }
}
