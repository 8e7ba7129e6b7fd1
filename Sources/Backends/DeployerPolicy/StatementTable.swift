import Catalog
import Model

/// Needs on their way into as few statements as say the same: of one name, under the same
/// conditions, the same actions on all of their resources.
struct StatementTable {
  /// What becomes one statement, or several where the actions differ in their resources.
  private struct Group: Hashable {
    let sid: String
    let conditions: [Condition]
  }

  /// Resources in the order in which they came, each once.
  private struct Resources {
    private(set) var list: [String] = []
    private var known: Set<String> = []

    mutating func add(_ resources: [String]) {
      for resource in resources where known.insert(resource).inserted { list.append(resource) }
    }
  }

  private var groups: [Group] = []
  private var rows: [Group: [Action: Resources]] = [:]

  mutating func add(
    _ need: DeployerFacts.Need,
    _ resources: [String],
    _ conditions: [Condition]
  ) {
    let group = Group(sid: need.sid, conditions: conditions)
    if rows[group] == nil { groups.append(group) }
    for action in need.actions {
      rows[group, default: [:]][action, default: Resources()].add(resources)
    }
  }

  /// The statements, those of one name together, in the order in which their names came.
  var statements: [Statement] {
    var sids: [String] = []
    for group in groups where !sids.contains(group.sid) { sids.append(group.sid) }
    // What is allowed without a condition needn't be allowed again.
    var allowed: [Action: Set<String>] = [:]
    let isUnconditional = { (group: Group) in group.conditions.isEmpty }
    var found: [Group: [Statement]] = [:]
    for group in groups.filter(isUnconditional) + groups.filter({ !isUnconditional($0) }) {
      found[group] = statements(of: group, but: &allowed)
    }
    return sids.flatMap { sid in
      groups.filter { $0.sid == sid }.flatMap { found[$0] ?? [] }
    }
  }

  private func statements(of group: Group, but allowed: inout [Action: Set<String>]) -> [Statement]
  {
    var actions: [[String]: [Action]] = [:]
    for (action, resources) in rows[group] ?? [:] {
      let known = allowed[action] ?? []
      let left = known.isEmpty ? resources.list : resources.list.filter { !known.contains($0) }
      if group.conditions.isEmpty { allowed[action, default: []].formUnion(left) }
      if !left.isEmpty { actions[left.sorted(), default: []].append(action) }
    }
    let sorted = actions.map { (resources: $0, actions: $1.sorted()) }.sorted {
      $0.actions.lexicographicallyPrecedes($1.actions)
    }
    return sorted.map { row in
      Statement(
        sid: group.sid,
        actions: row.actions,
        resources: row.resources,
        conditions: group.conditions
      )
    }
  }
}
