import Catalog
import Diagnostics
import IAM

// When a statement holds.
extension Rule {
  static let conditionRules: [Rule] = [
    .each("condition keys", .every) { statement, _, scope, diagnostics in
      for condition in statement.conditions { checkKey(condition.key, scope, &diagnostics) }
    },
    .grant("lenient operators", .every) { statement, policy, scope, diagnostics in
      for condition in statement.conditions {
        // That of the external id has a rule of its own.
        let key = condition.key.value.lowercased()
        guard let form = condition.form, form.ifExists || form.quantifier == .forAllValues,
          !(policy.isTrust && key == "sts:externalid" && scope.role == .vendor)
        else { continue }
        diagnostics.report(
          .conditionOperator,
          "\(quoted(form.text)) lets every request pass that lacks the key",
          at: condition.operator.range,
          help: "write the operator without 'IfExists' and 'ForAllValues:'"
        )
      }
    },
    .each("wildcards that stand for themselves", .every) { statement, policy, scope, diagnostics in
      for condition in statement.conditions {
        let isExact = condition.form.map { form in
          [.text, .textIgnoringCase].contains(form.type)
        }
        guard isExact == true, condition.key.value.lowercased() != "sts:externalid" else {
          continue
        }
        for value in condition.values where hasWildcard(value.value) {
          guard !value.value.contains("${") else { continue }
          diagnostics.report(
            .literalWildcard,
            "with \(quoted(condition.operator.value)), \(shown(value.value)) stands for "
              + "itself: its wildcards match nothing else",
            at: value.range,
            help: "write StringLike, or the whole value"
          )
        }
      }
    },
    .grant("wildcards that take in all", .grants) { statement, _, _, diagnostics in
      for condition in statement.conditions {
        guard condition.form?.type == .textPattern || condition.form?.type == .arn,
          condition.form?.isNegated == false
        else { continue }
        for value in condition.values
        where !value.value.isEmpty && value.value.allSatisfy({ $0 == "*" }) {
          diagnostics.report(
            .conditionOperator,
            "this condition on \(quoted(condition.key.value)) takes in every value",
            at: value.range,
            help: "write the value that is meant, or remove the condition"
          )
        }
      }
    },
  ]

  private static func checkKey(
    _ key: Located<String>,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let parts = key.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    // The key of an identity provider is its address.
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !parts[1].contains(" ") else {
      report(key, "isn't a condition key", &diagnostics)
      return
    }
    let service = parts[0].lowercased()
    let keys = scope.facts.conditionKeys
    guard let names = keys[service] else {
      guard !service.contains("."), let near = closestMatch(to: service, among: keys.keys.sorted()),
        scope.catalog.actions.names(of: service).isEmpty
      else { return }
      report(key, "isn't a condition key; did you mean '\(near):\(parts[1])'?", &diagnostics)
      return
    }
    let name = parts[1].lowercased()
    let isKnown = names.contains { known in
      let known = known.lowercased()
      let hasName = known.hasSuffix("/") || known.hasSuffix(":")
      return hasName ? name.hasPrefix(known) && name.count > known.count : name == known
    }
    guard !isKnown else { return }
    let near = suggestion(for: key.value, among: names.map { "\(service):\($0)" })
    report(key, "isn't a condition key that this catalogue knows\(near)", &diagnostics)
  }

  private static func report(
    _ key: Located<String>,
    _ message: String,
    _ diagnostics: inout Diagnostics
  ) {
    diagnostics.report(
      .conditionKey,
      "\(quoted(key.value)) \(message)",
      at: key.range,
      help: "a condition on a key that no request has never holds; write the key that is meant"
    )
  }
}
