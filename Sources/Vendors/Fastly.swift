import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// Fastly streams the logs of its services to a bucket or a Kinesis data stream.
package enum Fastly: Vendor {
  package static let id = "fastly"
  package static let adoptable = [
    AdoptableType(
      "s3",
      .bucket,
      under: "bucket",
      encryptionKey: "kmsKey",
      prefix: .init("path", isOfBucket: false),
      variants: [[], [.init("acl", .text(ACL.bucketOwnerFullControl.rawValue))]]
    ),
    AdoptableType(
      "kinesis",
      .stream,
      under: "stream",
      encryptionKey: "kmsKey",
      variants: [[]] + ["role", "published"].map { [.init("sharing", .text($0))] }
    ),
  ]

  package static func plan(_ draft: inout Draft) {
    switch draft.entry.type {
    case "s3": draft.planObjects()
    default: draft.planRecords()
    }
  }

  /// How the endpoint says that a key of the customer's encrypts what it writes.
  ///
  /// Source: go-fastly, `S3ServerSideEncryptionKMS`.
  fileprivate static let keyEncryption = "aws:kms"

  /// What access control list the endpoint in Fastly sends with each object.
  ///
  /// Source: go-fastly, `S3AccessControlList`.
  enum ACL: String, CaseIterable {
    case `private`
    case publicRead = "public-read"
    case publicReadWrite = "public-read-write"
    case awsExecRead = "aws-exec-read"
    case authenticatedRead = "authenticated-read"
    case bucketOwnerRead = "bucket-owner-read"
    case bucketOwnerFullControl = "bucket-owner-full-control"

    /// Whether objects would be open to the world, or to every AWS customer.
    var isPublic: Bool {
      switch self {
      case .publicRead, .publicReadWrite, .authenticatedRead: true
      case .private, .awsExecRead, .bucketOwnerRead, .bucketOwnerFullControl: false
      }
    }

    /// Whether a bucket must have access control lists switched on to take it: all but one are
    /// refused with `AccessControlListNotSupported` where the bucket's owner owns every object.
    ///
    /// Source: Amazon S3 user guide, "Controlling ownership of objects".
    var needsACLs: Bool { self != .bucketOwnerFullControl }
  }
}

extension Draft {
  /// The steps of every role that Fastly assumes, and what they say.
  mutating func fastlySteps(
    _ entry: ConnectionEntry,
    _ connection: Connection,
    _ identity: Identity
  ) -> [String: String] {
    var hints = identity.values
    hints["Connection"] = entry.name.value.text
    hints["ExternalId"] = connection.externalID.text
    hints["VendorAccount"] = connection.account.text
    step(.before, "find-customer-id", hints)
    awsStep(.aws, "sts-endpoints", hints)
    awsStep(.aws, "scp-note", hints)
    step(.later, "keys-to-role", hints)
    contribution.outputs.append(
      Output("RoleArn", of: identity.name, .arn(.role(identity.roleName)), description: .roleARN)
    )
    return hints
  }

  fileprivate mutating func planObjects() {
    let bucket = bucket("bucket")
    let path = fields.value("path", as: ObjectPrefix.self, &diagnostics)
    warn(aboutPath: path)
    let acl = acl(isCreated: bucket?.isCreated ?? false)
    let endpointKey = key("kmsKey", in: bucket?.region)
    let options = roleOptions()
    guard let entry = connection(), let connection = trustedConnection(entry),
      let identity = role(for: connection, options), let bucket
    else { return }
    add(bucket, ownership: acl?.needsACLs == true ? .preferred : .enforced)
    let values = values(for: bucket, prefix: path?.value)
    grant(permission("published"), to: identity.holder, values)
    if acl != nil { grant(catalog.permission("acl"), to: identity.holder, values) }

    var hints = fastlySteps(entry, connection, identity)
    let suffix = catalog.partitions[specification.partition]?.dnsSuffix ?? ""
    hints["Bucket"] = bucket.name.value.text
    hints["BucketRegion"] = bucket.region.text
    hints["Path"] = path?.value.text ?? ""
    hints["Domain"] = "s3.\(bucket.region).\(suffix)"
    for key in Set([bucket.kmsKey, endpointKey].compactMap { $0 }).sorted() {
      grant(use: key, by: "kms-write", to: identity.holder, values, bearer: hints)
    }
    hints["Acl"] = acl?.rawValue
    hints["Encryption"] = endpointKey.map { _ in Fastly.keyEncryption }
    hints["KeyArn"] = endpointKey?.text
    endpointSteps(hints)
    step(.verify, "test-s3-delivery", hints)
  }

  /// The requests for the S3 endpoint, and the steps that name them.
  private mutating func endpointSteps(_ values: [String: String]) {
    var hints = values
    hints["FormFile"] = request("s3.curl", as: "logging-s3.curl", hints)
    hints["TerraformFile"] = request(
      hints["KeyArn"] == nil ? "s3.tf" : "s3-kms.tf",
      as: "logging-s3.tf",
      hints
    )
    if hints["Acl"] == nil {
      hints["ScriptFile"] = request("s3.sh", as: "logging-s3.sh", hints)
      step(.vendor, "create-s3-endpoint", hints)
    } else {
      // The CLI can't say it, and an endpoint without it would not be the one of the spec.
      step(.vendor, "create-s3-endpoint-acl", hints)
    }
    if hints["KeyArn"] != nil { step(.vendor, "create-s3-endpoint-kms", hints) }
  }

  private mutating func warn(aboutPath path: Located<ObjectPrefix>?) {
    guard let path, !path.value.text.hasSuffix("/") else { return }
    diagnostics.report(
      .prefixWithoutSlash,
      "Fastly puts the path in front of the file's name as it is, without a '/' between them",
      at: path.range,
      help: "write \(quoted(path.value.text + "/")) for a folder"
    )
  }

  /// Reads the endpoint's access control list, and refuses what the bucket wouldn't take.
  private mutating func acl(isCreated: Bool) -> Fastly.ACL? {
    guard let text = fields.text("acl", &diagnostics) else { return nil }
    guard let acl = Fastly.ACL(rawValue: text.value) else {
      reportUnknownValue(
        text,
        of: "acl",
        among: Fastly.ACL.allCases.map(\.rawValue),
        &diagnostics
      )
      return nil
    }
    if acl.isPublic {
      diagnostics.report(
        .bucketACL,
        "'\(acl.rawValue)' would open each log file to people outside the account",
        at: text.range,
        help: "write 'bucket-owner-full-control', or leave 'acl' out"
      )
    } else if acl.needsACLs && !isCreated {
      diagnostics.report(
        .aclNeedsACLs,
        "a bucket takes '\(acl.rawValue)' only where access control lists are switched on",
        at: text.range,
        help: "write 'bucket-owner-full-control', or see that the bucket's ownership is preferred"
      )
    }
    return acl
  }
}

extension [String: String] {
  /// The same values with one more.
  func adding(_ key: String, _ value: String) -> [String: String] {
    merging([key: value]) { _, new in new }
  }
}
