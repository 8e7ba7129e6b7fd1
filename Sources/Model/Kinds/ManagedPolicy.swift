/// A customer managed policy: a part of what a role or user may do, where all of it is more than an
/// inline policy takes.
///
/// It has its holder's name and no tags: CloudFormation takes none for this type, so what tells
/// whose it is, in both backends, is its path.
package struct ManagedPolicy: Hashable, Sendable {
  /// Whom the policy is attached to.
  package enum Holder: Hashable, Sendable {
    case role(RoleName)
    case user(UserName)
  }

  package let holder: Holder
  package let name: PolicyName
  package let path: IAMPath
  package var document: PolicyDocument

  /// The policy on one seat of a holder; which permissions sit there is up to their digests, so
  /// that the others keep their seats when one comes or goes.
  package init(_ seat: Int, of holder: Holder, in spec: Slug, _ document: PolicyDocument) {
    self.init(
      of: holder,
      PolicyName(open: "\(holder.name)-\(holder.noun)-part\(seat)"),
      holder.path(in: spec),
      document
    )
  }

  /// A policy of any name and path.
  package init(of holder: Holder, _ name: PolicyName, _ path: IAMPath, _ document: PolicyDocument) {
    (self.holder, self.name, self.path, self.document) = (holder, name, path, document)
  }
}

extension ManagedPolicy.Holder {
  /// The holder among the resources of a plan.
  package var id: Resource.ID {
    switch self {
    case .role(let name): .role(name)
    case .user(let name): .user(name)
    }
  }

  /// The holder as grants know it.
  package var grantHolder: Grant.Holder {
    switch self {
    case .role(let name): .role(name)
    case .user(let name): .user(name)
    }
  }

  package var name: String { id.name }

  package var noun: String { id.noun }

  /// The path of its managed policies, below which nothing else is.
  package func path(in spec: Slug) -> IAMPath {
    IAMPath(open: "/accredit/\(spec)/\(noun)/\(name)/")
  }
}
