/// An S3 bucket that the spec creates. Nobody outside the account can read it, nobody can use it
/// without TLS, and it is never deleted together with the spec.
package struct Bucket: Hashable, Sendable {
  /// Who owns an object that someone else writes.
  package enum Ownership: String, Sendable {
    /// The bucket's owner; access control lists are off (the default of S3 since 2023).
    case enforced = "BucketOwnerEnforced"
    /// The bucket's owner, where the writer asks for it; access control lists are on.
    case preferred = "BucketOwnerPreferred"
  }

  package let name: BucketName
  package var ownership: Ownership
  /// The key that encrypts by default; without one, S3's own (SSE-S3).
  package var kmsKey: KeyARN?
  /// After how many days objects are removed.
  package var expireAfterDays: Int?
  /// After how many days the parts of an upload that never ended are removed.
  package var abortUploadsAfterDays: Int
  package var tags: [Tag]

  package init(
    _ name: BucketName,
    ownership: Ownership = .enforced,
    kmsKey: KeyARN? = nil,
    expireAfterDays: Int? = nil,
    abortUploadsAfterDays: Int = 7,
    tags: [Tag] = []
  ) {
    self.name = name
    self.ownership = ownership
    self.kmsKey = kmsKey
    self.expireAfterDays = expireAfterDays
    self.abortUploadsAfterDays = abortUploadsAfterDays
    self.tags = tags
  }

  /// The bucket's policy: everyone is denied every action without TLS.
  package func policy(in partition: Partition) -> PolicyDocument {
    let arn = "arn:\(partition):s3:::\(name)"
    return PolicyDocument([
      Statement(
        sid: "DenyWithoutTLS",
        effect: .deny,
        principals: [.everyone],
        actions: [.everything(in: "s3")],
        resources: [arn, arn + "/*"],
        conditions: [Condition("Bool", "aws:SecureTransport", ["false"])]
      )
    ])
  }
}
