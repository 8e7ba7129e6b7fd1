import Catalog
import Diagnostics
import IAM
import Model

// Who may assume a role.
extension Rule {
  static let trustRules: [Rule] = [
    .grant("everybody is trusted", .trust) { statement, _, _, diagnostics in
      for principal in statement.principals {
        let trusted = TrustedPrincipal(principal.text.value)
        guard principal.type == .everyone || trusted.hasWildcard else { continue }
        diagnostics.report(
          .wildcardPrincipal,
          "\(shown(principal.text.value)) lets everybody in who meets the conditions",
          at: principal.text.range,
          help: "name the vendor's account: {\"AWS\": \"arn:aws:iam::ACCOUNT:root\"}"
        )
      }
    },
    .each("all but some are trusted", .every) { statement, _, _, diagnostics in
      guard let place = statement.notPrincipal else { return }
      diagnostics.report(
        .notPrincipal,
        statement.allows
          ? "'NotPrincipal' lets everybody in but those that it names"
          : "'NotPrincipal' with 'Deny' also shuts out sessions of the roles that it names",
        at: place,
        help: statement.allows
          ? "write 'Principal' with the one account that is meant"
          : "deny all, and except the role by a condition on aws:PrincipalArn"
      )
    },
    .grant("several principals", .trust) { statement, _, _, diagnostics in
      let accounts = statement.principals.filter { $0.type == .aws }
      if accounts.count > 1 {
        diagnostics.report(
          .severalPrincipals,
          "a vendor's role must trust one principal, and this trusts \(accounts.count)",
          at: accounts[1].text.range,
          help: "make a role for each, with an external id of its own"
        )
      }
      let types = Set(statement.principals.map(\.type))
      guard types.count > 1, let other = statement.principals.first(where: { $0.type != .aws })
      else { return }
      diagnostics.report(
        .mixedPrincipals,
        "\(shown(other.text.value)) must not be trusted in the same statement as somebody else",
        at: other.text.range,
        help: "make a role of its own for it"
      )
    },
    Rule("statements of several principals", .trust) { policy, _, diagnostics in
      let allowing = policy.statements.filter(\.allows)
      let texts = allowing.compactMap { $0.principals.first?.text }
      guard allowing.count > 1, let first = texts.first,
        let other = texts.dropFirst().first(where: { $0.value != first.value })
      else { return }
      diagnostics.report(
        .severalPrincipals,
        "a vendor's role must trust one principal, and another statement trusts a second one",
        at: other.range,
        related: [.init("the first one stands here", at: first.range)],
        help: "make a role for each, with an external id of its own"
      )
    },
    .grant("kind of principal", .trust, .everybody, checkPrincipalKind),
    .grant("account", .trust, .vendors, checkAccount),
    .grant("provider without conditions", .trust) { statement, _, _, diagnostics in
      guard let provider = statement.principals.first(where: { $0.type == .federated }),
        !statement.conditions.contains(where: { isOfProvider($0.key.value) })
      else { return }
      diagnostics.report(
        .wildcardPrincipal,
        "everybody whom the identity provider knows is let in",
        at: provider.text.range,
        help: "add conditions on its audience and subject"
      )
    },
    .grant("actions of a trust policy", .trust, .everybody, checkTrustActions),
    .grant("services", .trust, .everybody, checkServices),
  ]

  /// Whether a condition key is about who an identity provider says that somebody is.
  private static func isOfProvider(_ key: String) -> Bool {
    let key = key.lowercased()
    return ["sub", "aud", "amr", "oaud", "email"].contains { key.hasSuffix(":" + $0) }
      || key.hasPrefix("saml:")
  }

  private static func checkPrincipalKind(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    for principal in statement.principals where principal.type == .aws {
      let trusted = TrustedPrincipal(principal.text.value)
      guard !trusted.hasWildcard else { continue }
      let reason: String
      switch trusted.kind {
      case .session: reason = "is a session, which ends"
      case .user: reason = "is a user, whose keys live long"
      case .uniqueID: reason = "is what is left of a role or user that was deleted"
      case .other: reason = "isn't a principal that IAM knows"
      case .account where !AuditedARN.isAccount(trusted.account ?? ""):
        guard trusted.account != nil else { continue }
        reason = "isn't an account: an account id has twelve digits"
      default: continue
      }
      diagnostics.report(
        .principalKind,
        "\(shown(principal.text.value)) \(reason)",
        at: principal.text.range,
        help: "name the vendor's account: arn:aws:iam::ACCOUNT:root"
      )
    }
    for principal in statement.principals where principal.type == .other {
      diagnostics.report(
        .principalKind,
        "\(shown(principal.text.value)) has no type that IAM knows",
        at: principal.text.range,
        help: "write {\"AWS\": \"arn:aws:iam::ACCOUNT:root\"}"
      )
    }
  }

  private static func checkTrustActions(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let isFederated = statement.principals.contains { $0.type == .federated }
    for action in statement.actions where statement.notAction == nil {
      let name = action.value.lowercased()
      if name == "sts:assumerole" { continue }
      if isFederated && name.hasPrefix("sts:assumerolewith") && !hasWildcard(name) { continue }
      diagnostics.report(
        .trustAction,
        "\(shown(action.value)) must not stand in a trust policy: a vendor needs "
          + "sts:AssumeRole alone",
        at: action.range,
        help: "write \"Action\": \"sts:AssumeRole\""
      )
    }
    guard let place = statement.notAction else { return }
    diagnostics.report(
      .notAction,
      "'NotAction' lets them do everything with the role but what it names",
      at: place,
      help: "write \"Action\": \"sts:AssumeRole\""
    )
  }

  private static func checkServices(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let services = statement.principals.filter { $0.type == .service }
    let suffixes = Set(scope.catalog.partitions.values.map(\.dnsSuffix))
    for service in services {
      let name = service.text.value
      let isKnown = suffixes.contains { name.hasSuffix("." + $0) }
      if !isKnown && !name.contains(TemplateValues.unknown) {
        diagnostics.report(
          .principalKind,
          "\(shown(name)) isn't a service of AWS",
          at: service.text.range,
          help: "write its whole name, such as firehose.amazonaws.com"
        )
      }
    }
    let isTied = statement.conditions.contains { condition in
      let key = condition.key.value.lowercased()
      let ties = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"]
      guard ties.contains(key), let form = condition.form else { return false }
      return form.demandsKey && !condition.values.allSatisfy { $0.value == "*" }
    }
    let untied = scope.catalog.auditFacts.untiedServices
    guard !isTied, let service = services.first(where: { !untied.contains($0.text.value) }) else {
      return
    }
    diagnostics.report(
      .serviceWithoutSource,
      "\(shown(service.text.value)) may use the role for anybody's account: nothing ties "
        + "it to yours",
      at: service.text.range,
      help: "add a condition: {\"StringEquals\": {\"aws:SourceAccount\": \"YOUR-ACCOUNT\"}}"
    )
  }
}

// Accounts.
extension Rule {
  private static func checkAccount(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    for principal in statement.principals where principal.type == .aws {
      guard let account = TrustedPrincipal(principal.text.value).account else { continue }
      let range = principal.text.range
      if account == scope.account(of: policy) {
        diagnostics.report(
          .ownAccountTrusted,
          "\(account) is the account that the role is in, not a vendor's",
          at: range,
          help: "name the vendor's account" + vendorHelp(scope)
        )
      } else if let vendor = scope.vendor(of: account) {
        reportWrongVendor(account, vendor, at: range, scope, &diagnostics)
        reportPartition(principal, vendor, &diagnostics)
      } else {
        reportUnknown(account, at: range, scope, &diagnostics)
      }
    }
  }

  private static func vendorHelp(_ scope: AuditScope) -> String {
    guard let vendor = scope.wantedVendor else { return "" }
    return vendor.accounts.values.map(\.text).sorted().first.map { "; \(vendor.name) has \($0)" }
      ?? ""
  }

  private static func reportWrongVendor(
    _ account: String,
    _ vendor: VendorProfile,
    at range: SourceRange,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    guard let wanted = scope.wantedVendor, wanted.id != vendor.id, !wanted.accounts.isEmpty else {
      return
    }
    diagnostics.report(
      .vendorAccount,
      "\(account) is the account of \(vendor.name), and the role is for \(wanted.name)",
      at: range,
      help: "name the vendor's account" + vendorHelp(scope)
    )
  }

  private static func reportPartition(
    _ principal: AuditedStatement.Principal,
    _ vendor: VendorProfile,
    _ diagnostics: inout Diagnostics
  ) {
    let trusted = TrustedPrincipal(principal.text.value)
    guard let partition = trusted.partition, !partition.contains(TemplateValues.unknown),
      !vendor.accounts.contains(where: {
        $0.key.text == partition && $0.value.text == trusted.account
      })
    else { return }
    diagnostics.report(
      .otherPartition,
      "\(vendor.name) has this account in another partition than \(quoted(partition))",
      at: principal.text.range,
      help: "roles give no access across partitions; write the partition of the vendor's account"
    )
  }

  private static func reportUnknown(
    _ account: String,
    at range: SourceRange,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let vendors = scope.catalog.vendors.all
    for vendor in vendors {
      if let reason = vendor.neverTrusted.first(where: { $0.key.text == account })?.value {
        let help = "name the account of \(vendor.name) that assumes roles"
        diagnostics.report(.vendorAccount, "\(account) \(reason)", at: range, help: help)
        return
      }
      let near = vendor.accounts.values.map(\.text).sorted().first { isNear($0, account) }
      guard let near else { continue }
      diagnostics.report(
        .mistypedVendorAccount,
        "\(account) isn't the account of \(vendor.name), but nearly: somebody else is let in",
        at: range,
        help: "write \(near)"
      )
      return
    }
    reportStranger(account, at: range, scope, &diagnostics)
  }

  /// Reports an account that has nothing to do with that of any vendor.
  private static func reportStranger(
    _ account: String,
    at range: SourceRange,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    if scope.facts.exampleAccounts.contains(account) {
      diagnostics.report(
        .placeholder,
        "\(account) is an account of examples in documentation",
        at: range,
        help: "name the vendor's account" + vendorHelp(scope)
      )
    } else if let wanted = scope.wantedVendor, !wanted.accounts.isEmpty {
      diagnostics.report(
        .vendorAccount,
        "\(account) isn't the account of \(wanted.name)",
        at: range,
        help: "name the vendor's account" + vendorHelp(scope)
      )
    } else if AuditedARN.isAccount(account) {
      diagnostics.report(
        .unknownAccount,
        "\(account) is of no vendor in the catalogue, so nothing says what it needs",
        at: range,
        help: "hold it against what the vendor says"
      )
    }
  }

  /// Whether two account ids differ by one digit, by an exchange of two, or by one that is missing.
  static func isNear(_ first: String, _ second: String) -> Bool {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    if first.count == second.count {
      let different = first.indices.filter { first[$0] != second[$0] }
      let isExchange = different.count <= 6 && first.sorted() == second.sorted()
      return !different.isEmpty && (different.count == 1 || isExchange)
    }
    guard abs(first.count - second.count) == 1 else { return false }
    let (long, short) = first.count > second.count ? (first, second) : (second, first)
    return long.indices.contains { index in Array(long[..<index] + long[(index + 1)...]) == short }
  }
}
