import Catalog
import Compiler
import Diagnostics
import Model

// Names of a spec: integrations, connections, resources, logical ids and ARNs.
extension Explainer {
  /// Every name that `answers(aboutName:in:)` knows.
  func names(in spec: Spec) -> [String] {
    let templates = compiler.files(of: spec.plan, .template).map { TemplateEntries($0.text) }
    return spec.integrations.map(\.text) + spec.connections.map(\.name) + [spec.plan.name.text]
      + spec.plan.resources.flatMap { [$0.id.name, spec.arns[$0.id]] }
      + spec.plan.requirements.map(\.name)
      + templates.flatMap(\.ids)
  }

  func answers(aboutName name: String, in spec: Spec) -> [Answer] {
    [
      answer(aboutIntegration: name, in: spec), answer(aboutConnection: name, in: spec),
      answer(aboutLogicalID: name, in: spec),
    ].compactMap { $0 } + answers(aboutResource: name, in: spec)
  }

  private func answer(aboutIntegration name: String, in spec: Spec) -> Answer? {
    guard let integration = spec.integrations.first(where: { $0.text == name }) else { return nil }
    let resources = spec.plan.resources.filter { $0.integrations.contains(integration) }
    let rows = spec.ledger.rows.filter {
      $0.integrations.contains(integration) && $0.channel != .trust
    }
    let steps = spec.plan.steps.filter { $0.integrations.contains(integration) }
    let requirements = spec.alone.first { $0.integration == integration }?.plan.requirements ?? []
    return Answer(
      .name,
      "integration '\(name)'",
      about: ["An integration of the type \(spec.type(of: integration) ?? "?")."],
      origins: resources.compactMap { spec.origin(of: $0.id) }
        + requirements.flatMap { spec.origins(of: .requirement($0), catalog) }
        + spec.origins(of: rows)
        + steps.unique.flatMap { spec.origins(of: .step($0), catalog) }
    )
  }

  private func answer(aboutConnection name: String, in spec: Spec) -> Answer? {
    guard spec.connections.contains(where: { $0.name == name }) else { return nil }
    let roles = spec.plan.resources.filter { resource in
      guard case .role(let role) = resource.kind,
        case .vendor(let connection) = role.trust.bearer
      else { return false }
      return connection.name.text == name
    }
    let place = spec.place(of: "vendors", name)
    return Answer(
      .name,
      "connection '\(name)'",
      about: [
        roles.isEmpty
          ? "An account that you hold at a vendor; no role trusts it."
          : "An account that you hold at a vendor. These roles trust it:"
      ],
      origins: roles.isEmpty
        ? [Origin("connection '\(name)'", places: [place].compactMap { $0 })]
        : roles.flatMap { spec.origins(of: .trust($0.id), catalog) }
    )
  }

  /// What has a name or an ARN in AWS; one name may be that of several things.
  private func answers(aboutResource name: String, in spec: Spec) -> [Answer] {
    var answers: [Answer] = []
    for resource in spec.plan.resources {
      guard spec.callings(of: resource.id).contains(name) else { continue }
      answers.append(
        Answer(
          .name,
          "\(resource.id.noun) '\(resource.id.name)'",
          about: ["The spec makes it."],
          origins: [spec.origin(of: resource.id)].compactMap { $0 } + held(by: resource, in: spec)
            + reaching(spec.arns[resource.id], in: spec)
        )
      )
    }
    for requirement in Set(spec.plan.requirements).sorted() where requirement.name == name {
      answers.append(
        Answer(
          .name,
          name,
          about: ["It must exist already; the spec uses it."],
          origins: spec.origins(of: .requirement(requirement), catalog)
            + reaching(name, in: spec)
        )
      )
    }
    guard answers.isEmpty, name.hasPrefix("arn:") else { return answers }
    let origins = reaching(name, in: spec)
    return origins.isEmpty
      ? [] : [Answer(.name, name, about: ["Permissions that reach it:"], origins: origins)]
  }

  /// Who may come in as a role, and what a role, user or stream's policy allows.
  func held(by resource: Resource, in spec: Spec) -> [Origin] {
    var origins: [Origin] = []
    if case .role = resource.kind { origins += spec.origins(of: .trust(resource.id), catalog) }
    let count = resource.policy?.statements.count ?? 0
    return origins
      + (0..<count).flatMap { spec.origins(of: .statement(resource.id, $0), catalog) }
  }

  /// The permissions on a resource or on what is in it, by its ARN or, of a bucket or stream that
  /// isn't the spec's own, by its name.
  private func reaching(_ name: String, in spec: Spec) -> [Origin] {
    let rows = spec.ledger.rows.filter { row in
      guard row.channel != .trust else { return false }
      if name.hasPrefix("arn:") {
        return row.resource == name || row.resource.hasPrefix(name + "/")
      }
      guard let arn = try? ARN(row.resource) else { return false }
      let path = arn.resource.split(separator: "/")
      return path.first.map(String.init) == name || arn.resource == "stream/" + name
    }
    return spec.origins(of: rows)
  }
}

extension Spec {
  /// What a resource is called: its name, its ARN, and as comparisons and graphs write it, such as
  /// `bucket acme-logs` and `role/logzio-acme`.
  fileprivate func callings(of resource: Resource.ID) -> Set<String> {
    let arn = arns[resource]
    let calling = ARN.resource(of: arn).map { [$0] } ?? []
    return Set([resource.name, arn, "\(resource.noun) \(resource.name)"] + calling)
  }
}

// Logical ids of the template.
extension Explainer {
  private func answer(aboutLogicalID id: String, in spec: Spec) -> Answer? {
    let templates = compiler.files(of: spec.plan, .template).lazy
    let entries = templates.compactMap { file in
      TemplateEntries(file.text).block(of: id).map { (path: file.path, block: $0) }
    }
    guard let (path, block) = entries.first else { return nil }
    let provenance = Provenance(spec.plan, alone: spec.alone, compiler)
    let place = Provenance.Place(path: path, lines: block)
    let files = provenance.files(.template, at: place)
    guard let file = files.first(where: { $0.file.path == place.path }) else { return nil }
    let lines = Explainer.lines(of: file.file.text)
    var parts: [PlanPart] = []
    for line in block {
      if case .parts(let own) = file.origins[line] { parts += own }
    }
    // What the entry is comes first: its own line says.
    var first: [PlanPart] = []
    if case .parts(let own) = file.origins[block.lowerBound] { first = own }
    let order = (first + parts).unique.filter { part in
      if case .setting = part { return false }
      return true
    }
    let owned = first.compactMap { part -> Resource? in
      guard case .resource(let id) = part else { return nil }
      return spec.plan.resources.first { $0.id == id }
    }
    let origins =
      order.flatMap { spec.origins(of: $0, catalog) } + owned.flatMap { held(by: $0, in: spec) }
    return Answer(
      .logicalID,
      id,
      about: [
        "Lines \(block.lowerBound + 1) to \(block.upperBound) of \(spec.plan.name)/\(path), "
          + "which start with:",
        "",
      ] + lines[block.prefix(2)].map { "    " + $0 },
      origins: origins.unique
    )
  }
}

/// The entries of a template: what stands below `Parameters`, `Resources` and the like.
struct TemplateEntries {
  private var blocks: [(id: String, lines: Range<Int>)] = []

  init(_ text: String) {
    var start: (id: String, line: Int)?
    var last = 0
    for (number, line) in Explainer.lines(of: text).enumerated() {
      let isEntry =
        line.hasPrefix("  ") && !line.hasPrefix("   ") && line.hasSuffix(":")
        && !line.hasPrefix("  #")
      // A comment belongs to the entry that follows it.
      let ends = isEntry || (!line.hasPrefix("   ") && !line.isEmpty)
      if ends, let open = start {
        blocks.append((open.id, open.line..<last + 1))
        start = nil
      }
      if isEntry { start = (String(line.dropFirst(2).dropLast()), number) }
      if !line.isEmpty { last = number }
    }
    if let open = start { blocks.append((open.id, open.line..<last + 1)) }
  }

  var ids: [String] { blocks.map(\.id).filter { $0.first?.isUppercase == true } }

  func block(of id: String) -> Range<Int>? { blocks.first { $0.id == id }?.lines }
}
