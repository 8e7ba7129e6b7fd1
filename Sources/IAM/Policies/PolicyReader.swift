package import Diagnostics
package import YAML

extension IAMPolicy {
  /// Reads a policy document in JSON; nil after reporting every mistake in it.
  package static func read(
    _ attachment: Attachment,
    _ diagnostics: inout Diagnostics
  ) -> IAMPolicy? {
    readJSON(&diagnostics).flatMap { IAMPolicy($0, attachment, &diagnostics) }
  }

  /// Reads a policy document from a tree; nil after reporting every mistake in it.
  package init?(_ node: Node, _ attachment: Attachment, _ diagnostics: inout Diagnostics) {
    var reader = PolicyReader(attachment, Diagnostics(for: diagnostics.file))
    let policy = reader.policy(node)
    for diagnostic in reader.diagnostics.sorted { diagnostics.report(diagnostic) }
    guard let policy, !reader.diagnostics.hasErrors else { return nil }
    self = policy
  }
}

/// Reads the elements of one policy; reading goes on behind a mistake, to find the others.
private struct PolicyReader {
  private let attachment: IAMPolicy.Attachment
  private var version = IAMPolicy.Version.original
  private(set) var diagnostics: Diagnostics

  init(_ attachment: IAMPolicy.Attachment, _ diagnostics: Diagnostics) {
    self.attachment = attachment
    self.diagnostics = diagnostics
  }

  mutating func policy(_ node: Node) -> IAMPolicy? {
    guard var fields = Fields(node, of: "a policy", &diagnostics) else { return nil }
    version = choice("Version", of: &fields) ?? .original
    let id = text("Id", of: &fields)
    var statements: [IAMPolicy.Statement] = []
    if let node = fields.required("Statement") {
      for item in Self.items(node) {
        if let statement = statement(item) { statements.append(statement) }
      }
    }
    fields.finish(&diagnostics)
    return IAMPolicy(
      attachment: attachment,
      version: version,
      id: id?.value,
      statements: statements
    )
  }

  private mutating func statement(_ node: Node) -> IAMPolicy.Statement? {
    let noun = attachment == .identity ? "an identity policy" : "a resource policy"
    guard var fields = Fields(node, of: "a statement of \(noun)", &diagnostics) else { return nil }
    _ = fields.required("Effect")
    let sid = text("Sid", of: &fields)
    let effect: IAMPolicy.Effect? = choice("Effect", of: &fields)
    let principals = principals(of: &fields)
    let actions = texts("Action", of: &fields, isRequired: true)
    let resources = texts("Resource", of: &fields, isRequired: attachment == .identity)
    for text in resources?.values ?? [] { checkPattern(text) }
    let conditions = fields.node("Condition").map { self.conditions($0) }
    fields.finish(&diagnostics)
    guard let effect, let actions else { return nil }
    return IAMPolicy.Statement(
      sid: sid?.value,
      effect: effect,
      principals: principals,
      actions: actions.map(\.value),
      resources: resources?.map(\.value),
      conditions: conditions ?? [],
      range: node.range
    )
  }
}

// Elements that have a `Not` form.
extension PolicyReader {
  /// The one that stands there of an element and its `Not` form.
  private mutating func element(
    _ name: String,
    of fields: inout Fields,
    isRequired: Bool
  ) -> (node: Node, isNegated: Bool)? {
    let positive = fields.node(name)
    let negative = fields.entry("Not" + name)
    if positive != nil, let negative {
      diagnostics.report(
        .conflictingKeys,
        "a statement must not have both '\(name)' and 'Not\(name)'",
        at: negative.key.range,
        help: "write two statements"
      )
    }
    if let positive { return (positive, false) }
    if let negative { return (negative.value, true) }
    if isRequired && !fields.seemsToMisspell(name) && !fields.seemsToMisspell("Not" + name) {
      diagnostics.report(
        .missingKey,
        "\(fields.noun) must have '\(name)' or 'Not\(name)'",
        at: fields.range,
        help: "add the one that is meant"
      )
    }
    return nil
  }

  /// An element of texts, such as `Action`.
  private mutating func texts(
    _ name: String,
    of fields: inout Fields,
    isRequired: Bool
  ) -> IAMPolicy.Selection<Located<String>>? {
    guard let (node, isNegated) = element(name, of: &fields, isRequired: isRequired) else {
      return nil
    }
    let texts = texts(node, of: isNegated ? "Not" + name : name)
    return isNegated ? .notMatching(texts) : .matching(texts)
  }

  private mutating func principals(
    of fields: inout Fields
  ) -> IAMPolicy.Selection<IAMPolicy.Principal>? {
    // An identity policy speaks of its bearer: there, `finish` reports the element as unknown.
    guard attachment == .resource,
      let (node, isNegated) = element("Principal", of: &fields, isRequired: true)
    else { return nil }
    let principals = principals(node)
    return isNegated ? .notMatching(principals) : .matching(principals)
  }

  private mutating func principals(_ node: Node) -> [IAMPolicy.Principal] {
    if case .scalar(let scalar) = node.content {
      if scalar.text == "*" && !scalar.isPlain { return [.everyone] }
      diagnostics.report(
        .wrongKind,
        "a principal must be '*' or have a type, and this is neither",
        at: node.range,
        help: "write {\"AWS\": \"…\"} or {\"Service\": \"…\"}"
      )
      return []
    }
    guard var fields = Fields(node, of: "a principal", &diagnostics) else { return [] }
    var principals: [IAMPolicy.Principal] = []
    for (type, make) in Self.principalTypes {
      guard let node = fields.node(type) else { continue }
      principals += texts(node, of: type).map { make($0.value) }
    }
    if let entry = fields.entry("CanonicalUser") {
      diagnostics.report(
        .unknownValue,
        "a canonical user ID doesn't say which account it is of",
        at: entry.key.range,
        help: "write the account under 'AWS'"
      )
    }
    fields.finish(&diagnostics)
    return principals
  }

  private static var principalTypes: [(String, @Sendable (String) -> IAMPolicy.Principal)] {
    [("AWS", { .aws($0) }), ("Service", { .service($0) }), ("Federated", { .federated($0) })]
  }
}

// Conditions.
extension PolicyReader {
  private mutating func conditions(_ node: Node) -> [IAMPolicy.Condition] {
    var conditions: [IAMPolicy.Condition] = []
    for entry in entries(node, of: "'Condition'") {
      let name = entry.key
      guard let conditionOperator = ConditionOperator(name.value) else {
        let near = suggestion(for: name.value, among: ConditionOperator.names)
        diagnostics.report(
          .conditionOperator,
          "there is no condition operator \(quoted(name.value))\(near)",
          at: name.range,
          help: "the operators are \(ConditionOperator.names.joined(separator: ", "))"
        )
        continue
      }
      for key in entries(entry.value, of: "'\(name.value)'") {
        let values = values(key.value, of: conditionOperator)
        conditions.append(
          IAMPolicy.Condition(operator: conditionOperator, key: key.key.value, values: values)
        )
      }
    }
    return conditions
  }

  private mutating func entries(_ node: Node, of noun: String) -> [Node.Entry] {
    if case .mapping(let entries) = node.content { return entries }
    diagnostics.report(
      .wrongKind,
      "\(noun) must be an object, and this is \(node.kind)",
      at: node.range,
      help: "write {\"…\": …}"
    )
    return []
  }

  /// The values of a condition: text, or a number or truth value, which counts as its text.
  private mutating func values(_ node: Node, of conditionOperator: ConditionOperator) -> [String] {
    var values: [String] = []
    for item in Self.items(node) {
      guard case .scalar(let scalar) = item.content, !(scalar.isPlain && scalar.text == "null")
      else {
        reportNotText(item, of: "a value of a condition")
        continue
      }
      let variables = version == .current
      if ConditionValue(scalar.text, of: conditionOperator, variables: variables) == nil {
        diagnostics.report(
          .unknownValue,
          "'\(conditionOperator.text)' can't compare with \(quoted(scalar.text))",
          at: item.range,
          help: "write a value of the kind that the operator compares"
        )
      }
      values.append(scalar.text)
    }
    return values
  }
}

// Texts.
extension PolicyReader {
  /// The items of a list, or the one value that stands in its place.
  private static func items(_ node: Node) -> [Node] {
    if case .sequence(let items) = node.content { return items }
    return [node]
  }

  private mutating func texts(_ node: Node, of noun: String) -> [Located<String>] {
    var texts: [Located<String>] = []
    for item in Self.items(node) {
      if case .scalar(let scalar) = item.content, !scalar.isPlain {
        texts.append(Located(scalar.text, at: item.range))
      } else {
        reportNotText(item, of: "'\(noun)'")
      }
    }
    return texts
  }

  /// The text of a key that may be missing.
  private mutating func text(_ key: String, of fields: inout Fields) -> Located<String>? {
    guard let node = fields.node(key) else { return nil }
    if case .scalar(let scalar) = node.content, !scalar.isPlain {
      return Located(scalar.text, at: node.range)
    }
    diagnostics.report(
      .wrongKind,
      "'\(key)' must be text",
      at: node.range,
      help: "write one text in quotes"
    )
    return nil
  }

  /// One of a few words; nil where the key is missing, or after reporting another word.
  private mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String,
    of fields: inout Fields
  ) -> Choice? where Choice.RawValue == String {
    guard let text = text(key, of: &fields) else { return nil }
    if let choice = Choice(rawValue: text.value) { return choice }
    reportUnknownValue(text, of: key, among: Choice.allCases.map(\.rawValue), &diagnostics)
    return nil
  }

  private mutating func reportNotText(_ node: Node, of noun: String) {
    diagnostics.report(
      .wrongKind,
      "\(noun) must be text or a list of texts",
      at: node.range,
      help: "write text in quotes"
    )
  }

  /// Reports a resource with a variable that can't be read.
  private mutating func checkPattern(_ text: Located<String>) {
    guard TextPattern(text.value, .wildcards, variables: version == .current) == nil else { return }
    diagnostics.report(
      .unknownValue,
      "a policy variable isn't written as such in \(quoted(text.value))",
      at: text.range,
      help: "write ${key}, ${key, 'default'}, ${*}, ${?} or ${$}"
    )
  }
}

extension IAMPolicy.Selection {
  /// The selection of other values in the place of these.
  func map<Other>(_ transform: (Value) -> Other) -> IAMPolicy.Selection<Other> {
    switch self {
    case .matching(let values): .matching(values.map(transform))
    case .notMatching(let values): .notMatching(values.map(transform))
    }
  }
}
