import Model

/// Who acts for each integration of a plan, and on which data.
struct Holdings {
  /// A bucket or stream.
  struct Data: Hashable {
    /// `s3` or `kinesis`.
    let service: String
    /// Its name and, where it is known, its region.
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
      case .accessKey, .bucket, .stream, .streamPolicy, .logGroup, .metricStream: continue
      }
    }
    let regions = Self.regionsOfBuckets(plan)
    for grant in plan.grants {
      for resource in grant.statement.resources {
        guard let item = Data(arn: resource, regions) else { continue }
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
  init?(arn: String, _ regions: [String: Region]) {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, ["s3", "kinesis"].contains(parts[2]) else { return nil }
    let isBucket = parts[2] == "s3"
    let text = String(parts[5].prefix { !isBucket || $0 != "/" })
    guard !text.contains("*") else { return nil }
    let stream = text.hasPrefix("stream/") ? String(text.dropFirst(7)) : text
    service = String(parts[2])
    let region = isBucket ? regions[text]?.text : String(parts[3])
    name = (isBucket ? text : stream) + (region.map { " in \($0)" } ?? "")
  }
}
