package import Catalog
package import Diagnostics
package import Model
package import YAML

/// A spec that is deployed to many targets: the same document for each of them, but for the values
/// that differ.
package struct TargetedSpec: Sendable {
  package let targets: Targets
  /// The values that the spec uses, by `{perTarget: name}`.
  let uses: [Located<String>]
  /// Where each value stands.
  let valueRanges: [TargetValue: SourceRange]
  /// The values that are whole numbers, by their names.
  let numbers: Set<String>
  let root: Node

  /// Reads where a spec is deployed to; nil where it doesn't say `targets`.
  ///
  /// What is wrong is reported and left out, so that the rest of the spec can still be judged.
  package init?(_ root: Node, _ catalog: Catalog, _ diagnostics: inout Diagnostics) {
    guard case .mapping(let entries) = root.content else { return nil }
    var spec = Fields(entries, of: "a spec", at: root.range)
    let uses = TargetValueUses(in: root, &diagnostics).found
    guard let entry = spec.entry("targets") else {
      for use in uses {
        diagnostics.report(
          .targetValue,
          "'perTarget' stands for a value that differs between targets, and the spec has none",
          at: use.range,
          help: "write the value itself, or add 'targets'"
        )
      }
      return nil
    }
    let place = SpecPlace(&spec, catalog, &diagnostics)
    Self.refuseUses(in: entries, &diagnostics)
    guard let fields = Fields(entry.value, of: "'targets'", at: entry.key.range, &diagnostics)
    else { return nil }
    var reader = TargetsReader(fields, at: place, catalog)
    targets = reader.read(&diagnostics)
    reader.check(uses, &diagnostics)
    self.uses = uses
    valueRanges = reader.valueRanges
    numbers = reader.numbers
    self.root = root
  }
}

extension TargetedSpec {
  /// Reports what a spec has once for all of its targets and leaves to each.
  private static func refuseUses(in entries: [Node.Entry], _ diagnostics: inout Diagnostics) {
    for entry in entries where ["name", "partition"].contains(entry.key.value) {
      guard case .mapping(let inner) = entry.value.content,
        let use = TargetValueUses.use(in: inner)
      else { continue }
      diagnostics.report(
        .targetValue,
        "'\(entry.key.value)' is the same for all targets",
        at: use.range,
        help: "write it itself"
      )
    }
  }
}

/// A value under `targets`: of one account, or, where that is nil, of all that have none.
struct TargetValue: Hashable {
  let name: String
  let account: AccountID?
}

/// What the top of a spec says of its own place, where `targets` says the rest.
private struct SpecPlace {
  let account: Located<AccountID>?
  let region: Located<Region>?
  let partition: Partition

  init(_ spec: inout Fields, _ catalog: Catalog, _ diagnostics: inout Diagnostics) {
    account = spec.requiredValue("account", as: AccountID.self, &diagnostics)
    region = spec.requiredValue("region", as: Region.self, &diagnostics)
    // Each target's document says what is wrong with the partition itself.
    var ignored = diagnostics
    let named = spec.value("partition", as: Partition.self, &ignored)?.value
    partition = named.flatMap { catalog.partitions[$0] == nil ? nil : $0 } ?? .commercial
    if let region { catalog.check(region, in: partition, &diagnostics) }
    spec.reportMissing(&diagnostics)
  }
}

/// Reads the mapping under `targets`.
private struct TargetsReader {
  private var fields: Fields
  private let place: SpecPlace
  private let catalog: Catalog
  private var accounts: [Located<AccountID>] = []
  private var values = TargetValues()
  private(set) var valueRanges: [TargetValue: SourceRange] = [:]
  private var nameRanges: [String: SourceRange] = [:]
  private(set) var numbers: Set<String> = []
  /// The names of values that are reported already.
  private var unreadable: Set<String> = []

  init(_ fields: Fields, at place: SpecPlace, _ catalog: Catalog) {
    (self.fields, self.place, self.catalog) = (fields, place, catalog)
  }

  mutating func read(_ diagnostics: inout Diagnostics) -> Targets {
    let model = permissionModel(&diagnostics)
    let caller = fields.choice("callAs", default: Targets.Caller.management, &diagnostics)
    let units = list("organizationalUnits", of: OrganizationalUnit.self, &diagnostics)
    readAccounts(&diagnostics)
    let regions = list("regions", of: Region.self, &diagnostics)
    for region in regions { catalog.check(region, in: place.partition, &diagnostics) }
    let common = readValues(fields.node("values"), of: "'values'", for: nil, &diagnostics)
    values = TargetValues(common: common, own: values.own)
    let isAutomatic = fields.has("automaticDeployment")
    let deploys = fields.flag("automaticDeployment", &diagnostics)
    let concurrency = fields.integer("concurrencyPercent", in: 1...100, &diagnostics)
    let tolerance = fields.integer("failureTolerancePercent", in: 0...100, &diagnostics)
    let home = place.region?.value ?? .standIn
    let targets = Targets(
      administrator: place.account?.value ?? .standIn,
      permissionModel: model ?? .serviceManaged,
      caller: caller,
      homeRegion: home,
      organizationalUnits: units.map(\.value),
      accounts: accounts.map(\.value),
      regions: fields.has("regions")
        ? regions.map(\.value).filter { catalog.regions[$0]?.partition == place.partition }
        : [home],
      deploysAutomatically: deploys,
      concurrencyPercent: concurrency?.value ?? 100,
      failureTolerancePercent: tolerance?.value ?? 0,
      values: values
    )
    if let model {
      check(targets, model, units, isAutomatic: isAutomatic, &diagnostics)
    }
    fields.finish(&diagnostics)
    return targets
  }

  private mutating func permissionModel(
    _ diagnostics: inout Diagnostics
  ) -> Targets.PermissionModel? {
    let choices = Targets.PermissionModel.allCases.map(\.rawValue)
    let help = "it is \(choices.joined(separator: " or "))"
    guard let node = fields.required("permissionModel", help: help),
      let text = node.text(of: "'permissionModel'", &diagnostics)
    else { return nil }
    if let model = Targets.PermissionModel(rawValue: text.value) { return model }
    reportUnknownValue(text, of: "permissionModel", among: choices, &diagnostics)
    return nil
  }

  /// The checked texts of a list, each once.
  private mutating func list<Value: CheckedText>(
    _ key: String,
    of type: Value.Type,
    _ diagnostics: inout Diagnostics
  ) -> [Located<Value>] {
    guard let items = fields.items(key, &diagnostics) else { return [] }
    let texts = items.compactMap { $0.text(of: "an item of '\(key)'", &diagnostics) }
    return unique(texts.compactMap { Value.checking($0, &diagnostics) }, &diagnostics)
  }

  private func unique<Value: CheckedText>(
    _ values: [Located<Value>],
    _ diagnostics: inout Diagnostics
  ) -> [Located<Value>] {
    var seen: [Value: SourceRange] = [:]
    return values.filter { value in
      guard let first = seen[value.value] else {
        seen[value.value] = value.range
        return true
      }
      diagnostics.report(
        .duplicateEntry,
        "\(quoted(value.value.text)) stands here twice",
        at: value.range,
        related: [.init("the other one stands here", at: first)],
        help: "remove one of the two"
      )
      return false
    }
  }

  /// Reads the accounts: a list of them, or a mapping of each to what it has of its own.
  private mutating func readAccounts(_ diagnostics: inout Diagnostics) {
    guard let node = fields.node("accounts") else { return }
    guard case .mapping(let entries) = node.content else {
      accounts = list("accounts", of: AccountID.self, &diagnostics)
      return
    }
    var own: [AccountID: [String: String]] = [:]
    for entry in entries {
      guard let account = AccountID.checking(entry.key, &diagnostics) else { continue }
      accounts.append(account)
      own[account.value] = readValues(
        entry.value,
        of: "account \(account.value)",
        for: account,
        &diagnostics
      )
    }
    values = TargetValues(own: own.filter { !$0.value.isEmpty })
  }

  /// Reads names and their values; an account that has none of its own may say nothing.
  ///
  /// - Parameter account: whose values they are; nil for those of all.
  private mutating func readValues(
    _ node: Node?,
    of noun: String,
    for account: Located<AccountID>?,
    _ diagnostics: inout Diagnostics
  ) -> [String: String] {
    guard let node, node.kind != "nothing" else { return [:] }
    guard case .mapping(let entries) = node.content else {
      _ = Fields(node, of: noun, at: account?.range, &diagnostics)
      return [:]
    }
    var values: [String: String] = [:]
    for entry in entries {
      guard let name = Slug.checking(entry.key, &diagnostics) else { continue }
      guard let text = TargetText(entry.value, of: "'\(name.value)'", &diagnostics) else {
        unreadable.insert(name.value.text)
        continue
      }
      if account != nil, text.isNumber {
        diagnostics.report(
          .targetValue,
          "a number must be the same in all accounts",
          at: entry.value.range,
          help: "write it under 'targets: values', or where it is used"
        )
      }
      values[name.value.text] = text.pattern
      if text.isNumber { numbers.insert(name.value.text) }
      nameRanges[name.value.text] = name.range
      let value = TargetValue(name: name.value.text, account: account?.value)
      valueRanges[value] = entry.value.range
    }
    return values
  }
}

// What can't be, though each value is one.
extension TargetsReader {
  private mutating func check(
    _ targets: Targets,
    _ model: Targets.PermissionModel,
    _ units: [Located<OrganizationalUnit>],
    isAutomatic: Bool,
    _ diagnostics: inout Diagnostics
  ) {
    switch model {
    case .selfManaged:
      for key in ["organizationalUnits", "callAs", "automaticDeployment"] {
        guard let entry = fields.entry(key) else { continue }
        diagnostics.report(
          .conflictingKeys,
          "'\(key)' is for service-managed permissions: only Organizations knows its accounts",
          at: entry.key.range,
          help: "remove it, or write 'permissionModel: service-managed'"
        )
      }
      if !fields.has("accounts") {
        _ = fields.required("accounts", help: "list the accounts, each in quotes")
      }
    case .serviceManaged:
      if !fields.has("organizationalUnits") {
        _ = fields.required(
          "organizationalUnits",
          help: "name those that the accounts are in, or the root of the organization"
        )
      }
      refuseManagementAccount(targets, &diagnostics)
    }
    if targets.deploysAutomatically, let accounts = fields.entry("accounts") {
      diagnostics.report(
        .automaticDeployment,
        "accounts that join later get nothing by themselves where the accounts are written down",
        at: accounts.key.range,
        help: "leave 'automaticDeployment' out, and add each account to 'accounts'"
      )
    }
  }

  private func refuseManagementAccount(_ targets: Targets, _ diagnostics: inout Diagnostics) {
    guard targets.caller == .management,
      let own = accounts.first(where: { $0.value == targets.administrator })
    else { return }
    diagnostics.report(
      .unreachableTarget,
      "service-managed stack sets never reach the management account of the organization",
      at: own.range,
      help: "deploy it there with a spec of its own, or with 'permissionModel: self-managed'"
    )
  }

  /// Holds the values that the spec uses against those that there are.
  mutating func check(_ uses: [Located<String>], _ diagnostics: inout Diagnostics) {
    let names = values.names
    let used = Set(uses.map(\.value))
    for use in uses where !names.contains(use.value) && !unreadable.contains(use.value) {
      diagnostics.report(
        .targetValue,
        "there is no value \(quoted(use.value)) under 'targets'"
          + suggestion(for: use.value, among: names),
        at: use.range,
        help: "add it to 'targets: values', or to each account"
      )
    }
    for use in uses where names.contains(use.value) && !unreadable.contains(use.value) {
      for account in accounts where values.pattern(use.value, in: account.value) == nil {
        diagnostics.report(
          .targetValue,
          "account \(account.value) has no value \(quoted(use.value))",
          at: account.range,
          related: [.init("it is used here", at: use.range)],
          help: "add it here, or to 'targets: values' for all accounts"
        )
      }
    }
    for name in names where !used.contains(name) {
      diagnostics.report(
        .unusedTargetValue,
        "nothing uses the value '\(name)'",
        at: nameRanges[name],
        help: "write '{perTarget: \(name)}' where it belongs, or remove it"
      )
    }
  }
}
