import Diagnostics
import Model
import Testing

/// A plan with one access of each kind, of which each part can be another.
struct Access {
  var vendor = "Ledgerly"
  var account = "999988887777"
  var externalID = "ldg-2f7c0d4e1b"
  var previousID: String?
  var role = "ledgerly-acme"
  var path = "/"
  var boundary: String?
  var trustAction = "sts:AssumeRole"
  var trustCondition: Condition?
  var actions = ["s3:GetObject", "s3:ListBucket"]
  var resources = ["arn:aws:s3:::acme", "arn:aws:s3:::acme/*"]
  var conditions = [Condition("StringEquals", "aws:SourceIp", ["192.0.2.1"])]
  var effect = Statement.Effect.allow
  var user = "ledgerly-user"
  var sharedWith: Principal?
  var reason = "reads the export"
  var isReversed = false

  static let place = SourceRange.beginning
  static let source = Citation(
    title: "t",
    section: "s",
    url: "https://a.example",
    date: "2026-01-01"
  )

  func plan() throws -> Plan {
    var plan = Plan(
      name: try Slug("acme"),
      fileName: "acme.yaml",
      account: try AccountID("111122223333"),
      partition: try Partition("aws"),
      region: try Region("us-east-1"),
      tags: []
    )
    let integration = try Slug("partner")
    let statement = try statement()
    var role = Role(
      try RoleName(role),
      trust: try trust(),
      path: try IAMPath(path),
      permissionsBoundary: try boundary.map { try PolicyARN($0) }
    )
    role.permissions = PolicyDocument(
      isReversed ? [try key(), statement] : [statement, try key()]
    )
    var user = User(try UserName(user), vendorName: vendor)
    user.permissions = PolicyDocument([statement])
    var resources: [Resource] = [
      Resource(.role(role), for: integration, at: Self.place),
      Resource(.user(user), for: integration, at: Self.place),
    ]
    resources.append(Resource(.streamPolicy(try sharing()), for: integration, at: Self.place))
    plan.resources = isReversed ? resources.reversed() : resources
    plan.grants = [
      Grant(
        to: .role(role.name),
        statement,
        reasons: [try action("s3:GetObject"): reason],
        source: Self.source,
        integration: integration,
        range: Self.place
      )
    ]
    return plan
  }

  private func action(_ text: String) throws -> Action { try #require(Action(text)) }

  private func statement() throws -> Statement {
    Statement(
      effect: effect,
      actions: try (isReversed ? actions.reversed() : actions).map(action),
      resources: isReversed ? resources.reversed() : resources,
      conditions: isReversed ? conditions.reversed() : conditions
    )
  }

  private func key() throws -> Statement {
    let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
    return Statement(actions: [try action("kms:Decrypt")], resources: [key])
  }

  private func trust() throws -> Trust {
    let account = try AccountID(account)
    let previous = try previousID.map { try ExternalID($0) }
    let until = try CalendarDate("2026-12-31")
    let connection = Connection(
      name: try Slug("ledgerly"),
      vendor: "custom",
      vendorName: vendor,
      account: account,
      externalID: try ExternalID(externalID),
      rotation: previous.map { Rotation(previous: $0, until: until) }
    )
    let ids = connection.externalIDs.map(\.text)
    let statement = Statement(
      principals: [.account(account, try Partition("aws"))],
      actions: [try action(trustAction)],
      conditions: [Condition("StringEquals", "sts:ExternalId", ids)]
        + [trustCondition].compactMap { $0 }
    )
    let document = PolicyDocument([statement])
    return Trust(.vendor(connection), document, reason: reason, source: Self.source)
  }

  private func sharing() throws -> StreamPolicy {
    let statement = Statement(
      principals: [try sharedWith ?? .role(RoleName(role))],
      actions: [try action("kinesis:PutRecords")],
      resources: ["arn:aws:kinesis:us-east-1:111122223333:stream/acme"]
    )
    return StreamPolicy(
      on: try StreamName("acme"),
      in: try Region("us-east-1"),
      streamIsOwned: true,
      vendorName: vendor,
      PolicyDocument([statement])
    )
  }
}
