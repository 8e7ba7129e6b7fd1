// Buckets, keys and prefixes.
extension SpecMaker {
  /// 3 to 63 characters, sometimes with dots.
  mutating func bucketName() -> String {
    unique("bucket") { random in
      let length = random.oneIn(6) ? 63 : random.number(3...24)
      let dot = random.oneIn(5) ? length / 2 : length
      var name = "b" + random.text(length - 2, of: Alphabet.lowercaseAndDigits + "-")
      name += random.text(1, of: Alphabet.lowercaseAndDigits)
      guard dot > 1, dot < length - 2 else { return name }
      return name.prefix(dot - 1) + "x.y" + name.suffix(length - dot - 2)
    }
  }

  /// A bucket that is made or exists already.
  ///
  /// - Parameter isHere: whether it must be in the spec's region.
  mutating func bucket(
    in place: String? = nil,
    isHere: Bool = false,
    mayExpire: Bool = true
  ) -> SpecSketch {
    let name = bucketName()
    let isElsewhere = !isHere && place == nil && random.oneIn(5)
    let place = place ?? (isElsewhere ? random.pick(Self.fetchRegions) : region)
    if place == region && random.oneIn(4) { return .text(name) }
    var entries: [SpecSketch.Entry] = [.init("name", .text(name))]
    if place != region || random.oneIn(4) { entries.append(.init("region", .text(place))) }
    if random.oneIn(3) { entries.append(.init("kmsKey", .text(key(in: place)))) }
    if place == region && random.oneIn(2) {
      entries.append(.init("create", .word("true")))
      if mayExpire && random.oneIn(2) {
        let days = random.pick([1, 30, 36500])
        entries.append(.init("expireAfterDays", .word(String(days))))
      }
    }
    return .map(entries)
  }

  /// The ARN of a key, sometimes of several regions, sometimes of another account.
  mutating func key(in place: String) -> String {
    let owner = random.oneIn(4) ? random.text(12, of: Alphabet.digits) : account
    let id =
      random.oneIn(4)
      ? "mrk-" + random.text(32, of: Alphabet.hexadecimal)
      : [8, 4, 4, 4, 12].map { random.text($0, of: Alphabet.hexadecimal) }.joined(separator: "-")
    return "arn:\(partition):kms:\(place):\(owner):key/\(id)"
  }

  /// The start of object keys, with every character that one may have.
  mutating func prefix(upTo longest: Int) -> String {
    let length = random.oneIn(6) ? longest : random.number(1...min(20, longest))
    let characters = Alphabet.lettersAndDigits + (random.oneIn(2) ? "/" : "!-_.'()/&$@=;:+, ")
    return random.text(1, of: Alphabet.lettersAndDigits) + random.text(length - 1, of: characters)
      + (random.oneIn(3) ? "" : "/")
  }
}

// Any other vendor.
extension SpecMaker {
  /// A role of a connection, or of a vendor that is described in place.
  mutating func customRole(in connection: DraftedConnection?) -> SpecSketch.Entry {
    var entries: [SpecSketch.Entry] = [.init("type", .text("custom/role"))]
    if let connection {
      entries.append(.init("via", .text(connection.name)))
    } else {
      let vendor: [SpecSketch.Entry] = [
        .init("name", .text(prose(upTo: 60))), .init("accountId", .text(foreignAccount())),
      ]
      entries.append(.init("vendor", .map(vendor + externalID(of: "custom"))))
    }
    let role = identity(of: connection?.name ?? "", "custom", mayShare: connection != nil)
    let allowed = (0..<random.number(1...4)).map { _ in allowance() }
    return .init(role.name, .map(entries + role.keys + [.init("allow", .list(allowed))]))
  }

  private mutating func allowance() -> SpecSketch {
    let (actions, resources) = random.pick(allowances())
    var entries: [SpecSketch.Entry] = [
      .init("actions", .list(actions.shuffled(using: &random).map(SpecSketch.text))),
      .init("resources", .list(resources.shuffled(using: &random).map(SpecSketch.text))),
      .init("reason", .text(prose(upTo: 300))),
    ]
    if random.oneIn(2) { entries.append(.init("conditions", .map(conditions()))) }
    return .map(entries)
  }

  /// Actions, and resources that each of them takes.
  private mutating func allowances() -> [(actions: [String], resources: [String])] {
    let bucket = "arn:\(partition):s3:::\(bucketName())"
    let place = "\(region):\(account)"
    let name = random.text(8, of: Alphabet.lowercase)
    return [
      (["s3:GetObject"], ["\(bucket)/*"]),
      (["s3:GetObject", "s3:PutObject"], ["\(bucket)/in/*", "\(bucket)/out_(1)/a?b*"]),
      (["s3:ListBucket", "s3:GetBucketLocation"], [bucket]),
      (["s3:ListBucket", "s3:GetObject"], [bucket, "\(bucket)/x/*"]),
      (["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"], ["*"]),
      (["ec2:DescribeInstances"], ["*"]),
      (["sqs:SendMessage", "sqs:GetQueueUrl"], ["arn:\(partition):sqs:\(place):\(name)"]),
      (["sns:Publish"], ["arn:\(partition):sns:\(place):\(name)"]),
      (
        ["dynamodb:GetItem", "dynamodb:Query"],
        ["arn:\(partition):dynamodb:\(place):table/\(name)"]
      ),
      (["kinesis:GetRecords"], ["arn:\(partition):kinesis:\(place):stream/\(name)-*"]),
      (["logs:FilterLogEvents"], ["arn:\(partition):logs:\(place):log-group:/\(name)/*"]),
    ]
  }

  private mutating func conditions() -> [SpecSketch.Entry] {
    let all: [(operator: String, key: String, values: [String])] = [
      ("StringEquals", "aws:PrincipalTag/team", ["a", "b c", "\"quoted\""]),
      ("StringLike", "s3:prefix", ["ledger/*"]),
      ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:db8::/32"]),
      ("Bool", "aws:SecureTransport", ["true"]),
      ("DateLessThan", "aws:CurrentTime", ["2031-01-01T00:00:00Z"]),
      ("NumericLessThanEquals", "s3:max-keys", ["10"]),
      ("ArnLike", "aws:SourceArn", ["arn:\(partition):sns:*:\(account):*"]),
      ("Null", "aws:TokenIssueTime", ["false"]),
    ]
    return all.shuffled(using: &random).prefix(random.number(1...3)).map { condition in
      let values = condition.values.prefix(random.number(1...3)).map(SpecSketch.text)
      let isSingle = values.count == 1 && random.oneIn(2)
      let value = isSingle ? values[0] : .list(Array(values))
      return .init(condition.operator, .map([.init(condition.key, value)]))
    }
  }
}
