package import Catalog
package import Compiler
package import Diagnostics
import IAM
import Model

/// Answers why something is there.
package struct Explainer: Sendable {
  let catalog: Catalog
  let compiler: Compiler

  package init(_ catalog: Catalog, _ compiler: Compiler) {
    (self.catalog, self.compiler) = (catalog, compiler)
  }

  /// Everything that a word may be: a diagnostic code, an action, or a name of one of the specs.
  ///
  /// - Parameter resource: only permissions on this ARN; nil for all.
  package func answers(to what: String, on resource: String?, in specs: [Spec]) -> [Answer] {
    var answers: [Answer] = []
    if let code = DiagnosticCode(rawValue: what), resource == nil {
      answers += [answer(about: code)].compactMap { $0 }
    }
    answers += self.answers(aboutAction: what, on: resource, in: specs)
    guard resource == nil else { return answers }
    return answers + specs.flatMap { self.answers(aboutName: what, in: $0) }
  }

  /// The words "; did you mean 'x'?" for what `answers` knows nothing of, or nothing.
  package func didYouMean(_ what: String, in specs: [Spec]) -> String {
    let codes = DiagnosticCode.allCases.map(\.rawValue)
    let names = specs.flatMap { self.names(in: $0) }
    let actions = specs.flatMap(\.ledger.rows).map(\.action) + catalogActions
    let service = what.prefix { $0 != ":" }
    let known = what.contains(":") ? catalog.actions.names(of: String(service).lowercased()) : []
    return suggestion(for: what, among: (names + actions + codes + known).unique)
  }
}

// Diagnostic codes.
extension Explainer {
  /// What a code means, as `Templates/Diagnostics` says.
  package func answer(about code: DiagnosticCode) -> Answer? {
    guard let text = catalog.text(of: "Diagnostics/\(code.rawValue).md") else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let body = Array(lines.drop { $0.hasPrefix("# ") || $0.isEmpty })
    return Answer(
      .code,
      "\(code.severity)[\(code.rawValue)]",
      about: body.last?.isEmpty == true ? body.dropLast() : body
    )
  }
}

// Actions.
extension Explainer {
  /// A permission that the catalogue can grant, with what it is for.
  private struct Entry {
    let type: String
    let policy: String
    let permission: Permission
  }

  private var entries: [Entry] {
    let vendors = catalog.vendors.all
    let own = vendors.flatMap { vendor in
      vendor.types.sorted { $0.key < $1.key }.flatMap { name, type in
        type.permissions.sorted { $0.key < $1.key }.map {
          Entry(type: "\(vendor.id)/\(name)", policy: $0.key, permission: $0.value)
        }
      }
    }
    let shared = catalog.permissions.sorted { $0.key < $1.key }
    return own + shared.map { Entry(type: "an option", policy: $0.key, permission: $0.value) }
  }

  /// The actions that the catalogue can grant.
  package var catalogActions: [String] {
    entries.flatMap { $0.permission.policy.actions.map(\.text) }.unique
  }

  private func answers(
    aboutAction what: String,
    on resource: String?,
    in specs: [Spec]
  ) -> [Answer] {
    guard let action = Action(what.lowercasedService) else { return [] }
    let name = action.text.lowercased()
    var answers: [Answer] = []
    for spec in specs {
      let rows = spec.ledger.rows.filter { row in
        row.action.lowercased() == name && resource.map { isOn($0, row.resource) } ?? true
      }
      guard let first = rows.first else { continue }
      answers.append(Answer(.action, first.action, origins: spec.origins(of: rows)))
    }
    if !answers.isEmpty { return answers }
    return [catalogAnswer(about: action, on: resource, in: specs)].compactMap { $0 }
  }

  /// What the catalogue has of an action that no spec grants.
  private func catalogAnswer(
    about action: Action,
    on resource: String?,
    in specs: [Spec]
  ) -> Answer? {
    let name = action.text.lowercased()
    let origins = entries.flatMap { entry in
      entry.permission.policy.actions.filter { $0.text.lowercased() == name }.map { action in
        Origin(
          "\(action.text) for \(entry.type)",
          facts: [.init("policy", entry.policy)],
          reason: entry.permission.reasons[action] ?? "",
          source: entry.permission.source
        )
      }
    }
    let place = resource.map { " on \($0)" } ?? ""
    var about = specs.map { "\($0.file.name) grants it to nobody\(place)." }
    if let reason = catalog.refusedActions.reason(against: action) {
      about.append("No spec may grant it: \(reason).")
    }
    guard !origins.isEmpty || catalog.actions.resourceKinds(of: action) != nil else { return nil }
    if origins.isEmpty { about.append("Nothing that the catalogue grants has it.") }
    let title = origins.first.map { String($0.title.prefix { $0 != " " }) } ?? action.text
    return Answer(.action, title, about: about, origins: origins)
  }

  /// Whether a resource is one of those that a pattern of a policy speaks of, or the same pattern.
  private func isOn(_ resource: String, _ pattern: String) -> Bool {
    resource == pattern || matchesWildcards(resource, pattern)
  }
}

extension String {
  /// An action with its service in lower case, as policies may write either.
  fileprivate var lowercasedService: String {
    let service = prefix { $0 != ":" }
    return service.lowercased() + dropFirst(service.count)
  }
}
