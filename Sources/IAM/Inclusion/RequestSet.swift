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
    intersection(RequestSet(demanding: .unknown(words, holds: true)))
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
}

// Sets that no policy makes.
extension RequestSet {
  /// The requests of whoever holds the access keys of a user, who is known by any name that tells
  /// them from others.
  package init(ofKeysOf user: String, _ stage: Stage) {
    let language = TextLanguage([PatternLanguage(literal: "+a|\(user)|")])
    self.init(demanding: .text(Axis(stage: stage, part: .principal), language, isWithin: true))
  }

  /// The requests in one account, named by anything that tells it from others.
  package init(inAccount name: String) {
    let language = TextLanguage([PatternLanguage(literal: name)])
    self.init(demanding: .text(Axis(stage: .use, part: .place), language, isWithin: true))
  }

  /// The requests that enter a role.
  package static let entrances = RequestSet(
    demanding: .text(
      Axis(stage: .entry, part: .action),
      TextLanguage(actions: [Request.actionsAssumingRoles]),
      isWithin: true
    )
  )

  /// The requests that fulfil one demand.
  private init(demanding demand: Demand) {
    self.init(terms: [Term(demands: [demand])])
  }
}
