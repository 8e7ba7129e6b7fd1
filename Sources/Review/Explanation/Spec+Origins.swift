import Catalog
import Diagnostics
import Model

// What the parts of a plan come from.
extension Spec {
  /// Where a part of the plan comes from: one origin, or one for each of its permissions.
  func origins(of part: PlanPart, _ catalog: Catalog) -> [Origin] {
    switch part {
    case .setting(let setting): [origin(of: setting)]
    case .resource(let id): [origin(of: id)].compactMap { $0 }
    case .trust(let id): [trustOrigin(of: id)].compactMap { $0 }
    case .statement(let id, let index):
      origins(of: rows(of: id, index))
    case .action(let id, let statement, let index):
      origins(of: rows(of: id, statement, action: index))
    case .target(let id, let statement, let index):
      origins(of: rows(of: id, statement, target: index))
    case .requirement(let requirement): [origin(of: requirement)]
    case .step(let step): [origin(of: step, catalog)]
    case .output(let output): [origin(of: output)]
    case .request(let request): [origin(of: request, catalog)]
    }
  }

  private func resource(_ id: Resource.ID) -> Resource? { plan.resources.first { $0.id == id } }

  private func origin(of setting: PlanPart.Setting) -> Origin {
    let value: String =
      switch setting {
      case .name: plan.name.text
      case .account: plan.targets?.administrator.text ?? plan.account.text
      case .partition: plan.partition.text
      case .region: plan.targets?.homeRegion.text ?? plan.region.text
      case .tags: plan.tags.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
      case .targets: plan.targets?.summary ?? ""
      case .fileName: plan.fileName
      }
    let place = setting == .fileName ? nil : place(of: setting.rawValue)
    let isDefault = place == nil && setting != .fileName
    return Origin(
      "the \(setting.rawValue) of the spec",
      facts: [.init("value", value)],
      places: [place].compactMap { $0 },
      reason: isDefault ? "the default; the spec doesn't say '\(setting.rawValue)'" : ""
    )
  }

  /// Why a resource is there, and how it is.
  func origin(of id: Resource.ID) -> Origin? {
    guard let resource = resource(id) else { return nil }
    return Origin(
      "\(id.noun) '\(id.name)'",
      facts: [.init("arn", arns[id])],
      integrations: resource.integrations,
      places: places(resource.integrations, at: resource.range),
      reason: resource.kind.purpose
    )
  }

  private func trustOrigin(of id: Resource.ID) -> Origin? {
    guard let resource = resource(id), case .role(let role) = resource.kind else { return nil }
    var facts: [Origin.Fact] = []
    var places = places(resource.integrations, at: resource.range)
    if case .vendor(let connection) = role.trust.bearer {
      facts = [
        .init("vendor", "\(connection.vendorName), account \(connection.account)"),
        .init("external id", connection.externalIDs.map(\.text).joined(separator: " or ")),
        .init("connection", connection.name.text),
      ]
      if let place = place(of: "vendors", connection.name.text) { places.insert(place, at: 0) }
    }
    return Origin(
      "trust of role '\(role.name)'",
      facts: facts,
      integrations: resource.integrations,
      places: places,
      reason: role.trust.reason,
      source: role.trust.source
    )
  }

  /// The line of a resource, then those of other integrations that need it too.
  private func places(_ integrations: [Slug], at range: SourceRange) -> [SpecPlace] {
    ([place(range)] + places(of: Array(integrations.dropFirst()))).unique
  }

  private func origin(of requirement: Requirement) -> Origin {
    let own = alone.filter { $0.plan.requirements.contains(requirement) }.map(\.integration)
    let noun =
      switch requirement {
      case .bucket: "bucket"
      case .stream: "stream"
      }
    return Origin(
      "\(noun) '\(requirement.name)', which must exist already",
      integrations: own,
      places: places(of: own),
      reason: "the spec uses it and doesn't say 'create: true'"
    )
  }

  private func origin(of step: Step, _ catalog: Catalog) -> Origin {
    let folder = step.owner == "aws" ? "AWS" : "Vendors/\(step.owner)"
    let text = catalog.stepText(step.name, owner: step.owner) ?? ""
    let lines = text.split(separator: "\n")
    func value(of key: String) -> String {
      lines.last { $0.hasPrefix(key + ": ") }.map { String($0.dropFirst(key.count + 2)) } ?? ""
    }
    let id = value(of: "Source")
    let end = step.values.reduce(value(of: "Done when")) { text, hole in
      let value = Step.items(of: hole.value).joined(separator: ", ")
      return text.replacing("${\(hole.key)}", with: value.isEmpty ? "(empty)" : value)
    }
    return Origin(
      "step '\(step.name)' of the checklist",
      facts: [
        .init("text", "Templates/\(folder)/steps/\(step.name).md"),
        .init("done when", end),
      ].filter { !$0.value.isEmpty },
      integrations: step.integrations,
      places: places(of: step.integrations),
      reason: step.phase.purpose,
      source: catalog.vendors[step.owner]?.sources[id] ?? catalog.sources[id]
    )
  }

  private func origin(of request: VendorRequest, _ catalog: Catalog) -> Origin {
    let path = "Templates/Vendors/\(request.owner)/requests/\(request.template)"
    return Origin(
      "request '\(request.fileName)'",
      facts: [.init("text", path)],
      integrations: [request.integration],
      places: places(of: [request.integration]),
      reason: "a person sends it to the vendor when the spec is deployed",
      source: catalog.vendors[request.owner]?.requests[request.template]?.source
    )
  }

  private func origin(of output: Output) -> Origin {
    let own = alone.filter { $0.plan.outputs.contains(output) }.map(\.integration)
    return Origin(
      "output '\(output.name)' of '\(output.subject)'",
      integrations: own,
      places: places(of: own),
      reason: output.description
    )
  }
}

// The rows of the ledger, which have the reasons and sources.
extension Spec {
  /// The ledger's rows of a statement, or of one of its actions or resources.
  private func rows(
    of id: Resource.ID,
    _ index: Int,
    action: Int? = nil,
    target: Int? = nil
  ) -> [Ledger.Row] {
    guard let resource = resource(id), let statement = resource.policy?.statements[index] else {
      return []
    }
    let actions = action.map { [statement.actions[$0]] } ?? statement.actions
    let targets = target.map { [statement.resources[$0]] } ?? statement.resources
    let texts = Set(actions.map(\.text))
    return ledger.rows.filter { row in
      isGiven(row, by: id) && row.channel != .trust && texts.contains(row.action)
        && targets.contains(row.resource)
    }
  }

  /// Whether a row is read off the policy of a resource.
  private func isGiven(_ row: Ledger.Row, by id: Resource.ID) -> Bool {
    switch id {
    case .managedPolicy(let name): row.policy == name
    case .streamPolicy: row.channel == .resource
    case .role, .user:
      row.channel != .resource && row.policy == nil && row.principal == arns[id]
    case .accessKey, .bucket, .stream, .logGroup, .deliveryStream, .metricStream: false
    }
  }

  /// An origin for each of some permissions.
  func origins(of rows: [Ledger.Row]) -> [Origin] { rows.map(origin) }

  private func origin(of row: Ledger.Row) -> Origin {
    let facts = [
      Origin.Fact("vendor", row.party),
      Origin.Fact("principal", row.principal),
      Origin.Fact("external id", row.externalID),
      Origin.Fact("channel", row.channel.rawValue),
      Origin.Fact("policy", row.policy?.text ?? ""),
      Origin.Fact("condition", row.condition),
    ]
    return Origin(
      "\(row.action) on \(row.resource)",
      facts: facts.filter { !$0.value.isEmpty },
      integrations: row.integrations,
      places: places(row.integrations, at: row.range),
      reason: row.reason,
      source: row.source
    )
  }
}

extension Targets {
  /// Where a spec goes, in a line.
  fileprivate var summary: String {
    let places = accounts.isEmpty ? organizationalUnits.map(\.text) : accounts.map(\.text)
    return places.joined(separator: ", ") + " in "
      + regions.map(\.text).joined(separator: ", ")
  }
}

extension Resource.Kind {
  /// What the kind is for, in a sentence.
  fileprivate var purpose: String {
    switch self {
    case .role(let role):
      role.trust.bearer == .service
        ? "an AWS service of your own account acts as this role"
        : "the vendor comes in as this role, and gets no other credentials"
    case .user: "the vendor comes in as this user, because 'auth: access-keys' is set"
    case .managedPolicy:
      "its holder may do more than AWS takes in an inline policy, so managed ones hold it in parts"
    case .accessKey: "the key with which the vendor comes in"
    case .bucket: "the spec says 'create: true', or asks for what needs a bucket of its own"
    case .stream: "the spec says 'create: true'"
    case .streamPolicy: "'sharing' lets the vendor use the stream by a policy on it"
    case .logGroup: "the delivery stream writes here what it couldn't deliver"
    case .deliveryStream: "delivers the metrics to the vendor's listener"
    case .metricStream: "sends the metrics of CloudWatch into the delivery stream"
    }
  }
}

extension Step.Phase {
  fileprivate var purpose: String {
    switch self {
    case .before: "a person does it before anything is made"
    case .deploy: "a person deploys the template or runs the script"
    case .aws: "neither the template nor the script can do it"
    case .vendor: "it is done in the vendor's own console"
    case .verify: "it proves that the access works"
    case .later: "for when it is needed: rotation, migration, removal"
    }
  }
}
