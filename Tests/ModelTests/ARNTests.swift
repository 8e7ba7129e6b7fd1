import Diagnostics
import Model
import Testing

/// What each kind of ARN takes and refuses.
struct ARNTests {
  private static let account = "111122223333"

  @Test(arguments: [
    "arn:aws:s3:::acme", "arn:aws:s3:::acme/*", "arn:aws-cn:s3:::acme",
    "arn:aws:kinesis:us-east-1:\(account):stream/acme", "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:logs:us-east-1:\(account):log-group:a:b:*", "arn:aws:iam::\(account):root",
    "arn:aws:s3:::" + many("a", 2_035),
  ])
  func takesARNs(text: String) throws {
    let arn = try ARN(text)
    #expect(arn.text == text)
    let parts = ["arn", arn.partition, arn.service, arn.region, arn.account, arn.resource]
    #expect(parts.joined(separator: ":") == text)
  }

  @Test(arguments: [
    "", "arn", "arn:aws:s3::acme", "arn:aws:s3:::", "arn:aws::::acme", "arn:azure:s3:::acme",
    "ARN:aws:s3:::acme", "arn::s3:::acme", "arn:aws:s3:::ac me", "arn:aws:s3:::é",
    "arn:aws:kinesis:us-east-1:1111:stream/a", "arn:aws:s3::aws:acme", "x:aws:s3:::acme",
    "arn:aws:iam::1111-2222-333:root", "arn:aws:s3:::acme\n", "arn:aws:s3:::" + many("a", 2_036),
  ])
  func refusesOthers(text: String) {
    #expect(throws: (any Error).self) { try ARN(text) }
  }

  @Test func saysWhereAColonIsMissing() {
    let error = #expect(throws: Violation.self) { try ARN("arn:aws:s3::acme") }
    #expect(error?.help == "S3 has three colons before the bucket: arn:aws:s3:::bucket")
  }

  private static let key = "1234abcd-12ab-34cd-56ef-1234567890ab"

  @Test(arguments: [
    "arn:aws:kms:us-east-1:\(account):key/\(key)",
    "arn:aws-cn:kms:cn-north-1:\(account):key/mrk-1a",
  ])
  func takesKeys(text: String) throws {
    #expect(try KeyARN(text).text == text)
  }

  @Test(arguments: [
    key, "alias/acme", "arn:aws:kms:us-east-1:\(account):alias/acme", "arn:aws:kms:::key/\(key)",
    "arn:aws:kms::\(account):key/\(key)", "arn:aws:kms:us-east-1:\(account):key/",
    "arn:aws:kms:us-east-1:\(account):key/*", "arn:aws:s3:us-east-1:\(account):key/\(key)",
    "arn:aws:kms:us-east-1:\(account):key/\(key)/x", "arn:aws:kms:*:\(account):key/\(key)",
    "arn:aws:kms:us-east-1:\(account):key/" + many("a", 65),
    "arn:aws:kms:us-east-1::key/\(key)",
  ])
  func refusesOtherKeys(text: String) {
    #expect(throws: (any Error).self) { try KeyARN(text) }
  }

  private static let secrets = "arn:aws:secretsmanager:us-east-1:\(account):secret:"

  @Test(arguments: ["logzio-AbCdEf", "a/b_c+d=e.f@g-h-AbCdEf", "x-123456"])
  func takesSecrets(name: String) throws {
    #expect(try SecretARN(Self.secrets + name).text == Self.secrets + name)
  }

  @Test(arguments: ["logzio", "-AbCdEf", "logzio-AbCde", "logzio_AbCdEf", "a b-AbCdEf", "*-AbCdEf"])
  func refusesOtherSecrets(name: String) {
    #expect(throws: (any Error).self) { try SecretARN(Self.secrets + name) }
  }

  @Test(arguments: [
    "arn:aws:ssm:us-east-1:\(account):secret:logzio-AbCdEf",
    "arn:aws:secretsmanager::\(account):secret:logzio-AbCdEf",
    "arn:aws:secretsmanager:us-east-1::secret:logzio-AbCdEf",
  ])
  func refusesSecretsOfOtherPlaces(text: String) {
    #expect(throws: (any Error).self) { try SecretARN(text) }
  }

  @Test(arguments: [
    "arn:aws:iam::\(account):policy/boundary", "arn:aws:iam::\(account):policy/a/b/boundary",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
  ])
  func takesPolicies(text: String) throws {
    #expect(try PolicyARN(text).text == text)
  }

  @Test(arguments: [
    "boundary", "arn:aws:iam::\(account):role/a", "arn:aws:iam:us-east-1:\(account):policy/a",
    "arn:aws:iam:::policy/a", "arn:aws:iam::\(account):policy/",
    "arn:aws:iam::\(account):policy/a/",
    "arn:aws:iam::\(account):policy//a", "arn:aws:iam::\(account):policy/a//b",
    "arn:aws:iam::\(account):policy/*",
  ])
  func refusesOtherPolicies(text: String) {
    #expect(throws: (any Error).self) { try PolicyARN(text) }
  }

  private static func many(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }
}
