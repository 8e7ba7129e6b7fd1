import Catalog
import Model
import Testing

/// Which resources an action takes, and which actions nobody gets.
struct ActionTableTests {
  private func patterns(of text: String) throws -> [String]? {
    let action = try #require(Action(text))
    return try Samples.catalog().actions.resourceKinds(of: action)?.map(\.pattern)
  }

  @Test(arguments: [
    ("s3:GetObject", "arn:*:s3:::+/*"), ("s3:ListBucket", "arn:*:s3:::+"),
    ("kinesis:PutRecords", "arn:*:kinesis:*:*:stream/+"), ("kms:Decrypt", "arn:*:kms:*:*:key/*"),
    ("sts:AssumeRole", "arn:*:iam::*:role/*"), ("S3".lowercased() + ":getobject", "arn:*:s3:::+/*"),
  ])
  func knowsTheResources(action: String, pattern: String) throws {
    let found = try #require(try patterns(of: action))
    #expect(found.contains(pattern), "\(found)")
  }

  @Test(arguments: ["s3:ListAllMyBuckets", "sts:GetCallerIdentity", "cloudwatch:ListMetrics"])
  func knowsActionsWithoutResource(action: String) throws {
    #expect(try patterns(of: action) == [])
  }

  @Test(arguments: ["s3:GetObjekt", "s3:Get", "nosuch:Thing", "s3-x:GetObject", "zzz:A", "a:A"])
  func knowsNoOtherActions(action: String) throws {
    #expect(try patterns(of: action) == nil)
  }

  @Test func listsTheActionsOfAService() throws {
    let actions = try Samples.catalog().actions
    let names = actions.names(of: "kinesis")
    #expect(names.contains("kinesis:putrecords"))
    #expect(names.allSatisfy { $0.hasPrefix("kinesis:") })
    #expect(actions.names(of: "nosuch") == [])
  }

  @Test(arguments: [
    ("s3:GetObject", "arn:aws:s3:::acme/*", true), ("s3:GetObject", "arn:aws:s3:::acme/a/b", true),
    ("s3:GetObject", "arn:aws:s3:::acme", false), ("s3:GetObject", "arn:aws:s3:::acme*", true),
    ("s3:GetObject", "arn:aws:s3:::*", true), ("s3:GetObject", "arn:aws:s3::acme/a", false),
    ("s3:GetObject", "*", false), ("s3:GetObject", "arn:aws:s3:::acme?x", true),
    ("s3:ListBucket", "arn:aws:s3:::acme", true), ("s3:ListBucket", "arn:aws:s3:::acme/*", false),
    ("s3:ListBucket", "arn:aws:s3:::a*e", true),
    ("kinesis:PutRecords", "arn:aws:kinesis:us-east-1:111122223333:stream/acme", true),
    ("kinesis:PutRecords", "arn:aws:kinesis:us-east-1:111122223333:acme", false),
    ("kinesis:PutRecords", "arn:aws:s3:::acme", false),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1234", true),
    ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:alias/a", false),
    ("kms:Decrypt", "arn:aws:kms:*:111122223333:k*", true),
    ("kms:Decrypt", "", false),
  ])
  func tellsWhetherAResourceFits(action: String, resource: String, fits: Bool) throws {
    let action = try #require(Action(action))
    let kinds = try #require(try Samples.catalog().actions.resourceKinds(of: action))
    // Access points and the like look like no bucket.
    #expect(kinds.contains { $0.matches(resource) } == fits, "\(kinds.map(\.pattern))")
  }

  @Test(arguments: [
    "iam:PassRole", "iam:CreateUser", "iam:passrole", "sts:AssumeRole", "s3:PutBucketPolicy",
    "kms:CreateGrant", "lambda:UpdateFunctionCode", "cloudtrail:DeleteTrail", "sso:Anything",
    "kinesis:PutResourcePolicy",
  ])
  func refusesDangerousActions(text: String) throws {
    let action = try #require(Action(text))
    let reason = try #require(try Samples.catalog().refusedActions.reason(against: action))
    #expect(reason.hasPrefix("it "))
  }

  @Test(arguments: [
    "s3:GetObject", "s3:PutObject", "iam:GetRole", "iam:ListUsers", "kms:Decrypt",
    "sts:GetCallerIdentity", "lambda:InvokeFunction",
  ])
  func allowsOthers(text: String) throws {
    let action = try #require(Action(text))
    #expect(try Samples.catalog().refusedActions.reason(against: action) == nil)
  }
}
