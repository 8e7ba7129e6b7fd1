import Diagnostics
package import Model
import YAML

/// Actions that no vendor may be granted: `Templates/AWS/refused-actions.yaml`.
package struct RefusedActions: Sendable {
  /// One line of the file.
  private struct Rule {
    /// The start of the action's name, in lower case; a `*` in the file is its end.
    let prefix: String
    let isWhole: Bool
    let reason: String
  }

  private let rules: [String: [Rule]]

  /// Those that the compiler carries, read at the first use. A test holds that nothing stands
  /// against the file.
  static let embedded: RefusedActions = {
    var reports: [Diagnostics] = []
    return RefusedActions(.embedded, Citation.embeddedSources, &reports)
  }()

  init(_ files: TemplateFiles, _ sources: [String: Citation], _ reports: inout [Diagnostics]) {
    var rules: [String: [Rule]] = [:]
    readTemplate("AWS/refused-actions.yaml", files, &reports) { fields, diagnostics in
      _ = sources.cited(by: fields.required("source"), &diagnostics)
      for item in fields.requiredItems("groups", &diagnostics) ?? [] {
        guard var group = Fields(item, of: "a group", &diagnostics) else { continue }
        let reason = group.requiredText("reason", &diagnostics)
        for node in group.requiredItems("actions", &diagnostics) ?? [] {
          guard let text = node.text(of: "an action", &diagnostics)?.value,
            let colon = text.firstIndex(of: ":")
          else { continue }
          let name = text[text.index(after: colon)...].lowercased()
          let rule = Rule(
            prefix: name.hasSuffix("*") ? String(name.dropLast()) : name,
            isWhole: !name.hasSuffix("*"),
            reason: reason
          )
          rules[String(text[..<colon]), default: []].append(rule)
        }
        group.finish(&diagnostics)
      }
    }
    self.rules = rules
  }

  /// Why the action must not be granted; nil for one that may be.
  package func reason(against action: Action) -> String? {
    let name = action.name.lowercased()
    return rules[action.service]?
      .first { $0.isWhole ? name == $0.prefix : name.hasPrefix($0.prefix) }?.reason
  }
}
