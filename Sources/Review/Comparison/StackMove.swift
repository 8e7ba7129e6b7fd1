import Model

/// A resource that stays, and that another template makes than before.
///
/// CloudFormation knows nothing of it: the update of one stack removes the resource, and the other
/// stack makes it anew, or can't because its name is taken.
struct StackMove {
  let old: Resource
  let new: Resource
  /// The path of the template that made it, and of the one that does.
  let templates: [String]

  /// The resources that two sides both make, each in another template; in their order.
  static func moves(from old: Comparison.Side?, to new: Comparison.Side?) -> [StackMove] {
    guard let old, let new, !(old.templates.isEmpty && new.templates.isEmpty),
      old.plan.place == new.plan.place
    else { return [] }
    let former = Dictionary(uniqueKeysWithValues: old.plan.resources.map { ($0.id, $0) })
    return new.plan.resources.compactMap { resource in
      guard let before = former[resource.id] else { return nil }
      let templates = [old, new].map { $0.template(of: resource.id) }
      guard templates[0] != templates[1] else { return nil }
      return StackMove(old: before, new: resource, templates: templates)
    }
  }

  /// What a person does about them, once for each pair of stacks.
  static func steps(of moves: [StackMove], in plan: Plan) -> [Step] {
    let pairs = Dictionary(grouping: moves, by: \.templates)
    return pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { templates, moves in
      let stacks = templates.map { plan.name.text + stackSuffix(of: $0) }
      let values = [
        "ResourceCount": "\(moves.count)", "Region": plan.region.text,
        "PreviousStackName": stacks[0], "StackName": stacks[1], "TemplateFile": templates[1],
      ]
      return Step(.later, "aws", "move-between-stacks", values)
    }
  }

  /// What stands behind the spec's name in that of the stack: `-Part1` for `template-Part1.yaml`.
  private static func stackSuffix(of template: String) -> String {
    String(template.dropFirst("template".count).prefix { $0 != "." })
  }
}

extension Comparison.Side {
  /// The path of the template that makes a resource.
  func template(of id: Resource.ID) -> String { templates[id] ?? "template.yaml" }
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
        old: move.templates[0],
        new: move.templates[1]
      )
      let properties = (change?.properties ?? []) + [template]
      let moved = ResourceChange(.moved, move.old, move.new, properties, note: change?.note)
      if let place { changes[place] = moved } else { changes.append(moved) }
    }
    return changes.sorted { $0.resource.id < $1.resource.id }
  }
}
