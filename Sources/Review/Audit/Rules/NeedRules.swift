import Catalog
import Diagnostics
import Model

// What a vendor needs, and what goes beyond.
extension Rule {
  static let needRules: [Rule] = [
    .grant("what the vendor needs", .grants, .vendors, checkNeed),
    Rule("what is missing", .identity, .vendors, checkMissing),
    .grant("destroying", .grants, .vendors) { statement, _, scope, diagnostics in
      for action in statement.actions where statement.notAction == nil {
        let name = action.value.split(separator: ":").last.map(String.init) ?? ""
        guard let known = known(action.value), scope.facts.deletes(name),
          scope.catalog.refusedActions.reason(against: known) == nil
        else { continue }
        diagnostics.report(
          .deleteAction,
          "\(shown(action.value)) lets the vendor destroy what is there",
          at: action.range,
          help: "remove it, unless the vendor says what for" + publishedHelp(action.value, scope)
        )
      }
    },
    .grant("names of all buckets", .grants, .vendors) { statement, _, scope, diagnostics in
      for action in statement.actions where statement.notAction == nil {
        guard scope.facts.listsBuckets.contains(where: { matches(action.value, $0) }),
          !hasWildcard(action.value)
        else { continue }
        diagnostics.report(
          .listsAllBuckets,
          "\(shown(action.value)) shows the vendor the name of every bucket of the account",
          at: action.range,
          help: "remove it, and tell the vendor the name of the one bucket"
            + publishedHelp(action.value, scope)
        )
      }
    },
  ]

  /// What the catalogue says of an action that a vendor once published.
  private static func publishedHelp(_ action: String, _ scope: AuditScope) -> String {
    let reasons = scope.integrations.filter {
      scope.options.type == nil || $0.type == scope.options.type
    }
    .compactMap { integration in
      integration.published.first { $0.key.text.lowercased() == action.lowercased() }.map {
        "; \(integration.vendor.name): \($0.value)"
      }
    }
    return reasons.first ?? ""
  }

  private static func checkNeed(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let meant = scope.integrations(of: policy)
    guard !meant.isEmpty, statement.notAction == nil else { return }
    let allowed = meant.reduce(into: Set<String>()) { $0.formUnion($1.allowedActions) }
    for action in statement.actions {
      guard let known = known(action.value), isFree(known, action.value, policy, scope) else {
        continue
      }
      let resources = relevant(statement.resources, to: known, scope)
      for resource in resources {
        let isNeeded = meant.contains { $0.needs(action.value, on: resource.value) }
        guard !isNeeded else { continue }
        report(
          action,
          resource,
          meant,
          isKnown: allowed.contains(action.value.lowercased()),
          scope,
          &diagnostics
        )
      }
    }
  }

  /// Whether no other rule speaks of the action already.
  private static func isFree(
    _ action: Action,
    _ text: String,
    _ policy: AuditedPolicy,
    _ scope: AuditScope
  ) -> Bool {
    let facts = scope.facts
    let isStream = policy.kind == .resource(.stream)
    let isRead = isStream && facts.dataReads.contains { matches(text, $0) }
    let isShared = !isStream || facts.streamSharing.contains { matches(text, $0) }
    return !facts.deletes(action.name) && !isRead && isShared
      && !facts.listsBuckets.contains { matches(text, $0) }
      && scope.catalog.refusedActions.reason(against: action) == nil
      && scope.catalog.actions.resourceKinds(of: action) != nil
  }

  /// The resources that an action is about; all of them where it takes none.
  private static func relevant(
    _ resources: [Located<String>],
    to action: Action,
    _ scope: AuditScope
  ) -> [Located<String>] {
    let kinds = scope.catalog.actions.resourceKinds(of: action) ?? []
    return resources.filter { resource in
      let isWhole = resource.value == "*" || resource.value == String(TemplateValues.unknown)
      return isWhole
        || AuditedARN(resource.value) != nil
          && (kinds.isEmpty || kinds.contains { $0.matches(resource.value) })
    }
  }

  private static func report(
    _ action: Located<String>,
    _ resource: Located<String>,
    _ meant: [Integration],
    isKnown: Bool,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let types = meant.map(\.type).joined(separator: " and ")
    let needed = meant.flatMap(\.neededActions)
    let reads = scope.facts.dataReads.map { $0.lowercased() }
    let onlyWrites = !needed.contains { reads.contains($0) }
    let name = action.value.split(separator: ":").last.map(String.init) ?? ""
    let isPublished = meant.contains { integration in
      integration.published.keys.contains { $0.text.lowercased() == action.value.lowercased() }
    }
    let isRead = onlyWrites && !isKnown && !isPublished && scope.facts.reads(name)
    let source = meant.first?.source.map { "; source: \($0.title), \($0.date)" } ?? ""
    let list = Set(meant.flatMap(\.needs).map(\.action.text)).sorted().joined(separator: ", ")
    diagnostics.report(
      isRead ? .readInWriteGrant : .overGrant,
      isRead
        ? "\(shown(action.value)) on \(shown(resource.value)) reads, and \(types) only writes"
        : "\(types) doesn't need \(shown(action.value)) on \(shown(resource.value))",
      at: action.range,
      help: "remove it; needed are \(list)\(source)" + publishedHelp(action.value, scope)
    )
  }

  private static func checkMissing(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let own = scope.siblings(of: policy).filter { $0.kind == .identity }
    guard own.first?.range == policy.range else { return }
    let granted = own.flatMap(\.statements).filter(\.allows).flatMap(\.actions).map(\.value)
    for integration in scope.integrations(of: policy) {
      for action in integration.required.sorted() {
        guard !granted.contains(where: { matches($0, action.text) }) else { continue }
        diagnostics.report(
          .missingPermission,
          "\(integration.type) needs \(action.text), which nothing here allows",
          at: policy.range,
          help: "add it, or '--for' with the type that this is for"
        )
      }
    }
  }
}
