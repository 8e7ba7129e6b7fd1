import CloudFormation
import Model
import Testing

/// Two things that a template can't hold together are found, each with its name.
struct CollisionTests {
  @Test func findsNoneAmongEveryKind() throws {
    #expect(LogicalIDs(of: try Samples.everyKind()).collisions.isEmpty)
  }

  @Test func tellsApartNamesThatDifferInKindOnly() throws {
    let stream = Stream(try StreamName("x-delivery"), encryption: .managedKey)
    let delivery = try Samples.deliveryStream(.parameter, name: "x")
    let plan = try Samples.plan([
      try Samples.resource(.stream(stream)), try Samples.resource(.deliveryStream(delivery)),
    ])
    #expect(LogicalIDs(of: plan).collisions.isEmpty)
  }

  @Test func findsTwoNamesWithOneID() throws {
    let twin = try twin(of: "Edge")
    let plan = try Samples.plan([
      try Samples.resource(.role(try Samples.role("Edge"))),
      try Samples.resource(.role(try Samples.role(twin))),
    ])
    let collision = try #require(LogicalIDs(of: plan).collisions.first)
    #expect(collision.first == "role 'Edge'")
    #expect(collision.second == "role '\(twin)'")
    #expect(collision.range == Samples.place)
  }

  /// The plain name that becomes the id of a name with a digest behind it.
  private func twin(of name: String) throws -> String {
    let id = LogicalIDs.logicalID(of: .role(try RoleName(name)))
    return String(id.dropLast("Role".count)).lowercased()
  }

  @Test func findsTwoOutputsWithOneName() throws {
    let outputs = [
      Output("RoleArn", of: "acme", .text("a"), description: ""),
      Output("Arn", of: "acme-role", .text("b"), description: ""),
    ]
    let collisions = LogicalIDs(of: try Samples.plan(outputs: outputs)).collisions
    #expect(collisions.map(\.logicalID) == ["AcmeRoleArn"])
    #expect(collisions.map(\.range) == [nil])
  }

  @Test func takesEqualOutputsForOne() throws {
    let output = Output("RoleArn", of: "acme", .text("a"), description: "")
    let plan = try Samples.plan(outputs: [output, output])
    #expect(LogicalIDs(of: plan).collisions.isEmpty)
    #expect(Template(of: plan, fingerprint: "").outputCount == 1)
  }
}
