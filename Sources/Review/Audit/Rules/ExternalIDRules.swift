import Catalog
import Diagnostics
import IAM
import Model

// What a vendor must send to be let in.
extension Rule {
  private static let key = "sts:ExternalId"

  static let externalIDRules: [Rule] = [
    .grant("external id", .trust, .vendors) { statement, policy, scope, diagnostics in
      guard let principal = statement.principals.first(where: { $0.type != .service }),
        principal.type != .federated,
        statement.conditions(on: key).isEmpty, !isHeldByDeny(policy)
      else { return }
      if let near = statement.conditions.first(where: { isMeant($0.key.value) }) {
        diagnostics.report(
          .externalIDKey,
          "\(quoted(near.key.value)) isn't the key of the external id, so the condition never "
            + "speaks of it",
          at: near.key.range,
          help: "write \"\(key)\""
        )
        return
      }
      diagnostics.report(
        .missingExternalID,
        "the role has no external id: every customer of the vendor can make it act here",
        at: principal.text.range,
        help: "add a condition: {\"StringEquals\": {\"\(key)\": \"…\"}}"
          + findHelp(statement, scope)
      )
    },
    .grant("operator of the external id", .trust, .vendors) { statement, _, _, diagnostics in
      let conditions = statement.conditions(on: key)
      guard !conditions.contains(where: { $0.operator.value == "StringEquals" }) else { return }
      for condition in conditions {
        diagnostics.report(
          .externalIDNotEnforced,
          "\(quoted(condition.operator.value)) doesn't hold the external id to one value"
            + (condition.form.map { ": " + weakness(of: $0) } ?? ""),
          at: condition.operator.range,
          help: "write \"StringEquals\""
        )
      }
    },
    .grant("value of the external id", .trust, .vendors, checkValues),
    .grant("several external ids", .trust, .vendors) { statement, policy, _, diagnostics in
      let most = policy.isRotating ? 2 : 1
      for condition in statement.conditions(on: key) where condition.values.count > most {
        diagnostics.report(
          .severalExternalIDs,
          "a role must have one external id, and this takes \(condition.values.count)",
          at: condition.values[most].range,
          help: "remove the one that the vendor doesn't send any more; during a rotation: "
            + "--accept several-external-ids=\"rotation until …\""
        )
      }
    },
    .grant("values of a deployment", .trust, .vendors) { statement, _, _, diagnostics in
      let ids = statement.conditions(on: key).flatMap(\.values)
      let accounts = statement.principals.filter { $0.type == .aws }.map(\.text)
        .filter { TrustedPrincipal($0.value).account == nil }
      for text in ids + accounts where text.value.contains(TemplateValues.unknown) {
        diagnostics.report(
          .unresolvedValue,
          "\(shown(text.value)) is known only when the template is deployed, so it isn't judged",
          at: text.range,
          help: "look at it yourself, or audit the deployed role: 'aws iam get-role'"
        )
      }
    },
    Rule("external ids of two vendors", .trust, .vendors, checkShared),
    Rule("trust as IAM decides it", .trust, .vendors, checkDecision),
  ]

  private static func weakness(of form: ConditionOperator) -> String {
    if form.isNegated { return "it lets everybody in who sends another" }
    if form.ifExists { return "it lets in who sends none" }
    if form.quantifier == .forAllValues { return "it lets in who sends none" }
    switch form.type {
    case .absence: return "it only asks whether one is sent"
    case .textPattern: return "a wildcard in it takes in other customers"
    case .textIgnoringCase: return "it takes an id in other letters too"
    default: return "an external id is one text"
    }
  }

  /// Whether a condition key seems to be that of the external id, misspelt.
  private static func isMeant(_ text: String) -> Bool {
    let letters = text.lowercased().filter { $0.isASCII && $0.isLetter }
    let tail = letters.hasPrefix("sts") ? String(letters.dropFirst(3)) : letters
    return tail.contains("externalid") || tail.contains("externa")
      || closestMatch(to: text, among: [key]) != nil
      || closestMatch(to: tail, among: ["externalid"]) != nil
  }

  private static func findHelp(_ statement: AuditedStatement, _ scope: AuditScope) -> String {
    let accounts = statement.principals.compactMap { TrustedPrincipal($0.text.value).account }
    let vendor = scope.wantedVendor ?? accounts.compactMap { scope.vendor(of: $0) }.first
    return vendor.map { "; it is found here: \($0.externalID.find)" } ?? ""
  }

  /// Whether a statement denies whoever doesn't send the right external id.
  private static func isHeldByDeny(_ policy: AuditedPolicy) -> Bool {
    let denies = policy.statements.contains { !$0.allows && !$0.conditions(on: key).isEmpty }
    return denies && TrustDecision(policy)?.letsInStrangers == false
  }
}

// Values.
extension Rule {
  private static func checkValues(
    _ statement: AuditedStatement,
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let accounts = statement.principals.compactMap { TrustedPrincipal($0.text.value).account }
    let vendor = scope.wantedVendor ?? accounts.compactMap { scope.vendor(of: $0) }.first
    for value in statement.conditions(on: key).flatMap(\.values) {
      // What a variable of IAM stands for is for the evaluator to say.
      let isVariable = value.value.hasPrefix("${") && value.value.contains(":")
      guard !value.value.contains(TemplateValues.unknown), !isVariable else { continue }
      check(value, vendor, scope.account(of: policy), scope, &diagnostics)
    }
  }

  private static func check(
    _ value: Located<String>,
    _ vendor: VendorProfile?,
    _ own: String?,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    let find = vendor.map { "it is found here: \($0.externalID.find)" }
    let help = find ?? "ask the vendor for the id that it has made for you alone"
    let printed = scope.catalog.vendors.all.flatMap(\.externalID.placeholders)
    if value.value.contains("<") || value.value.contains("${") || printed.contains(value.value) {
      let message = "\(quoted(value.value)) is a placeholder, not an external id"
      diagnostics.report(.placeholder, message, at: value.range, help: help)
      return
    }
    guard let id = ExternalID.checking(value, &diagnostics)?.value else { return }
    if scope.catalog.isPlaceholder(id, of: vendor) {
      let message = "\(quoted(id.text)) is a placeholder, not an external id"
      diagnostics.report(.placeholder, message, at: value.range, help: help)
    } else if let reason = guessable(id, vendor, own, scope) {
      diagnostics.report(
        .guessableExternalID,
        "an external id must not be \(reason): whoever guesses it is let in",
        at: value.range,
        help: help
      )
    } else if let shape = vendor?.externalID.shape, !shape.matches(id), let vendor {
      diagnostics.report(
        .foreignExternalIDShape,
        "\(quoted(id.text)) doesn't look like the \(vendor.externalID.called) of \(vendor.name)",
        at: value.range,
        help: help
      )
    }
  }

  private static func guessable(
    _ id: ExternalID,
    _ vendor: VendorProfile?,
    _ own: String?,
    _ scope: AuditScope
  ) -> String? {
    let account = own.flatMap { try? AccountID($0) }
    if let reason = scope.catalog.guessableReason(id, account: account, []) { return reason }
    let tail = String(id.text.split(separator: ":").last ?? Substring(id.text))
    if AuditedARN.isAccount(tail) { return "the id of an account, which many know" }
    let names = scope.catalog.vendors.all.flatMap { [$0.id, $0.name] }.map { $0.lowercased() }
    let words = names.filter { !$0.contains(" ") } + ["test", "secret", "password", "external"]
    if words.contains(where: {
      tail.lowercased().hasPrefix($0) && tail.utf8.count < $0.utf8.count + 6
    }) {
      return "a word that anybody would try"
    }
    return tail.utf8.count < 6 ? "so short" : nil
  }

  /// Reports an external id that stands in the roles of two vendors: each could act as the other.
  private static func checkShared(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    var owners: [String: (accounts: Set<String>, range: SourceRange)] = [:]
    for other in scope.policies where other.isTrust {
      for statement in other.statements where statement.allows {
        let accounts = Set(
          statement.principals.compactMap { TrustedPrincipal($0.text.value).account }
        )
        for value in statement.conditions(on: key).flatMap(\.values) {
          guard !value.value.contains(TemplateValues.unknown) else { continue }
          guard let owner = owners[value.value] else {
            owners[value.value] = (accounts, value.range)
            continue
          }
          let isOurs = other.bearer == policy.bearer && value.range != owner.range
          guard isOurs, !owner.accounts.isEmpty, owner.accounts.isDisjoint(with: accounts) else {
            continue
          }
          diagnostics.report(
            .sharedExternalID,
            "an external id must not be known to two vendors",
            at: value.range,
            related: [.init("another vendor has it too", at: owner.range)],
            help: "each vendor makes its own"
          )
        }
      }
    }
  }

  /// Asks the evaluator what the other rules may have missed: whether the vendor gets in without
  /// the external id.
  private static func checkDecision(
    _ policy: AuditedPolicy,
    _ scope: AuditScope,
    _ diagnostics: inout Diagnostics
  ) {
    for statement in policy.statements where statement.allows {
      // Where a condition is missing or weak, another rule has said so.
      let exact = statement.conditions(on: key).filter { $0.operator.value == "StringEquals" }
      guard let condition = exact.first, TrustDecision(policy)?.letsInStrangers == true else {
        continue
      }
      diagnostics.report(
        .externalIDNotEnforced,
        "IAM lets the vendor in with any external id, whatever this condition says",
        at: condition.operator.range,
        help: "write one statement, with one condition on the one external id"
      )
    }
  }
}

/// What IAM decides when the vendor of a trust policy asks without the right external id.
struct TrustDecision {
  /// Whether it gets in without an external id, or with that of somebody else.
  let letsInStrangers: Bool

  /// Asks as the account that the policy trusts; nil where the policy can't be read, or names none.
  init?(_ policy: AuditedPolicy) {
    var silent = Diagnostics(for: SourceFile(name: "", bytes: []))
    guard let read = IAMPolicy(policy.node.asJSON, .resource, &silent) else { return nil }
    let texts = policy.statements.filter(\.allows).flatMap(\.principals).filter { $0.type == .aws }
    let principals = texts.map { TrustedPrincipal($0.text.value) }
    guard let account = principals.compactMap(\.account).first(where: AuditedARN.isAccount) else {
      return nil
    }
    let partition = principals.compactMap(\.partition).first ?? "aws"
    let caller = Request.Principal.aws(
      arn: "arn:\(partition):iam::\(account):root",
      account: account
    )
    let policies = PolicySet(resource: CompiledPolicy(read))
    let role = "arn:\(partition):iam::own:role/role"
    letsInStrangers = [[:], ["sts:ExternalId": ["somebody-else-entirely"]]].contains { context in
      let ask = Request(caller, "sts:AssumeRole", role, of: "own", .init(context))
      return evaluate(ask, policies).verdict == .allow
    }
  }
}

extension ConditionOperator {
  /// Whether a request must have the key, and its value what the policy says.
  var demandsKey: Bool {
    !isNegated && !ifExists && quantifier != .forAllValues && type != .absence
  }
}
