import Diagnostics
import Model

/// Parts of plans for the access report.
enum Samples {
  static func range(_ line: Int) -> SourceRange {
    SourceRange(at: SourcePosition(line: line, column: 3))
  }

  static let guide = Citation(
    title: "The guide",
    section: "Roles",
    url: "https://a.example/b",
    date: "2026-06"
  )

  static func plan(fileName: String = "acme.yaml") throws -> Plan {
    Plan(
      name: try Slug("acme"),
      fileName: fileName,
      account: try AccountID("111122223333"),
      partition: try Partition("aws"),
      region: try Region("us-east-1"),
      tags: []
    )
  }

  static func vendorTrust(
    vendor: String = "Fastly",
    externalID: String? = "7Kd2PqVn4XsTb9LwRy6HcE",
    reason: String = "lets Fastly act as this role",
    source: Citation = guide
  ) throws -> Trust {
    let account = try AccountID("717331877981")
    let connection = Connection(
      name: try Slug("fastly"),
      vendor: "fastly",
      vendorName: vendor,
      account: account,
      externalID: try ExternalID(externalID ?? "none"),
      rotation: nil
    )
    let statement = Statement(
      principals: [.account(account, try Partition("aws"))],
      actions: [Action("sts:AssumeRole")].compactMap { $0 },
      conditions: externalID.map { [Condition("StringEquals", "sts:ExternalId", [$0])] } ?? []
    )
    return Trust(.vendor(connection), PolicyDocument([statement]), reason: reason, source: source)
  }

  static func serviceTrust() throws -> Trust {
    let statement = Statement(
      principals: [.service("firehose.amazonaws.com")],
      actions: [Action("sts:AssumeRole")].compactMap { $0 }
    )
    return Trust(
      .service,
      PolicyDocument([statement]),
      reason: "lets Firehose act as this role",
      source: guide
    )
  }

  /// A role with one permission, and the grant that it comes from.
  static func add(
    role name: String,
    _ trust: Trust,
    may actions: [String],
    on resources: [String],
    because reason: String = "writes logs",
    conditions: [Condition] = [],
    line: Int = 12,
    to plan: inout Plan
  ) throws {
    var role = Role(try RoleName(name), trust: trust)
    let statement = Statement(
      actions: actions.compactMap { Action($0) },
      resources: resources,
      conditions: conditions
    )
    role.permissions = PolicyDocument([statement])
    let integration = try Slug("edge")
    plan.resources.append(Resource(.role(role), for: integration, at: range(line)))
    plan.grants.append(
      Grant(
        to: .role(role.name),
        statement,
        reasons: Dictionary(uniqueKeysWithValues: statement.actions.map { ($0, reason) }),
        source: trust.source,
        integration: integration,
        range: range(line)
      )
    )
  }

  /// A resource policy that lets in the whole account of a vendor.
  static func share(stream name: String, in plan: inout Plan) throws {
    let statement = Statement(
      principals: [.account(try AccountID("717331877981"), try Partition("aws"))],
      actions: [Action("kinesis:PutRecords")].compactMap { $0 },
      resources: ["arn:aws:kinesis:us-east-1:111122223333:stream/\(name)"]
    )
    let policy = StreamPolicy(
      on: try StreamName(name),
      in: try Region("us-east-1"),
      streamIsOwned: false,
      vendorName: "Fastly",
      PolicyDocument([statement])
    )
    plan.resources.append(Resource(.streamPolicy(policy), for: try Slug("edge"), at: range(20)))
  }
}
