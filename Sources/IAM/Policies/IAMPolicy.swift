package import Diagnostics

/// An IAM policy of any author, with its elements as they were written.
///
/// It is made only by reading a document (`IAMPolicy.read`), so each of its values is well-formed;
/// what it means for a request is decided elsewhere (`Evaluator`).
package struct IAMPolicy: Hashable, Sendable {
  /// What a policy is attached to, which says whom its statements speak of.
  package enum Attachment: Hashable, Sendable {
    /// A role or user, its bearer; a permissions boundary is of this kind too.
    case identity
    /// A resource, such as a bucket, a key or, by its trust policy, a role.
    case resource
  }

  /// The version of the policy language.
  package enum Version: String, CaseIterable, Sendable {
    /// Without policy variables; also that of a policy without `Version`.
    case original = "2008-10-17"
    case current = "2012-10-17"
  }

  package let attachment: Attachment
  package let version: Version
  package let id: String?
  package let statements: [Statement]
}

extension IAMPolicy {
  /// One statement.
  package struct Statement: Hashable, Sendable {
    package let sid: String?
    package let effect: Effect
    /// Nil in an identity policy.
    package let principals: Selection<Principal>?
    package let actions: Selection<String>
    /// Nil where a resource policy leaves them out, and so speaks of what it is attached to.
    package let resources: Selection<String>?
    package let conditions: [Condition]
    /// Where the statement starts.
    package let range: SourceRange
  }

  /// Whether what a statement speaks of may be done.
  package enum Effect: String, CaseIterable, Sendable {
    case allow = "Allow"
    case deny = "Deny"
  }

  /// An element or its `Not` form.
  package enum Selection<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What any of the values stands for, such as those of `Action`.
    case matching([Value])
    /// What none of the values stands for, such as those of `NotAction`.
    case notMatching([Value])

    /// The values as they were written.
    package var values: [Value] {
      switch self {
      case .matching(let values), .notMatching(let values): values
      }
    }
  }

  /// One value of `Principal` or `NotPrincipal`.
  package enum Principal: Hashable, Sendable {
    /// `*` without a type: AWS services too.
    case everyone
    /// An ARN, an account id or `*` of the type `AWS`.
    case aws(String)
    case service(String)
    /// An identity provider.
    case federated(String)
  }

  /// One operator and key of `Condition`; all conditions of a statement must hold.
  package struct Condition: Hashable, Sendable {
    /// How the key is compared.
    package let `operator`: ConditionOperator
    package let key: String
    package let values: [String]
  }
}
