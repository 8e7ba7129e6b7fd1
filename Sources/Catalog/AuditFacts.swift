import Diagnostics
import Model
import YAML

/// What policies of any author are held against: `Templates/AWS/audit.yaml`.
package struct AuditFacts: Sendable {
  /// How the ARN of a resource of a template is made.
  package struct TemplateARN: Sendable {
    /// Where `?` is what the template doesn't say, and `NAME` the name.
    package let pattern: String
    /// The property that holds the name.
    package let name: String
  }

  /// Text that looks like a secret.
  package struct SecretShape: Sendable {
    package let start: String
    /// How many letters and digits follow the start.
    package let length: Int
    package let noun: String
  }

  /// The condition keys of a service by the word in front of their colon.
  package let conditionKeys: [String: [String]]
  /// Account ids that stand in examples of documentation.
  package let exampleAccounts: Set<String>
  /// Parts of names that are left to replace, in lower case.
  package let placeholderParts: [String]
  package let dataReads: Set<String>
  package let listsBuckets: Set<String>
  package let passesRoles: Set<String>
  /// Actions that take a resource, and are also asked for without one.
  package let askedOfNothing: Set<String>
  /// The condition key that says for which service a role may be passed on.
  package let passedTo: String
  /// The condition keys that tie the use of a key to a purpose, in lower case.
  package let keyConditions: [String]
  /// The actions that a stream can share.
  package let streamSharing: Set<String>
  /// The permissions that an option adds to a grant, by an action of the grant.
  package let additions: [String: [String]]
  /// How ARNs of a template's resources are made, by the type of the resource.
  package let templateARNs: [String: TemplateARN]
  package let secrets: [SecretShape]
  /// Services that aren't documented to say for which account they act.
  package let untiedServices: Set<String>
  private let readActions: [String]
  private let deleteActions: [String]

  /// Those that the compiler carries, read at the first use: no compile needs them. A test holds
  /// that nothing stands against the file.
  static let embedded: AuditFacts = {
    var reports: [Diagnostics] = []
    return AuditFacts(.embedded, Citation.embeddedSources, &reports)
  }()

  init(_ files: TemplateFiles, _ sources: [String: Citation], _ reports: inout [Diagnostics]) {
    var lists: [String: [String]] = [:]
    var groups: [String: [String: [String]]] = [:]
    var arns: [String: TemplateARN] = [:]
    var secrets: [SecretShape] = []
    readTemplate("AWS/audit.yaml", files, &reports) { fields, diagnostics in
      for key in ["conditionKeySource", "exampleSource", "sharingSource", "untiedSource"] {
        _ = sources.cited(by: fields.required(key), &diagnostics)
      }
      for key in Self.lists { lists[key] = Self.texts(fields.required(key), key, &diagnostics) }
      lists["passedTo"] = [fields.requiredText("passedTo", &diagnostics)]
      for (key, name, list) in Self.groups {
        let items = fields.requiredItems(key, &diagnostics)
        groups[key] = Self.group(items, by: name, list, &diagnostics)
      }
      arns = Self.arns(fields.requiredItems("templateARNs", &diagnostics), &diagnostics)
      secrets = Self.secrets(fields.requiredItems("secrets", &diagnostics), &diagnostics)
    }
    func set(_ key: String) -> Set<String> { Set(lists[key] ?? []) }
    conditionKeys = groups["conditionKeys"] ?? [:]
    additions = groups["additions"] ?? [:]
    exampleAccounts = set("exampleAccounts")
    placeholderParts = lists["placeholderParts"] ?? []
    (dataReads, listsBuckets) = (set("dataReads"), set("listsBuckets"))
    (passesRoles, streamSharing) = (set("passesRoles"), set("streamSharing"))
    untiedServices = set("untiedServices")
    askedOfNothing = set("askedOfNothing")
    passedTo = lists["passedTo"]?.first ?? ""
    keyConditions = (lists["keyConditions"] ?? []).map { $0.lowercased() }
    readActions = lists["readActions"] ?? []
    deleteActions = lists["deleteActions"] ?? []
    (templateARNs, self.secrets) = (arns, secrets)
  }

  /// Whether an action only reads, as its name tells.
  package func reads(_ name: String) -> Bool {
    readActions.contains { name.lowercased().hasPrefix($0.lowercased()) }
  }

  /// Whether an action destroys what is there, as its name tells.
  package func deletes(_ name: String) -> Bool {
    deleteActions.contains { name.lowercased().hasPrefix($0.lowercased()) }
  }

  /// The keys of the file that hold lists of texts.
  private static let lists = [
    "exampleAccounts", "placeholderParts", "readActions", "deleteActions", "dataReads",
    "listsBuckets", "passesRoles", "keyConditions", "streamSharing", "untiedServices",
    "askedOfNothing",
  ]

  /// The keys of the file that hold lists of named lists, and what the names and lists are called.
  private static let groups = [
    ("conditionKeys", "service", "keys"), ("additions", "action", "permissions"),
  ]

  private static func group(
    _ items: [Node]?,
    by name: String,
    _ list: String,
    _ diagnostics: inout Diagnostics
  ) -> [String: [String]] {
    var group: [String: [String]] = [:]
    for item in items ?? [] {
      guard var fields = Fields(item, of: "a list by \(name)", &diagnostics) else { continue }
      let key = fields.requiredText(name, &diagnostics)
      group[key] = texts(fields.required(list), list, &diagnostics)
      fields.finish(&diagnostics)
    }
    return group
  }

  private static func texts(
    _ node: Node?,
    _ key: String,
    _ diagnostics: inout Diagnostics
  ) -> [String] {
    guard case .sequence(let items)? = node?.content else {
      diagnostics.report(.wrongKind, "'\(key)' must be a list", at: node?.range)
      return []
    }
    return items.compactMap { $0.text(of: "an item of '\(key)'", &diagnostics)?.value }
  }

  private static func arns(
    _ items: [Node]?,
    _ diagnostics: inout Diagnostics
  ) -> [String: TemplateARN] {
    var arns: [String: TemplateARN] = [:]
    for item in items ?? [] {
      guard var fields = Fields(item, of: "a kind of resource", &diagnostics) else { continue }
      arns[fields.requiredText("type", &diagnostics)] = TemplateARN(
        pattern: fields.requiredText("arn", &diagnostics),
        name: fields.requiredText("name", &diagnostics)
      )
      fields.finish(&diagnostics)
    }
    return arns
  }

  private static func secrets(
    _ items: [Node]?,
    _ diagnostics: inout Diagnostics
  ) -> [SecretShape] {
    (items ?? []).compactMap { item in
      guard var fields = Fields(item, of: "a secret", &diagnostics) else { return nil }
      defer { fields.finish(&diagnostics) }
      return SecretShape(
        start: fields.requiredText("start", &diagnostics),
        length: fields.integer("letters", in: 1...1000, &diagnostics)?.value ?? 1,
        noun: fields.requiredText("noun", &diagnostics)
      )
    }
  }
}
