package import Catalog
package import Comparison
package import Compiler
package import Diagnostics
package import Model

/// What the catalogue has changed for one spec since its outputs were made.
///
/// The manifest keeps the facts that the outputs were made with. The spec of today is compiled with
/// those and with today's: what differs between the two is the catalogue's doing alone. What
/// differs between the outputs and the spec with the former facts is the spec's.
package struct OutdatedSpec: Sendable {
  /// What has changed that access depends on.
  package enum Cause: String, CaseIterable, Sendable {
    case nothing, spec, catalog, both
    /// The catalogue has changed, and it can't be told whether the spec has too.
    case unclear
  }

  /// A permission that the catalogue has otherwise than then.
  package struct PermissionChange: Sendable {
    package let old: Permission
    /// Nil where the catalogue doesn't have it any more.
    package let new: Permission?
  }

  /// An account that a vendor acts from, as it was and as it is.
  package struct AccountChange: Sendable {
    package let vendor: String
    package let old: AccountID
    package let new: AccountID?
  }

  package let name: Slug
  /// The spec's file.
  package let file: SourceFile
  /// The versions of the catalogue.
  package let oldCatalog: String
  package let newCatalog: String
  package let cause: Cause
  /// How access differs by the catalogue's doing.
  package let comparison: Comparison
  package let permissions: [PermissionChange]
  package let accounts: [AccountChange]
  /// The texts of the catalogue that read otherwise, by their paths.
  package let texts: [String]
  /// The outputs that compile would write anew, by their paths.
  package let files: [String]

  /// Whether there is anything that somebody must look at.
  package var isOutdated: Bool { cause != .nothing }

  /// Holds outputs against today's catalogue; nil after reporting why they can't be.
  ///
  /// - Parameters:
  ///   - manifest: that of the outputs; what is wrong with it is reported in its own diagnostics.
  ///   - new: what the spec compiles to today.
  package init?(
    _ file: SourceFile,
    _ manifest: RecordedManifest,
    _ new: Compilation,
    _ catalog: Catalog,
    _ found: inout Diagnostics
  ) {
    var diagnostics = Diagnostics(for: file)
    let compiler = Compiler(catalog)
    guard let facts = manifest.facts(&found), let now = compiler.plan(file, &diagnostics),
      let restored = catalog.restoring(facts, in: now.partition, &found),
      let then = Self.plan(file, restored, &found),
      let comparison = Comparison(
        from: Comparison.Side(compiler.divided(then), file),
        to: Comparison.Side(compiler.divided(now), file)
      )
    else { return nil }
    (self.file, self.comparison, name) = (file, comparison, now.name)
    (oldCatalog, newCatalog) = (manifest.catalogVersion, catalog.version)
    files = new.files.filter { !manifest.holds($0.path, Array($0.text.utf8)) }.map(\.path)
    let changes = Changes(since: facts, in: now.partition, catalog)
    (permissions, accounts, texts) = (changes.permissions, changes.accounts, changes.texts)
    let specChanged = comparison.old?.fingerprint != manifest.access
    let isClear = permissions.allSatisfy { $0.new != nil }
    cause =
      switch (specChanged, !comparison.isEmpty || !changes.isEmpty) {
      case (false, false): .nothing
      case (true, false): .spec
      case (false, true): .catalog
      case (true, true): isClear ? .both : .unclear
      }
  }

  /// How the catalogue differs from what was recorded.
  private struct Changes {
    let permissions: [PermissionChange]
    let accounts: [AccountChange]
    let texts: [String]

    init(since facts: RecordedFacts, in partition: Partition, _ catalog: Catalog) {
      permissions = facts.permissions.compactMap { old in
        let new = catalog.recordable(old.id)
        return new?.json == old.json ? nil : PermissionChange(old: old, new: new)
      }
      let ids = Set(facts.permissions.map(\.id))
      let today = RecordedFacts(of: ids, Set(facts.texts.keys), in: partition, catalog)
      accounts = facts.accounts.sorted { $0.key < $1.key }.compactMap { vendor, old in
        let new = today.accounts[vendor]
        return new == old ? nil : AccountChange(vendor: vendor, old: old, new: new)
      }
      texts = facts.texts.filter { today.texts[$0.key] != $0.value }.keys.sorted()
    }

    var isEmpty: Bool { permissions.isEmpty && accounts.isEmpty && texts.isEmpty }
  }

  /// What the spec means by a catalogue of another time; nil after reporting what stands against
  /// it.
  private static func plan(
    _ file: SourceFile,
    _ catalog: Catalog,
    _ found: inout Diagnostics
  ) -> Plan? {
    var diagnostics = Diagnostics(for: file)
    let plan = Compiler(catalog).plan(file, &diagnostics)
    if let error = diagnostics.sorted.first(where: { $0.severity == .error }) {
      found.report(
        error.code,
        "by the facts that the outputs were made with, the spec has an error: \(error.message)",
        at: nil
      )
      return nil
    }
    return plan
  }
}
