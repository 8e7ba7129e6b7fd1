import Diagnostics
import IAM
import Model

/// The entries of `allow` that an existing role's statements become, and why some can't.
struct CustomAllowances {
  /// A part of a role.
  struct Key: Hashable {
    let statement: IAMPolicy.Statement
    let action: String?
    let resource: String?

    init(_ part: AccessPart) {
      (statement, action, resource) = (part.statement, part.action, part.resource)
    }
  }

  private(set) var entries: [AdoptedValue] = []
  /// Why a part can't stand in a spec.
  private(set) var refusals: [Key: String] = [:]

  /// How many specs are compiled to learn it.
  private static let limit = 200

  /// The spec in which entries are tried, and how often that was done.
  private let spec: AdoptedSpec
  private let probe: Probe
  private var trials = 0

  init(of access: ExistingAccess, in spec: AdoptedSpec, _ probe: Probe) {
    (self.spec, self.probe) = (spec, probe)
    var statements: [IAMPolicy.Statement] = []
    for part in access.parts where !statements.contains(part.statement) {
      statements.append(part.statement)
    }
    for (index, statement) in statements.enumerated() {
      let parts = access.parts.filter { $0.statement == statement }
      let reason = Self.reason(for: statement, number: index + 1)
      guard case .matching(let actions) = statement.actions,
        case .matching(let resources)? = statement.resources
      else {
        let words = "a spec lists what is allowed, and no exceptions"
        for part in parts { refusals[Key(part)] = words }
        continue
      }
      let whole = Self.entry(actions, resources, statement, reason)
      if refusal(of: whole) == nil {
        entries.append(whole)
      } else {
        addPieces(actions, resources, of: statement, parts, reason)
      }
    }
  }

  /// Why an entry can't stand in a spec; nil where it can.
  private mutating func refusal(of entry: AdoptedValue) -> String? {
    trials += 1
    guard trials <= Self.limit else { return "there is too much to look at" }
    var trial = spec
    trial.integrations = [Self.probe(of: Self.identity, allowing: entry)]
    return probe.access(trial).error?.message
  }

  /// Adds what of a statement can stand in a spec.
  private mutating func addPieces(
    _ actions: [String],
    _ resources: [String],
    of statement: IAMPolicy.Statement,
    _ parts: [AccessPart],
    _ reason: String
  ) {
    var kept: [(actions: [String], resources: [String])] = []
    for action in actions {
      var own: [String] = []
      for resource in resources {
        guard let words = refusal(of: Self.entry([action], [resource], statement, reason)) else {
          own.append(resource)
          continue
        }
        let part = parts.first { $0.action == action && $0.resource == resource }
        if let part { refusals[Key(part)] = words }
      }
      if own.isEmpty { continue }
      if let twin = kept.firstIndex(where: { $0.resources == own }) {
        kept[twin].actions.append(action)
      } else {
        kept.append(([action], own))
      }
    }
    entries += kept.map { Self.entry($0.actions, $0.resources, statement, reason) }
  }

  /// An integration that any spec takes with a vendor that it takes.
  static func probe(of identity: [AdoptedEntry]) -> AdoptedEntry {
    let allowed = AdoptedValue.map([
      AdoptedEntry("actions", .list([.text("s3:GetObject")])),
      AdoptedEntry("resources", .list([.text("arn:aws:s3:::accredit-probe/*")])),
      AdoptedEntry("reason", .text("probes the rest of a spec")),
    ])
    return probe(of: identity, allowing: allowed)
  }

  private static func probe(
    of identity: [AdoptedEntry],
    allowing entry: AdoptedValue
  ) -> AdoptedEntry {
    let vendor = [AdoptedEntry("name", .text("A vendor"))] + identity
    return AdoptedEntry(
      "probe",
      .map([
        AdoptedEntry("type", .text("custom/role")), AdoptedEntry("vendor", .map(vendor)),
        AdoptedEntry("allow", .list([entry])),
      ])
    )
  }

  private static let identity = [
    AdoptedEntry("accountId", .text("555566667777")),
    AdoptedEntry("externalId", .text("q7zk3vw9xs2lp8tn5rb0")),
  ]

  private static func entry(
    _ actions: [String],
    _ resources: [String],
    _ statement: IAMPolicy.Statement,
    _ reason: String
  ) -> AdoptedValue {
    var entries = [
      AdoptedEntry("actions", .list(unique(actions) { $0.lowercased() }.map { .text($0) })),
      AdoptedEntry("resources", .list(unique(resources) { $0 }.map { .text($0) })),
    ]
    var operators: [(name: String, keys: [AdoptedEntry])] = []
    for condition in statement.conditions {
      let entry = AdoptedEntry(condition.key, .list(condition.values.map { .text($0) }))
      if let known = operators.firstIndex(where: { $0.name == condition.operator.text }) {
        operators[known].keys.append(entry)
      } else {
        operators.append((condition.operator.text, [entry]))
      }
    }
    if !operators.isEmpty {
      let all = operators.map { AdoptedEntry($0.name, .map($0.keys)) }
      entries.append(AdoptedEntry("conditions", .map(all)))
    }
    entries.append(AdoptedEntry("reason", .text(reason)))
    return .map(entries)
  }

  /// The texts without those that are compared as an earlier one is.
  private static func unique(_ texts: [String], by form: (String) -> String) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert(form($0)).inserted }
  }

  private static func reason(for statement: IAMPolicy.Statement, number: Int) -> String {
    let name = statement.sid.flatMap { sid in
      !sid.isEmpty && sid.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? sid : nil
    }
    return "as statement \(name ?? "\(number)") of the role had it; say what for"
  }
}
