import Catalog
import DeployerPolicy
import Diagnostics
import Foundation
import Model
import ShellScript
import Text

/// `bench-tool stack-sets FOLDER` writes the scripts of a spec with targets, and what whoever runs
/// them must be allowed, beside templates that are in the folder already.
///
/// The targets and the stack sets are the JSON on standard input; see `Order`.
enum StackSetScripts {
  static func write(_ arguments: [String]) throws {
    guard arguments.count == 1 else { throw Misuse("stack-sets FOLDER") }
    var reports: [Diagnostics] = []
    guard let catalog = Catalog(.embedded, &reports) else { throw Misuse("stack-sets FOLDER") }
    let input = FileHandle.standardInput.readDataToEndOfFile()
    let order = try JSONDecoder().decode(Order.self, from: input)
    let folder = URL(fileURLWithPath: arguments[0])
    let plan = try order.plan()
    let sets = try order.sets.map { try $0.stackSet(in: folder, of: order) }
    let digest = String(repeating: "0", count: 64)
    let scripts = ShellScript.render(
      plan,
      deploying: sets,
      fingerprint: "sha256:\(digest)",
      catalog
    )
    for file in scripts + DeployerPolicy.render(plan, deploying: sets, catalog) {
      try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.path))
    }
  }
}

/// A plan with targets, in as few words as a test needs.
private struct Order: Decodable {
  let spec: String
  let administrator: String
  let region: String
  let isServiceManaged: Bool
  let isDelegated: Bool
  let units: [String]
  let accounts: [String]
  let regions: [String]
  let deploysAutomatically: Bool
  /// Whether names go past the validators, as no spec's do.
  let isUnchecked: Bool
  let tags: [String: String]
  let sets: [Set]

  /// A stack set: its template's name, and the integration for which each parameter has a token.
  struct Set: Decodable {
    let name: String
    let template: String
    let isRegional: Bool
    let tokens: [String: String]

    func stackSet(in folder: URL, of order: Order) throws -> StackSet {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(template)))
      return StackSet(
        name: name,
        templateFile: template,
        templateDigest: SHA256.hexDigest(of: bytes),
        templateByteCount: bytes.count,
        reach: isRegional ? .regions : .accounts,
        tokens: try tokens.sorted { $0.key < $1.key }.map {
          StackSet.Token(parameter: $0.key, integration: try order.name($0.value))
        }
      )
    }
  }

  fileprivate func name<Name: CheckedText>(_ text: String) throws -> Name {
    isUnchecked ? Door.name(text) : try Name(text)
  }

  func plan() throws -> Plan {
    if isUnchecked { try Door.check() }
    let home: Region = try name(region)
    let account: AccountID = try name(administrator)
    var plan = Plan(
      name: try name(spec),
      fileName: "\(spec).yaml",
      account: account,
      partition: try Partition("aws"),
      region: home,
      tags: try (tags.merging([Plan.ownershipKey: spec]) { $1 }).map {
        Tag(try name($0.key), try name($0.value))
      }.sorted()
    )
    plan.targets = Targets(
      administrator: account,
      permissionModel: isServiceManaged ? .serviceManaged : .selfManaged,
      caller: isDelegated ? .delegated : .management,
      homeRegion: home,
      organizationalUnits: try units.map { try name($0) },
      accounts: try accounts.map { try name($0) },
      regions: try regions.map { try name($0) },
      deploysAutomatically: deploysAutomatically,
      concurrencyPercent: 100,
      failureTolerancePercent: 0,
      values: TargetValues()
    )
    return plan
  }
}
