import Comparison
import Model
import Testing

/// Resources that another template makes than before, because one came to hold too much.
struct StackMoveTests {
  /// Three resources for each integration; a template takes 500.
  private func spec(_ count: Int, tag: String = "one") -> String {
    """
    name: big
    account: "111122223333"
    region: us-east-1
    vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}
    integrations:

    """
      + (1...count).map { number in
        let tags = number == 1 ? ", tags: {team: \(tag)}" : ""
        let bucket = "{name: acme-\(number), create: true}"
        return "  e\(number): {type: fastly/s3, bucket: \(bucket)\(tags)}"
      }.joined(separator: "\n") + "\n"
  }

  @Test func whatMovesIsSaidWithTheStepsThatKeepIt() throws {
    let old = try Bench.side(spec(166))
    let new = try Bench.side(spec(167))
    let comparison = try #require(Comparison(from: old, to: new))
    let moved = comparison.resources.filter { $0.kind == .moved }
    #expect((2..<332).contains(moved.count))
    #expect(comparison.replaces, "who only deploys loses the roles for a moment")
    let templates = moved.flatMap(\.properties).map { [$0.name, $0.old, $0.new] }
    #expect(Set(templates) == [["template", "template.yaml", "template-Part1.yaml"]])
    let step = try #require(comparison.consequences.first { $0.name == "move-between-stacks" })
    #expect(step.values["ResourceCount"] == "\(moved.count)")
    #expect(step.values["PreviousStackName"] == "big")
    #expect(step.values["StackName"] == "big-Part1")
    print("the 167th integration moves \(moved.count) of 332 resources")

    let back = try #require(Comparison(from: new, to: old))
    #expect(back.resources.filter { $0.kind == .moved }.count == moved.count)
    #expect(back.consequences.contains { $0.values["StackName"] == "big" })
  }

  @Test func nothingMovesWithinOneTemplate() throws {
    let comparison = try #require(
      Comparison(from: try Bench.side(spec(165)), to: try Bench.side(spec(166)))
    )
    #expect(!comparison.resources.contains { $0.kind == .moved } && !comparison.replaces)
  }

  @Test func aResourceThatMovesSaysWhatElseChanges() throws {
    let (old, new) = (try Bench.side(spec(166)), try Bench.side(spec(167, tag: "two")))
    let comparison = try #require(Comparison(from: old, to: new))
    let changes = comparison.resources.filter { $0.resource.integrations.map(\.text) == ["e1"] }
    #expect(changes.count == 2)
    for change in changes {
      #expect(change.properties.contains { $0.name == "tags" })
      #expect(change.kind == (change.properties.count == 2 ? .moved : .changed))
    }
  }
}
