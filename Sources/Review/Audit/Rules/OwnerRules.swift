import Catalog
import Diagnostics
import Model

// Whose resources they are, and where.
extension Rule {
  static let ownerRules: [Rule] = [
    Rule("accounts of resources", .grants, .everybody, checkAccounts),
    Rule("regions and partitions", .grants, .everybody, checkPlaces),
    .grant("regions of keys", .grants) { statement, _, scope, diagnostics in
      checkKeyRegions(statement, scope, &diagnostics)
    },
  ]

  /// The ARNs that a policy gives access to, with their places.
  private static func arns(of policy: AuditedPolicy) -> [(Located<String>, AuditedARN)] {
    policy.statements.filter { $0.allows && $0.notResource == nil }.flatMap(\.resources)
      .compactMap { text in AuditedARN(text.value).map { (text, $0) } }
  }

  private static func checkAccounts(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let arns = arns(of: policy)
    let own = scope.account(of: policy)
    for (text, arn) in arns where AuditedARN.isAccount(arn.account) && arn.account != own {
      // A key may be another account's, unless its digits were swapped.
      guard let own, arn.service != "kms" || isNear(own, arn.account) else { continue }
      diagnostics.report(
        .otherAccount,
        "\(shown(text.value)) is in another account than the rest, \(own)",
        at: text.range,
        help: "write the account that the role is in"
      )
    }
  }

  private static func checkPlaces(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let arns = arns(of: policy)
    let siblings = scope.siblings(of: policy).flatMap(\.statements).filter(\.allows)
    let all = siblings.flatMap(\.arns)
    // Keys have a rule of their own: they are where what they encrypt is.
    let regions = all.filter { $0.service != "kms" }.map(\.region).filter {
      (try? Region($0)) != nil
    }
    let placed = arns.filter { $0.1.service != "kms" }.map { ($0.0, $0.1.region) }
    report(regions, of: placed, .otherRegion, "region", &diagnostics)
    let partitions = all.map(\.partition).filter { (try? Partition($0)) != nil }
    let noun = "partition"
    report(partitions, of: arns.map { ($0.0, $0.1.partition) }, .otherPartition, noun, &diagnostics)
    for (text, arn) in arns {
      guard let region = try? Region(arn.region), scope.catalog.regions[region] == nil else {
        continue
      }
      diagnostics.report(
        .otherRegion,
        "AWS has no region \(shown(arn.region)) that this catalogue knows",
        at: text.range,
        help: "'accredit catalog regions' lists the regions"
      )
    }
  }

  /// Reports a key of another region than the service has that uses it.
  private static func checkKeyRegions(
    _ statement: AuditedStatement,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let values = statement.conditions.filter { condition in
      let key = condition.key.value.lowercased()
      return scope.facts.keyConditions.contains { key.hasPrefix($0) }
    }.flatMap(\.values).map(\.value)
    let regions = scope.catalog.regions.keys.map(\.text)
    let named = regions.filter { region in
      values.contains { $0.contains(".\(region).") || $0.contains(":\(region):") }
    }
    guard !named.isEmpty else { return }
    for resource in statement.resources {
      guard let arn = AuditedARN(resource.value), arn.service == "kms",
        regions.contains(arn.region),
        !named.contains(arn.region)
      else { continue }
      diagnostics.report(
        .otherRegion,
        "\(shown(resource.value)) is in another region than what may use it, "
          + named.sorted().joined(separator: " or "),
        at: resource.range,
        help: "name the key of that region, or that region in the condition"
      )
    }
  }

  /// Reports each ARN whose part differs from that of most; where none is the most frequent, from
  /// that of the first.
  private static func report(
    _ all: [String],
    of arns: [(text: Located<String>, part: String)],
    _ code: DiagnosticCode,
    _ noun: String,
    _ diagnostics: inout Diagnostics
  ) {
    var counts: [(part: String, count: Int)] = []
    for part in all {
      if let index = counts.firstIndex(where: { $0.part == part }) {
        counts[index].count += 1
      } else {
        counts.append((part, 1))
      }
    }
    let most = counts.map(\.count).max()
    guard counts.count > 1, let usual = counts.first(where: { $0.count == most })?.part else {
      return
    }
    for (text, part) in arns where part != usual && all.contains(part) {
      diagnostics.report(
        code,
        "\(shown(text.value)) is in another \(noun) than the rest, \(usual)",
        at: text.range,
        help: "write the same \(noun) everywhere, or make a role for each"
      )
    }
  }
}
