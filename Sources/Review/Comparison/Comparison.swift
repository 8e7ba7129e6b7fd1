package import Diagnostics
import IAM
package import Model

/// How what one spec grants differs from what another does.
package struct Comparison: Sendable {
  /// One side of it.
  package struct Side: Sendable {
    package let plan: Plan
    package let file: SourceFile
    let ledger: Ledger
    /// The digest of everything that the ledger grants.
    package let fingerprint: String

    /// - Parameter plan: what the spec means, with its division into templates.
    package init(_ plan: Plan, _ file: SourceFile) {
      self.plan = plan
      self.file = file
      ledger = Ledger(of: plan)
      fingerprint = ledger.fingerprint
    }
  }

  /// The name of the spec.
  package let name: Slug
  /// Nil for a spec that didn't exist.
  package let old: Side?
  /// Nil for a spec that doesn't exist any more.
  package let new: Side?
  /// How access differs, most important first.
  package let access: [AccessChange]
  /// How it differs where all of it is.
  package let targets: [TargetChange]
  /// How what is in AWS differs, in the order in which it is made.
  package let resources: [ResourceChange]
  /// What follows from it: what stops, and what to do in which order.
  package let consequences: [Step]

  /// Compares two plans of one spec, one of which may be missing.
  ///
  /// Where both are missing there is nothing to compare: nil.
  package init?(from old: Side?, to new: Side?) {
    guard let name = new?.plan.name ?? old?.plan.name else { return nil }
    (self.name, self.old, self.new) = (name, old, new)
    let rows = AccessRows(
      old?.ledger.rows ?? [],
      old.map { AccessSets(of: $0.plan) } ?? AccessSets(),
      new?.ledger.rows ?? [],
      new.map { AccessSets(of: $0.plan) } ?? AccessSets()
    )
    access = rows.changes
    targets = TargetChange.changes(from: old?.plan.targets, to: new?.plan.targets)
    let moved = rows.changes.filter { $0.kind == .moved }
    let moves = Set(moved.map { [$0.old[0].principal, $0.new[0].principal] })
    let stackMoves = StackMove.moves(from: old, to: new)
    resources = ResourceChange.changes(from: old?.plan, to: new?.plan, moves: moves)
      .including(stackMoves)
    guard let before = old?.plan else {
      consequences = []
      return
    }
    let after = new?.plan ?? before.empty
    consequences =
      StackMove.steps(of: stackMoves, in: after)
      + Consequences(from: before, to: after, access: access).steps
  }

  /// How it differs who comes in.
  var trusts: [AccessChange] { access.filter(\.isOfTrust) }

  /// How it differs what they may do.
  var permissions: [AccessChange] { access.filter { !$0.isOfTrust } }

  /// Whether nothing differs that this shows.
  package var isEmpty: Bool {
    access.isEmpty && targets.isEmpty && resources.isEmpty && consequences.isEmpty
  }

  /// Whether somebody may do more than before, or is sent more, or it can't be ruled out.
  package var broadens: Bool {
    access.contains { $0.widening.isPossible } || resources.contains(where: \.opensData)
      || targets.contains(where: \.widens)
  }

  /// Whether others may become a role, or somebody gets a key.
  package var changesTrust: Bool {
    access.contains(where: \.changesTrust) || targets.contains(where: \.widens)
      || resources.contains { change in
        guard case .accessKey = change.resource.id else { return false }
        return change.kind != .removed
      }
  }

  /// Whether something takes another's place, or everything is made anew elsewhere.
  package var replaces: Bool {
    let places = [old, new].compactMap { $0.map(\.plan.place) }
    return resources.contains { $0.kind == .replaced || $0.kind == .moved }
      || Set(places).count > 1 || targets.contains(where: \.replaces)
  }
}
