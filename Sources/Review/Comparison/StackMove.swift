import Model

/// A resource that stays, and that another template makes than before.
///
/// CloudFormation knows nothing of it: the update of one stack removes the resource, and the other
/// stack makes it anew, or can't because its name is taken.
struct StackMove {
  let old: Resource
  let new: Resource
  /// Which template made it and which one does, as in `Plan.divisions`.
  let divisions: [String]

  /// The resources that two sides both make, each in another template; in their order.
  static func moves(from old: Comparison.Side?, to new: Comparison.Side?) -> [StackMove] {
    guard let old = old?.plan, let new = new?.plan, old.place == new.place,
      old.divisions != new.divisions
    else { return [] }
    let former = Dictionary(uniqueKeysWithValues: old.resources.map { ($0.id, $0) })
    return new.resources.compactMap { resource in
      guard let before = former[resource.id] else { return nil }
      let divisions = [old, new].map { $0.divisions[resource.id] ?? "" }
      guard divisions[0] != divisions[1] else { return nil }
      return StackMove(old: before, new: resource, divisions: divisions)
    }
  }

  /// What a person does about them, once for each pair of stacks.
  static func steps(of moves: [StackMove], in plan: Plan) -> [Step] {
    let pairs = Dictionary(grouping: moves, by: \.divisions)
    return pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { divisions, moves in
      let values = [
        "ResourceCount": "\(moves.count)", "Region": plan.region.text,
        "PreviousStackName": plan.name.text + divisions[0],
        "StackName": plan.name.text + divisions[1], "TemplateFile": path(of: divisions[1]),
      ]
      return Step(.later, "aws", "move-between-stacks", values)
    }
  }

  /// The path of a template.
  fileprivate static func path(of division: String) -> String { "template\(division).yaml" }
}

extension [ResourceChange] {
  /// The changes with the moves, in the order in which resources are made: what becomes another
  /// resource anyway doesn't move besides.
  func including(_ moves: [StackMove]) -> [ResourceChange] {
    guard !moves.isEmpty else { return self }
    var changes = self
    let places = Dictionary(uniqueKeysWithValues: enumerated().map { ($1.resource.id, $0) })
    for move in moves {
      let place = places[move.new.id]
      let change = place.map { self[$0] }
      if change?.kind == .replaced { continue }
      let template = ResourceChange.Property(
        name: "template",
        old: StackMove.path(of: move.divisions[0]),
        new: StackMove.path(of: move.divisions[1])
      )
      let properties = (change?.properties ?? []) + [template]
      let moved = ResourceChange(.moved, move.old, move.new, properties, note: change?.note)
      if let place { changes[place] = moved } else { changes.append(moved) }
    }
    return changes.sorted { $0.resource.id < $1.resource.id }
  }
}
