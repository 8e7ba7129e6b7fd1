package import Model
import YAML

extension Resource {
  /// The entries of the template that the resource becomes.
  func templateEntries(in scope: TemplateScope) -> [Writer.Entry] {
    let resources =
      switch kind {
      case .role(let role): [role.templateResource(in: scope)]
      case .user(let user): [user.templateResource(in: scope)]
      case .managedPolicy(let policy): [policy.templateResource(in: scope)]
      case .accessKey(let key): key.templateResources(in: scope)
      case .bucket(let bucket): bucket.templateResources(in: scope)
      case .stream(let stream): [stream.templateResource(in: scope)]
      case .streamPolicy(let policy): [policy.templateResource(in: scope)]
      case .logGroup(let group): group.templateResources(in: scope)
      case .deliveryStream(let stream): [stream.templateResource(in: scope)]
      case .metricStream(let stream): [stream.templateResource(in: scope)]
      }
    return resources.map { $0.entry(for: integrations) }
  }

  /// How many resources of a template this one becomes, of the 500 that it may have.
  package var templateResourceCount: Int {
    switch kind {
    case .role, .user, .managedPolicy, .stream, .streamPolicy, .deliveryStream, .metricStream: 1
    case .bucket, .accessKey: 2
    case .logGroup(let group): 1 + group.streams.count
    }
  }
}
