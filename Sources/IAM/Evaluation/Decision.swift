/// What IAM answers to a request, and why.
package struct Decision: Hashable, Sendable {
  /// The answer.
  package enum Verdict: String, CaseIterable, Sendable {
    case allow
    /// A statement denies it.
    case explicitDeny
    /// Nothing that would have to allow it does.
    case implicitDeny
  }

  /// Where a policy is attached.
  package enum Side: Hashable, Sendable {
    /// To the role or user that asks; its policies are counted from 0.
    case identity(Int)
    /// To the role or user that asks, as its permissions boundary.
    case boundary
    /// To what is asked for.
    case resource
  }

  /// A statement by the policy that it stands in, counted from 0.
  package struct StatementPlace: Hashable, Sendable {
    package let side: Side
    package let index: Int

    package init(_ side: Side, _ index: Int) {
      self.side = side
      self.index = index
    }
  }

  /// What would have to allow a request, and doesn't.
  package enum Lack: Hashable, Sendable {
    /// No policy of the role or user allows it.
    case identity
    /// The permissions boundary doesn't.
    case boundary
    /// The policy of the resource doesn't, or there is none.
    case resource
  }

  package let verdict: Verdict
  /// The statements that decided: all that deny, or all by which it is allowed; none where it is
  /// denied because something is lacking.
  package let statements: [StatementPlace]
  /// What is lacking where no statement denies; an allow lacks nothing.
  package let lacking: [Lack]
}
