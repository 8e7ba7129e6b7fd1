import Catalog
import Diagnostics
import IAM
import Text
import YAML

// What holds for every policy, whoever it lets in and whatever it grants.
extension Rule {
  static let documentRules: [Rule] = [
    Rule("grammar", .every) { policy, _, diagnostics in
      // What the evaluator of this package can't read, IAM doesn't take either.
      let attachment: IAMPolicy.Attachment = policy.kind == .identity ? .identity : .resource
      _ = IAMPolicy(policy.node.asJSON, attachment, &diagnostics)
    },
    .each("resource in a trust policy", .trust) { statement, _, _, diagnostics in
      let keys = ["Resource", "NotResource"]
      for entry in statement.node.entries ?? [] where keys.contains(entry.key.value) {
        diagnostics.report(
          .unknownKey,
          "a trust policy must not have '\(entry.key.value)': it is about its own role",
          at: entry.key.range,
          help: "remove it"
        )
      }
    },
    Rule("version", .every) { policy, _, diagnostics in
      reportVariables(in: policy, &diagnostics)
      guard let version = policy.node["Version"] else {
        diagnostics.report(
          .policyVersion,
          "without 'Version', IAM reads the language of 2008, which has no variables",
          at: policy.range,
          help: "add \"Version\": \"2012-10-17\""
        )
        return
      }
      guard version.text == IAMPolicy.Version.original.rawValue else { return }
      diagnostics.report(
        .policyVersion,
        "this is the language of 2008, which has no variables",
        at: version.range,
        help: "write \"Version\": \"2012-10-17\""
      )
    },
    Rule("size", .every, .everybody, checkSize),
    Rule("empty lists", .every) { policy, _, diagnostics in
      if let statement = policy.node["Statement"], statement.isEmptyCollection {
        reportEmpty("Statement", at: statement.range, &diagnostics)
      }
      for statement in policy.statements { reportEmptyParts(of: statement, &diagnostics) }
    },
    Rule("sids", .every, .everybody, checkSids),
    Rule("characters", .every, .everybody, checkCharacters),
    Rule("secrets", .every, .everybody, checkSecrets),
  ]

  /// Reports variables that the language of 2008 doesn't have.
  private static func reportVariables(in policy: AuditedPolicy, _ diagnostics: inout Diagnostics) {
    guard policy.node["Version"]?.text != IAMPolicy.Version.current.rawValue else { return }
    for text in policy.statements.flatMap(\.texts) where text.value.contains("${") {
      diagnostics.report(
        .unexpandedVariable,
        "\(shown(text.value)) stands for itself: variables need the language of 2012",
        at: text.range,
        help: "add \"Version\": \"2012-10-17\""
      )
    }
  }

  private static func reportEmpty(
    _ name: String,
    at range: SourceRange,
    _ diagnostics: inout Diagnostics
  ) {
    diagnostics.report(
      .emptyList,
      "\(quoted(name)) is empty, so it says nothing, or AWS refuses it",
      at: range,
      help: "write what is meant, or remove it"
    )
  }

  private static func reportEmptyParts(
    of statement: AuditedStatement,
    _ diagnostics: inout Diagnostics
  ) {
    for entry in statement.node.entries ?? [] {
      let name = entry.key.value
      guard !entry.value.isEmptyCollection, !entry.value.isNothing else {
        reportEmpty(name, at: entry.key.range, &diagnostics)
        continue
      }
      for inner in entry.value.entries ?? [] {
        let values = inner.value.entries ?? []
        for empty in [inner] + values where empty.value.isEmptyCollection {
          reportEmpty(empty.key.value, at: empty.key.range, &diagnostics)
        }
      }
    }
  }

  private static func checkSize(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let inline = scope.siblings(of: policy).filter { $0.kind == .identity && $0.form == .inline }
    let isInline = policy.kind == .identity && policy.form == .inline
    // The policies of one bearer count together, and are reported once.
    let counted = isInline ? inline : [policy]
    guard counted.first?.range == policy.range else { return }
    let size = counted.reduce(0) { $0 + $1.node.json.sizeWithoutWhitespace }
    let quota: (name: String, noun: String)
    switch policy.kind {
    case .trust: quota = ("role-trust-policy-size", "a trust policy")
    case .resource(.stream): quota = ("stream-policy-size", "the policy of a stream")
    case .resource: return
    case .identity where policy.form == .managed:
      quota = ("managed-policy-size", "a managed policy")
    case .identity where policy.bearerType.hasSuffix("::User"):
      quota = ("user-inline-policies-size", "the inline policies of a user together")
    case .identity: quota = ("role-inline-policies-size", "the inline policies of a role together")
    }
    let limit = scope.catalog.quotas[quota.name]
    guard size > limit else { return }
    diagnostics.report(
      .policyTooLarge,
      "\(quota.noun) must not have more than \(limit) characters besides white space, "
        + "and this is \(size)",
      at: policy.range,
      help: "split it, or merge statements that have the same actions"
    )
  }

  private static func checkSids(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    var seen: [String: SourceRange] = [:]
    for sid in policy.statements.compactMap(\.sid) {
      let isWritten = sid.value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
      if policy.kind == .identity || policy.isTrust, !isWritten || sid.value.isEmpty {
        diagnostics.report(
          .sidSyntax,
          "a Sid must be made of letters and digits, and this is \(quoted(sid.value))",
          at: sid.range,
          help: "remove spaces, hyphens and other marks, or the Sid"
        )
      }
      if let earlier = seen.updateValue(sid.range, forKey: sid.value) {
        diagnostics.report(
          .duplicateSid,
          "two statements of a policy must not have the same Sid, \(quoted(sid.value))",
          at: sid.range,
          related: [.init("the first one stands here", at: earlier)],
          help: "give each its own, or none"
        )
      }
    }
  }

  private static func checkCharacters(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    for text in policy.node.allTexts {
      let strange = text.value.unicodeScalars.first { scalar in
        scalar.value > 0xFF && scalar != TemplateValues.unknown.unicodeScalars.first
          || PastedCharacter.name(of: scalar) != nil || (scalar.value < 0x20 && scalar.value != 9)
          || scalar.value == 0x7F
      }
      guard let strange else { continue }
      let name = PastedCharacter.name(of: strange) ?? "a character that IAM doesn't take"
      diagnostics.report(
        .policyCharacter,
        "\(shown(text.value)) holds \(name)",
        at: text.range,
        help: "write it in plain letters, digits and marks"
      )
    }
  }

  private static func checkSecrets(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    for text in policy.node.allTexts {
      for secret in scope.facts.secrets {
        guard let start = text.value.firstRange(of: secret.start) else { continue }
        let rest = text.value[start.upperBound...].prefix {
          $0.isASCII && ($0.isLetter || $0.isNumber)
        }
        guard rest.count == secret.length else { continue }
        diagnostics.report(
          .secretInPolicy,
          "this holds \(secret.noun), which doesn't belong into a policy",
          at: text.range,
          help: "remove it, and delete the key in IAM: whoever reads the policy has seen it"
        )
      }
    }
  }
}

extension Node {
  /// Whether it is a list or mapping without anything in it.
  var isEmptyCollection: Bool {
    switch content {
    case .scalar: false
    case .sequence(let items): items.isEmpty
    case .mapping(let entries): entries.isEmpty
    }
  }

  /// The tree as if it had been written in JSON: every text in quotes.
  var asJSON: Node {
    switch content {
    case .scalar(let scalar):
      let isText = !isNothing && !["true", "false"].contains(scalar.text)
      return Node(
        .scalar(Scalar(text: scalar.text, isPlain: scalar.isPlain && !isText)),
        at: range
      )
    case .sequence(let items): return Node(.sequence(items.map(\.asJSON)), at: range)
    case .mapping(let entries):
      let all = entries.map { Entry(key: $0.key, value: $0.value.asJSON) }
      return Node(.mapping(all), at: range)
    }
  }

  /// The tree as JSON.
  var json: JSON {
    switch content {
    case .scalar(let scalar): .string(scalar.text)
    case .sequence(let items): .array(items.map(\.json))
    case .mapping(let entries): .object(entries.map { .init($0.key.value, $0.value.json) })
    }
  }

  /// Every text and key with its place.
  var allTexts: [Located<String>] {
    switch content {
    case .scalar(let scalar): [Located(scalar.text, at: range)]
    case .sequence(let items): items.flatMap(\.allTexts)
    case .mapping(let entries): entries.flatMap { [$0.key] + $0.value.allTexts }
    }
  }
}
