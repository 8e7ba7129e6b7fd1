package import Catalog
package import Diagnostics
import Model
package import YAML

/// The roles and policies of one pasted document, read and not judged.
package struct PastedDocument: Sendable {
  /// A role, user or group that the document speaks of, or a resource of a template.
  package struct Bearer: Sendable {
    /// Such as `AWS::IAM::Role`.
    package let type: String
    /// Its properties, or what the AWS CLI answers of it.
    package let node: Node
    /// The managed policies that it names and that stand somewhere else.
    package let absentPolicies: [Located<String>]
  }

  /// One policy.
  package struct Policy: Sendable {
    /// What a policy is for.
    package enum Kind: Sendable {
      case trust, identity, stream, other
    }

    package let kind: Kind
    package let node: Node
    /// The number of its bearer; nil for a policy that stands alone.
    package let bearer: Int?
    /// Whether it is a managed policy.
    package let isManaged: Bool
  }

  package let bearers: [Int: Bearer]
  package let policies: [Policy]
  /// Where a template has conditions, of which only the first branch is read.
  package let branches: SourceRange?

  /// Reads the document; nil after reporting why it holds no policy.
  package init?(_ catalog: Catalog, _ diagnostics: inout Diagnostics) {
    let audit = Audit(catalog, Audit.Options())
    guard let root = readPasted(&diagnostics) else {
      audit.reportPastedCharacters(&diagnostics)
      return nil
    }
    let values = TemplateValues(root, .then, catalog.auditFacts)
    let finder = PolicyFinder(root, values, Diagnostics(for: diagnostics.file))
    for diagnostic in finder.diagnostics.sorted { diagnostics.report(diagnostic) }
    guard !finder.found.isEmpty || !finder.bearerNodes.isEmpty else {
      audit.reportNoPolicy(root, &diagnostics)
      return nil
    }
    branches = root.usesConditions ? root.range : nil
    bearers = finder.bearerNodes.mapValues { $0 }.reduce(into: [:]) { bearers, entry in
      bearers[entry.key] = Bearer(
        type: entry.value.type,
        node: entry.value.node,
        absentPolicies: finder.absent[entry.key] ?? []
      )
    }
    policies = finder.found.map { found in
      let kind: Policy.Kind =
        switch AuditedPolicy(found).kind {
        case .trust: .trust
        case .identity: .identity
        case .resource(.stream): .stream
        case .resource: .other
        }
      return Policy(
        kind: kind,
        node: found.node,
        bearer: found.bearer == 0 ? nil : found.bearer,
        isManaged: found.form == .managed
      )
    }
  }
}
