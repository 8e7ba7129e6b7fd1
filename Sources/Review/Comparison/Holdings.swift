import Model

/// Who acts for each integration of a plan, and on which data.
struct Holdings {
  /// A bucket or stream.
  struct Data: Hashable {
    /// `s3` or `kinesis`.
    let service: String
    /// The name of a bucket; of a stream its name and region.
    let name: String
  }

  let arns: ARNTable
  /// The roles that vendors assume, by name.
  private(set) var roles: [RoleName: Role] = [:]
  private(set) var roleOfARN: [String: Role] = [:]
  /// The ARN of the role or user that acts for each integration.
  private(set) var holderOfIntegration: [Slug: String] = [:]
  private(set) var vendorOfHolder: [String: String] = [:]
  private(set) var data: [Slug: Set<Data>] = [:]
  /// Where each bucket is that the plan knows the region of.
  private(set) var regionOfBucket: [String: Region] = [:]
  /// Where each integration sends metrics to, if it does.
  private(set) var endpointOfIntegration: [Slug: String] = [:]
  /// The name of the vendor that each integration is for.
  private(set) var vendorOfIntegration: [Slug: String] = [:]

  init(of plan: Plan) {
    arns = ARNTable(of: plan)
    for resource in plan.resources {
      switch resource.kind {
      case .role(let role):
        guard case .vendor(let connection) = role.trust.bearer else { continue }
        roles[role.name] = role
        roleOfARN[arns[resource.id]] = role
        add(resource, for: connection.vendorName)
      case .user(let user): add(resource, for: user.vendorName)
      case .deliveryStream(let stream):
        vendorOfIntegration[stream.integration] = stream.endpoint.name
        endpointOfIntegration[stream.integration] = stream.endpoint.url
      case .managedPolicy, .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .metricStream:
        continue
      }
    }
    regionOfBucket = Self.regionsOfBuckets(plan)
    // What service roles use is known to nobody but this account.
    for grant in plan.grants where vendorOfHolder[arns.arn(of: grant.holder)] != nil {
      for resource in grant.statement.resources {
        guard let item = Data(arn: resource) else { continue }
        data[grant.integration, default: []].insert(item)
      }
    }
  }
}

extension Holdings {
  private mutating func add(_ resource: Resource, for vendor: String) {
    let arn = arns[resource.id]
    vendorOfHolder[arn] = vendor
    for integration in resource.integrations {
      holderOfIntegration[integration] = arn
      vendorOfIntegration[integration] = vendor
    }
  }

  /// Where each bucket is that the plan knows the region of.
  private static func regionsOfBuckets(_ plan: Plan) -> [String: Region] {
    var regions: [String: Region] = [:]
    for case .bucket(let name, let region) in plan.requirements { regions[name.text] = region }
    for resource in plan.resources {
      if case .bucket(let bucket) = resource.kind { regions[bucket.name.text] = plan.region }
    }
    return regions
  }
}

extension Holdings.Data {
  /// The bucket or stream that an ARN is of or in; nil for anything else.
  init?(arn: String) {
    guard let arn = try? ARN(arn), ["s3", "kinesis"].contains(arn.service) else { return nil }
    let isBucket = arn.service == "s3"
    let text = String(arn.resource.prefix { !isBucket || $0 != "/" })
    guard !text.contains("*") else { return nil }
    let stream = text.hasPrefix("stream/") ? String(text.dropFirst(7)) : text
    service = arn.service
    name = isBucket ? text : "\(stream) in \(arn.region)"
  }
}

extension ARNTable {
  /// The ARN of whoever holds a grant, or of the stream whose policy does.
  fileprivate func arn(of holder: Grant.Holder) -> String {
    switch holder {
    case .role(let name): self[.role(name)]
    case .user(let name): self[.user(name)]
    case .streamPolicy(let name): self[.streamPolicy(name)]
    }
  }
}
