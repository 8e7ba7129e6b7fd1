import Catalog
import Diagnostics
import Model

// Who may use a resource by its own policy.
extension Rule {
  static let sharingRules: [Rule] = [
    .grant("everybody may use it", .resource) { statement, policy, _, diagnostics in
      for principal in statement.principals {
        let trusted = TrustedPrincipal(principal.text.value)
        let isPattern = trusted.hasWildcard && principal.type != .service
        guard principal.type == .everyone || isPattern else { continue }
        diagnostics.report(
          .wildcardPrincipal,
          "\(shown(principal.text.value)) lets everybody in who meets the conditions",
          at: principal.text.range,
          help: "name the role: arn:aws:iam::ACCOUNT:role/NAME"
        )
      }
    },
    .grant("whole accounts may use it", .resource, .everybody, checkAccountWide),
    .grant("who may use a stream", .resource) { statement, policy, _, diagnostics in
      guard policy.kind == .resource(.stream) else { return }
      for principal in statement.principals {
        let trusted = TrustedPrincipal(principal.text.value)
        let reason: String
        switch (principal.type, trusted.kind) {
        case (.service, _), (.federated, _), (.other, _):
          reason =
            "can't be let in by the policy of a stream, which takes accounts, roles and users"
        case (.aws, .session): reason = "is a session, which ends"
        case (.aws, .uniqueID): reason = "is what is left of a role or user that was deleted"
        case (.aws, .other) where !trusted.hasWildcard: reason = "isn't a principal that IAM knows"
        default: continue
        }
        diagnostics.report(
          .principalKind,
          "\(shown(principal.text.value)) \(reason)",
          at: principal.text.range,
          help: "name the role: arn:aws:iam::ACCOUNT:role/NAME"
        )
      }
    },
    .grant("reading a stream", .resource, .vendors) { statement, policy, scope, diagnostics in
      guard policy.kind == .resource(.stream), statement.notAction == nil else { return }
      for action in statement.actions {
        let reads = scope.facts.dataReads.contains { matches(action.value, $0) }
        let service = action.value.prefix { $0 != ":" }.lowercased()
        guard reads, !hasWildcard(action.value), service == "kinesis" else { continue }
        diagnostics.report(
          .streamRead,
          "\(shown(action.value)) takes records out of a stream that the vendor only writes to",
          at: action.range,
          help: "remove it"
        )
      }
    },
    .grant("what a stream can share", .resource) { statement, policy, scope, diagnostics in
      guard policy.kind == .resource(.stream), statement.notAction == nil else { return }
      let shared = Set(scope.facts.streamSharing.map { $0.lowercased() })
      for action in statement.actions {
        guard let known = known(action.value), !shared.contains(action.value.lowercased()),
          scope.catalog.actions.resourceKinds(of: known) != nil
        else { continue }
        diagnostics.report(
          .unknownValue,
          "\(shown(action.value)) can't be shared by the policy of a stream",
          at: action.range,
          help: "it takes " + scope.facts.streamSharing.sorted().joined(separator: ", ")
        )
      }
    },
  ]

  private static func checkAccountWide(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let own = scope.account(of: policy)
    for principal in statement.principals where principal.type == .aws {
      let trusted = TrustedPrincipal(principal.text.value)
      guard trusted.kind == .account, let account = trusted.account, account != own else {
        continue
      }
      let vendor = scope.vendor(of: account)?.name ?? "account \(account)"
      diagnostics.report(
        .sharingIsAccountWide,
        "everybody in \(vendor) may use this, for any of its customers: no external id holds here",
        at: principal.text.range,
        help: "name your own role, which the vendor assumes: arn:aws:iam::ACCOUNT:role/NAME"
      )
    }
  }
}
