import IAM
import Testing

/// Which actions and resources a statement speaks of.
struct PatternTests {
  /// `Action` or `NotAction` of an identity policy that allows; the action asked for; whether it is
  /// allowed.
  private static let actions: [(String, String, Bool)] = [
    (#""Action": "s3:GetObject""#, "s3:GetObject", true),
    (#""Action": "s3:GetObject""#, "s3:PutObject", false),
    (#""Action": "s3:GetObject""#, "s3:GetObjectAcl", false),
    (#""Action": "s3:GetObject""#, "S3:getobject", true),
    (#""Action": "S3:GETOBJECT""#, "s3:GetObject", true),
    (#""Action": "*""#, "s3:GetObject", true),
    (#""Action": "s3:*""#, "s3:GetObject", true),
    (#""Action": "s3:*""#, "s3tables:GetTable", false),
    (#""Action": "s3:*""#, "s3:", true),
    (#""Action": "s3:Get*""#, "s3:GetObject", true),
    (#""Action": "s3:Get*""#, "s3:PutObject", false),
    (#""Action": "s3:*Object""#, "s3:GetObject", true),
    (#""Action": "s3:*Object""#, "s3:GetObjectAcl", false),
    (#""Action": "s3:*Object*""#, "s3:GetObjectAcl", true),
    (#""Action": "s3:?etObject""#, "s3:GetObject", true),
    (#""Action": "s3:?GetObject""#, "s3:GetObject", false),
    (#""Action": "*:GetObject""#, "s3:GetObject", true),
    (#""Action": "*:*""#, "s3:GetObject", true),
    (#""Action": "s3:G*t*b*t""#, "s3:GetObject", true),
    (#""Action": "s3:G*t*b*x""#, "s3:GetObject", false),
    (#""Action": "s3:GetObject**""#, "s3:GetObject", true),
    (#""Action": ["s3:PutObject", "s3:GetObject"]"#, "s3:GetObject", true),
    (#""Action": ["s3:PutObject", "s3:ListBucket"]"#, "s3:GetObject", false),
    (#""Action": []"#, "s3:GetObject", false),
    (#""NotAction": "s3:PutObject""#, "s3:GetObject", true),
    (#""NotAction": "s3:GetObject""#, "s3:GetObject", false),
    (#""NotAction": "s3:get*""#, "S3:GetObject", false),
    (#""NotAction": ["iam:*", "s3:Put*"]"#, "s3:GetObject", true),
    (#""NotAction": ["iam:*", "s3:Get*"]"#, "s3:GetObject", false),
    // A variable is nothing special in an action.
    (#""Action": "s3:${*}""#, "s3:GetObject", false),
  ]

  @Test func actionsMatchWithWildcardsAndWithoutCase() throws {
    for (element, action, isAllowed) in Self.actions {
      let policy = policy(#""Effect": "Allow", \#(element), "Resource": "*""#)
      let decision = try Ask(action: action).decide(identity: [policy])
      #expect((decision.verdict == .allow) == isAllowed, "\(element) \(action)")
    }
    print("actions: \(Self.actions.count) cases")
  }

  /// `Resource` or `NotResource`; the resource asked for; whether it is allowed.
  private static let resources: [(String, String, Bool)] = [
    (#""Resource": "*""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:s3:::b/k""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:s3:::b/k""#, "arn:aws:s3:::b/K", false),
    (#""Resource": "ARN:aws:s3:::b/k""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b/*""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:s3:::b/*""#, "arn:aws:s3:::b/", true),
    (#""Resource": "arn:aws:s3:::b/*""#, "arn:aws:s3:::b", false),
    (#""Resource": "arn:aws:s3:::b/*""#, "arn:aws:s3:::b/a/b:c", true),
    (#""Resource": "arn:aws:s3:::b*""#, "arn:aws:s3:::bucket/k", true),
    (#""Resource": "arn:aws:s3:::b/*/k""#, "arn:aws:s3:::b/1/2/k", true),
    (#""Resource": "arn:aws:s3:::b/*/k""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b/?""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:s3:::b/?""#, "arn:aws:s3:::b/", false),
    (#""Resource": "arn:aws:s3:::b/?""#, "arn:aws:s3:::b/kk", false),
    (#""Resource": "arn:aws:s3:::b/?""#, "arn:aws:s3:::b/ü", true),
    (#""Resource": "arn:aws:s3:::b/??""#, "arn:aws:s3:::b/ü", false),
    (#""Resource": "arn:aws:s3:::b/\u00fc*""#, "arn:aws:s3:::b/üx", true),
    (#""Resource": "arn:aws:s3:::b/\ud83d\ude00""#, "arn:aws:s3:::b/😀", true),
    (#""Resource": "arn:*:b/k""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:*:*:stream/s""#, "arn:aws:kinesis:eu-west-1:1:stream/s", true),
    (#""Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"]"#, "arn:aws:s3:::b/k", true),
    (#""Resource": []"#, "arn:aws:s3:::b/k", false),
    (#""NotResource": "arn:aws:s3:::a/*""#, "arn:aws:s3:::b/k", true),
    (#""NotResource": "arn:aws:s3:::b/*""#, "arn:aws:s3:::b/k", false),
    (#""NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b*"]"#, "arn:aws:s3:::b/k", false),
    // Variables.
    (#""Resource": "arn:aws:s3:::b/${aws:username}""#, "arn:aws:s3:::b/ann", true),
    (#""Resource": "arn:aws:s3:::b/${AWS:UserName}/*""#, "arn:aws:s3:::b/ann/1", true),
    (#""Resource": "arn:aws:s3:::b/${aws:username}""#, "arn:aws:s3:::b/bob", false),
    (#""Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}*""#, "arn:aws:s3:::b/a*b/1", true),
    (#""Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}*""#, "arn:aws:s3:::b/axb/1", false),
    (#""Resource": "arn:aws:s3:::b/${none}""#, "arn:aws:s3:::b/", false),
    (#""Resource": ["arn:aws:s3:::b/${none}", "*"]"#, "arn:aws:s3:::b/", true),
    (#""NotResource": "arn:aws:s3:::b/${none}""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:s3:::b/${two}""#, "arn:aws:s3:::b/1", false),
    (#""Resource": "arn:aws:s3:::b/${none, 'k'}""#, "arn:aws:s3:::b/k", true),
    (#""Resource": "arn:aws:s3:::b/${none,'k'}/*""#, "arn:aws:s3:::b/k/1", true),
    (#""Resource": "arn:aws:s3:::b/${none, ''}""#, "arn:aws:s3:::b/", true),
    (#""Resource": "arn:aws:s3:::b/${none, '*'}""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b/${none, 'a,}b'}""#, "arn:aws:s3:::b/a,}b", true),
    (#""Resource": "arn:aws:s3:::b/${aws:username, 'k'}""#, "arn:aws:s3:::b/ann", true),
    (#""Resource": "arn:aws:s3:::b/${aws:username, 'k'}""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b/${*}""#, "arn:aws:s3:::b/*", true),
    (#""Resource": "arn:aws:s3:::b/${*}""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b/${?}""#, "arn:aws:s3:::b/?", true),
    (#""Resource": "arn:aws:s3:::b/${?}""#, "arn:aws:s3:::b/k", false),
    (#""Resource": "arn:aws:s3:::b/${$}{x}""#, "arn:aws:s3:::b/${x}", true),
    (#""Resource": "arn:aws:s3:::b/$x""#, "arn:aws:s3:::b/$x", true),
  ]

  private static let context = [
    "aws:username": ["ann"], "aws:PrincipalTag/Team": ["a*b"], "two": ["1", "2"],
  ]

  @Test func resourcesMatchWithWildcardsAndVariables() throws {
    for (element, resource, isAllowed) in Self.resources {
      let policy = policy(#""Effect": "Allow", "Action": "*", \#(element)"#)
      let ask = Ask(resource: resource, context: Self.context)
      let decision = try ask.decide(identity: [policy])
      #expect((decision.verdict == .allow) == isAllowed, "\(element) \(resource)")
    }
    print("resources: \(Self.resources.count) cases")
  }

  @Test(arguments: ["", #""Version": "2008-10-17", "#])
  func knowsNoVariablesBeforeTheirVersion(version: String) throws {
    let statement =
      #"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:username}"}"#
    let policy = #"{\#(version)"Statement": \#(statement)}"#
    for (resource, isAllowed) in [
      ("arn:aws:s3:::b/ann", false), ("arn:aws:s3:::b/${aws:username}", true),
    ] {
      let ask = Ask(resource: resource, context: Self.context)
      #expect((try ask.decide(identity: [policy]).verdict == .allow) == isAllowed)
    }
  }
}
