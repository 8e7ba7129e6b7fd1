extension StackSet {
  /// What CloudFormation shows a person of the stack set.
  ///
  /// - Parameter spec: the name of the spec.
  package func description(of spec: Slug) -> String {
    switch reach {
    case .accounts: "What accounts have once of the accredit spec \(spec)"
    case .regions: "What each region has of its own of the accredit spec \(spec)"
    }
  }
}

extension StackSet {
  /// Those that an earlier form of a spec may have had beside the ones that it has: of each only
  /// the name is known.
  package static func former(of spec: Slug, beside sets: [StackSet]) -> [StackSet] {
    Reach.allCases.reversed().filter { reach in !sets.contains { $0.reach == reach } }.map {
      StackSet(
        name: "\(spec)\($0.group)",
        templateFile: "",
        templateDigest: "",
        templateByteCount: 0,
        reach: $0,
        tokens: []
      )
    }
  }
}

extension Plan {
  /// The tags of the stack sets themselves, which are in one account: those that differ between
  /// targets are left out.
  package var stackSetTags: [Tag] {
    guard let targets else { return tags }
    return tags.filter { tag in
      [tag.key.text, tag.value.text].allSatisfy { targets.pieces(of: $0) == [.text($0)] }
    }
  }
}

extension StackSet.Reach {
  /// What stands behind the name of the spec in that of a template, and of its stack set.
  package var group: String {
    switch self {
    case .accounts: ""
    case .regions: "-Regional"
    }
  }
}
