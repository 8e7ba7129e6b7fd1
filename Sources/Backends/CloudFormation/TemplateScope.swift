import Model
import YAML

/// What the resources of a template can refer to, and the tags that all of them bear.
struct TemplateScope {
  private let plan: Plan
  private let owned: Set<Resource.ID>
  private let arns: ARNTable
  private let commonTags: Writer.Node

  /// - Parameter arns: the ARNs of all that the spec makes, in this template or another.
  init(of plan: Plan, _ arns: ARNTable) {
    self.plan = plan
    owned = Set(plan.resources.map(\.id))
    self.arns = arns
    commonTags = Self.node(of: plan.tags(with: []))
  }

  var partition: Partition { plan.partition }

  func owns(_ id: Resource.ID) -> Bool { owned.contains(id) }

  /// The ARN of a resource: by `!GetAtt` where the template makes it, else in words.
  func arn(of id: Resource.ID) -> Writer.Node {
    switch id {
    case .accessKey(let user): arn(of: .user(user))
    case .streamPolicy(let stream): arn(of: .stream(stream))
    case .role, .user, .bucket, .stream, .deliveryStream, .metricStream:
      owns(id) ? .tagged("GetAtt", "\(id.logicalID).Arn") : .text(arns[id])
    case .managedPolicy: owns(id) ? .reference(to: id.logicalID) : .text(arns[id])
    // CloudFormation's own ends in ":*", which stands for the log streams.
    case .logGroup: .text(arns[id])
    }
  }

  /// The name of a resource: by `!Ref` where the template makes it, so that it is made before.
  func name(of id: Resource.ID) -> Writer.Node {
    owns(id) ? .reference(to: id.logicalID) : .text(id.name)
  }

  /// The name of a log stream, in the same way.
  func name(ofStream stream: String, in group: LogGroupName) -> Writer.Node {
    owns(.logGroup(group)) ? .reference(to: group.logicalID(ofStream: stream)) : .text(stream)
  }

  /// The tags of a resource that has some of its own.
  func tags(with own: [Tag]) -> Writer.Node? {
    let tags = own.isEmpty ? commonTags : Self.node(of: plan.tags(with: own))
    return tags == .list([]) ? nil : tags
  }

  private static func node(of tags: [Tag]) -> Writer.Node {
    .list(tags.map { ["Key": .text($0.key.text), "Value": .text($0.value.text)] })
  }

  /// A policy document, with references to roles.
  func node(of policy: PolicyDocument) -> Writer.Node { node(of: policy.document) }

  private func node(of document: Document) -> Writer.Node {
    switch document {
    case .text(let text): .text(text)
    case .integer(let integer): .integer(integer)
    case .flag(let flag): .flag(flag)
    case .list(let items): .list(items.map { node(of: $0) })
    case .map(let members): .map(members.map { Writer.Entry($0.name, node(of: $0.value)) })
    case .arn(let id): arn(of: id)
    }
  }

  /// What a role or user may do, as its one inline policy; nil where it may do nothing.
  func inlinePolicies(of permissions: PolicyDocument) -> Writer.Node? {
    guard !permissions.statements.isEmpty else { return nil }
    return [["PolicyName": "accredit", "PolicyDocument": node(of: permissions)]]
  }
}

extension TemplateScope {
  /// The managed policies that hold what a role or user may do; nil where none does.
  ///
  /// They are attached by their holder, and not by naming it themselves. So CloudFormation writes
  /// them first and then the holder with all that it has, and removes one only after its holder has
  /// let go of it. A policy that is new gives nothing to anyone until the holder is written, so
  /// nothing is lost where permissions move between the inline policy and managed ones. One that
  /// is attached already and changes takes effect at once: until the holder is written, it counts
  /// under the holder's former trust and boundary.
  func managedPolicies(_ names: [PolicyName]) -> Writer.Node? {
    names.isEmpty ? nil : .list(names.map { arn(of: .managedPolicy($0)) })
  }
}

extension Writer.Node {
  static func reference(to id: LogicalID) -> Self { .tagged("Ref", id.description) }
}
