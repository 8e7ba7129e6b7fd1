import Model
import YAML

/// What CloudFormation puts where a template for many targets leaves holes: its own parameters for
/// the account and region, and mappings for the values that a spec lists.
///
/// A mapping has no default, so a stack in an account that nobody wrote down fails.
struct TargetExpressions {
  private let targets: Targets
  private var used: Set<String> = []

  init(for targets: Targets) { self.targets = targets }

  /// The entries with expressions in the place of holes.
  mutating func closed(_ entries: [Writer.Entry]) -> [Writer.Entry] {
    entries.map { entry in
      var entry = entry
      precondition(targets.pieces(of: entry.key).allSatisfy(\.isText), "keys are alike everywhere")
      entry.value = closed(entry.value)
      return entry
    }
  }

  private mutating func closed(_ node: Writer.Node) -> Writer.Node {
    switch node {
    case .text(let text): expression(for: text)
    case .list(let items): .list(items.map { closed($0) })
    case .shortList(let items): .shortList(items.map { closed($0) })
    case .taggedList(let tag, let items): .taggedList(tag, items.map { closed($0) })
    case .map(let entries): .map(closed(entries))
    case .integer, .flag, .tagged: node
    }
  }

  private mutating func expression(for text: String) -> Writer.Node {
    let pieces = targets.pieces(of: text)
    if pieces.count == 1 { return expression(for: pieces[0]) }
    return .taggedList("Join", ["", .list(pieces.map { expression(for: $0) })])
  }

  private mutating func expression(for piece: Targets.Piece) -> Writer.Node {
    switch piece {
    case .text(let text): return .text(text)
    case .account: return Self.account
    case .region: return Self.region
    case .value(let name):
      used.insert(name)
      return targets.dependsOnRegion(name)
        ? .taggedList("FindInMap", [.text(Self.mapping(of: name)), Self.region, Self.account])
        : .taggedList("FindInMap", [.text(Self.accounts), Self.account, .text(Self.key(of: name))])
    case .valueIn(let name, let region):
      used.insert(name)
      let mapping = Writer.Node.text(Self.mapping(of: name))
      return .taggedList("FindInMap", [mapping, .text(region.text), Self.account])
    }
  }

  /// The section with what the expressions find; none where they find nothing.
  var mappings: [Writer.Entry] {
    let names = used.sorted()
    let plain = names.filter { !targets.dependsOnRegion($0) }
    var mappings: [Writer.Entry] = []
    if !plain.isEmpty {
      let rows = targets.accounts.map { account in
        Writer.Entry(
          account.text,
          .map(plain.map { Writer.Entry(Self.key(of: $0), value($0, account)) })
        )
      }
      mappings.append(Writer.Entry(Self.accounts, .map(rows)))
    }
    for name in names where targets.dependsOnRegion(name) {
      let rows = targets.regions.map { region in
        let values = targets.accounts.map { account in
          let value = targets.value(name, at: Target(account, region))
          return Writer.Entry(account.text, .text(value))
        }
        return Writer.Entry(region.text, .map(values))
      }
      mappings.append(Writer.Entry(Self.mapping(of: name), .map(rows)))
    }
    return mappings.isEmpty ? [] : [Writer.Entry("Mappings", .map(mappings), isSpaced: true)]
  }

  private func value(_ name: String, _ account: AccountID) -> Writer.Node {
    .text(targets.value(name, at: Target(account, targets.homeRegion)))
  }

  private static let account = Writer.Node.tagged("Ref", "AWS::AccountId")
  private static let region = Writer.Node.tagged("Ref", "AWS::Region")
  /// The mapping of accounts to the values that each has once.
  private static let accounts = "Accounts"

  /// The key of a value in it: letters and digits, as CloudFormation asks of all but the first key.
  private static func key(of name: String) -> String { LogicalID(.value, of: name).description }

  /// The mapping of regions and accounts to a value: only the first key may have hyphens.
  private static func mapping(of name: String) -> String {
    LogicalID(.values, of: name).description
  }
}

extension Targets.Piece {
  fileprivate var isText: Bool { if case .text = self { true } else { false } }
}
