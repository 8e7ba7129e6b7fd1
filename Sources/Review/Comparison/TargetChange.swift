import Model

/// A way in which the targets of a spec differ: everything that the rest of the comparison shows is
/// given in each of them.
package struct TargetChange: Hashable, Sendable {
  /// What became of a place, or of what stands for something there.
  package enum Kind: String, CaseIterable, Sendable {
    case added, removed, changed
  }

  package let kind: Kind
  /// What it is about, such as "account 222233334444".
  package let subject: String
  /// What it was and is; nil where it wasn't, or isn't any more.
  package let old: String?
  package let new: String?
  /// Whether somebody may do more by it than before, or it can't be ruled out: what stands under
  /// another value isn't compared.
  package let widens: Bool
  /// Whether all stacks are made anew.
  package let replaces: Bool

  private init(
    _ kind: Kind,
    _ subject: String,
    from old: String? = nil,
    to new: String? = nil,
    widens: Bool,
    replaces: Bool = false
  ) {
    (self.kind, self.subject) = (kind, subject)
    (self.old, self.new) = (old, new)
    (self.widens, self.replaces) = (widens, replaces)
  }

  /// How the targets of two plans differ; nothing where neither has any.
  static func changes(from old: Targets?, to new: Targets?) -> [TargetChange] {
    places(from: old, to: new) + ways(from: old, to: new) + values(from: old, to: new)
  }

  /// The accounts, units and regions.
  private static func places(from old: Targets?, to new: Targets?) -> [TargetChange] {
    func names(_ targets: Targets?) -> [[String]] {
      [
        targets?.accounts.map { "account \($0)" } ?? [],
        targets?.organizationalUnits.map { "organizational unit \($0)" } ?? [],
        targets?.regions.map { "region \($0)" } ?? [],
        targets.map { $0.accounts.isEmpty ? ["every account of the units"] : [] } ?? [],
      ]
    }
    return zip(names(old), names(new)).flatMap { before, after in
      after.filter { !before.contains($0) }.map { TargetChange(.added, $0, widens: true) }
        + before.filter { !after.contains($0) }.map { TargetChange(.removed, $0, widens: false) }
    }
  }

  /// From where, and how, stacks come into the targets.
  private static func ways(from old: Targets?, to new: Targets?) -> [TargetChange] {
    guard let old, let new else { return [] }
    let words = [
      ("administrator", old.administrator.text, new.administrator.text),
      ("region of the stack sets", old.homeRegion.text, new.homeRegion.text),
      ("permissions", old.permissionModel.rawValue, new.permissionModel.rawValue),
    ]
    let ways = words.filter { $0.1 != $0.2 }.map {
      TargetChange(.changed, $0.0, from: $0.1, to: $0.2, widens: true, replaces: true)
    }
    guard old.deploysAutomatically != new.deploysAutomatically else { return ways }
    let automatic = TargetChange(
      .changed,
      "accounts that join later",
      from: old.deploysAutomatically ? "get all of it" : "get nothing",
      to: new.deploysAutomatically ? "get all of it" : "get nothing",
      widens: new.deploysAutomatically
    )
    return ways + [automatic]
  }

  /// The values that both have a name for.
  private static func values(from old: Targets?, to new: Targets?) -> [TargetChange] {
    guard let old, let new else { return [] }
    let accounts = new.accounts.filter(old.accounts.contains)
    let regions = new.regions.filter(old.regions.contains)
    return new.variableNames.filter(old.variableNames.contains).flatMap { name in
      accounts.flatMap { account in
        let dependsOnRegion = old.dependsOnRegion(name) || new.dependsOnRegion(name)
        let places = dependsOnRegion ? regions : Array(regions.prefix(1))
        return places.compactMap { region -> TargetChange? in
          let target = Target(account, region)
          let (before, after) = (old.value(name, at: target), new.value(name, at: target))
          if before == after { return nil }
          let place = dependsOnRegion ? "\(account) in \(region)" : account.text
          return TargetChange(
            .changed,
            "<\(name)> of account \(place)",
            from: before,
            to: after,
            widens: true
          )
        }
      }
    }
  }

  /// What differs, in words.
  var words: String {
    guard let old, let new else { return subject }
    return "\(subject): \(old), now \(new)"
  }

  var sign: String {
    switch kind {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    }
  }
}
