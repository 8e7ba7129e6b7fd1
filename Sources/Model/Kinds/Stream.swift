/// A Kinesis data stream that the spec creates. It is never deleted together with the spec.
package struct Stream: Hashable, Sendable {
  /// How many records it takes.
  package enum Capacity: Hashable, Sendable {
    case onDemand
    /// A fixed number of shards.
    case provisioned(shards: Int)
  }

  /// What encrypts its records.
  package enum Encryption: Hashable, Sendable {
    /// The key that Kinesis keeps in the account (`alias/aws/kinesis`): writers need no permission
    /// on it, and a stream that uses it can't be shared by a resource policy.
    case managedKey
    case key(KeyARN)
  }

  package let name: StreamName
  package var capacity: Capacity
  /// How long records are kept, in hours, 24 to 8,760.
  package var retentionHours: Int
  package var encryption: Encryption
  package var tags: [Tag]

  package init(
    _ name: StreamName,
    capacity: Capacity = .onDemand,
    retentionHours: Int = 24,
    encryption: Encryption,
    tags: [Tag] = []
  ) {
    self.name = name
    self.capacity = capacity
    self.retentionHours = retentionHours
    self.encryption = encryption
    self.tags = tags
  }
}

/// The resource policy of a Kinesis data stream. A stream has one; the script never overwrites
/// somebody else's.
package struct StreamPolicy: Hashable, Sendable {
  package let stream: StreamName
  /// Where the stream is, which may be another region than the spec's.
  package let region: Region
  /// Whether the stream is one of the plan's own resources.
  package let streamIsOwned: Bool
  /// The vendor that the policy lets write.
  package let vendorName: String
  package var document: PolicyDocument

  package init(
    on stream: StreamName,
    in region: Region,
    streamIsOwned: Bool,
    vendorName: String,
    _ document: PolicyDocument
  ) {
    self.stream = stream
    self.region = region
    self.streamIsOwned = streamIsOwned
    self.vendorName = vendorName
    self.document = document
  }
}
