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

extension StackSet.Reach {
  /// What stands behind the name of the spec in that of a template, and of its stack set.
  package var group: String {
    switch self {
    case .accounts: ""
    case .regions: "-Regional"
    }
  }
}
