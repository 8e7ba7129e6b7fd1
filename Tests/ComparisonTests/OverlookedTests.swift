import Comparison
import Model
import Testing

/// Changes that widen by what stands beside the permissions: they were overlooked once.
struct OverlookedTests {
  /// A spec with one permission of a vendor that it describes itself.
  private func spec(
    account: String = "890123456789",
    tags: String = "{team: platform}",
    condition: String = "{}",
    role: String = "reader",
    action: String = "cloudwatch:GetMetricData",
    resource: String = "*"
  ) -> String {
    """
    name: cust
    account: "\(account)"
    region: eu-west-1
    tags: \(tags)
    vendors: {ledgerly: {accountId: "999988887777", externalId: ldg-2f7c0d4e1b9a}}
    integrations:
      exports:
        type: custom/role
        via: ledgerly
        role: \(role)
        allow:
          - actions: ["\(action)"]
            resources: ["\(resource)"]
            conditions: \(condition)
            reason: reads

    """
  }

  private func compare(_ old: String, _ new: String) throws -> Comparison {
    try #require(Comparison(from: try Bench.side(old), to: try Bench.side(new)))
  }

  @Test func anotherAccountIsMoreAccess() throws {
    let comparison = try compare(spec(), spec(account: "890123456780"))
    #expect(comparison.broadens && comparison.changesTrust && comparison.replaces)
    #expect(comparison.consequences.contains { $0.name == "change-place" })
    let examples = comparison.access.compactMap(\.example)
    #expect(examples.contains { $0.contains("in account 890123456780") })
  }

  /// What can't be read here may be read by AWS, also where an operator is negated.
  @Test(arguments: [
    (
      #"{DateGreaterThan: {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}"#,
      #"{DateGreaterThan: {"aws:CurrentTime": "2020-01-01"}}"#
    ),
    (#"{DateNotEquals: {"aws:CurrentTime": "2026-01-01"}}"#, "{}"),
    (#"{"Null": {"aws:SourceVpc": "no"}}"#, #"{"Null": {"aws:SourceVpc": "yes"}}"#),
  ])
  func valuesThatAreNotRead(old: String, new: String) throws {
    #expect(try compare(spec(condition: old), spec(condition: new)).broadens)
    #expect(try !compare(spec(condition: old), spec(condition: old)).broadens)
  }

  /// A condition may ask for the tags and the name of the very role that the spec makes.
  @Test func tagsAndNamesThatAConditionAsksFor() throws {
    let team = #"{StringEquals: {"aws:PrincipalTag/team": finance}}"#
    let old = spec(condition: team)
    let tagged = try compare(old, spec(tags: "{team: finance}", condition: team))
    #expect(tagged.broadens && tagged.old?.fingerprint != tagged.new?.fingerprint)
    #expect(try !compare(old, old).broadens)
    let unasked = try compare(spec(), spec(tags: "{team: finance}"))
    #expect(!unasked.broadens && unasked.old?.fingerprint == unasked.new?.fingerprint)
    let name = #"{ArnEquals: {"aws:PrincipalArn": "arn:aws:iam::890123456789:role/zz"}}"#
    let renamed = try compare(spec(condition: name, role: "yy"), spec(condition: name, role: "zz"))
    #expect(renamed.broadens)
  }

  /// What a boundary kept from a role or a user is theirs when it is gone.
  @Test(arguments: ["", ", auth: access-keys"])
  func aBoundaryThatGoes(auth: String) throws {
    func spec(_ boundary: String) -> String {
      """
      name: cust
      account: "890123456789"
      region: eu-west-1
      vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}
      integrations:
        logs: {type: logzio/s3-fetch, buckets: [cust-logs]\(auth)\(boundary)}

      """
    }
    let bound = ", permissionsBoundary: arn:aws:iam::890123456789:policy/vendors"
    let gone = try compare(spec(bound), spec(""))
    #expect(gone.broadens && !gone.access.isEmpty)
    #expect(try !compare(spec(""), spec(bound)).broadens)
    #expect(try compare(spec(bound), spec(bound + "-of-others")).broadens)
  }

  /// Whoever rotated an external id, or rotates again, is told to take the old one away.
  @Test func anIDThatIsTrustedNoMore() throws {
    func spec(_ id: String, _ previous: String = "") -> String {
      let former = "logzio:aws:extid:\(previous)"
      let rotation =
        previous.isEmpty ? "" : ", rotation: {previous: \"\(former)\", until: \"2027-01-31\"}"
      return """
        name: cust
        account: "890123456789"
        region: eu-west-1
        vendors: {logzio: {externalId: "logzio:aws:extid:\(id)"\(rotation)}}
        integrations: {logs: {type: logzio/s3-fetch, buckets: [cust-logs]}}

        """
    }
    let (first, second) = ("4fq8v1kx0nktixxe8q", "5fq8v1kx0nktixxe8q")
    let ended = try compare(spec(second, first), spec(second)).consequences.map(\.name)
    #expect(ended == ["end-rotation"])
    let next = try compare(spec(second, first), spec("6fq8v1kx0nktixxe8q", second))
    #expect(Set(next.consequences.map(\.name)) == ["end-rotation", "rotation-two-ids"])
    let begun = try compare(spec(first), spec(second, first)).consequences.map(\.name)
    #expect(begun == ["rotation-two-ids"])
  }

  /// Buckets keep what was encrypted with another key, and data stays behind.
  @Test func whatBecomesOfABucket() throws {
    let key = "arn:aws:kms:eu-west-1:890123456789:key/1234abcd-12ab-34cd-56ef-1234567890a"
    func spec(_ bucket: String) -> String {
      """
      name: cust
      account: "890123456789"
      region: eu-west-1
      vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}
      integrations: {edge: {type: fastly/s3, bucket: \(bucket)}}

      """
    }
    let made = spec("{name: cust-edge, create: true, kmsKey: \"\(key)a\"}")
    let other = spec("{name: cust-edge, create: true, kmsKey: \"\(key)b\"}")
    let changed = try compare(made, other).resources.flatMap(\.properties).map(\.name)
    #expect(changed == ["key"])
    let gone = try compare(made, spec("cust-edge")).resources
    #expect(gone.map(\.note) == ["it stays in AWS, with its data"])
  }

  /// In a comment that leaves rows out, the one that widens is the last to go.
  @Test func whatWidensIsShownFirst() throws {
    func roles(_ count: Int, _ last: String) -> String {
      let items = (0..<count).map { number in
        """
          a\(number):
            type: custom/role
            via: ledgerly
            allow:
              - {actions: [s3:GetObject], resources: ["arn:aws:s3:::b\(number)/*"], reason: reads}
        """
      }
      return """
        name: cust
        account: "890123456789"
        region: eu-west-1
        vendors: {ledgerly: {accountId: "999988887777", externalId: ldg-2f7c0d4e1b9a}}
        integrations:
        \(items.joined(separator: "\n"))
          z:
            type: custom/role
            via: ledgerly
            allow:
              - {actions: [\(last)], resources: ["arn:aws:s3:::z/*"], reason: reads}

        """
    }
    let comparison = try compare(roles(300, "s3:GetObject"), roles(0, "s3:DeleteObject"))
    let page = DiffReport([comparison], Bench.catalog).markdown()
    #expect(page.utf8.count <= 60_000)
    #expect(page.contains("s3:DeleteObject"))
    #expect(page.contains(", wider**") && page.contains("Wider, for example"))
  }
}
