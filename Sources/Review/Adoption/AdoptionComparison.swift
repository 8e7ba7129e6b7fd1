import Diagnostics
import IAM
import Model

/// How what a spec grants differs from what the roles allow that it was made of.
struct AdoptionComparison {
  private(set) var findings: [RoleAdoption.Finding] = []
  private let memory = SearchMemory()

  init(
    _ spec: AdoptedSpec,
    _ adoptions: [RoleAdoption],
    _ sharing: [ExistingPolicy],
    _ account: String,
    _ probe: Probe
  ) {
    let (access, error) = probe.access(spec)
    for adoption in adoptions where !adoption.integrations.isEmpty {
      guard let planned = adoption.integrations.first.flatMap({ access[$0] }) else {
        let words = error?.message ?? "it makes no role"
        add(
          .notCarriedOver,
          "the spec that comes of \(adoption.role.noun) doesn't compile: \(words)",
          at: adoption.role.place
        )
        continue
      }
      compareTrust(adoption, planned)
      comparePermissions(adoption, planned)
      tellWhatIsLeft(adoption)
    }
    for policy in sharing { compare(policy, Array(access.values), account, adoptions) }
  }

  private mutating func add(
    _ code: DiagnosticCode,
    _ message: String,
    at place: PastedPlace,
    help: String? = nil
  ) {
    findings.append(.init(code: code, message: message, place: place, help: help))
  }

  /// Tells once for each statement and action what the role allows and the spec doesn't.
  private mutating func comparePermissions(_ adoption: RoleAdoption, _ planned: PlannedAccess) {
    var told: [CustomAllowances.Key: (part: AccessPart, resources: [String], words: String)] = [:]
    var order: [CustomAllowances.Key] = []
    for part in adoption.permissions.parts {
      let found = widening(from: planned.permissionSet, to: part.set, memory)
      guard found.isPossible else { continue }
      let key = CustomAllowances.Key(part, resource: nil)
      if told[key] == nil {
        order.append(key)
        told[key] = (part, [], adoption.refusals[CustomAllowances.Key(part)] ?? found.words)
      }
      if let resource = part.resource { told[key]?.resources.append(resource) }
    }
    for key in order {
      guard let (part, resources, words) = told[key] else { continue }
      report(part, resources, words, adoption)
    }
    var wider: [(action: String, resource: String?, words: String)] = []
    for part in planned.permissions {
      let found = widening(from: adoption.permissions.set, to: part.set, memory)
      if found.isPossible { wider.append((part.action, part.resource, found.words)) }
    }
    for (action, resource, words) in wider {
      let near = adoption.permissions.parts.first {
        $0.action?.lowercased() == action.lowercased()
      }
      let on = resource.map { " on \($0)" } ?? ""
      add(
        .adoptionWidens,
        "the spec would grant \(action)\(on), and \(adoption.role.noun) doesn't: \(words)",
        at: near?.place ?? adoption.role.place,
        help: near.map { $0.statement.conditions.isEmpty } ?? true
          ? "the vendor's documents ask for it; see that you want it"
          : "the statement's conditions can't stand in the entry; see that you want it without them"
      )
    }
  }

  private mutating func report(
    _ part: AccessPart,
    _ resources: [String],
    _ words: String,
    _ adoption: RoleAdoption
  ) {
    let on = resources.isEmpty ? "" : " on " + shownList(resources)
    guard let action = part.action, part.statement.resources?.isMatching ?? true else {
      let element = part.action == nil ? "NotAction" : "NotResource"
      add(
        .notCarriedOver,
        "a statement with '\(element)' isn't carried over: \(words)",
        at: part.place,
        help: "a spec lists what is allowed, and no exceptions"
      )
      return
    }
    if adoption.isCustom {
      add(.notCarriedOver, "\(quoted(action))\(on) isn't carried over: \(words)", at: part.place)
    } else {
      add(
        .overGrant,
        "\(adoption.role.noun) may \(quoted(action))\(on), beyond what the vendor needs: \(words)",
        at: part.place,
        help: "the entry leaves it out"
      )
    }
  }

  private mutating func compareTrust(_ adoption: RoleAdoption, _ planned: PlannedAccess) {
    guard adoption.entrance.isKnown else { return }
    for part in adoption.trust.parts {
      let found = widening(from: planned.trustSet, to: part.set, memory)
      guard found.isPossible else { continue }
      let who = part.principal.map { quoted($0.text) } ?? "whom 'NotPrincipal' leaves"
      let action = part.action.map { " by \(quoted($0))" } ?? ""
      add(
        .notCarriedOver,
        "\(adoption.role.noun) lets in \(who)\(action), and the spec would not: \(found.words)",
        at: part.place,
        help: adoption.entrance.externalIDs.count > 1
          ? "a spec takes two external ids at most, while the vendor moves from one to the other"
          : "a spec lets in one account of a vendor, with one external id"
      )
    }
    for part in planned.trust where !adoption.asksForID {
      let found = widening(from: adoption.trust.set, to: part.set, memory)
      guard found.isPossible else { continue }
      add(
        .adoptionWidens,
        "the spec would let somebody in by \(part.action) whom \(adoption.role.noun) doesn't: "
          + found.words,
        at: adoption.trust.parts.first?.place ?? adoption.role.place,
        help: "a spec trusts the vendor's whole account, and asks for an external id only"
      )
    }
  }

  /// Tells what no entry of a spec can say.
  private mutating func tellWhatIsLeft(_ adoption: RoleAdoption) {
    for (place, statement) in adoption.permissions.denials + adoption.trust.denials {
      let sid = statement.sid.map { " \(quoted($0))" } ?? ""
      add(
        .notCarriedOver,
        "the statement\(sid) denies, and a spec has no denials: what it closes is closed only by "
          + "what the entry leaves out",
        at: place,
        help: "put it into a permissions boundary or a service control policy"
      )
    }
    for (arn, place) in adoption.role.absentPolicies {
      add(
        .notCarriedOver,
        "the managed policy \(quoted(arn)) isn't carried over: no document says what it allows",
        at: place,
        help: "add what 'aws iam get-policy-version' answers, or detach it"
      )
    }
  }

  /// Holds the policy of a stream against those of the spec.
  private mutating func compare(
    _ policy: ExistingPolicy,
    _ access: [PlannedAccess],
    _ account: String,
    _ adoptions: [RoleAdoption]
  ) {
    let existing = RequestSet(allowedBy: policy.policy, account: account)
    let own = access.compactMap { access in
      policy.streams.compactMap { access.sharing[$0] }.first
    }
    let planned = own.first ?? RequestSet(allowedBy: policy.policy.empty, account: account)
    let lost = widening(from: planned, to: existing, memory)
    if lost.isPossible {
      let custom = adoptions.first { adoption in
        adoption.isCustom
          && adoption.permissions.parts.contains { policy.streams.contains($0.stream ?? "") }
      }
      add(
        .notCarriedOver,
        "the stream's policy isn't carried over: \(lost.words)",
        at: policy.place,
        help: custom.map {
          "\($0.role.noun) became a 'custom/role', which has none; keep the policy, or say whose "
            + "role it is: --for"
        } ?? "the key 'sharing' makes the policies that the vendor's page has"
      )
    }
    let won = widening(from: existing, to: planned, memory)
    if won.isPossible {
      add(
        .adoptionWidens,
        "the spec would share the stream wider: \(won.words)",
        at: policy.place
      )
    }
  }
}

/// A list of a few texts, and how many more there are.
private func shownList(_ texts: [String]) -> String {
  let shown = texts.prefix(3).map { quoted($0) }.joined(separator: ", ")
  return texts.count > 3 ? "\(shown) and \(texts.count - 3) more" : shown
}

extension Widening {
  /// An example of it, in words.
  fileprivate var words: String {
    switch self {
    case .none: return ""
    case .undecided(nil): return "there is too much to look at"
    case .some(let witness): return "for example \(witness.words)"
    case .undecided(let witness?):
      let conditions = witness.assumptions.joined(separator: " and ")
      return "it can't be ruled out, for example \(witness.words)"
        + (conditions.isEmpty ? "" : ", if \(conditions)")
    }
  }
}

extension Witness {
  fileprivate var words: String {
    let all = [parts[.entry], parts[.use]].compactMap { $0 }.map(\.words)
    return visible(all.filter { !$0.isEmpty }.joined(separator: ", then "))
  }
}

extension Witness.Part {
  fileprivate var words: String {
    var words: [String] = []
    if let action {
      let resource = resource ?? ""
      words.append(action + (resource.isEmpty ? "" : " on \(resource)"))
    }
    switch caller {
    case .aws(let arn, _, _): words.append("by \(arn)")
    case .service(let name): words.append("by \(name)")
    case .anonymous: words.append("by anybody")
    case nil: break
    }
    for (key, values) in context.sorted(by: { $0.key < $1.key }) {
      words.append(
        values.isEmpty
          ? "without \(key)" : "with \(key) = \(values.joined(separator: " and "))"
      )
    }
    return words.joined(separator: ", ")
  }
}

extension AccessPart {
  /// The stream that the resource names.
  fileprivate var stream: String? {
    resource.flatMap { Inventory.regional($0, "kinesis", "stream/")?.name }
  }
}

extension IAMPolicy.Principal {
  /// The principal as a policy names it.
  fileprivate var text: String {
    switch self {
    case .everyone: "*"
    case .aws(let text), .service(let text), .federated(let text): text
    }
  }
}

extension CustomAllowances.Key {
  fileprivate init(_ part: AccessPart, resource: String?) {
    (statement, action, self.resource) = (part.statement, part.action, resource)
  }
}
