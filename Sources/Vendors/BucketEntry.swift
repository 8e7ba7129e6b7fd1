import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// A bucket as an integration names it.
struct BucketEntry {
  let name: Located<BucketName>
  let region: Region
  let kmsKey: KeyARN?
  /// Whether the spec makes the bucket.
  let isCreated: Bool
  let expireAfterDays: Int?

  /// Where messages about it point.
  var range: SourceRange { name.range }
}

extension Draft {
  /// Reads the bucket under a key: a name, or a mapping with the keys that the integration takes.
  mutating func bucket(_ key: String, takesExpiry: Bool = true) -> BucketEntry? {
    guard let node = fields.required(key) else { return nil }
    guard var options = Fields(nameOrMapping: node, of: "a bucket", &diagnostics) else {
      return nil
    }
    let isCreated = options.flag("create", &diagnostics)
    let expiry = expiry(&options, isCreated: isCreated, isTaken: takesExpiry)
    let entry = finishBucket(&options, isCreated: isCreated, expiry: expiry)
    options.finish(&diagnostics)
    return entry
  }

  /// Reads what every bucket has: its name, its region and its key.
  mutating func finishBucket(
    _ options: inout Fields,
    isCreated: Bool,
    expiry: Int? = nil
  ) -> BucketEntry? {
    let name = options.requiredValue("name", as: BucketName.self, &diagnostics)
    let region = region(&options)
    let key = options.value("kmsKey", as: KeyARN.self, &diagnostics)
      .flatMap { checked($0, in: region) }
    guard let name else { return nil }
    if name.value.hasDots {
      diagnostics.report(
        .bucketNameDots,
        "a bucket name with dots doesn't work with TLS and virtual-hosted URLs",
        at: name.range,
        help: "write '-' for '.' where you may still choose the name"
      )
    }
    if isCreated && isElsewhere(region) {
      diagnostics.report(
        .otherRegion,
        "a bucket that the spec makes must be in the spec's region, \(specification.region.value)",
        at: name.range,
        help: "make it in a spec of its own for \(region), or create it elsewhere"
      )
    }
    return BucketEntry(
      name: name,
      region: region,
      kmsKey: key,
      isCreated: isCreated,
      expireAfterDays: expiry
    )
  }

  private mutating func expiry(
    _ options: inout Fields,
    isCreated: Bool,
    isTaken: Bool
  ) -> Int? {
    guard let days = options.integer("expireAfterDays", in: 1...36500, &diagnostics) else {
      return nil
    }
    guard isTaken else {
      diagnostics.report(
        .archiveExpiry,
        "an archive bucket must not expire objects: the object logzio-verified must stay, and "
          + "what has expired can't be restored",
        at: days.range,
        help: "remove 'expireAfterDays', and thin out archives by hand"
      )
      return nil
    }
    guard isCreated else {
      diagnostics.report(
        .createOption,
        "'expireAfterDays' is only for a bucket that the spec makes",
        at: days.range,
        help: "add 'create: true', or set the lifecycle where the bucket is made"
      )
      return nil
    }
    return days.value
  }

  /// Plans the bucket: it is made, or it must exist.
  mutating func add(_ bucket: BucketEntry, ownership: Bucket.Ownership = .enforced) {
    guard bucket.isCreated else {
      contribution.requirements.append(.bucket(bucket.name.value, bucket.region))
      return
    }
    add(
      .bucket(
        Bucket(
          bucket.name.value,
          ownership: ownership,
          kmsKey: bucket.kmsKey,
          expireAfterDays: bucket.expireAfterDays,
          tags: tags
        )
      ),
      at: bucket.range
    )
  }

  /// What the holes of a policy on the bucket hold.
  func values(for bucket: BucketEntry, prefix: ObjectPrefix? = nil) -> HoleValues {
    HoleValues([
      "Partition": specification.partition.text,
      "Account": specification.account.value.text,
      "Region": bucket.region.text,
      "Bucket": bucket.name.value.text,
      "Prefix": prefix?.text ?? "",
    ])
  }

  /// Grants the use of a key to whoever reads or writes what it encrypts, and adds the step for
  /// keys that don't leave that to IAM.
  mutating func grant(
    use key: KeyARN?,
    by permission: String,
    to holder: Grant.Holder,
    _ values: HoleValues,
    bearer: [String: String]
  ) {
    guard let key else { return }
    var values = values
    values.texts["Key"] = key.text
    grant(catalog.permission(permission), to: holder, values)
    var hints = bearer
    hints["KeyArn"] = key.text
    hints.merge(values.texts) { own, _ in own }
    let kind = permission.split(separator: "-").last.map(String.init) ?? ""
    awsStep(.aws, "key-policy-role-\(kind)", hints)
  }
}
