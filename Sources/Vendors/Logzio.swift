import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// Logz.io fetches logs from buckets, archives logs to a bucket, and receives metrics.
package enum Logzio: Vendor {
  package static let id = "logzio"
  package static let adoptable = [
    AdoptableType(
      "s3-fetch",
      .bucket,
      under: "buckets",
      isList: true,
      isWriting: false,
      prefix: .init("prefix", isOfBucket: true, options: [.init("narrow", .flag(true))]),
      variants: editions
    ),
    AdoptableType(
      "archive",
      .bucket,
      under: "bucket",
      variants: editions * [[], [.init("allowAcl", .flag(true))]]
    ),
  ]
  private static let editions: [[AdoptableType.Option]] = Edition.allCases.map {
    [.init("permissions", .text($0.rawValue))]
  }

  package static func plan(_ draft: inout Draft) {
    switch draft.entry.type {
    case "s3-fetch": draft.planFetch()
    case "archive": draft.planArchive()
    default: draft.planMetrics()
    }
  }

  /// Which edition of a policy is granted: as Logz.io's page prints it, or its newer form.
  enum Edition: String, CaseIterable {
    case published, current
  }
}

extension Draft {
  /// What steps say about the connection: where its app and API are.
  func siteValues(_ connection: ConnectionEntry) -> [String: String] {
    let code = connection.site?.value ?? "us"
    let site = vendor.sites[code]
    return [
      "Connection": connection.name.value.text,
      "Site": code,
      "App": site?.app ?? "",
      "Api": site?.api ?? "",
      "Listener": site?.listener ?? "",
    ]
  }

  /// The steps of every role that Logz.io assumes.
  mutating func roleSteps(
    _ connection: Connection,
    _ identity: Identity,
    _ values: [String: String]
  ) {
    step(.before, "find-ids", values)
    step(.before, "verify-account", values)
    step(.later, "migrate-external-id-same-role", values)
    guard connection.rotation == nil else { return }
    step(
      .later,
      "migrate-external-id-new-roles",
      values.merging(["PreviousExternalId": "the id that the old role trusts"]) { own, _ in own }
    )
  }

  /// What steps say about a role's trust.
  func trustValues(_ connection: Connection) -> [String: String] {
    [
      "ExternalId": connection.externalID.text,
      "VendorAccount": connection.account.text,
    ]
  }

  private mutating func refuseArchivePath() {
    guard let path = fields.entry("path") ?? fields.entry("prefix") else { return }
    diagnostics.report(
      .archivePath,
      "an archive must be at the root of its bucket: nothing can be restored from a path",
      at: path.key.range,
      help: "remove it, and give the archive a bucket of its own"
    )
  }

  fileprivate mutating func planArchive() {
    let edition = fields.choice("permissions", default: Logzio.Edition.published, &diagnostics)
    let allowsACL = fields.flag("allowAcl", &diagnostics)
    refuseArchivePath()
    let bucket = bucket("bucket", takesExpiry: false)
    let options = roleOptions()
    guard let entry = connection(), let connection = trustedConnection(entry),
      let identity = role(for: connection, options), let bucket
    else { return }
    contribution.soleUse = .init(connection: entry.name.value, use: "archive")
    add(bucket, ownership: .preferred)
    let values = values(for: bucket)
    grant(permission(edition.rawValue), to: identity.holder, values)
    if allowsACL { grant(catalog.permission("acl"), to: identity.holder, values) }

    var hints = siteValues(entry).merging(trustValues(connection)) { own, _ in own }
    hints.merge(identity.values) { own, _ in own }
    hints["Bucket"] = bucket.name.value.text
    hints["BucketRegion"] = bucket.region.text
    hints["Label"] = name.text
    hints["RequestFile"] = request("archive.json", as: "archive.json", hints)
    hints["TestFile"] = request("archive-test.json", as: "archive-test.json", hints)
    hints["TerraformFile"] = request("archive.tf", as: "archive.tf", hints)
    grant(use: bucket.kmsKey, by: "kms-write", to: identity.holder, values, bearer: hints)
    roleSteps(connection, identity, hints)
    step(.aws, "archive-bucket", hints)
    step(.vendor, "archive-start", hints)
    step(.verify, "archive-test", hints)
    step(.later, "archive-second", hints)
    contribution.outputs += [
      Output("RoleArn", of: identity.name, .arn(.role(identity.roleName)), description: .roleARN),
      Output(
        "Bucket",
        of: name.text,
        .text(bucket.name.value.text),
        description: "S3 bucket path of the archive, for Logz.io"
      ),
    ]
  }
}

extension Identity {
  /// The name of the role that it is.
  var roleName: RoleName {
    guard let role else { preconditionFailure("this identity is a user") }
    return role
  }
}

extension String {
  /// The description of the output that every vendor's form asks for.
  static let roleARN = "ARN of the role, for the vendor's form"
}
