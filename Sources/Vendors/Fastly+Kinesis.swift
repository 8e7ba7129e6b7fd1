import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// A Kinesis data stream as an integration names it.
private struct StreamEntry {
  let name: Located<StreamName>
  let region: Region
  let isCreated: Bool
  let capacity: Model.Stream.Capacity
  let retentionHours: Int
}

extension Draft {
  /// Whether, and to whom, a resource policy opens the stream.
  private enum Sharing: String, CaseIterable {
    /// Not at all: a role of the same account needs no resource policy.
    case none
    /// To the role that Fastly assumes.
    case role
    /// To the role and to Fastly's whole account, as Fastly's guide prints it.
    case published
  }

  mutating func planRecords() {
    let stream = stream()
    let sharing = fields.choice("sharing", default: Sharing.none, &diagnostics)
    let key = key("kmsKey", in: stream?.region)
    let options = roleOptions()
    checkSharing(sharing, stream, key)
    guard let entry = connection(), let connection = trustedConnection(entry),
      let identity = role(for: connection, options), let stream
    else { return }
    addStream(stream, key, isShared: sharing != .none)
    var values = HoleValues(
      [
        "Partition": specification.partition.text,
        "Account": specification.account.value.text,
        "Region": stream.region.text,
        "Stream": stream.name.value.text,
        "VendorAccount": connection.account.text,
      ],
      role: identity.roleName
    )
    grant(permission("published"), to: identity.holder, values, at: stream.name.range)

    var hints = fastlySteps(entry, connection, identity)
    hints["Stream"] = stream.name.value.text
    hints["StreamRegion"] = stream.region.text
    grant(use: key, by: "kms-kinesis", to: identity.holder, values, bearer: hints)
    if let key {
      values.texts["Key"] = key.text
      step(.aws, "stream-encryption", hints.adding("KeyArn", key.text))
    }
    share(stream, sharing, connection, values, hints)
    hints["ScriptFile"] = request("kinesis.sh", as: "logging-kinesis.sh", hints)
    hints["FormFile"] = request("kinesis.curl", as: "logging-kinesis.curl", hints)
    hints["TerraformFile"] = request("kinesis.tf", as: "logging-kinesis.tf", hints)
    step(.vendor, "create-kinesis-endpoint", hints)
    step(.verify, "test-kinesis-delivery", hints)
  }

  private mutating func addStream(_ stream: StreamEntry, _ key: KeyARN?, isShared: Bool) {
    guard stream.isCreated else {
      contribution.requirements.append(
        .stream(stream.name.value, stream.region, key: key, isShared: isShared)
      )
      return
    }
    add(
      .stream(
        Stream(
          stream.name.value,
          capacity: stream.capacity,
          retentionHours: stream.retentionHours,
          encryption: key.map(Model.Stream.Encryption.key) ?? .managedKey,
          tags: tags
        )
      ),
      at: stream.name.range
    )
  }

  private mutating func share(
    _ stream: StreamEntry,
    _ sharing: Sharing,
    _ connection: Connection,
    _ values: HoleValues,
    _ hints: [String: String]
  ) {
    guard sharing != .none else { return }
    let permission = permission("sharing-\(sharing.rawValue)")
    grant(permission, to: .streamPolicy(stream.name.value), values, at: stream.name.range)
    add(
      .streamPolicy(
        StreamPolicy(
          on: stream.name.value,
          in: stream.region,
          streamIsOwned: stream.isCreated,
          vendorName: connection.vendorName,
          permission.policy.filled(with: values)
        )
      ),
      at: stream.name.range
    )
    step(.aws, "sharing-\(sharing.rawValue)", hints)
  }
}

// Reading the stream.
extension Draft {
  private mutating func stream() -> StreamEntry? {
    guard let node = fields.required("stream"),
      var options = Fields(nameOrMapping: node, of: "a stream", &diagnostics)
    else { return nil }
    let name = options.requiredValue("name", as: StreamName.self, &diagnostics)
    let region = region(&options)
    let isCreated = options.flag("create", &diagnostics)
    let capacity = capacity(&options)
    let hours = options.integer("retentionHours", in: 24...8760, &diagnostics)
    if !isCreated { refuseCreateOptions(&options) }
    options.finish(&diagnostics)
    guard let name else { return nil }
    if isCreated && isElsewhere(region) {
      diagnostics.report(
        .otherRegion,
        "a stream that the spec makes must be in the spec's region, \(specification.region.value)",
        at: name.range,
        help: "make it in a spec of its own for \(region), or create it elsewhere"
      )
    }
    return StreamEntry(
      name: name,
      region: region,
      isCreated: isCreated,
      capacity: capacity,
      retentionHours: hours?.value ?? 24
    )
  }

  private mutating func capacity(_ options: inout Fields) -> Model.Stream.Capacity {
    /// The words for it in a spec.
    enum Mode: String, CaseIterable {
      case onDemand = "on-demand"
      case provisioned
    }
    let mode = options.choice("mode", default: Mode.onDemand, &diagnostics)
    let shards = options.integer("shards", in: 1...100_000, &diagnostics)
    switch (mode, shards) {
    case (.onDemand, let shards?):
      diagnostics.report(
        .conflictingKeys,
        "'shards' belongs to 'mode: provisioned'",
        at: shards.range,
        help: "add 'mode: provisioned', or remove it"
      )
      return .onDemand
    case (.onDemand, nil): return .onDemand
    case (.provisioned, let shards?): return .provisioned(shards: shards.value)
    case (.provisioned, nil):
      if !options.has("shards") {
        diagnostics.report(
          .missingKey,
          "a provisioned stream must have the key 'shards'",
          at: options.range,
          help: "add 'shards: 1', or 'mode: on-demand'"
        )
      }
      return .onDemand
    }
  }

  private mutating func refuseCreateOptions(_ options: inout Fields) {
    for key in ["mode", "shards", "retentionHours"] {
      guard let entry = options.entry(key) else { continue }
      diagnostics.report(
        .createOption,
        "'\(key)' is only for a stream that the spec makes",
        at: entry.key.range,
        help: "add 'create: true', or remove it"
      )
    }
  }

  /// A stream that is encrypted with the key that Kinesis manages can't be shared.
  ///
  /// Source: Kinesis developer guide, "Controlling access", sharing access to encrypted data.
  private mutating func checkSharing(_ sharing: Sharing, _ stream: StreamEntry?, _ key: KeyARN?) {
    guard sharing != .none, let node = fields.node("sharing") else { return }
    if sharing == .published {
      diagnostics.report(
        .sharingIsAccountWide,
        "this lets every principal of Fastly's account write, and no external id protects it",
        at: node.range,
        help: "'sharing: role' lets only your role write; 'none' is enough for a role that Fastly "
          + "assumes"
      )
    }
    if let stream, isElsewhere(stream.region) {
      diagnostics.report(
        .otherRegion,
        "a resource policy is made in the stream's region, and this spec is for "
          + "\(specification.region.value)",
        at: node.range,
        help: "write a spec for \(stream.region), or 'sharing: none'"
      )
    }
    if let stream, stream.isCreated, key == nil, !fields.has("kmsKey") {
      diagnostics.report(
        .sharingNeedsKey,
        "a stream that is shared must have a 'kmsKey' of your own: the key that Kinesis manages "
          + "can't be shared",
        at: node.range,
        help: "add 'kmsKey: arn:…', or 'sharing: none'"
      )
    }
  }
}
