import IAM
import TestSupport
import Testing

/// What the policies of who asks and of what is asked for decide together.
struct DecisionTests {
  /// What a policy says: it is missing, or speaks of something else, or allows or denies.
  enum Word: String {
    case none, other, allow, deny
  }

  /// How the policy of the resource names who asks.
  enum Name: String {
    case account = "111122223333"
    case stranger = "444455556666"
    case role = "arn:aws:iam::111122223333:role/x"
    case session = "arn:aws:sts::111122223333:assumed-role/x/s"
    case user = "arn:aws:iam::111122223333:user/u"
    case strangeRole = "arn:aws:iam::444455556666:role/y"
    case everyone = "*"
  }

  /// Who asks for what, what their policies, the boundary and the resource say, by which name, and
  /// what is decided.
  typealias Row = (Caller, String, Word, Word, Word, Name, Decision.Verdict)

  private static let get = "s3:GetObject"
  private static let assume = "sts:AssumeRole"
  private static let decrypt = "kms:Decrypt"

  private static let sameAccount: [Row] = [
    (.role, get, .none, .none, .none, .role, .implicitDeny),
    (.role, get, .other, .none, .none, .role, .implicitDeny),
    (.role, get, .allow, .none, .none, .role, .allow),
    (.role, get, .allow, .none, .other, .role, .allow),
    (.role, get, .deny, .none, .allow, .role, .explicitDeny),
    (.role, get, .allow, .none, .deny, .role, .explicitDeny),
    (.role, get, .allow, .none, .deny, .account, .explicitDeny),
    (.role, get, .allow, .none, .deny, .everyone, .explicitDeny),
    (.role, get, .allow, .none, .deny, .user, .allow),
    (.role, get, .none, .none, .allow, .role, .allow),
    (.role, get, .none, .none, .allow, .everyone, .allow),
    (.role, get, .none, .none, .allow, .account, .implicitDeny),
    (.role, get, .allow, .none, .allow, .account, .allow),
    (.role, get, .none, .none, .allow, .session, .implicitDeny),
    (.session, get, .none, .none, .allow, .role, .allow),
    (.session, get, .none, .none, .allow, .session, .allow),
    (.session, get, .none, .none, .allow, .account, .implicitDeny),
    (.session, get, .none, .none, .allow, .user, .implicitDeny),
    (.user, get, .none, .none, .allow, .user, .allow),
    (.user, get, .none, .none, .allow, .role, .implicitDeny),
    (.user, get, .allow, .none, .none, .user, .allow),
    (.root, get, .none, .none, .none, .account, .allow),
    (.root, get, .none, .none, .other, .account, .allow),
    (.root, get, .none, .none, .deny, .account, .explicitDeny),
  ]

  private static let boundaries: [Row] = [
    (.role, get, .allow, .allow, .none, .role, .allow),
    (.role, get, .allow, .other, .none, .role, .implicitDeny),
    (.role, get, .allow, .deny, .none, .role, .explicitDeny),
    (.role, get, .none, .allow, .none, .role, .implicitDeny),
    (.role, get, .none, .allow, .allow, .role, .allow),
    (.role, get, .none, .other, .allow, .role, .implicitDeny),
    (.role, get, .allow, .other, .allow, .role, .implicitDeny),
    (.role, get, .none, .deny, .allow, .everyone, .explicitDeny),
    (.role, get, .none, .other, .allow, .everyone, .allow),
    (.role, get, .allow, .other, .allow, .account, .implicitDeny),
    (.session, get, .none, .other, .allow, .role, .implicitDeny),
    (.session, get, .none, .allow, .allow, .role, .allow),
    (.session, get, .none, .other, .allow, .session, .allow),
    (.user, get, .none, .other, .allow, .user, .allow),
    (.user, get, .allow, .other, .allow, .account, .implicitDeny),
    (.session, assume, .none, .other, .allow, .role, .implicitDeny),
    (.session, assume, .none, .other, .allow, .session, .allow),
    (.session, assume, .allow, .other, .allow, .account, .implicitDeny),
    (.stranger, get, .allow, .allow, .allow, .stranger, .allow),
    (.stranger, get, .allow, .other, .allow, .stranger, .implicitDeny),
    (.stranger, get, .allow, .other, .allow, .everyone, .implicitDeny),
  ]

  private static let mustBeLetIn: [Row] = [
    (.role, assume, .allow, .none, .none, .role, .implicitDeny),
    (.role, assume, .allow, .none, .other, .role, .implicitDeny),
    (.role, assume, .allow, .none, .allow, .account, .allow),
    (.role, assume, .none, .none, .allow, .account, .implicitDeny),
    (.role, assume, .none, .none, .allow, .role, .allow),
    (.role, assume, .none, .none, .allow, .everyone, .allow),
    (.role, assume, .allow, .none, .allow, .user, .implicitDeny),
    (.user, "STS:assumeroleWithSAML", .allow, .none, .none, .user, .implicitDeny),
    (.user, "sts:TagSession", .allow, .none, .none, .user, .allow),
    (.role, decrypt, .allow, .none, .none, .role, .implicitDeny),
    (.role, decrypt, .allow, .none, .allow, .account, .allow),
    (.role, decrypt, .none, .none, .allow, .account, .implicitDeny),
    (.role, decrypt, .none, .none, .allow, .role, .allow),
    (.role, "KMS:Decrypt", .allow, .none, .other, .role, .implicitDeny),
    (.root, decrypt, .none, .none, .none, .account, .implicitDeny),
    (.root, decrypt, .none, .none, .allow, .account, .allow),
    (.root, assume, .none, .none, .allow, .account, .allow),
  ]

  private static let others: [Row] = [
    (.stranger, get, .allow, .none, .none, .stranger, .implicitDeny),
    (.stranger, get, .none, .none, .allow, .stranger, .implicitDeny),
    (.stranger, get, .none, .none, .allow, .strangeRole, .implicitDeny),
    (.stranger, get, .none, .none, .allow, .everyone, .implicitDeny),
    (.stranger, get, .allow, .none, .allow, .stranger, .allow),
    (.stranger, get, .allow, .none, .allow, .strangeRole, .allow),
    (.stranger, get, .allow, .none, .allow, .everyone, .allow),
    (.stranger, get, .allow, .none, .allow, .account, .implicitDeny),
    (.stranger, get, .deny, .none, .allow, .everyone, .explicitDeny),
    (.stranger, get, .allow, .none, .deny, .stranger, .explicitDeny),
    (.stranger, assume, .allow, .none, .allow, .stranger, .allow),
    (.strangeRoot, get, .none, .none, .allow, .stranger, .allow),
    (.strangeRoot, get, .none, .none, .none, .stranger, .implicitDeny),
    (.strangeRoot, get, .none, .none, .allow, .strangeRole, .implicitDeny),
    (.service, get, .none, .none, .allow, .everyone, .allow),
    (.service, get, .allow, .none, .none, .everyone, .implicitDeny),
    (.service, get, .none, .none, .allow, .account, .implicitDeny),
    (.service, get, .none, .none, .deny, .everyone, .explicitDeny),
    (.anonymous, get, .none, .none, .allow, .everyone, .allow),
    (.anonymous, get, .none, .none, .allow, .account, .implicitDeny),
    (.anonymous, get, .allow, .none, .none, .everyone, .implicitDeny),
    (.anonymous, get, .none, .none, .deny, .everyone, .explicitDeny),
  ]

  /// A policy that says the word, to the principal if there is one.
  private func policy(_ word: Word, _ element: String) -> String? {
    let action = word == .other ? "ec2:RunInstances" : "*"
    let effect = word == .deny ? "Deny" : "Allow"
    let members = #""Effect": "\#(effect)", \#(element), "Action": "\#(action)""#
    return word == .none ? nil : IAMTests.policy(members)
  }

  private func check(_ rows: [Row], _ title: String) throws {
    for (caller, action, identity, boundary, resource, name, verdict) in rows {
      let principal = name == .everyone ? #""*""# : #"{"AWS": "\#(name.rawValue)"}"#
      let decision = try Ask(caller: caller, action: action).decide(
        identity: [policy(identity, #""Resource": "*""#)].compactMap { $0 },
        boundary: policy(boundary, #""Resource": "*""#),
        resource: policy(resource, #""Principal": \#(principal)"#)
      )
      let words = "\(identity) within \(boundary), \(resource) to \(name)"
      #expect(decision.verdict == verdict, "\(caller) \(action): \(words)")
      #expect((verdict == .explicitDeny) == (decision.lacking.isEmpty && verdict != .allow))
      #expect(
        verdict != .implicitDeny || (decision.statements.isEmpty && !decision.lacking.isEmpty)
      )
    }
    print("decisions \(title): \(rows.count) cases")
  }

  @Test func withinAnAccountOneSideIsEnough() throws {
    try check(Self.sameAccount, "within an account")
  }

  @Test func aBoundaryLimitsWhatComesByTheRole() throws {
    try check(Self.boundaries, "with a boundary")
  }

  @Test func rolesAndKeysLetNobodyInByThemselves() throws {
    try check(Self.mustBeLetIn, "on roles and keys")
  }

  @Test func strangersNeedBothSides() throws {
    try check(Self.others, "on strangers, services and anonymous callers")
  }

  @Test func namesTheStatementsThatDecided() throws {
    let allow = IAMTests.policy(
      #""Effect": "Allow", "Action": "iam:*", "Resource": "*""#,
      #""Effect": "Allow", "Action": "s3:*", "Resource": "*""#
    )
    let deny = IAMTests.policy(#""Effect": "Deny", "Action": "s3:*", "Resource": "*""#)
    let toAccount = IAMTests.policy(
      #""Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:Get*""#
    )
    let ask = Ask(caller: .stranger)
    let allowed = try ask.decide(
      identity: [deny.replacing("s3", with: "sqs"), allow],
      resource: toAccount
    )
    #expect(allowed.statements == [.init(.identity(1), 1), .init(.resource, 0)])
    let denied = try ask.decide(identity: [allow], boundary: deny, resource: toAccount)
    #expect(denied.statements == [.init(.boundary, 0)])
    #expect(try ask.decide().lacking == [.identity, .resource])
    #expect(try ask.decide(identity: [allow], resource: toAccount).lacking == [])
    let bounded = try ask.decide(
      identity: [allow],
      boundary: allow.replacing("s3", with: "sqs"),
      resource: toAccount
    )
    #expect(bounded.lacking == [.boundary])
  }

  @Test func aTrustPolicyOfTheCatalogueLetsInTheRightExternalIDAlone() throws {
    var trust = try Checkout.text(of: "Templates/Vendors/logzio/policies/trust.json")
    for (hole, value) in [
      ("Partition", "aws"), ("VendorAccount", "444455556666"), ("ExternalId", "right"),
    ] {
      trust = trust.replacing("${\(hole)}", with: value)
    }
    let own = IAMTests.policy(#""Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*""#)
    let rows: [([String]?, Decision.Verdict)] = [
      (["right"], .allow), (["wrong"], .implicitDeny), (["Right"], .implicitDeny),
      (["right "], .implicitDeny), (["*"], .implicitDeny), ([], .implicitDeny),
      (nil, .implicitDeny),
      // A request has one external id at most; if it had two, either would do.
      (["wrong", "right"], .allow),
    ]
    for (id, verdict) in rows {
      let context = id.map { ["sts:ExternalId": $0] } ?? [:]
      var ask = Ask(caller: .stranger, action: "sts:AssumeRole", context: context)
      #expect(try ask.decide(identity: [own], resource: trust).verdict == verdict)
      #expect(try ask.decide(resource: trust).verdict == .implicitDeny)
      // The account that the role is of isn't the vendor's.
      ask.caller = .user
      #expect(try ask.decide(identity: [own], resource: trust).verdict == .implicitDeny)
    }
    print("external ids: \(rows.count * 3) cases")
  }
}
