// One integration of any type, with any of its options.
extension SpecMaker {
  mutating func integration() -> SpecSketch.Entry {
    let usable = connections.map { ($0, Self.types(of: $0)) }.filter { !$0.1.isEmpty }
    guard !usable.isEmpty, !random.oneIn(8) else { return customRole(in: nil) }
    let (connection, types) = random.pick(usable)
    switch random.pick(types) {
    case "logzio/s3-fetch": return fetch(connection)
    case "logzio/archive": return archive(connection)
    case "logzio/metrics": return metrics(connection)
    case "fastly/s3": return objects(connection)
    case "fastly/kinesis": return records(connection)
    default: return customRole(in: connection)
    }
  }

  private static func types(of connection: DraftedConnection) -> [String] {
    switch connection.vendor {
    case "logzio":
      ["logzio/s3-fetch"] + (connection.hasExternalID ? ["logzio/archive"] : [])
        + (connection.hasSite ? ["logzio/metrics"] : [])
    case "fastly": connection.hasExternalID ? ["fastly/s3", "fastly/kinesis"] : []
    default: ["custom/role"]
    }
  }

  /// The keys `type` and `via`.
  private mutating func head(_ type: String, _ connection: DraftedConnection) -> [SpecSketch.Entry]
  {
    let type = SpecSketch.Entry("type", .text(type))
    let canOmit =
      connection.name == connection.vendor
      || connections.count { $0.vendor == connection.vendor } == 1
    if canOmit && !random.oneIn(3) { return [type] }
    return [type, .init("via", .text(connection.name))]
  }

  /// A name that leaves room for a role named after it.
  private mutating func integrationName(room: Int) -> String {
    let longest = max(1, min(40, room))
    return unique("integration") { Self.slug(upTo: longest, &$0) }
  }

  private func room(_ vendor: String, suffix: Int = 0) -> Int {
    64 - vendor.utf8.count - 2 - name.utf8.count - suffix
  }

  /// The role of an integration: its own, one with a given name, or one that it shares.
  mutating func identity(
    of connection: String,
    _ vendor: String,
    mayShare: Bool = true
  ) -> (name: String, keys: [SpecSketch.Entry]) {
    if mayShare, random.oneIn(3), let shared = sharedRoles[connection] {
      return (integrationName(room: 40), shared)
    }
    var keys = identityKeys()
    if random.oneIn(4) {
      keys.append(.init("maxSessionDuration", .word(String(random.number(3600...43200)))))
    }
    if random.oneIn(4) {
      keys.append(.init("description", .text(prose(upTo: random.oneIn(4) ? 1000 : 80))))
    }
    guard random.oneIn(3) else {
      let name = integrationName(room: room(vendor))
      taken.insert("role \(vendor)-\(self.name)-\(name)")
      return (name, keys)
    }
    let length = random.oneIn(4) ? 63 : random.number(1...20)
    let given = unique("role") { $0.name(length + 1, of: Alphabet.lettersAndDigits + "_+=,.@-") }
    keys.append(.init("role", .text(given)))
    if mayShare { sharedRoles[connection] = keys }
    return (integrationName(room: 40), keys)
  }

  /// What may be said of a role and of a user.
  private mutating func identityKeys() -> [SpecSketch.Entry] {
    var keys: [SpecSketch.Entry] = []
    if random.oneIn(4) {
      let parts = (0..<random.number(1...3)).map { _ in
        random.text(random.number(1...12), of: Alphabet.lettersAndDigits + "_+=,.@-")
      }
      keys.append(.init("rolePath", .text("/" + parts.joined(separator: "/") + "/")))
    }
    if random.oneIn(4) {
      let owner = random.pick([account, "aws"])
      let path = random.pick(["", "bounds/", "a.b/c_d/"])
      let policy = owner == "aws" ? "PowerUserAccess" : "\(path)Limits"
      let arn = "arn:\(partition):iam::\(owner):policy/\(policy)"
      keys.append(.init("permissionsBoundary", .text(arn)))
    }
    if random.oneIn(4) { keys.append(.init("tags", .map(tags(upTo: 6)))) }
    return keys
  }
}

// Logz.io.
extension SpecMaker {
  private mutating func fetch(_ connection: DraftedConnection) -> SpecSketch.Entry {
    var entries = head("logzio/s3-fetch", connection)
    if random.oneIn(2) { entries.append(edition()) }
    let name: String
    let usesKeys = !connection.hasExternalID || random.oneIn(5)
    if usesKeys {
      name = integrationName(room: room("logzio"))
      entries += identityKeys() + [.init("auth", .text("access-keys"))]
    } else {
      let role = identity(of: connection.name, "logzio")
      name = role.name
      entries += role.keys
      if random.oneIn(4) { entries.append(.init("auth", .text("role"))) }
    }
    // A user's policies have 2,048 characters, a role's 10,240.
    let count = usesKeys ? random.number(1...2) : random.number(1...4)
    let buckets = (0..<count).map { _ in fetchedBucket(longestPrefix: usesKeys ? 40 : 300) }
    return .init(name, .map(entries + [.init("buckets", .list(buckets))]))
  }

  private mutating func fetchedBucket(longestPrefix: Int) -> SpecSketch {
    let name = bucketName()
    if random.oneIn(5) && Self.fetchRegions.contains(region) { return .text(name) }
    let place =
      Self.fetchRegions.contains(region) && random.oneIn(2)
      ? region : random.pick(Self.fetchRegions)
    var entries: [SpecSketch.Entry] = [.init("name", .text(name))]
    if place != region || random.oneIn(4) { entries.append(.init("region", .text(place))) }
    if random.oneIn(2) {
      entries.append(.init("prefix", .text(prefix(upTo: longestPrefix))))
      if random.oneIn(2) { entries.append(.init("narrow", .word(random.pick(["true", "false"])))) }
    }
    if random.oneIn(3) { entries.append(.init("kmsKey", .text(key(in: place)))) }
    if random.oneIn(2) {
      let type = random.text(random.oneIn(5) ? 63 : 6, of: Alphabet.lettersAndDigits + "-_.")
      entries.append(.init("logType", .text("t" + type)))
    }
    if random.oneIn(3) { entries.append(.init("includeSourcePath", .word("true"))) }
    return .map(entries)
  }

  private mutating func archive(_ connection: DraftedConnection) -> SpecSketch.Entry {
    let role = identity(of: connection.name, "logzio")
    var entries = head("logzio/archive", connection) + role.keys
    if random.oneIn(2) { entries.append(edition()) }
    if random.oneIn(3) { entries.append(.init("allowAcl", .word(random.pick(["true", "false"])))) }
    entries.append(.init("bucket", bucket(mayExpire: false)))
    return .init(role.name, .map(entries))
  }

  private mutating func edition() -> SpecSketch.Entry {
    .init("permissions", .text(random.pick(["published", "current"])))
  }

  private mutating func metrics(_ connection: DraftedConnection) -> SpecSketch.Entry {
    let name = integrationName(room: room("logzio", suffix: "-firehose".utf8.count))
    for suffix in ["-firehose", "-stream"] {
      taken.insert("role logzio-\(self.name)-\(name)\(suffix)")
    }
    var entries = head("logzio/metrics", connection) + identityKeys() + token()
    entries.append(.init("backup", bucket(isHere: true)))
    if random.oneIn(2) {
      let key = random.pick(["namespaces", "excludeNamespaces"])
      entries.append(.init(key, .list(namespaces())))
    }
    if random.oneIn(4) { entries.append(.init("streamRoleSourceAccount", .word("true"))) }
    if random.oneIn(4) { entries.append(.init("streamName", .text("acme_metrics.v-2"))) }
    for (key, range) in [("bufferSeconds", 0...900), ("bufferMegabytes", 1...64)]
    where random.oneIn(4) {
      let edge = random.pick([range.lowerBound, range.upperBound, random.number(range)])
      entries.append(.init(key, .word(String(edge))))
    }
    if random.oneIn(4) {
      let days = random.pick([1, 3, 14, 30, 60, 365, 400, 1827, 3288, 3653])
      entries.append(.init("logRetentionDays", .word(String(days))))
    }
    return .init(name, .map(entries))
  }

  private mutating func token() -> [SpecSketch.Entry] {
    guard random.oneIn(2) else { return [.init("token", .text("parameter"))] }
    let name = random.text(random.number(1...40), of: Alphabet.lettersAndDigits + "/_+=.@-")
    let suffix = random.text(6, of: Alphabet.lettersAndDigits)
    let arn = "arn:\(partition):secretsmanager:\(region):\(account):secret:\(name)-\(suffix)"
    let token = SpecSketch.Entry("token", .map([.init("secret", .text(arn))]))
    return random.oneIn(2) ? [token] : [token, .init("tokenKmsKey", .text(key(in: region)))]
  }

  private mutating func namespaces() -> [SpecSketch] {
    let known = ["AWS/EC2", "AWS/RDS", "AWS/Lambda", "Custom App/v1.2_x#3", "CWAgent"]
    return known.shuffled(using: &random).prefix(random.number(1...5)).map { name in
      guard random.oneIn(2) else { return .text(name) }
      let metrics = ["CPUUtilization", "Latency (ms): p99", "4xx", "disk_used#1", "a.b/c-d"]
      let chosen = metrics.shuffled(using: &random).prefix(random.number(1...5))
      return .map([
        .init("name", .text(name)), .init("metrics", .list(chosen.map(SpecSketch.text))),
      ])
    }
  }
}

// Fastly.
extension SpecMaker {
  private mutating func objects(_ connection: DraftedConnection) -> SpecSketch.Entry {
    let role = identity(of: connection.name, "fastly")
    let place = random.oneIn(4) ? random.pick(Self.fetchRegions) : region
    var entries = head("fastly/s3", connection) + role.keys
    entries.append(.init("bucket", bucket(in: place)))
    if random.oneIn(2) {
      entries.append(.init("path", .text(prefix(upTo: random.oneIn(6) ? 899 : 60))))
    }
    if random.oneIn(3) {
      let acls = ["private", "aws-exec-read", "bucket-owner-read", "bucket-owner-full-control"]
      entries.append(.init("acl", .text(random.pick(acls))))
    }
    if random.oneIn(3) { entries.append(.init("kmsKey", .text(key(in: place)))) }
    return .init(role.name, .map(entries))
  }

  private mutating func records(_ connection: DraftedConnection) -> SpecSketch.Entry {
    let role = identity(of: connection.name, "fastly")
    var entries = head("fastly/kinesis", connection) + role.keys
    let length = random.oneIn(5) ? 127 : random.number(0...30)
    let name = unique("stream") { $0.name(length + 1, of: Alphabet.lettersAndDigits + "_.-") }
    let isCreated = random.oneIn(2)
    let place = isCreated || random.oneIn(2) ? region : random.pick(Self.fetchRegions)
    entries.append(.init("stream", stream(name, isCreated: isCreated, in: place)))
    // A stream of another region is shared there, by a stack of that region.
    let choices = place == region ? ["none", "role", "published"] : ["none"]
    let sharing = random.pick(choices)
    if sharing != "none" || random.oneIn(3) { entries.append(.init("sharing", .text(sharing))) }
    if sharing != "none" && isCreated || random.oneIn(3) {
      entries.append(.init("kmsKey", .text(key(in: place))))
    }
    return .init(role.name, .map(entries))
  }

  private mutating func stream(_ name: String, isCreated: Bool, in place: String) -> SpecSketch {
    if !isCreated && place == region && random.oneIn(2) { return .text(name) }
    var entries: [SpecSketch.Entry] = [.init("name", .text(name))]
    if place != region || random.oneIn(4) { entries.append(.init("region", .text(place))) }
    guard isCreated else { return .map(entries) }
    entries.append(.init("create", .word("true")))
    if random.oneIn(3) {
      let shards = random.pick([1, 4, 200])
      entries += [.init("mode", .text("provisioned")), .init("shards", .word(String(shards)))]
    } else if random.oneIn(2) {
      entries.append(.init("mode", .text("on-demand")))
    }
    if random.oneIn(3) {
      entries.append(.init("retentionHours", .word(String(random.pick([24, 48, 8760])))))
    }
    return .map(entries)
  }
}
