import Catalog
import Diagnostics
import Model
import Specification
import YAML

/// One entry of `allow`: actions on resources, for a reason.
struct Allowance {
  let statement: Statement
  let reason: String
  let range: SourceRange
}

extension Draft {
  /// Reads one entry of `allow`, and holds it to the rules of every grant.
  mutating func allowance(_ node: Node) -> Allowance? {
    guard var options = Fields(node, of: "an entry of 'allow'", &diagnostics) else { return nil }
    let actions = (options.requiredItems("actions", &diagnostics) ?? []).compactMap { item in
      item.text(of: "an action", &diagnostics).flatMap { action($0) }
    }
    let resources = (options.requiredItems("resources", &diagnostics) ?? []).compactMap { item in
      item.text(of: "a resource", &diagnostics).flatMap { resource($0) }
    }
    // Actions are compared as AWS does, without regard to case; resources with it.
    refuseTwins(actions.map { $0.map { $0.text.lowercased() } })
    refuseTwins(resources)
    let conditions = conditions(options.node("conditions"))
    let reason = options.requiredValue(
      "reason",
      as: Reason.self,
      help: "say in a few words what the vendor needs it for; the reviewer reads it",
      &diagnostics
    )
    options.finish(&diagnostics)
    checkKinds(of: resources, for: actions)
    guard let reason, !actions.isEmpty, !resources.isEmpty else { return nil }
    return Allowance(
      statement: Statement(
        actions: Set(actions.map(\.value)).sorted(),
        resources: Set(resources.map(\.value)).sorted(),
        conditions: conditions
      ),
      reason: reason.value.text,
      range: options.range
    )
  }

  private mutating func refuseTwins(_ items: [Located<String>]) {
    var seen: [String: SourceRange] = [:]
    for item in items {
      guard let earlier = seen.updateValue(item.range, forKey: item.value) else { continue }
      diagnostics.report(
        .duplicateEntry,
        "\(quoted(item.value)) stands here already",
        at: item.range,
        related: [.init("the first one stands here", at: earlier)],
        help: "remove one of the two"
      )
    }
  }

  private mutating func action(_ text: Located<String>) -> Located<Action>? {
    if text.value.contains("*") || text.value.contains("?") {
      diagnostics.report(
        .actionWildcard,
        "an action must be written out: \(quoted(text.value)) also allows what AWS adds tomorrow",
        at: text.range,
        help: "list each action that the vendor needs"
      )
      return nil
    }
    guard let action = Action(text.value) else {
      diagnostics.report(
        .actionSyntax,
        "\(quoted(text.value)) isn't an action",
        at: text.range,
        help: "write service:Name, such as s3:GetObject"
      )
      return nil
    }
    if let reason = catalog.refusedActions.reason(against: action) {
      diagnostics.report(
        .dangerousAction,
        "\(action.text) must not be granted to a vendor: \(reason)",
        at: text.range,
        help: "ask the vendor for a way that doesn't need it"
      )
      return nil
    }
    if catalog.actions.resourceKinds(of: action) == nil {
      diagnostics.report(
        .unknownAction,
        "AWS has no action \(quoted(action.text)) that this catalogue knows"
          + suggestion(for: action.text, among: catalog.actions.names(of: action.service)),
        at: text.range,
        help: "an action that doesn't exist allows nothing"
      )
    }
    return Located(action, at: text.range)
  }

  private mutating func resource(_ text: Located<String>) -> Located<String>? {
    if text.value == "*" { return text }
    guard let arn = ARN.checking(text, &diagnostics) else { return nil }
    if arn.value.partition != specification.partition.text {
      checkOwner(of: arn, noun: "the resource")
    }
    let resource = arn.value.resource
    let isBare = resource.allSatisfy { $0 == "*" || $0 == "/" || $0 == ":" }
    let wildcards = [arn.value.service, arn.value.region, arn.value.account]
    if isBare || wildcards.contains(where: { $0.contains("*") || $0.contains("?") }) {
      diagnostics.report(
        .resourceWildcard,
        "a resource must name what it is about: \(quoted(text.value)) takes in all of a kind",
        at: text.range,
        help: "write out service, region, account and the start of the name"
      )
      return nil
    }
    let owner = resource.split(separator: "/", omittingEmptySubsequences: false).first ?? ""
    if arn.value.service == "s3" && (owner.contains("*") || owner.contains("?")) {
      diagnostics.report(
        .resourceWildcard,
        "a bucket must be named: buckets that match \(quoted(String(owner))) may be other people's",
        at: text.range,
        help: "list each bucket"
      )
      return nil
    }
    return text
  }
}

// What kinds of resource an action takes.
extension Draft {
  private mutating func checkKinds(of resources: [Located<String>], for actions: [Located<Action>])
  {
    for action in actions {
      guard let kinds = catalog.actions.resourceKinds(of: action.value) else {
        refuseEverything(resources, for: action)
        continue
      }
      if kinds.isEmpty {
        checkTakesNoResource(action, resources)
        continue
      }
      if let star = resources.first(where: { $0.value == "*" }) {
        diagnostics.report(
          .resourceWildcard,
          "\(action.value.text) takes a resource, so '*' must not stand here",
          at: star.range,
          help: "name it: \(kinds.map(\.shape).joined(separator: " or "))"
        )
      }
      let named = resources.filter { $0.value != "*" }
      let fits = named.contains { resource in kinds.contains { $0.matches(resource.value) } }
      guard !named.isEmpty, !fits else { continue }
      diagnostics.report(
        .resourceMismatch,
        "\(action.value.text) is about none of these resources, so it would allow nothing",
        at: action.range,
        related: named.prefix(1).map {
          .init("it needs another kind of ARN than this", at: $0.range)
        },
        help: "it takes \(kinds.map(\.shape).joined(separator: " or "))"
      )
    }
    checkEachIsUsed(resources, by: actions)
  }

  /// Refuses `*` for an action of which nobody knows whether it takes a resource.
  private mutating func refuseEverything(
    _ resources: [Located<String>],
    for action: Located<Action>
  ) {
    guard let star = resources.first(where: { $0.value == "*" }) else { return }
    diagnostics.report(
      .resourceWildcard,
      "'*' is for actions that take no resource, and the catalogue doesn't know "
        + "\(action.value.text)",
      at: star.range,
      help: "name the resource"
    )
  }

  private mutating func checkTakesNoResource(
    _ action: Located<Action>,
    _ resources: [Located<String>]
  ) {
    guard !resources.isEmpty, !resources.contains(where: { $0.value == "*" }) else { return }
    diagnostics.report(
      .resourceMismatch,
      "\(action.value.text) takes no resource, so only '*' lets it do anything",
      at: action.range,
      help: "give it an entry of its own with resources: [\"*\"]"
    )
  }

  /// Reports resources that no action of the entry is about.
  private mutating func checkEachIsUsed(
    _ resources: [Located<String>],
    by actions: [Located<Action>]
  ) {
    let known = actions.map { catalog.actions.resourceKinds(of: $0.value) }
    guard !known.isEmpty, known.allSatisfy({ $0 != nil }) else { return }
    let kinds = known.compactMap { $0 }.flatMap { $0 }
    for resource in resources where resource.value != "*" {
      guard !kinds.isEmpty, !kinds.contains(where: { $0.matches(resource.value) }) else { continue }
      diagnostics.report(
        .resourceMismatch,
        "none of the actions is about \(quoted(resource.value))",
        at: resource.range,
        help: resource.value.hasPrefix("arn:aws:s3:::") && !resource.value.contains("/")
          ? "an action on objects takes \(quoted(resource.value + "/*"))"
          : "remove it, or add the action that is about it"
      )
    }
  }
}

// Conditions.
extension Draft {
  /// The operators of IAM that narrow a grant whatever a request holds: `…IfExists` and
  /// `ForAllValues:` let a request pass that lacks the key.
  ///
  /// Source: IAM user guide, "IAM JSON policy elements: Condition operators".
  private static let operators = [
    "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "BinaryEquals", "Bool", "DateEquals",
    "DateGreaterThan", "DateGreaterThanEquals", "DateLessThan", "DateLessThanEquals",
    "DateNotEquals", "IpAddress", "NotIpAddress", "Null", "NumericEquals", "NumericGreaterThan",
    "NumericGreaterThanEquals", "NumericLessThan", "NumericLessThanEquals", "NumericNotEquals",
    "StringEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotEquals",
    "StringNotEqualsIgnoreCase", "StringNotLike",
  ]

  private mutating func conditions(_ node: Node?) -> [Condition] {
    guard let node else { return [] }
    guard case .mapping(let entries) = node.content else {
      diagnostics.report(
        .wrongKind,
        "'conditions' must be a mapping of operators, and this is \(node.kind)",
        at: node.range,
        help: "such as StringEquals: {\"aws:SourceVpce\": vpce-1a2b3c4d}"
      )
      return []
    }
    var conditions: [Condition] = []
    for entry in entries {
      guard Self.operators.contains(entry.key.value) else {
        reportOperator(entry.key)
        continue
      }
      guard case .mapping(let keys) = entry.value.content else {
        diagnostics.report(
          .wrongKind,
          "an operator must hold a mapping of condition keys to values",
          at: entry.value.range,
          help: "such as StringEquals: {\"aws:SourceVpce\": vpce-1a2b3c4d}"
        )
        continue
      }
      if keys.isEmpty {
        diagnostics.report(
          .emptyList,
          "an operator must have at least one condition key",
          at: entry.value.range,
          help: "an operator without keys narrows nothing; remove it, or add the key"
        )
      }
      conditions += keys.compactMap { condition(entry.key.value, $0) }
    }
    return conditions.sorted()
  }

  private mutating func reportOperator(_ key: Located<String>) {
    let single = key.value.split(separator: ":").last.map(String.init) ?? key.value
    let base = single.removing(suffix: "IfExists") ?? single
    let isLenient = single.hasSuffix("IfExists") || key.value.hasPrefix("ForAllValues:")
    if key.value.hasPrefix("ForAnyValue:") && Self.operators.contains(single) {
      diagnostics.report(
        .conditionOperator,
        "operators for keys with several values aren't taken",
        at: key.range,
        help: "write \(quoted(single)) with a key that has one value"
      )
      return
    }
    diagnostics.report(
      .conditionOperator,
      isLenient
        ? "\(quoted(key.value)) lets every request pass that lacks the key"
        : "IAM has no condition operator \(quoted(key.value))"
          + suggestion(for: key.value, among: Self.operators),
      at: key.range,
      help: isLenient ? "write \(quoted(base))" : "such as StringEquals, ArnLike or Bool"
    )
  }

  private mutating func condition(_ name: String, _ entry: Node.Entry) -> Condition? {
    let parts = entry.key.value.split(separator: ":", omittingEmptySubsequences: false)
    let isWritten = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "*") }
    }
    guard isWritten, parts.count >= 2, entry.key.value.utf8.count <= 256 else {
      diagnostics.report(
        .conditionKey,
        "\(quoted(entry.key.value)) isn't a condition key",
        at: entry.key.range,
        help: "such as aws:SourceIp or s3:prefix"
      )
      return nil
    }
    var values: [Node] = [entry.value]
    if case .sequence(let items) = entry.value.content { values = items }
    let texts = values.compactMap { $0.text(of: "a value", &diagnostics)?.value }
    guard texts.count == values.count, !texts.isEmpty else {
      if values.isEmpty {
        diagnostics.report(
          .emptyList,
          "a condition must have a value",
          at: entry.value.range,
          help: "write the value that the key must have"
        )
      }
      return nil
    }
    return Condition(name, entry.key.value, texts)
  }
}
