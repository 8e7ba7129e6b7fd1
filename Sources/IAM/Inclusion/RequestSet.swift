/// A set of requests: those that some policies allow.
///
/// Each term of it is what one statement allows, less what others deny.
package struct RequestSet: Sendable {
  /// The requests that fulfil all demands, without those that fulfil all of an exception.
  struct Term: Hashable, Sendable {
    var demands: [Demand]
    var exceptions: [[Demand]] = []
  }

  /// Each once.
  let terms: [Term]
  private let known: Set<Term>

  /// No request.
  package static let nothing = RequestSet(terms: [])

  init(terms: [Term]) {
    var known: Set<Term> = []
    self.terms = terms.filter { known.insert($0).inserted }
    self.known = known
  }

  /// The requests that any of some sets has.
  package init(union sets: [RequestSet]) {
    self.init(terms: sets.flatMap(\.terms))
  }

  /// Whether it has the very same term.
  func has(_ term: Term) -> Bool { known.contains(term) }

  /// The requests that both sets have; of sets of different stages, the pairs of a request of one
  /// and a request of the other.
  package func intersection(_ other: Self) -> Self {
    RequestSet(
      terms: terms.flatMap { left in
        other.terms.map { right in
          Term(
            demands: left.demands + right.demands.filter { !left.demands.contains($0) },
            exceptions: left.exceptions + right.exceptions
          )
        }
      }
    )
  }

  /// The requests of the set for which something holds that no policy tells, such as that an
  /// unread policy allows them. Two sets with the same words speak of the same requests.
  package func within(_ words: String) -> Self {
    intersection(RequestSet(terms: [Term(demands: [.unknown(words, holds: true)])]))
  }
}

extension RequestSet {
  /// What a policy allows.
  ///
  /// - Parameters:
  ///   - account: the account of what a resource policy is attached to: its own users and roles
  ///     need no resource policy where their own allow, and a policy that names the account as a
  ///     whole adds nothing but for roles and keys.
  ///   - stage: `entry` for a trust policy, where the role's use is spoken of as well.
  package init(allowedBy policy: IAMPolicy, account: String? = nil, _ stage: Stage = .use) {
    let reader = DemandReader(policy, account: account, stage)
    let denied = policy.statements.filter { $0.effect == .deny }.flatMap(reader.denied)
    let allowed = policy.statements.filter { $0.effect == .allow }.flatMap(reader.allowed)
    let parts = allowed + reader.allowedWithoutPolicy
    self.init(terms: parts.map { Term(demands: $0, exceptions: denied) })
  }

  /// What some policies of a role or user allow together: what any allows and none denies.
  package init(allowedByAll policies: [IAMPolicy], _ stage: Stage = .use) {
    var denied: [[Demand]] = []
    var allowed: [[Demand]] = []
    for policy in policies {
      let reader = DemandReader(policy, account: nil, stage)
      for statement in policy.statements {
        switch statement.effect {
        case .allow: allowed += reader.allowed(by: statement)
        case .deny: denied += reader.denied(by: statement)
        }
      }
    }
    self.init(terms: allowed.map { Term(demands: $0, exceptions: denied) })
  }
}

// Sets that no policy makes.
extension RequestSet {
  /// The requests of whoever holds the access keys of a user: known by the user's ARN.
  package init(ofKeysOf user: String, _ stage: Stage) {
    let language = TextLanguage([PatternLanguage(literal: "+a|\(user)|")])
    let axis = Axis(stage: stage, part: .principal)
    self.init(terms: [Term(demands: [.text(axis, language, isWithin: true)])])
  }

  /// The requests in one account, named by anything that tells it from others.
  package init(inAccount name: String) {
    let language = TextLanguage([PatternLanguage(literal: name)])
    let axis = Axis(stage: .use, part: .place)
    self.init(terms: [Term(demands: [.text(axis, language, isWithin: true)])])
  }

  /// The requests that enter a role.
  package static let entrances: RequestSet = {
    let pattern = TextPattern(
      Request.actionsAssumingRoles,
      [.wildcards, .ignoringCase],
      variables: false
    )
    let language = TextLanguage(pattern.map { [PatternLanguage($0)] } ?? [])
    let axis = Axis(stage: .entry, part: .action)
    return RequestSet(terms: [Term(demands: [.text(axis, language, isWithin: true)])])
  }()
}
