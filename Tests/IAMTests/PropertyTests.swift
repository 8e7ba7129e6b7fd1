import IAM
import TestSupport
import Testing

/// What holds of every set of policies.
struct PropertyTests {
  /// Random statements by what they stand in, and requests that they may speak of.
  private struct Lot {
    var random: SplitMix64
    var identity: [[String]] = []
    var boundary: [String]?
    var resource: [String]?
    var ask = Ask()

    init(seed: UInt64) {
      random = SplitMix64(seed: seed)
      identity = (0..<random.number(0...2)).map { _ in statements(ofResource: false) }
      if random.oneIn(3) { boundary = statements(ofResource: false) }
      if !random.oneIn(3) { resource = statements(ofResource: true) }
      ask.caller = random.pick(Caller.allCases)
      ask.action = random.pick(["s3:GetObject", "s3:PutObject", "sts:AssumeRole", "kms:Decrypt"])
      ask.resource = random.pick(["arn:aws:s3:::b/k", "arn:aws:s3:::c/ann"])
      if random.oneIn(2) { ask.context["sts:ExternalId"] = [random.pick(["a", "b"])] }
      if random.oneIn(2) { ask.context["aws:username"] = ["ann"] }
    }

    private mutating func statements(ofResource: Bool) -> [String] {
      (0..<random.number(0...3)).map { _ in
        let effect = random.oneIn(5) ? "Deny" : "Allow"
        return statement(effect, ofResource: ofResource)
      }
    }

    mutating func statement(_ effect: String, ofResource: Bool) -> String {
      var members = [#""Effect": "\#(effect)""#]
      members.append(
        random.pick([
          #""Action": "*""#, #""Action": "s3:*""#, #""Action": ["sts:*", "kms:*"]"#,
          #""NotAction": "s3:Put*""#,
        ])
      )
      if ofResource {
        members.append(
          random.pick([
            #""Principal": "*""#, #""Principal": {"AWS": ["111122223333", "444455556666"]}"#,
            #""Principal": {"AWS": "arn:aws:iam::111122223333:role/x"}"#,
            #""Principal": {"AWS": "arn:aws:iam::111122223333:user/u"}"#,
            #""Principal": {"Service": "firehose.amazonaws.com"}"#,
            #""NotPrincipal": {"AWS": "444455556666"}"#,
          ])
        )
      }
      if !ofResource || random.oneIn(2) {
        members.append(
          random.pick([
            #""Resource": "*""#, #""Resource": "arn:aws:s3:::b/*""#,
            #""NotResource": "arn:aws:s3:::c/*""#, #""Resource": "arn:aws:s3:::c/${aws:username}""#,
          ])
        )
      }
      if random.oneIn(2) {
        members.append(
          random.pick([
            #""Condition": {"StringEquals": {"sts:ExternalId": "a"}}"#,
            #""Condition": {"StringNotEquals": {"sts:ExternalId": "a"}}"#,
            #""Condition": {"Null": {"aws:username": "true"}}"#,
            #""Condition": {"StringLikeIfExists": {"aws:username": "a*"}}"#,
          ])
        )
      }
      return "{" + members.joined(separator: ", ") + "}"
    }

    /// Adds a statement to one of the policies that there are.
    mutating func add(_ effect: String) {
      let others = (boundary == nil ? 0 : 1) + (resource == nil ? 0 : 1)
      guard identity.count + others > 0 else { return }
      switch random.number(0...(identity.count + others - 1)) {
      case let index where index < identity.count:
        identity[index].append(statement(effect, ofResource: false))
      case identity.count where boundary != nil:
        let added = statement(effect, ofResource: false)
        boundary?.append(added)
      default:
        let added = statement(effect, ofResource: true)
        resource?.append(added)
      }
    }

    mutating func shuffle() {
      for index in identity.indices { identity[index].shuffle(using: &random) }
      identity.shuffle(using: &random)
      boundary?.shuffle(using: &random)
      resource?.shuffle(using: &random)
    }

    func verdict() throws -> Decision.Verdict {
      func text(_ statements: [String]) -> String {
        #"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ", "))]}"#
      }
      return try ask.decide(
        identity: identity.map(text),
        boundary: boundary.map(text),
        resource: resource.map(text)
      ).verdict
    }
  }

  private static let count: UInt64 = 3000

  /// Compares the verdicts of random policies before and after a change, and tells of each pair
  /// how often it came.
  private func compare(
    _ change: (inout Lot) -> Void,
    _ holds: (Decision.Verdict, Decision.Verdict) -> Bool
  ) throws -> [[Decision.Verdict]: Int] {
    var pairs: [[Decision.Verdict]: Int] = [:]
    for seed in 0..<Self.count {
      var lot = Lot(seed: seed)
      let before = try lot.verdict()
      change(&lot)
      let after = try lot.verdict()
      pairs[[before, after], default: 0] += 1
      #expect(holds(before, after), "seed \(seed): \(before), then \(after)")
    }
    return pairs
  }

  @Test func oneMoreDenyNeverAllowsMore() throws {
    let pairs = try compare({ $0.add("Deny") }, { $0 == .allow || $1 != .allow })
    #expect(pairs[[.allow, .explicitDeny], default: 0] > 100)
    print("policies with one more Deny: \(Self.count), \(pairs)")
  }

  @Test func oneMoreAllowNeverDenies() throws {
    let pairs = try compare(
      { $0.add("Allow") },
      { $0 == $1 || ($0 == .implicitDeny && $1 == .allow) }
    )
    #expect(pairs[[.implicitDeny, .allow], default: 0] > 100)
    print("policies with one more Allow: \(Self.count), \(pairs)")
  }

  @Test func theOrderOfStatementsAndPoliciesDoesNotMatter() throws {
    let pairs = try compare({ $0.shuffle() }, { $0 == $1 })
    for verdict in Decision.Verdict.allCases {
      #expect(pairs[[verdict, verdict], default: 0] > 300)
    }
    print("policies in another order: \(Self.count), \(pairs)")
  }
}
