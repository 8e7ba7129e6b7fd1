import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// A bucket that Logz.io fetches from, with what its form asks for.
private struct FetchedBucket {
  let bucket: BucketEntry
  let prefix: Located<ObjectPrefix>?
  let logType: LogType?
  /// Whether each line gets a field with the key of its object.
  let includesSourcePath: Bool
  /// Which of the integration's fetchers of this bucket it is; each has a prefix of its own.
  let number: Int
  /// Whether the grant is narrowed to the prefix; Logz.io's pages grant the whole bucket.
  let isNarrow: Bool
}

extension Draft {
  /// How Logz.io comes in.
  private enum Authentication: String, CaseIterable {
    case role
    case accessKeys = "access-keys"
  }

  mutating func planFetch() {
    let edition = fields.choice("permissions", default: Logzio.Edition.published, &diagnostics)
    let authentication = fields.choice("auth", default: Authentication.role, &diagnostics)
    let buckets = fetchedBuckets()
    switch authentication {
    case .role:
      let options = roleOptions()
      guard let entry = connection(), let connection = trustedConnection(entry),
        let identity = role(for: connection, options)
      else { return }
      var hints = siteValues(entry).merging(trustValues(connection)) { own, _ in own }
      hints.merge(identity.values) { own, _ in own }
      roleSteps(connection, identity, hints)
      for bucket in buckets {
        grant(bucket, edition, to: identity, hints)
        var own = self.hints(for: bucket, hints)
        own["RequestFile"] = request("s3-fetcher.json", as: bucket.fileName + ".json", own)
        own["TerraformFile"] = request("s3-fetcher.tf", as: bucket.fileName + ".tf", own)
        step(.vendor, "connect-bucket-role", own)
        step(.verify, "test-role", own)
      }
      contribution.outputs.append(
        Output("RoleArn", of: identity.name, .arn(.role(identity.roleName)), description: .roleARN)
      )
    case .accessKeys: planFetchByKeys(buckets, edition)
    }
  }

  private mutating func planFetchByKeys(_ buckets: [FetchedBucket], _ edition: Logzio.Edition) {
    diagnostics.report(
      .accessKeys,
      "access keys don't expire; a role lets Logz.io in without a secret",
      at: fields.node("auth")?.range ?? range,
      help: "prefer 'auth: role'; the checklist says how to move"
    )
    refuseRoleKeys()
    let options = identityOptions()
    guard let entry = connection(), let identity = user(options), let key = identity.accessKey
    else { return }
    var hints = siteValues(entry).merging(identity.values) { own, _ in own }
    hints["KeyFileVariable"] = key.fileVariable
    requestKeys(&hints)
    for bucket in buckets {
      grant(bucket, edition, to: identity, hints)
      var own = self.hints(for: bucket, hints)
      own["TerraformFile"] = request("s3-fetcher-keys.tf", as: bucket.fileName + ".tf", own)
      step(.vendor, "connect-bucket-keys", own)
      step(.verify, "test-keys", own)
      step(.later, "rotate-access-key", own)
      var move = own
      move["RoleArn"] = "the role's ARN in ACCESS.md, after the move"
      step(.later, "keys-to-role", move)
    }
    contribution.outputs += [
      Output(
        "AccessKeyId",
        of: identity.name,
        .accessKeyID(key.user),
        description: "Access key id, for Logz.io's form"
      ),
      Output(
        "SecretArn",
        of: identity.name,
        .accessKeySecret(key.user),
        description: "Secret of Secrets Manager that holds the access key"
      ),
    ]
  }

  /// Adds the variables of the access key, of which no value may stand in a file.
  private mutating func requestKeys(_ hints: inout [String: String]) {
    let variable = name.variableText.lowercased()
    hints["AccessKeyVariable"] = variable + "_access_key"
    hints["SecretKeyVariable"] = variable + "_secret_key"
    hints["VariablesFile"] = request("access-key.tf", as: "access-key.tf", hints)
  }

  /// Reports role options where a user is made.
  private mutating func refuseRoleKeys() {
    for key in ["role", "maxSessionDuration", "description"] {
      guard let entry = fields.entry(key) else { continue }
      diagnostics.report(
        .conflictingKeys,
        "'\(key)' belongs to a role, and 'auth: access-keys' makes a user",
        at: entry.key.range,
        help: "remove it"
      )
    }
  }

  /// Grants the bucket, and adds the steps that don't depend on how Logz.io signs in.
  private mutating func grant(
    _ fetched: FetchedBucket,
    _ edition: Logzio.Edition,
    to identity: Identity,
    _ hints: [String: String]
  ) {
    let bucket = fetched.bucket
    add(bucket)
    let policy = fetched.isNarrow ? edition.rawValue + "-narrow" : edition.rawValue
    let values = values(for: bucket, prefix: fetched.prefix?.value)
    grant(permission(policy), to: identity.holder, values, at: bucket.range)
    let own = self.hints(for: fetched, hints)
    grant(use: bucket.kmsKey, by: "kms-read", to: identity.holder, values, bearer: own)
    step(.before, "s3-practices", own)
    step(.verify, "check-logs", own)
  }

  private func hints(for fetched: FetchedBucket, _ hints: [String: String]) -> [String: String] {
    var hints = hints
    hints["Bucket"] = fetched.bucket.name.value.text
    hints["BucketRegion"] = fetched.bucket.region.text
    hints["Prefix"] = fetched.prefix?.value.text ?? ""
    hints["LogType"] = fetched.logType?.text ?? "other"
    hints["SourcePath"] = fetched.includesSourcePath ? "true" : "false"
    hints["ApiRegion"] = fetched.bucket.region.apiText
    hints["Label"] = "\(name)_" + fetched.label
    return hints
  }
}

extension FetchedBucket {
  /// What names its files among those of the integration: no part holds what divides them.
  fileprivate var fileName: String {
    "s3-fetcher" + (number > 1 ? "-\(number)" : "") + "." + bucket.name.value.text
  }

  /// What names it in Terraform.
  fileprivate var label: String {
    bucket.name.value.text + (number > 1 ? "_\(number)" : "")
  }
}

extension Region {
  /// How Logz.io's API writes it: in capitals, with `_` for `-`.
  fileprivate var apiText: String {
    String(text.uppercased().map { $0 == "-" ? "_" : $0 })
  }
}

// Reading the buckets.
extension Draft {
  private mutating func fetchedBuckets() -> [FetchedBucket] {
    var buckets: [FetchedBucket] = []
    for node in fields.requiredItems("buckets", &diagnostics) ?? [] {
      guard let fetched = fetchedBucket(node, after: buckets) else { continue }
      let twin = buckets.first {
        $0.bucket.name.value == fetched.bucket.name.value
          && $0.prefix?.value == fetched.prefix?.value
      }
      if let twin {
        diagnostics.report(
          .duplicateEntry,
          "the bucket '\(fetched.bucket.name.value)' stands here already",
          at: fetched.bucket.range,
          related: [.init("the first one stands here", at: twin.bucket.range)],
          help: "remove one, or give each a prefix of its own"
        )
      }
      buckets.append(fetched)
    }
    return buckets
  }

  private mutating func fetchedBucket(
    _ node: Node,
    after earlier: [FetchedBucket]
  ) -> FetchedBucket? {
    guard var options = Fields(nameOrMapping: node, of: "a bucket", &diagnostics) else {
      return nil
    }
    refuseCreate(&options)
    let prefix = options.value("prefix", as: ObjectPrefix.self, &diagnostics)
    let logType = options.value("logType", as: LogType.self, &diagnostics)
    let includesSourcePath = options.flag("includeSourcePath", &diagnostics)
    let isNarrow = options.flag("narrow", &diagnostics)
    let bucket = finishBucket(&options, isCreated: false)
    options.finish(&diagnostics)
    if isNarrow && prefix == nil {
      diagnostics.report(
        .narrowWithoutPrefix,
        "'narrow: true' must have a 'prefix' to narrow the grant to",
        at: options.range,
        help: "add 'prefix: …', or remove 'narrow'"
      )
    }
    if let prefix { warn(about: prefix) }
    guard let bucket else { return nil }
    checkFetchRegion(bucket)
    return FetchedBucket(
      bucket: bucket,
      prefix: prefix,
      logType: logType?.value,
      includesSourcePath: includesSourcePath,
      number: 1 + earlier.count { $0.bucket.name.value == bucket.name.value },
      isNarrow: isNarrow && prefix != nil
    )
  }

  private mutating func refuseCreate(_ options: inout Fields) {
    guard let create = options.entry("create") else { return }
    diagnostics.report(
      .createOption,
      "a bucket that Logz.io fetches from must exist already, with its logs",
      at: create.key.range,
      help: "remove 'create'; the service that writes the logs makes the bucket"
    )
  }

  /// Warns about keys that Logz.io would not fetch in order.
  private mutating func warn(about prefix: Located<ObjectPrefix>) {
    if !prefix.value.text.hasSuffix("/") {
      diagnostics.report(
        .prefixWithoutSlash,
        "a prefix without '/' at its end also takes in keys that merely start like it",
        at: prefix.range,
        help: "write \(quoted(prefix.value.text + "/")) if it is a folder"
      )
    }
    let text = prefix.value.text.lowercased()
    for (part, service) in [("guardduty", "GuardDuty"), ("/config/", "AWS Config")]
    where text.contains(part) {
      diagnostics.report(
        .unorderedKeys,
        "\(service) writes keys that don't sort by time, so Logz.io would miss objects",
        at: prefix.range,
        help: "use Logz.io's S3 Hook for them"
      )
    }
  }

  private mutating func checkFetchRegion(_ bucket: BucketEntry) {
    guard isKnown(bucket.region), !vendor.fetchRegions.contains(bucket.region) else { return }
    diagnostics.report(
      .unsupportedRegion,
      "\(vendor.name) doesn't fetch from \(bucket.region)",
      at: bucket.range,
      help: "it fetches from \(vendor.fetchRegions.map(\.text).sorted().joined(separator: ", "))"
    )
  }
}
