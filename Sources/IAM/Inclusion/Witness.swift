/// A request that shows a widening: the new policies allow it, and the old ones don't.
package struct Witness: Hashable, Sendable {
  /// What is told of the request of one stage; what any value would do for is missing.
  package struct Part: Hashable, Sendable {
    package fileprivate(set) var caller: Request.Principal?
    /// Whether the caller's own policies must allow the request too; nil where it doesn't matter.
    package fileprivate(set) var ownPoliciesAllow: Bool?
    package fileprivate(set) var action: String?
    package fileprivate(set) var resource: String?
    /// The account in which it is made, as `RequestSet(inAccount:)` named it.
    package fileprivate(set) var account: String?
    package fileprivate(set) var context: [String: [String]] = [:]
  }

  package private(set) var parts: [Stage: Part] = [:]
  /// What must hold that no policy tells, sorted.
  package private(set) var assumptions: [String] = []

  init(_ region: RequestRegion, _ memory: SearchMemory) {
    for (axis, constraint) in region.texts {
      // The region isn't empty, so there is a text.
      guard let text = try? memory.text(constraint) else { continue }
      switch axis.part {
      case .principal: parts[axis.stage, default: Part()].setCaller(text)
      case .place: parts[axis.stage, default: Part()].account = text
      case .action: parts[axis.stage, default: Part()].action = text
      case .resource: parts[axis.stage, default: Part()].resource = text
      }
      for variable in constraint.variables where text.contains(Letter.valueOfVariable) {
        let key = String(variable.prefix { $0 != "," })
        parts[axis.stage, default: Part()].context[key] = [Letter.valueOfVariable]
      }
    }
    for (axis, constraint) in region.keys {
      guard let values = try? memory.values(constraint), !values.isEmpty else { continue }
      parts[axis.stage, default: Part()].context[axis.key] = values
    }
    assumptions = region.unknowns.map { ($0.value ? "" : "not: ") + $0.key }.sorted()
  }
}

extension Witness.Part {
  /// Reads who asks, as `DemandReader` writes it.
  fileprivate mutating func setCaller(_ text: String) {
    ownPoliciesAllow = text.hasPrefix("+")
    let parts = text.dropFirst().split(separator: "|", omittingEmptySubsequences: false)
    switch parts.first {
    case "a" where parts.count > 2:
      let arn = String(parts[1])
      let fields = arn.split(separator: ":", omittingEmptySubsequences: false)
      let role = parts[2].isEmpty ? nil : String(parts[2])
      caller = .aws(arn: arn, account: fields.count > 4 ? String(fields[4]) : "", role: role)
    case "s" where parts.count > 1: caller = .service(String(parts[1]))
    case "n": caller = .anonymous
    default: caller = nil
    }
  }
}
