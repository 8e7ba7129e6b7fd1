import Model
import Testing

/// The rows of the ledger, and the fingerprint of what they grant.
struct LedgerTests {
  private func fingerprint(_ change: (inout Access) -> Void = { _ in }) throws -> String {
    var access = Access()
    change(&access)
    return Ledger(of: try access.plan()).fingerprint
  }

  @Test func hasOneRowForEachActionOnEachResource() throws {
    let ledger = Ledger(of: try Access().plan())
    let role = "arn:aws:iam::111122223333:role/ledgerly-acme"
    let user = "arn:aws:iam::111122223333:user/ledgerly-user"
    let found = ledger.rows.map { row in
      [row.channel.rawValue, row.principal, row.action, row.resource].joined(separator: " ")
    }
    #expect(
      found == [
        "identity \(role) s3:GetObject arn:aws:s3:::acme",
        "identity \(role) s3:ListBucket arn:aws:s3:::acme",
        "identity \(role) s3:GetObject arn:aws:s3:::acme/*",
        "identity \(role) s3:ListBucket arn:aws:s3:::acme/*",
        "key \(role) kms:Decrypt arn:aws:kms:us-east-1:111122223333:key/1234abcd",
        "resource policy \(role) kinesis:PutRecords "
          + "arn:aws:kinesis:us-east-1:111122223333:stream/acme",
        "identity \(user) s3:GetObject arn:aws:s3:::acme",
        "identity \(user) s3:ListBucket arn:aws:s3:::acme",
        "identity \(user) s3:GetObject arn:aws:s3:::acme/*",
        "identity \(user) s3:ListBucket arn:aws:s3:::acme/*",
        "trust arn:aws:iam::999988887777:root sts:AssumeRole \(role)",
      ]
    )
  }

  @Test func saysWhyAndForWhom() throws {
    let rows = Ledger(of: try Access().plan()).rows
    let row = try #require(rows.first { $0.action == "s3:GetObject" && $0.channel == .identity })
    #expect(row.party == "Ledgerly")
    #expect(row.externalID == "ldg-2f7c0d4e1b")
    #expect(row.condition.contains("StringEquals aws:SourceIp = 192.0.2.1"))
    #expect(row.reason == "reads the export")
    #expect(row.source == Access.source)
    #expect(row.integrations.map(\.text) == ["partner"])
  }

  @Test func leavesOutWhatIsDenied() throws {
    var access = Access()
    access.effect = .deny
    let rows = Ledger(of: try access.plan()).rows
    #expect(Set(rows.map(\.action)) == ["sts:AssumeRole", "kms:Decrypt", "kinesis:PutRecords"])
  }

  @Test func equalAccessHasOneFingerprint() throws {
    let found = try fingerprint()
    #expect(found.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
    #expect(try fingerprint { $0.isReversed = true } == found)
    #expect(try fingerprint { $0.reason = "for another reason" } == found)
  }

  private static let boundary = "arn:aws:iam::111122223333:policy/boundary"

  private static let changes: [(String, @Sendable (inout Access) -> Void)] = [
    ("the party", { $0.vendor = "Other" }),
    ("the vendor's account", { $0.account = "999988887778" }),
    ("the external id", { $0.externalID = "ldg-2f7c0d4e1c" }),
    ("a second external id", { $0.previousID = "ldg-older" }),
    ("the role's name", { $0.role = "ledgerly-acme2" }),
    ("the role's path", { $0.path = "/vendors/" }),
    ("a boundary", { $0.boundary = boundary }),
    ("the trust's action", { $0.trustAction = "sts:TagSession" }),
    ("the trust's conditions", { $0.trustCondition = Condition("Bool", "aws:a", ["true"]) }),
    ("another action", { $0.actions[0] = "s3:GetObjectVersion" }),
    ("an action more", { $0.actions.append("s3:PutObject") }),
    ("an action less", { $0.actions.removeLast() }),
    ("another resource", { $0.resources[0] = "arn:aws:s3:::acme2" }),
    ("a resource more", { $0.resources.append("arn:aws:s3:::acme2") }),
    ("a resource less", { $0.resources.removeLast() }),
    ("a wider resource", { $0.resources[0] = "arn:aws:s3:::acme*" }),
    ("no condition", { $0.conditions = [] }),
    ("an operator", { $0.conditions = [Condition("IpAddress", "aws:SourceIp", ["192.0.2.1"])] }),
    ("a condition's key", { $0.conditions = [Condition("StringEquals", "aws:a", ["192.0.2.1"])] }),
    ("a value", { $0.conditions = [Condition("StringEquals", "aws:SourceIp", ["192.0.2.2"])] }),
    ("a condition more", { $0.conditions.append(Condition("Bool", "aws:a", ["true"])) }),
    ("the user", { $0.user = "ledgerly-user2" }),
    ("who shares the stream", { $0.sharedWith = .everyone }),
    ("what is denied", { $0.effect = .deny }),
    // Values that look like two values, or like two conditions.
    ("a or b", { $0.conditions = [Condition("StringEquals", "aws:a", ["a", "b"])] }),
    ("one a or b", { $0.conditions = [Condition("StringEquals", "aws:a", ["a or b"])] }),
    ("a quoted or", { $0.conditions = [Condition("StringEquals", "aws:a", ["\"a or b\""])] }),
    (
      "two conditions",
      {
        $0.conditions = [
          Condition("StringEquals", "aws:a", ["b"]), Condition("StringEquals", "aws:c", ["d"]),
        ]
      }
    ),
    (
      "one like two",
      {
        $0.conditions = [
          Condition("StringEquals", "aws:a", ["b and StringEquals aws:c = d"])
        ]
      }
    ),
    ("an empty value", { $0.conditions = [Condition("StringEquals", "aws:a", [""])] }),
    ("a value of quotes", { $0.conditions = [Condition("StringEquals", "aws:a", ["\"\""])] }),
  ]

  /// Any two of these differ, so that no change hides behind another.
  @Test func otherAccessHasAnotherFingerprint() throws {
    var seen = [try fingerprint(): "nothing"]
    for (name, change) in Self.changes {
      let earlier = seen.updateValue(name, forKey: try fingerprint(change))
      #expect(earlier == nil, "\(name) and \(earlier ?? "") have one fingerprint")
    }
    print("fingerprints: \(Self.changes.count) changes of access, \(seen.count) digests")
  }
}

/// The ARNs that resources will have.
struct ARNTableTests {
  @Test func knowsTheARNOfEachKind() throws {
    var access = Access()
    access.path = "/vendors/"
    let arns = ARNTable(of: try access.plan())
    let stream = try StreamName("acme")
    let delivery = try DeliveryStreamName("acme")
    let expected: [(Resource.ID, String)] = [
      (.role(try RoleName("ledgerly-acme")), "iam::111122223333:role/vendors/ledgerly-acme"),
      (.role(try RoleName("other")), "iam::111122223333:role/other"),
      (.user(try UserName("ledgerly-user")), "iam::111122223333:user/ledgerly-user"),
      (.managedPolicy(try PolicyName("acme-part1")), "iam::111122223333:policy/acme-part1"),
      (.accessKey(try UserName("ledgerly-user")), "iam::111122223333:user/ledgerly-user"),
      (.bucket(try BucketName("acme")), "s3:::acme"),
      (.stream(stream), "kinesis:us-east-1:111122223333:stream/acme"),
      (.streamPolicy(stream), "kinesis:us-east-1:111122223333:stream/acme"),
      (.logGroup(try LogGroupName("/a/b")), "logs:us-east-1:111122223333:log-group:/a/b"),
      (.deliveryStream(delivery), "firehose:us-east-1:111122223333:deliverystream/acme"),
      (.metricStream(delivery), "cloudwatch:us-east-1:111122223333:metric-stream/acme"),
    ]
    for (id, arn) in expected { #expect(arns[id] == "arn:aws:" + arn) }
  }

  @Test func ordersResourcesAsTheyAreMade() throws {
    let name = try UserName("a")
    let stream = try DeliveryStreamName("a")
    let order: [Resource.ID] = [
      .bucket(try BucketName("aaa")), .bucket(try BucketName("bbb")), .stream(try StreamName("a")),
      .logGroup(try LogGroupName("a")), .managedPolicy(try PolicyName("a")),
      .role(try RoleName("a")), .user(name), .accessKey(name),
      .streamPolicy(try StreamName("a")), .deliveryStream(stream), .metricStream(stream),
    ]
    #expect(order.reversed().sorted() == order)
  }
}
