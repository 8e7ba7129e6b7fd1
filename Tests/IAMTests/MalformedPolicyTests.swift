import Diagnostics
import IAM
import Testing

/// Policies that nobody can rely on are refused with a message, and allow nothing.
struct MalformedPolicyTests {
  private static let good = #""Effect": "Allow", "Action": "*", "Resource": "*""#

  /// Documents that are no policies, with the code of the first mistake.
  private static let documents: [(String, String)] = [
    ("", "yaml-syntax"),
    ("{", "yaml-syntax"),
    ("{} {}", "yaml-syntax"),
    ("{'Statement': []}", "yaml-syntax"),
    ("{Statement: []}", "yaml-syntax"),
    (#"{"Statement": [],}"#, "yaml-syntax"),
    (#"{"Statement" []}"#, "yaml-syntax"),
    (#"{"Statement": [}"#, "yaml-syntax"),
    (#"{"Statement": [{} {}]}"#, "yaml-syntax"),
    (#"{"Statement": +1}"#, "yaml-syntax"),
    (#"{"Statement": 01}"#, "yaml-syntax"),
    (#"{"Statement": 1.}"#, "yaml-syntax"),
    (#"{"Statement": 1e}"#, "yaml-syntax"),
    (#"{"Statement": True}"#, "yaml-syntax"),
    (#"{"Id": "\x"}"#, "yaml-syntax"),
    (#"{"Id": "\u12G4"}"#, "yaml-syntax"),
    (#"{"Id": "\ud800"}"#, "yaml-syntax"),
    (#"{"Id": "\ud800\u0041"}"#, "yaml-syntax"),
    (#"{"Id": "\udc00"}"#, "yaml-syntax"),
    (#"{"Id": "open}"#, "yaml-syntax"),
    ("{\"Id\": \"a\nb\"}", "yaml-syntax"),
    (#"{"Id": "a", "Id": "b", "Statement": []}"#, "duplicate-key"),
    (#"{"Id": "a", "\u0049d": "b", "Statement": []}"#, "duplicate-key"),
    (String(repeating: "[", count: 65), "too-deep"),
    ("[]", "wrong-kind"),
    ("null", "wrong-kind"),
    (#""policy""#, "wrong-kind"),
    ("{}", "missing-key"),
    (#"{"Version": "2012-10-17"}"#, "missing-key"),
    (#"{"Version": "2012-10-18", "Statement": []}"#, "unknown-value"),
    (#"{"Version": null, "Statement": []}"#, "wrong-kind"),
    (#"{"Version": 2012, "Statement": []}"#, "wrong-kind"),
    (#"{"version": "2012-10-17", "Statement": []}"#, "unknown-key"),
    (#"{"Statement": [], "Comment": "x"}"#, "unknown-key"),
    (#"{"Id": 1, "Statement": []}"#, "wrong-kind"),
    (#"{"Statement": "x"}"#, "wrong-kind"),
    (#"{"Statement": null}"#, "wrong-kind"),
    (#"{"Statement": [[]]}"#, "wrong-kind"),
    (#"{"Statement": ["x"]}"#, "wrong-kind"),
  ]

  /// Statements of an identity policy, with the code of the first mistake.
  private static let statements: [(String, String)] = [
    (#""Action": "*", "Resource": "*""#, "missing-key"),
    (#""Effect": "allow", "Action": "*", "Resource": "*""#, "unknown-value"),
    (#""Effect": "Permit", "Action": "*", "Resource": "*""#, "unknown-value"),
    (#""Effect": true, "Action": "*", "Resource": "*""#, "wrong-kind"),
    (#""Effect": "Allow", "Resource": "*""#, "missing-key"),
    (#""Effect": "Allow", "Action": "*""#, "missing-key"),
    (#""Effect": "Allow", "Actions": "*", "Resource": "*""#, "unknown-key"),
    (#""Effect": "Allow", "Action": 1, "Resource": "*""#, "wrong-kind"),
    (#""Effect": "Allow", "Action": null, "Resource": "*""#, "wrong-kind"),
    (#""Effect": "Allow", "Action": {"x": "y"}, "Resource": "*""#, "wrong-kind"),
    (#""Effect": "Allow", "Action": [["*"]], "Resource": "*""#, "wrong-kind"),
    (#""Effect": "Allow", "Action": "*", "NotAction": "*", "Resource": "*""#, "conflicting-keys"),
    (#""Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "x""#, "conflicting-keys"),
    (#""Effect": "Allow", "Action": "*", "Resource": "${x""#, "unknown-value"),
    (#""Effect": "Allow", "Action": "*", "Resource": "${}""#, "unknown-value"),
    (#""Effect": "Allow", "Action": "*", "Resource": "${x, y}""#, "unknown-value"),
    (#""Effect": "Allow", "Action": "*", "NotResource": "${x, 'y}""#, "unknown-value"),
    (good + #", "Sid": 1"#, "wrong-kind"),
    (good + #", "Principal": "*""#, "unknown-key"),
    (good + #", "NotPrincipal": "*""#, "unknown-key"),
    (good + #", "Comment": "x""#, "unknown-key"),
    (good + #", "Condition": "x""#, "wrong-kind"),
    (good + #", "Condition": []"#, "wrong-kind"),
    (good + #", "Condition": {"StringEquals": "x"}"#, "wrong-kind"),
    (good + #", "Condition": {"StringEquals": {"k": null}}"#, "wrong-kind"),
    (good + #", "Condition": {"StringEquals": {"k": {"a": "b"}}}"#, "wrong-kind"),
    (good + #", "Condition": {"StringEquals": {"k": [["a"]]}}"#, "wrong-kind"),
    (good + #", "Condition": {"StringEquals": {"k": "${a"}}"#, "unknown-value"),
    (good + #", "Condition": {"NumericEquals": {"k": "ten"}}"#, "unknown-value"),
    (good + #", "Condition": {"NumericEquals": {"k": ""}}"#, "unknown-value"),
    (good + #", "Condition": {"NumericEquals": {"k": "${n}"}}"#, "unknown-value"),
    (good + #", "Condition": {"DateEquals": {"k": "2026-02-30T00:00:00Z"}}"#, "unknown-value"),
    (good + #", "Condition": {"DateEquals": {"k": "yesterday"}}"#, "unknown-value"),
    (good + #", "Condition": {"Bool": {"k": "yes"}}"#, "unknown-value"),
    (good + #", "Condition": {"Null": {"k": "1"}}"#, "unknown-value"),
    (good + #", "Condition": {"IpAddress": {"k": "10.0.0.0/33"}}"#, "unknown-value"),
    (good + #", "Condition": {"IpAddress": {"k": "10.0.0"}}"#, "unknown-value"),
    (good + #", "Condition": {"NotIpAddress": {"k": "::1/129"}}"#, "unknown-value"),
  ]

  private static let operators = [
    "StringEqual", "stringEquals", "Equals", "", "StringEqualsIfexists", "IfExists",
    "ForSomeValues:StringEquals", "ForAnyValue:", "ForAnyValue: StringEquals",
    "ForAnyValue:ForAllValues:StringEquals", "StringEqualsIfExistsIfExists", "NullIfExists",
    "ForAllValues:Null", "NumericLike", "BoolNotEquals",
  ]

  /// `Principal` and `NotPrincipal` of a resource policy, with the code of the first mistake.
  private static let principals: [(String, String)] = [
    ("", "missing-key"),
    (#""Principal": "arn:aws:iam::111122223333:root","#, "wrong-kind"),
    (#""Principal": [],"#, "wrong-kind"),
    (#""Principal": null,"#, "wrong-kind"),
    (#""Principal": {"AWS": 111122223333},"#, "wrong-kind"),
    (#""Principal": {"AWS": {"a": "b"}},"#, "wrong-kind"),
    (#""Principal": {"aws": "*"},"#, "unknown-key"),
    (#""Principal": {"Role": "*"},"#, "unknown-key"),
    (#""Principal": {"CanonicalUser": "0123"},"#, "unknown-value"),
    (#""Principal": "*", "NotPrincipal": "*","#, "conflicting-keys"),
    (#""Principle": "*","#, "unknown-key"),
  ]

  private func refuses(_ json: String, as code: String, _ attachment: IAMPolicy.Attachment) {
    let error = #expect(throws: Malformed.self, "\(json)") { try read(json, attachment) }
    let description = error?.description ?? ""
    #expect(description.hasPrefix(code + ": "), "\(json)")
  }

  @Test func isAnErrorNotAnAllow() {
    for (json, code) in Self.documents { refuses(json, as: code, .identity) }
    for (members, code) in Self.statements { refuses(policy(members), as: code, .identity) }
    for name in Self.operators {
      let condition = #", "Condition": {"\#(name)": {"k": "true"}}"#
      refuses(policy(Self.good + condition), as: "condition-operator", .identity)
    }
    for (element, code) in Self.principals {
      refuses(policy(element + Self.good), as: code, .resource)
    }
    let count =
      Self.documents.count + Self.statements.count + Self.operators.count + Self.principals.count
    print("malformed policies: \(count) cases")
  }

  /// A mistake behind a good statement counts as well.
  @Test func oneBadStatementSpoilsThePolicy() throws {
    let bad = #""Effect": "Deny", "Action": "*""#
    #expect(throws: Malformed.self) { try read(policy(Self.good, bad), .identity) }
    #expect(throws: Malformed.self) { try read(policy(bad, Self.good), .identity) }
    _ = try read(policy(Self.good, Self.good), .identity)
  }

  @Test func readsEveryOperatorWithEveryPrefixAndSuffix() {
    var count = 0
    for name in ConditionOperator.names where name != "Null" {
      for prefix in ["", "ForAnyValue:", "ForAllValues:"] {
        for suffix in ["", "IfExists"] {
          count += 1
          #expect(ConditionOperator(prefix + name + suffix)?.text == prefix + name + suffix)
        }
      }
    }
    #expect(count == 26 * 6)
    print("operators: \(count) names")
  }

  @Test func keepsTheElementsAsTheyWereWritten() throws {
    let json = """
      {"Id": "i", "Statement": {"Sid": "s", "Effect": "Deny", "NotAction": ["a:B", "a:*"],
        "NotResource": "arn:aws:s3:::B", "NotPrincipal": {"AWS": "111122223333",
        "Service": "x.amazonaws.com"}, "Condition": {"NumericEqualsIfExists": {"K": [1.50, "2"]}}}}
      """
    let policy = try read(json, .resource).policy
    #expect(policy.version == .original && policy.id == "i")
    let statement = try #require(policy.statements.first)
    #expect(statement.sid == "s" && statement.effect == .deny)
    #expect(statement.actions == .notMatching(["a:B", "a:*"]))
    #expect(statement.resources == .notMatching(["arn:aws:s3:::B"]))
    let principals: [IAMPolicy.Principal] = [.aws("111122223333"), .service("x.amazonaws.com")]
    #expect(statement.principals == .notMatching(principals))
    let condition = try #require(statement.conditions.first)
    #expect(condition.operator.text == "NumericEqualsIfExists" && condition.key == "K")
    #expect(condition.values == ["1.50", "2"])
    #expect(statement.range == SourceRange(at: SourcePosition(line: 1, column: 26)))
  }
}
