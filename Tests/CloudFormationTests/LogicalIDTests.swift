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
    ]
    #expect(
      ids.map { LogicalIDs.logicalID(of: $0) } == [
        "AcmeRole", "AcmeUser", "AcmeAccessKey", "AcmeBucket", "AcmeDataStream",
        "AcmeSharingPolicy", "AcmeLogGroup", "AcmeDeliveryStream", "AcmeMetricStream",
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
        String("ab".randomElement(using: &random) ?? "a")
          + String((0..<Int.random(in: 0...2)).map { _ in "ab1".randomElement(using: &random) ?? "a" })
      }
      let name = words.joined(separator: "-")
      let id = LogicalIDs.logicalID(of: .role(try RoleName(name)))
      #expect(names.updateValue(name, forKey: id) ?? name == name)
    }
  }

  @Test func tellsApartAHundredThousandNames() throws {
    var random = SystemRandomNumberGenerator()
    let characters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
    var names: [String: String] = [:]
    for _ in 0..<100_000 {
      let length = Int.random(in: 8...40, using: &random)
      let tail = (0..<length).map { _ in characters.randomElement(using: &random) ?? "a" }
      let name = "a" + String(tail)
      let id = LogicalIDs.logicalID(of: .stream(try StreamName(name)))
      #expect(id.utf8.allSatisfy { $0 >= 0x30 && $0 < 0x7B && $0 != 0x5F })
      #expect(names.updateValue(name, forKey: id) ?? name == name)
    }
  }
}
