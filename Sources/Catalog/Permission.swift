import Diagnostics
package import Model
package import Text
import YAML

/// A policy that the catalogue grants, with the reason for each of its actions and its source.
package struct Permission: Sendable {
  /// Such as `logzio/archive/current`, or `aws/kms-read` for what any vendor's role may get.
  package let id: String
  /// Counts what the permission has been; a changed one has the next number.
  package let version: Int
  /// The day on which the catalogue got this version.
  package let date: String
  package let policy: PolicyTemplate
  package let reasons: [Action: String]
  package let source: Citation

  /// Reads one entry of `policies:`, whose file stands in the folder.
  ///
  /// - Parameter owner: whose permission it is, such as `logzio/archive` or `aws`.
  init?(
    _ node: Node,
    _ name: String,
    of owner: String,
    in folder: String,
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics]
  ) {
    guard var fields = Fields(node, of: "policy '\(name)'", &diagnostics) else { return nil }
    let path = fields.required("file").flatMap { $0.text(of: "'file'", &diagnostics) }
    let source = sources.cited(by: fields.required("source"), &diagnostics)
    let edition = Edition(&fields, &diagnostics)
    let reasons = Self.reasons(fields.required("reasons"), &diagnostics)
    fields.finish(&diagnostics)
    guard let path, let source else { return nil }
    let file = folder + "/" + path.value
    guard files.has(file) else {
      diagnostics.report(.unreadableFile, "there is no file \(path.value)", at: path.range)
      return nil
    }
    guard let policy = PolicyTemplate(file, files, &reports) else { return nil }
    for action in policy.actions where reasons[action] == nil {
      diagnostics.report(.missingKey, "'\(action.text)' must have a reason", at: node.range)
    }
    id = owner + "/" + name
    (version, date) = (edition.version, edition.date)
    (self.policy, self.reasons, self.source) = (policy, reasons, source)
  }

  /// The version of a permission with its day.
  private struct Edition {
    let version: Int
    let date: String

    init(_ fields: inout Fields, _ diagnostics: inout Diagnostics) {
      _ = fields.required("version")
      version = fields.integer("version", in: 1...9999, &diagnostics)?.value ?? 1
      let date = fields.requiredValue("date", as: CalendarDate.self, &diagnostics)
      self.date = date?.value.text ?? ""
    }
  }

  private static func reasons(
    _ node: Node?,
    _ diagnostics: inout Diagnostics
  ) -> [Action: String] {
    var reasons: [Action: String] = [:]
    for entry in node.entries(of: "'reasons'", &diagnostics) {
      guard let action = Action(entry.key.value) else {
        diagnostics.report(.actionSyntax, "this must be service:Name", at: entry.key.range)
        continue
      }
      reasons[action] = entry.value.text(of: "a reason", &diagnostics)?.value
    }
    return reasons
  }
}

// What manifests keep of a permission.
extension Permission {
  /// Everything that the permission is, as data.
  package var json: JSON {
    [
      "permission": .string(id),
      "version": .integer(version),
      "date": .string(date),
      "source": source.json,
      "reasons": .object(
        reasons.sorted { $0.key < $1.key }.map { JSON.Member($0.key.text, .string($0.value)) }
      ),
      "policy": policy.json,
    ]
  }

  /// The first 16 hex digits of a digest of what the permission says, without its version and date.
  package var digest: String {
    let content: JSON = [
      "source": source.json,
      "reasons": .object(
        reasons.sorted { $0.key < $1.key }.map { JSON.Member($0.key.text, .string($0.value)) }
      ),
      "policy": policy.json,
    ]
    return String(SHA256.hexDigest(of: content.compactText).prefix(16))
  }

  /// Reads what `json` wrote; nil after reporting what stands against it.
  init?(recorded node: Node, _ diagnostics: inout Diagnostics) {
    guard var fields = Fields(node, of: "a permission", &diagnostics) else { return nil }
    id = fields.requiredText("permission", &diagnostics)
    let edition = Edition(&fields, &diagnostics)
    (version, date) = (edition.version, edition.date)
    let source = fields.required("source").map { Citation($0, of: "a source", &diagnostics) }
    reasons = Self.reasons(fields.required("reasons"), &diagnostics)
    let policy = fields.required("policy").flatMap { PolicyTemplate($0, &diagnostics) }
    fields.finish(&diagnostics)
    guard let policy, let source, let source else { return nil }
    (self.policy, self.source) = (policy, source)
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
      let noun = "source '\(entry.key.value)'"
      guard let citation = Citation(entry.value, of: noun, &diagnostics) else { continue }
      self[entry.key.value] = citation
    }
  }
}

extension Citation {
  /// The sources of AWS facts that the compiler carries, read once.
  static let embeddedSources: [String: Citation] = {
    var reports: [Diagnostics] = []
    return [String: Citation](ofTemplates: .embedded, &reports)
  }()

  fileprivate init?(_ node: Node, of noun: String, _ diagnostics: inout Diagnostics) {
    guard var fields = Fields(node, of: noun, &diagnostics) else { return nil }
    self.init(
      title: fields.requiredText("title", &diagnostics),
      section: fields.text("section", &diagnostics)?.value ?? "",
      url: fields.text("url", &diagnostics)?.value ?? "",
      date: fields.requiredText("date", &diagnostics)
    )
    fields.finish(&diagnostics)
  }
}
