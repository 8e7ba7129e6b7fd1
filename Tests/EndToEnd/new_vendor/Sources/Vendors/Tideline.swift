import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// Tideline reads cost reports from a bucket.
package enum Tideline: Vendor {
  package static let id = "tideline"
  package static let adoptable = [
    AdoptableType(
      "cost-reports",
      .bucket,
      under: "bucket",
      isWriting: false,
      prefix: .init("prefix", isOfBucket: false)
    )
  ]

  package static func plan(_ draft: inout Draft) {
    draft.planCostReports()
  }
}

extension Draft {
  fileprivate mutating func planCostReports() {
    let bucket = bucket("bucket")
    let prefix = fields.value("prefix", as: ObjectPrefix.self, &diagnostics)
    let options = roleOptions()
    guard let entry = connection(), let connection = trustedConnection(entry),
      let identity = role(for: connection, options), let bucket
    else { return }
    add(bucket)
    let values = values(for: bucket, prefix: prefix?.value)
    grant(permission("published"), to: identity.holder, values)

    var hints = identity.values
    hints["Connection"] = entry.name.value.text
    hints["ExternalId"] = connection.externalID.text
    hints["VendorAccount"] = connection.account.text
    hints["Bucket"] = bucket.name.value.text
    hints["BucketRegion"] = bucket.region.text
    hints["Prefix"] = prefix?.value.text ?? ""
    grant(use: bucket.kmsKey, by: "kms-read", to: identity.holder, values, bearer: hints)
    step(.before, "find-tenant-id", hints)
    hints["RequestFile"] = request("report-source.json", as: "report-source.json", hints)
    step(.vendor, "connect-report-source", hints)
    step(.verify, "test-reports", hints)
    contribution.outputs.append(
      Output("RoleArn", of: identity.name, .arn(.role(identity.roleName)), description: .roleARN)
    )
  }
}
