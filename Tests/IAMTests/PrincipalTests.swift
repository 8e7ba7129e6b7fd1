import IAM
import Testing

/// Whom a statement of a resource policy speaks of.
struct PrincipalTests {
  /// `Principal` or `NotPrincipal` in JSON, and those whom it matches.
  private static let rows: [(String, Set<Caller>)] = [
    (#""Principal": "*""#, Set(Caller.allCases)),
    (#""Principal": {"AWS": "*"}"#, Set(Caller.allCases).subtracting([.service])),
    (#""Principal": {"AWS": ["*"]}"#, Set(Caller.allCases).subtracting([.service])),
    (#""Principal": {"AWS": "111122223333"}"#, ours),
    (#""Principal": {"AWS": "arn:aws:iam::111122223333:root"}"#, ours),
    (#""Principal": {"AWS": "arn:aws-cn:iam::111122223333:root"}"#, ours),
    (#""Principal": {"AWS": "arn:*:iam::111122223333:root"}"#, []),
    (#""Principal": {"AWS": "arn:aws:iam::*:root"}"#, []),
    (#""Principal": {"AWS": "11112222333"}"#, []),
    (#""Principal": {"AWS": "444455556666"}"#, theirs),
    (#""Principal": {"AWS": ["111122223333", "444455556666"]}"#, ours.union(theirs)),
    (#""Principal": {"AWS": "arn:aws:iam::111122223333:role/x"}"#, [.role, .session]),
    (#""Principal": {"AWS": "arn:aws:iam::111122223333:role/X"}"#, []),
    (#""Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}"#, []),
    (#""Principal": {"AWS": "arn:aws:iam::444455556666:role/y"}"#, [.stranger]),
    (#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/x/s"}"#, [.session]),
    (#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/x/t"}"#, []),
    (#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/x/*"}"#, []),
    (#""Principal": {"AWS": "arn:aws:iam::111122223333:user/u"}"#, [.user]),
    (#""Principal": {"AWS": "AROAEXAMPLEOFDELETED"}"#, []),
    (#""Principal": {"Service": "firehose.amazonaws.com"}"#, [.service]),
    (#""Principal": {"Service": "s3.amazonaws.com"}"#, []),
    (#""Principal": {"Service": "*"}"#, []),
    (#""Principal": {"Service": ["s3.amazonaws.com", "firehose.amazonaws.com"]}"#, [.service]),
    (
      #""Principal": {"AWS": "444455556666", "Service": "firehose.amazonaws.com"}"#,
      theirs.union([.service])
    ),
    (#""Principal": {"Federated": "cognito-identity.amazonaws.com"}"#, []),
    (#""Principal": {"Federated": "*"}"#, []),
    (#""Principal": {}"#, []),
    (#""NotPrincipal": "*""#, []),
    (#""NotPrincipal": {"AWS": "*"}"#, [.service]),
    (#""NotPrincipal": {"AWS": "111122223333"}"#, theirs.union([.service, .anonymous])),
    (
      #""NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/x"}"#,
      Set(Caller.allCases).subtracting([.role, .session])
    ),
    (
      #""NotPrincipal": {"AWS": "arn:aws:sts::111122223333:assumed-role/x/s"}"#,
      Set(Caller.allCases).subtracting([.session])
    ),
    (
      #""NotPrincipal": {"Service": "firehose.amazonaws.com"}"#,
      Set(Caller.allCases).subtracting([.service])
    ),
    (#""NotPrincipal": {"Federated": "x"}"#, Set(Caller.allCases)),
  ]

  private static let ours: Set<Caller> = [.role, .session, .user, .root]
  private static let theirs: Set<Caller> = [.stranger, .strangeRoot]

  @Test func denyReachesThoseWhomThePrincipalMatches() throws {
    for (element, matched) in Self.rows {
      let policy = policy(#""Effect": "Deny", \#(element), "Action": "*", "Resource": "*""#)
      for caller in Caller.allCases {
        let verdict = try Ask(caller: caller).decide(resource: policy).verdict
        let isMatched = matched.contains(caller)
        #expect((verdict == .explicitDeny) == isMatched, "\(element) \(caller)")
      }
    }
    print("principals: \(Self.rows.count * Caller.allCases.count) cases")
  }

  /// Who is allowed by the resource alone, and who needs a policy of their own as well.
  @Test func allowReachesThemTooOnceTheirOwnPoliciesAllow() throws {
    let own = policy(#""Effect": "Allow", "Action": "*", "Resource": "*""#)
    for (element, matched) in Self.rows {
      let policy = policy(#""Effect": "Allow", \#(element), "Action": "*""#)
      for caller in Caller.allCases {
        // A role must be let in by its trust policy in any case.
        let ask = Ask(caller: caller, action: "sts:AssumeRole")
        let verdict = try ask.decide(identity: [own], resource: policy).verdict
        let wanted: Decision.Verdict = matched.contains(caller) ? .allow : .implicitDeny
        #expect(verdict == wanted, "\(element) \(caller)")
      }
    }
    print("principals that are let in: \(Self.rows.count * Caller.allCases.count) cases")
  }
}
