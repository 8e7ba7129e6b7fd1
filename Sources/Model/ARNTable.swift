/// The ARNs that a plan's resources have, or will have: names are chosen, so ARNs are known.
package struct ARNTable: Sendable {
  private let partition: Partition
  private let regional: String
  private let account: AccountID
  /// The paths of what IAM keeps below one.
  private let paths: [Resource.ID: IAMPath]

  package init(of plan: Plan) {
    partition = plan.partition
    account = plan.account
    regional = "\(plan.region):\(plan.account)"
    var paths: [Resource.ID: IAMPath] = [:]
    for resource in plan.resources {
      switch resource.kind {
      case .role(let role) where role.path != .root: paths[resource.id] = role.path
      case .user(let user) where user.path != .root: paths[resource.id] = user.path
      case .managedPolicy(let policy): paths[resource.id] = policy.path
      default: break
      }
    }
    self.paths = paths
  }

  /// The ARN that a resource has; that of the user for an access key.
  package subscript(id: Resource.ID) -> String {
    let service = "arn:\(partition)"
    let path = paths[id] ?? .root
    return switch id {
    case .role(let name): "\(service):iam::\(account):role\(path)\(name)"
    case .user(let name): "\(service):iam::\(account):user\(path)\(name)"
    case .managedPolicy(let name): "\(service):iam::\(account):policy\(path)\(name)"
    case .accessKey(let name): self[.user(name)]
    case .bucket(let name): "\(service):s3:::\(name)"
    case .stream(let name), .streamPolicy(let name): "\(service):kinesis:\(regional):stream/\(name)"
    case .logGroup(let name): "\(service):logs:\(regional):log-group:\(name)"
    case .deliveryStream(let name): "\(service):firehose:\(regional):deliverystream/\(name)"
    case .metricStream(let name): "\(service):cloudwatch:\(regional):metric-stream/\(name)"
    }
  }
}
