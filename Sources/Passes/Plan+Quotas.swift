package import Catalog
package import Diagnostics
package import Model
import Text

extension Plan {
  /// Reports what AWS would refuse for its size or number.
  package func checkQuotas(_ quotas: Quotas, _ diagnostics: inout Diagnostics) {
    let arns = ARNTable(of: self)
    for resource in resources {
      switch resource.kind {
      case .role(let role):
        let limit = quotas["role-trust-policy-size"]
        check(role.trust.document, "trust policy of role", resource, limit, arns, &diagnostics)
        checkTags(role.tags, resource, quotas, &diagnostics)
      case .user(let user):
        checkTags(user.tags, resource, quotas, &diagnostics)
      case .streamPolicy(let policy):
        let limit = quotas["stream-policy-size"]
        check(policy.document, "resource policy of stream", resource, limit, arns, &diagnostics)
      case .bucket(let bucket): checkTags(bucket.tags, resource, quotas, &diagnostics)
      case .stream(let stream): checkTags(stream.tags, resource, quotas, &diagnostics)
      case .metricStream(let stream): checkFilters(stream, resource, quotas, &diagnostics)
      case .managedPolicy, .accessKey, .logGroup, .deliveryStream: break
      }
    }
    checkCounts(quotas, &diagnostics)
  }

  private func check(
    _ document: PolicyDocument,
    _ noun: String,
    _ resource: Resource,
    _ limit: Int,
    _ arns: ARNTable,
    _ diagnostics: inout Diagnostics
  ) {
    let size = document.document.json { arns[$0] }.sizeWithoutWhitespace
    guard size > limit else { return }
    diagnostics.report(
      .policyTooLarge,
      "the \(noun) '\(resource.id.name)' has \(size) characters, and AWS takes \(limit)",
      at: resource.range,
      help: resource.integrations.count > 1
        ? "give some of the integrations that share it a role of their own"
        : "divide the integration into several"
    )
  }

  /// Reports a resource that would have more tags than AWS takes.
  func checkTags(
    _ own: [Tag],
    _ resource: Resource,
    _ quotas: Quotas,
    _ diagnostics: inout Diagnostics
  ) {
    let count = tags(with: own).count
    let limit = quotas["tags-per-resource"]
    guard count > limit else { return }
    diagnostics.report(
      .tooManyTags,
      "the \(resource.id.noun) '\(resource.id.name)' would have \(count) tags with those of the "
        + "spec, and AWS takes \(limit)",
      at: resource.range,
      help: "remove some here or at the top"
    )
  }

  private func checkFilters(
    _ stream: MetricStream,
    _ resource: Resource,
    _ quotas: Quotas,
    _ diagnostics: inout Diagnostics
  ) {
    let filters = stream.includes + stream.excludes
    if filters.count > quotas["metric-stream-filters"] {
      diagnostics.report(
        .outOfRange,
        "a metric stream takes \(quotas["metric-stream-filters"]) namespaces",
        at: resource.range,
        help: "leave 'namespaces' out to send all, or exclude some with 'excludeNamespaces'"
      )
    }
    for filter in filters where filter.metrics.count > quotas["metric-names-per-filter"] {
      diagnostics.report(
        .outOfRange,
        "a namespace takes \(quotas["metric-names-per-filter"]) metrics",
        at: resource.range,
        help: "leave 'metrics' out to send all of '\(filter.namespace)'"
      )
    }
  }

  /// Warns where the spec alone uses up what an account has.
  private func checkCounts(_ quotas: Quotas, _ diagnostics: inout Diagnostics) {
    var roles = 0
    var streams = 0
    for resource in resources {
      switch resource.kind {
      case .role: roles += 1
      case .stream(let stream) where stream.capacity == .onDemand: streams += 1
      default: break
      }
    }
    let counts = [
      ("roles", roles, "roles-per-account"),
      ("on-demand streams", streams, "on-demand-streams-per-account"),
    ]
    for (noun, count, quota) in counts where count > quotas[quota] {
      diagnostics.report(
        .accountQuota,
        "the spec makes \(count) \(noun), and an account may have \(quotas[quota])",
        at: nil,
        help: "have the quota raised before you deploy, or share roles"
      )
    }
  }
}
