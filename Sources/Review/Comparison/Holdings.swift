import Model

/// Who acts for each integration of a plan, and on which data.
struct Holdings {
  /// A bucket or stream.
  struct Data: Hashable {
    /// `s3` or `kinesis`.
    let service: String
    /// The name of a bucket; of a stream its region and name.
    let name: String
  }

  let arns: ARNTable
  /// The roles that vendors assume, by name.
  private(set) var roles: [RoleName: Role] = [:]
  private(set) var roleOfIntegration: [Slug: RoleName] = [:]
  private(set) var userOfIntegration: [Slug: User] = [:]
  private(set) var data: [Slug: Set<Data>] = [:]
  /// The name of the vendor that each integration is for.
  private(set) var vendorOfIntegration: [Slug: String] = [:]

  init(of plan: Plan) {
    arns = ARNTable(of: plan)
    for resource in plan.resources {
      switch resource.kind {
      case .role(let role):
        guard case .vendor(let connection) = role.trust.bearer else { continue }
        roles[role.name] = role
        for integration in resource.integrations {
          roleOfIntegration[integration] = role.name
          vendorOfIntegration[integration] = connection.vendorName
        }
      case .user(let user):
        for integration in resource.integrations {
          userOfIntegration[integration] = user
          vendorOfIntegration[integration] = user.vendorName
        }
      case .deliveryStream(let stream):
        vendorOfIntegration[stream.integration] = stream.endpoint.name
      case .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .metricStream: continue
      }
    }
    for grant in plan.grants {
      for resource in grant.statement.resources {
        guard let item = Data(arn: resource) else { continue }
        data[grant.integration, default: []].insert(item)
      }
    }
  }
}

extension Holdings.Data {
  /// The bucket or stream that an ARN is of or in; nil for anything else.
  init?(arn: String) {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, ["s3", "kinesis"].contains(parts[2]) else { return nil }
    let isBucket = parts[2] == "s3"
    let text = String(parts[5].prefix { !isBucket || $0 != "/" })
    guard !text.contains("*") else { return nil }
    let stream = text.hasPrefix("stream/") ? String(text.dropFirst(7)) : text
    service = String(parts[2])
    name = isBucket ? text : "\(stream) in \(parts[3])"
  }
}
