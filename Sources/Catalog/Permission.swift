import Diagnostics
package import Model
import YAML

/// A policy that the catalogue grants, with the reason for each of its actions and its source.
package struct Permission: Sendable {
  package let policy: PolicyTemplate
  package let reasons: [Action: String]
  package let source: Citation

  /// Reads one entry of `policies:`, whose file stands in the folder.
  init?(
    _ node: Node,
    _ name: String,
    in folder: String,
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics]
  ) {
    guard var fields = Fields(node, of: "policy '\(name)'", &diagnostics) else { return nil }
    let path = fields.required("file").flatMap { $0.text(of: "'file'", &diagnostics) }
    let source = sources.cited(by: fields.required("source"), &diagnostics)
    var reasons: [Action: String] = [:]
    for entry in fields.required("reasons").entries(of: "'reasons'", &diagnostics) {
      guard let action = Action(entry.key.value) else {
        diagnostics.report(.actionSyntax, "this must be service:Name", at: entry.key.range)
        continue
      }
      reasons[action] = entry.value.text(of: "a reason", &diagnostics)?.value
    }
    fields.finish(&diagnostics)
    guard let path, let source else { return nil }
    guard let file = files.file(folder + "/" + path.value) else {
      diagnostics.report(.unreadableFile, "there is no file \(path.value)", at: path.range)
      return nil
    }
    guard let policy = PolicyTemplate(file, &reports) else { return nil }
    for action in policy.actions where reasons[action] == nil {
      diagnostics.report(.missingKey, "'\(action.text)' must have a reason", at: node.range)
    }
    (self.policy, self.reasons, self.source) = (policy, reasons, source)
  }
}

extension [String: Citation] {
  /// The source whose id stands in the node.
  func cited(by node: Node?, _ diagnostics: inout Diagnostics) -> Citation? {
    guard let text = node?.text(of: "'source'", &diagnostics) else { return nil }
    if let source = self[text.value] { return source }
    reportUnknownValue(text, of: "source", among: keys.sorted(), &diagnostics)
    return nil
  }

  /// Reads the sources of AWS facts.
  init(ofTemplates files: TemplateFiles, _ reports: inout [Diagnostics]) {
    var sources: Self = [:]
    readTemplate("AWS/sources.yaml", files, &reports) { fields, diagnostics in
      sources = Self(fields.required("sources"), &diagnostics)
    }
    self = sources
  }

  /// Reads a mapping of ids to sources.
  init(_ node: Node?, _ diagnostics: inout Diagnostics) {
    self.init()
    for entry in node.entries(of: "'sources'", &diagnostics) {
      guard var fields = Fields(entry.value, of: "source '\(entry.key.value)'", &diagnostics) else {
        continue
      }
      let citation = Citation(
        title: fields.required("title")?.text(of: "'title'", &diagnostics)?.value ?? "",
        section: fields.text("section", &diagnostics)?.value ?? "",
        url: fields.text("url", &diagnostics)?.value ?? "",
        date: fields.required("date")?.text(of: "'date'", &diagnostics)?.value ?? ""
      )
      fields.finish(&diagnostics)
      self[entry.key.value] = citation
    }
  }
}
