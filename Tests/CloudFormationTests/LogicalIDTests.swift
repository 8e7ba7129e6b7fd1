import CloudFormation
import Model
import Testing

/// Names inside a template come from names in AWS alone, and no two things share one.
struct LogicalIDTests {
  @Test(arguments: [
    ("logzio-acme", "LogzioAcmeRole"),
    ("a", "ARole"),
    ("a-b", "ABRole"),
    ("ab", "AbRole"),
    ("edge2-logs", "Edge2LogsRole"),
    ("logzio_acme", "LogzioAcme8787Role"),
    ("logzio--acme", "LogzioAcme6555Role"),
    ("logzio-acme-", "LogzioAcmedde9Role"),
    ("Logzio-acme", "LogzioAcme9a1aRole"),
    ("logzio-2", "Logzio2a101Role"),
    ("2-logzio", "2Logzioc452Role"),
    ("a.b", "AB2e73Role"),
  ])
  func makesRoleIDs(_ name: String, _ expected: String) throws {
    #expect(LogicalIDs.logicalID(of: .role(try RoleName(name))) == expected)
  }

  @Test func namesTheKindAtTheEnd() throws {
    let user = try UserName("acme")
    let delivery = try DeliveryStreamName("acme")
    let ids: [Resource.ID] = [
      .role(try RoleName("acme")), .user(user), .accessKey(user), .bucket(try BucketName("acme")),
      .stream(try StreamName("acme")), .streamPolicy(try StreamName("acme")),
      .logGroup(try LogGroupName("acme")), .deliveryStream(delivery), .metricStream(delivery),
      .managedPolicy(try PolicyName("acme-role-part1")),
    ]
    #expect(
      ids.map { LogicalIDs.logicalID(of: $0) } == [
        "AcmeRole", "AcmeUser", "AcmeAccessKey", "AcmeBucket", "AcmeDataStream",
        "AcmeSharingPolicy", "AcmeLogGroup", "AcmeDeliveryStream", "AcmeMetricStream",
        "AcmeRolePart1ManagedPolicy",
      ]
    )
  }

  @Test func keepsToTheLengthThatCloudFormationTakes() throws {
    let long = String(repeating: "a", count: 511)
    let ids = try ["b", "c"].map { end in
      LogicalIDs.logicalID(of: .logGroup(try LogGroupName(long + end)))
    }
    #expect(ids.allSatisfy { $0.utf8.count <= 255 })
    #expect(ids[0] != ids[1])
  }

  @Test func isInjectiveForPlainNames() throws {
    var random = SystemRandomNumberGenerator()
    var names: [String: String] = [:]
    for _ in 0..<100_000 {
      let words = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Self.word(of: ["a", "b"], 1...1, &random) + Self.word(of: ["a", "b", "1"], 0...2, &random)
      }
      let name = words.joined(separator: "-")
      let id = LogicalIDs.logicalID(of: .role(try RoleName(name)))
      #expect(names.updateValue(name, forKey: id) ?? name == name)
    }
    #expect(names.count > 1000)
  }

  @Test func tellsApartAHundredThousandNames() throws {
    var random = SystemRandomNumberGenerator()
    let letters = "abcdefghijklmnopqrstuvwxyz"
    let characters = (letters + letters.uppercased() + "0123456789_.-").map(String.init)
    var names: [String: String] = [:]
    for _ in 0..<100_000 {
      let name = "a" + Self.word(of: characters, 8...40, &random)
      guard let stream = try? StreamName(name) else { continue }
      let id = LogicalIDs.logicalID(of: .stream(stream))
      #expect(id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
      #expect(names.updateValue(name, forKey: id) ?? name == name)
    }
    // Names with two periods in a row are no names of streams.
    #expect(names.count > 90_000)
  }

  private static func word(
    of characters: [String],
    _ lengths: ClosedRange<Int>,
    _ random: inout SystemRandomNumberGenerator
  ) -> String {
    (0..<Int.random(in: lengths, using: &random))
      .map { _ in characters[Int.random(in: 0..<characters.count, using: &random)] }
      .joined()
  }
}
