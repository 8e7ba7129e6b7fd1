import Catalog
import Diagnostics
import IAM
import Model

// What may be done.
extension Rule {
  static let permissionRules: [Rule] = [
    .grant("all but some actions", .grants) { statement, _, _, diagnostics in
      guard let place = statement.notAction else { return }
      diagnostics.report(
        .notAction,
        "'NotAction' allows every action of AWS but those that it names",
        at: place,
        help: "write 'Action' with what is needed"
      )
    },
    .grant("written actions", .grants) { statement, _, _, diagnostics in
      for action in statement.actions where !isWritten(action.value) {
        diagnostics.report(
          .actionSyntax,
          "\(shown(action.value)) isn't an action",
          at: action.range,
          help: "write service:Name, such as s3:GetObject"
        )
      }
    },
    .grant("action wildcards", .grants) { statement, policy, scope, diagnostics in
      for action in statement.actions where hasWildcard(action.value) && isWritten(action.value) {
        // The key's own policy must leave somebody who can manage it.
        if policy.kind == .resource(.key) && isOwnRoot(statement, policy, scope) { continue }
        let danger = dangers(of: action.value, scope).first
        guard scope.role == .deployer || danger == nil else { continue }
        let count = matched(action.value, scope).count
        diagnostics.report(
          .actionWildcard,
          "\(shown(action.value)) allows \(count == 0 ? "everything" : "\(count) actions"), and "
            + "what AWS adds tomorrow",
          at: action.range,
          help: "list each action that is needed"
        )
      }
    },
    .grant("unknown actions", .grants) { statement, _, scope, diagnostics in
      for text in statement.actions {
        guard let action = known(text.value), statement.notAction == nil,
          scope.catalog.actions.resourceKinds(of: action) == nil
        else { continue }
        let near = suggestion(
          for: text.value,
          among: scope.catalog.actions.names(of: action.service)
        )
        diagnostics.report(
          .unknownAction,
          "AWS has no action \(shown(text.value)) that this catalogue knows\(near)",
          at: text.range,
          help: "an action that doesn't exist allows nothing"
        )
      }
    },
    .grant("dangerous actions", .grants, .vendors) { statement, _, scope, diagnostics in
      guard statement.notAction == nil else { return }
      for text in statement.actions where isWritten(text.value) {
        guard let danger = dangers(of: text.value, scope).first else { continue }
        let what =
          hasWildcard(text.value) ? "\(text.value), which includes \(danger.action)," : text.value
        diagnostics.report(
          .dangerousAction,
          "\(shownPlain(what)) must not be granted to a vendor: \(danger.reason)",
          at: text.range,
          help: "ask the vendor for a way that doesn't need it"
        )
      }
    },
    .grant("passing roles on", .identity, .deployers) { statement, _, scope, diagnostics in
      let passed = scope.facts.passedTo
      let isTied = statement.conditions(on: passed).contains {
        $0.form?.demandsKey == true && !$0.values.contains { hasWildcard($0.value) }
      }
      for action in statement.actions where statement.notAction == nil && !isTied {
        let passes = scope.facts.passesRoles.contains { matches(action.value, $0) }
        guard passes else { continue }
        diagnostics.report(
          .passRole,
          "\(shown(action.value)) without a condition on \(passed) hands the role to any service",
          at: action.range,
          help: "add a condition: {\"StringEquals\": {\"\(passed)\": \"firehose.amazonaws.com\"}}"
        )
      }
    },
    .grant("keys", .identity, .vendors, checkKeys),
    .each("denials", .every, .everybody, checkDenial),
  ]

  /// Whether a text is an action or a pattern of actions.
  static func isWritten(_ text: String) -> Bool {
    if text == "*" { return true }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.allSatisfy { character in
            character.isASCII
              && (character.isLetter || character.isNumber || "*?-".contains(character))
          }
      }
  }

  /// The action that a text names; nil for a pattern, and for what isn't written as an action.
  static func known(_ text: String) -> Action? {
    guard !hasWildcard(text), let colon = text.firstIndex(of: ":") else { return nil }
    return Action(text[..<colon].lowercased() + text[colon...])
  }

  /// Whether a pattern of IAM, without regard to case, takes a name in.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    wildcardMatch(Array(pattern.lowercased().utf8)[...], Array(name.lowercased().utf8)[...])
  }

  /// The actions of the catalogue that a pattern takes in, in lower case.
  private static func matched(_ pattern: String, _ scope: AuditScope) -> [String] {
    let service = String(pattern.prefix { $0 != ":" }).lowercased()
    guard pattern != "*", !hasWildcard(service) else { return [] }
    return scope.catalog.actions.names(of: service).filter { matches(pattern, $0) }
  }

  /// The actions among those that a pattern takes in that no vendor may have, and why.
  private static func dangers(
    of pattern: String,
    _ scope: AuditScope
  ) -> [(action: String, reason: String)] {
    let names = hasWildcard(pattern) ? matched(pattern, scope) : [pattern]
    return names.compactMap { name in
      guard let action = known(name),
        let reason = scope.catalog.refusedActions.reason(against: action)
      else { return nil }
      return (name, reason)
    }
  }

  private static func shownPlain(_ text: String) -> String {
    String(shown(text).dropFirst().dropLast())
  }

  /// Whether a statement is about the account that the resource is in.
  private static func isOwnRoot(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope
  ) -> Bool {
    let own = scope.account(of: policy)
    return !statement.principals.isEmpty
      && statement.principals.allSatisfy { principal in
        let trusted = TrustedPrincipal(principal.text.value)
        let isOwn = trusted.account == nil || own == nil || trusted.account == own
        return principal.type == .aws && trusted.kind != .everyone && isOwn
      }
  }

  private static func checkKeys(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let actions = statement.actions.filter { $0.value.lowercased().hasPrefix("kms:") }
    guard statement.notAction == nil, let action = actions.first else { return }
    for resource in statement.resources {
      let arn = AuditedARN(resource.value)
      guard resource.value == "*" || (arn?.service == "kms" && hasWildcard(arn?.resource ?? ""))
      else { continue }
      diagnostics.report(
        .keyScope,
        "\(shown(resource.value)) takes in keys that have nothing to do with this",
        at: resource.range,
        help: "name the one key: arn:aws:kms:REGION:ACCOUNT:key/ID"
      )
    }
    let isTied = statement.conditions.contains { condition in
      let key = condition.key.value.lowercased()
      let isKey = scope.facts.keyConditions.contains {
        $0.hasSuffix(":") ? key.hasPrefix($0) : key == $0
      }
      return isKey && condition.form?.demandsKey == true
        && !condition.values.contains { $0.value.hasPrefix("*") }
    }
    guard !isTied else { return }
    diagnostics.report(
      .keyScope,
      "\(shown(action.value)) works on everything that the key protects: no condition ties it to a "
        + "service",
      at: action.range,
      help: "add a condition: {\"StringEquals\": {\"kms:ViaService\": \"s3.REGION.amazonaws.com\"}}"
    )
  }
}

// Denials.
extension Rule {
  private static let tls = "aws:SecureTransport"

  /// Reports a denial that lets through what it seems to deny.
  private static func checkDenial(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    guard !statement.allows else { return }
    for condition in statement.conditions {
      guard let form = condition.form else { continue }
      let isSome = form.quantifier == .forAnyValue && form.isNegated
      if isSome {
        diagnostics.report(
          .denyNotEnforced,
          "\(quoted(form.text)) doesn't deny a request that lacks the key",
          at: condition.operator.range,
          help: "write the operator without 'ForAnyValue:'"
        )
      }
    }
    let transport = statement.conditions(on: tls)
    for value in transport.filter({ $0.form?.type != .absence }).flatMap(\.values)
    where value.value.lowercased() == "true" {
      diagnostics.report(
        .denyNotEnforced,
        "this denies requests with TLS, and lets those without it through",
        at: value.range,
        help: "write \"false\""
      )
    }
    guard !transport.isEmpty, policy.kind == .resource(.bucket) else { return }
    checkTLSDenial(statement, &diagnostics)
  }

  /// Reports a denial of requests without TLS that leaves some of them out.
  private static func checkTLSDenial(
    _ statement: AuditedStatement,
    _ diagnostics: inout Diagnostics
  ) {
    func report(_ message: String, at range: SourceRange, help: String) {
      diagnostics.report(.denyNotEnforced, message, at: range, help: help)
    }
    if let principal = statement.principals.first(where: { !$0.text.value.hasPrefix("*") }) {
      let message = "this denies requests without TLS to \(shown(principal.text.value)) only"
      report(message, at: principal.text.range, help: "write \"Principal\": \"*\"")
    }
    let actions = statement.actions
    let isWhole = actions.contains { ["s3:*", "*"].contains($0.value) }
    if let action = actions.first, !isWhole, statement.notAction == nil {
      let message = "this denies \(shown(action.value)) without TLS, and leaves other actions out"
      report(message, at: action.range, help: "write \"Action\": \"s3:*\"")
    }
    let resources = statement.resources.filter { !$0.value.contains(TemplateValues.unknown) }
    guard let first = resources.first, resources.count == statement.resources.count else { return }
    let objects = resources.filter { AuditedARN($0.value)?.resource.contains("/") ?? true }
    if objects.isEmpty {
      let message = "this denies requests without TLS to the bucket, and leaves its objects out"
      report(message, at: first.range, help: "add \(shown(first.value + "/*"))")
    } else if objects.count == resources.count, !resources.contains(where: { $0.value == "*" }) {
      let message = "this denies requests without TLS to objects, and leaves the bucket out"
      report(message, at: first.range, help: "add the ARN of the bucket itself")
    }
  }
}

/// Whether a pattern with `*` and `?` takes in all of a text.
private func wildcardMatch(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
  var (at, index) = (pattern.startIndex, text.startIndex)
  var retry: (at: Int, index: Int)?
  while index < text.endIndex {
    if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
      retry = (at + 1, index)
      at += 1
    } else if at < pattern.endIndex, pattern[at] == text[index] || pattern[at] == UInt8(ascii: "?")
    {
      (at, index) = (at + 1, index + 1)
    } else if let last = retry {
      (at, index) = (last.at, last.index + 1)
      retry = (last.at, last.index + 1)
    } else {
      return false
    }
  }
  return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
}
