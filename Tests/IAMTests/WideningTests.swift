import IAM
import Testing

/// Whether a policy allows more than another, decided for all requests.
struct WideningTests {
  enum Verdict: String {
    case within, wider, undecided
  }

  /// Two policies, and whether the new one allows what the old one doesn't.
  struct Pair: CustomTestStringConvertible {
    let title: String
    let attachment: IAMPolicy.Attachment
    let old: String
    let new: String
    let verdict: Verdict

    init(
      _ title: String,
      _ verdict: Verdict,
      _ attachment: IAMPolicy.Attachment = .identity,
      old: String...,
      new: String...
    ) {
      (self.title, self.verdict, self.attachment) = (title, verdict, attachment)
      func document(_ statements: [String]) -> String {
        let objects = statements.map { "{\($0)}" }.joined(separator: ", ")
        return #"{"Version": "2012-10-17", "Statement": [\#(objects)]}"#
      }
      (self.old, self.new) = (document(old), document(new))
    }

    var testDescription: String { title }

    func decide() throws -> Widening {
      let old = try read(old, attachment).policy
      let new = try read(new, attachment).policy
      return widening(
        from: RequestSet(allowedBy: old, account: Caller.account),
        to: RequestSet(allowedBy: new, account: Caller.account)
      )
    }

    /// Whether a policy of the pair allows the request of a witness.
    func allows(_ document: String, _ part: Witness.Part) throws -> Bool {
      let caller: Request.Principal =
        attachment == .identity ? Caller.role.principal : try #require(part.caller)
      let request = Request(
        caller,
        part.action ?? "s3:GetObject",
        part.resource ?? "arn:aws:s3:::b/k",
        of: Caller.account,
        Request.Context(part.context)
      )
      let policy = try read(document, attachment)
      let own = try read(IAMTests.policy(allow(#""*""#, on: #""*""#)), .identity)
      let policies =
        attachment == .identity
        ? PolicySet(identity: [policy])
        : PolicySet(identity: part.ownPoliciesAllow == true ? [own] : [], resource: policy)
      return evaluate(request, policies).verdict == .allow
    }
  }

  private static func allow(_ actions: String, on resources: String, if test: String? = nil)
    -> String
  {
    let condition = test.map { #", "Condition": {\#($0)}"# } ?? ""
    return #""Effect": "Allow", "Action": \#(actions), "Resource": \#(resources)\#(condition)"#
  }

  private static func deny(_ actions: String, on resources: String, if test: String? = nil)
    -> String
  {
    allow(actions, on: resources, if: test).replacing("Allow", with: "Deny")
  }

  private static func trust(_ principal: String, if test: String? = nil) -> String {
    let condition = test.map { #", "Condition": {\#($0)}"# } ?? ""
    let statement = #""Effect": "Allow", "Principal": \#(principal), "Action": "sts:AssumeRole""#
    return statement + condition
  }

  private static func externalID(_ values: String, _ form: String = "StringEquals") -> String {
    #""\#(form)": {"sts:ExternalId": \#(values)}"#
  }

  private static let get = #""s3:GetObject""#
  private static let bucket = #""arn:aws:s3:::b/*""#
  private static let vendor = #"{"AWS": "arn:aws:iam::444455556666:root"}"#

  static let permissions: [Pair] = [
    Pair("the same", .within, old: allow(get, on: bucket), new: allow(get, on: bucket)),
    Pair("nothing any more", .within, old: allow(get, on: bucket)),
    Pair("something new", .wider, new: allow(get, on: bucket)),
    Pair(
      "another case of an action",
      .within,
      old: allow(get, on: bucket),
      new: allow(#""S3:GETOBJECT""#, on: bucket)
    ),
    Pair(
      "one action more",
      .wider,
      old: allow(get, on: bucket),
      new: allow(#"["s3:GetObject", "s3:GetObjectAcl"]"#, on: bucket)
    ),
    Pair(
      "a wildcard in an action",
      .wider,
      old: allow(#"["s3:GetObject", "s3:GetObjectAcl"]"#, on: bucket),
      new: allow(#""s3:GetObject*""#, on: bucket)
    ),
    Pair(
      "a prefix",
      .within,
      old: allow(get, on: bucket),
      new: allow(get, on: #""arn:aws:s3:::b/logs/*""#)
    ),
    Pair(
      "a prefix less",
      .wider,
      old: allow(get, on: #""arn:aws:s3:::b/logs/*""#),
      new: allow(get, on: #""arn:aws:s3:::b/log*""#)
    ),
    Pair(
      "parts that make up the whole",
      .within,
      old: allow(get, on: #""arn:aws:s3:::b/?""#),
      allow(get, on: #"["arn:aws:s3:::b/", "arn:aws:s3:::b/??*"]"#),
      new: allow(get, on: bucket)
    ),
    Pair(
      "parts that leave one out",
      .wider,
      old: allow(get, on: #""arn:aws:s3:::b/?""#),
      allow(get, on: #"["arn:aws:s3:::b/", "arn:aws:s3:::b/???*"]"#),
      new: allow(get, on: bucket)
    ),
    Pair(
      "all but what is denied",
      .within,
      old: allow(get, on: bucket),
      new: allow(get, on: #""*""#),
      #""Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::b/*""#
    ),
    Pair(
      "a deny less",
      .wider,
      old: allow(get, on: bucket),
      deny(get, on: #""arn:aws:s3:::b/secret/*""#),
      new: allow(get, on: bucket)
    ),
    Pair(
      "the same with a variable",
      .within,
      old: allow(get, on: #""arn:aws:s3:::b/${aws:username}/*""#),
      new: allow(get, on: #""arn:aws:s3:::b/${aws:username}/logs/*""#)
    ),
    Pair(
      "a deny with a variable less",
      .undecided,
      old: allow(get, on: bucket),
      deny(get, on: #""arn:aws:s3:::b/${aws:username}/*""#),
      new: allow(get, on: #""arn:aws:s3:::b/ann/*""#)
    ),
    Pair(
      "a variable where something is left out",
      .undecided,
      old: #""Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b/ann""#,
      new: allow(get, on: #""arn:aws:s3:::b/${aws:username}""#)
    ),
    Pair(
      "a variable",
      .wider,
      old: allow(get, on: #""arn:aws:s3:::b/ann/*""#),
      new: allow(get, on: #""arn:aws:s3:::b/${aws:username}/*""#)
    ),
    Pair(
      "numbers",
      .within,
      old: allow(get, on: bucket, if: #""NumericLessThanEquals": {"s3:max-keys": "10"}"#),
      new: allow(get, on: bucket, if: #""NumericLessThan": {"s3:max-keys": "1e1"}"#)
    ),
    Pair(
      "a number between two",
      .wider,
      old: allow(get, on: bucket, if: #""NumericEquals": {"s3:max-keys": ["1", "2"]}"#),
      new: allow(
        get,
        on: bucket,
        if: #"""
          "NumericGreaterThanEquals": {"s3:max-keys": "1"}, "NumericLessThanEquals": {"s3:max-keys": "2"}
          """#
      )
    ),
    Pair(
      "the two halves of a network",
      .within,
      old: allow(get, on: bucket, if: #""IpAddress": {"aws:SourceIp": "10.0.0.0/9"}"#),
      allow(get, on: bucket, if: #""IpAddress": {"aws:SourceIp": "10.128.0.0/9"}"#),
      new: allow(get, on: bucket, if: #""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#)
    ),
    Pair(
      "a network with a hole",
      .wider,
      old: allow(get, on: bucket, if: #""IpAddress": {"aws:SourceIp": "10.0.0.0/9"}"#),
      allow(get, on: bucket, if: #""IpAddress": {"aws:SourceIp": "10.128.0.0/10"}"#),
      new: allow(get, on: bucket, if: #""IpAddress": {"aws:SourceIp": "10.0.0.0/8"}"#)
    ),
  ]

  /// Conditions that are turned round, keys that may be missing, and conditions that only AWS can
  /// answer.
  static let turns: [Pair] = [
    Pair(
      "the value that was excluded",
      .wider,
      old: allow(get, on: bucket, if: #""StringNotEquals": {"s3:prefix": "a"}"#),
      new: allow(get, on: bucket, if: #""StringEquals": {"s3:prefix": "a"}"#)
    ),
    Pair(
      "the value that was excluded, and no other",
      .wider,
      old: allow(get, on: bucket, if: #""StringNotEquals": {"s3:prefix": "a"}"#),
      new: allow(
        get,
        on: bucket,
        if: #""ForAllValues:StringEquals": {"s3:prefix": "a"}, "Null": {"s3:prefix": "false"}"#
      )
    ),
    Pair(
      "whoever lacks the key of a negated operator",
      .within,
      old: allow(get, on: bucket, if: #""StringNotEquals": {"s3:prefix": "a"}"#),
      new: allow(get, on: bucket, if: #""Null": {"s3:prefix": "true"}"#)
    ),
    Pair(
      "whoever has a key that had to be missing",
      .wider,
      old: allow(get, on: bucket, if: #""Null": {"s3:prefix": "true"}"#),
      new: allow(get, on: bucket)
    ),
    Pair(
      "the action that was left out",
      .wider,
      old: #""Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*""#,
      new: allow(get, on: bucket)
    ),
    Pair(
      "less, under a condition that nobody reads",
      .within,
      old: allow(get, on: bucket, if: unread),
      new: allow(get, on: #""arn:aws:s3:::b/logs/*""#, if: unread)
    ),
  ]

  /// The value is a variable.
  private static let unread = #""StringEquals": {"aws:username": "${aws:PrincipalTag/owner}"}"#

  static let trusts: [Pair] = [
    Pair(
      "the external id less",
      .wider,
      .resource,
      old: trust(vendor, if: externalID(#""a1""#)),
      new: trust(vendor)
    ),
    Pair(
      "another external id",
      .wider,
      .resource,
      old: trust(vendor, if: externalID(#""a1""#)),
      new: trust(vendor, if: externalID(#""a2""#))
    ),
    Pair(
      "one external id of two",
      .within,
      .resource,
      old: trust(vendor, if: externalID(#"["a1", "a2"]"#)),
      new: trust(vendor, if: externalID(#""a2""#))
    ),
    Pair(
      "an operator with wildcards and none in the value",
      .within,
      .resource,
      old: trust(vendor, if: externalID(#""a1""#)),
      new: trust(vendor, if: externalID(#""a1""#, "StringLike"))
    ),
    Pair(
      "a wildcard",
      .wider,
      .resource,
      old: trust(vendor, if: externalID(#""a1""#)),
      new: trust(vendor, if: externalID(#""a*""#, "StringLike"))
    ),
    Pair(
      "whoever sends none",
      .wider,
      .resource,
      old: trust(vendor, if: externalID(#""a1""#)),
      new: trust(vendor, if: externalID(#""a1""#, "StringEqualsIfExists"))
    ),
    Pair(
      "any case",
      .wider,
      .resource,
      old: trust(vendor, if: externalID(#""a1""#)),
      new: trust(vendor, if: externalID(#""a1""#, "StringEqualsIgnoreCase"))
    ),
    Pair(
      "a role of the account",
      .within,
      .resource,
      old: trust(vendor),
      new: trust(#"{"AWS": "arn:aws:iam::444455556666:role/y"}"#)
    ),
    Pair(
      "the account of a role",
      .wider,
      .resource,
      old: trust(#"{"AWS": "arn:aws:iam::444455556666:role/y"}"#),
      new: trust(vendor)
    ),
    Pair(
      "a role of its own account, which needs no policy then",
      .wider,
      .resource,
      old: trust(#"{"AWS": "111122223333"}"#),
      new: trust(#"{"AWS": "arn:aws:iam::111122223333:role/x"}"#)
    ),
    Pair("everyone", .wider, .resource, old: trust(vendor), new: trust(#""*""#)),
    Pair(
      "all but one",
      .wider,
      .resource,
      old: trust(vendor),
      new: #"""
        "Effect": "Allow", "NotPrincipal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"
        """#
    ),
    Pair(
      "the account's own users, who need no policy of a stream",
      .within,
      .resource,
      old: trust(vendor),
      new: trust(vendor),
      #""Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kinesis:PutRecord""#
    ),
    Pair(
      "a deny less for the account's own users",
      .wider,
      .resource,
      old: #""Effect": "Deny", "Principal": "*", "Action": "s3:*""#
    ),
  ]

  @Test(arguments: permissions + turns + trusts)
  func isDecided(_ pair: Pair) throws {
    switch try pair.decide() {
    case .none: #expect(pair.verdict == .within)
    case .undecided: #expect(pair.verdict == .undecided)
    case .some(let witness):
      #expect(pair.verdict == .wider)
      let part = try #require(witness.parts[.use])
      #expect(try pair.allows(pair.new, part), "\(witness)")
      #expect(try !pair.allows(pair.old, part), "\(witness)")
    }
  }

  /// Whoever needs the word of two policies is denied by either.
  @Test func anIntersectionHasTheDenialsOfBoth() throws {
    let pair = Pair(
      "",
      .wider,
      old: Self.allow(Self.get, on: #""*""#),
      Self.deny(Self.get, on: #""arn:aws:s3:::b/secret/*""#),
      new: Self.allow(Self.get, on: Self.bucket)
    )
    let sets = try [pair.old, pair.new].map {
      RequestSet(allowedBy: try read($0, .identity).policy)
    }
    for both in [sets[0].intersection(sets[1]), sets[1].intersection(sets[0])] {
      #expect(widening(from: both, to: sets[1]).isPossible)
      #expect(!widening(from: sets[1], to: both).isPossible)
    }
  }

  /// A decision that would take too long is none that access didn't widen.
  @Test func givesUpOnTheSafeSide() throws {
    let old = try read(policy(Self.allow(Self.get, on: Self.bucket)), .identity).policy
    let new = try read(policy(Self.allow(Self.get, on: #""*""#)), .identity).policy
    let decided = widening(
      from: RequestSet(allowedBy: old),
      to: RequestSet(allowedBy: new),
      steps: 0
    )
    #expect(decided == .undecided(nil) && decided.isPossible)
  }
}
