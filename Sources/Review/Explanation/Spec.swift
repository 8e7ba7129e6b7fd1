import Catalog
package import Compiler
package import Diagnostics
package import Model
import YAML

/// A spec that compiles, with everything that explains it.
package struct Spec: Sendable {
  package let file: SourceFile
  package let plan: Plan
  let ledger: Ledger
  let arns: ARNTable
  /// The integrations, sorted by name.
  let integrations: [Slug]
  /// The plan of each integration by itself.
  let alone: [(integration: Slug, plan: Plan)]
  private let root: Node

  /// Reads a spec; nil when the diagnostics hold an error.
  package init?(_ file: SourceFile, _ compiler: Compiler, _ diagnostics: inout Diagnostics) {
    // The pipeline keeps no tree; what it has to say of this one, it says itself.
    var ignored = Diagnostics(for: file)
    guard let undivided = compiler.plan(file, &diagnostics), !diagnostics.hasErrors,
      let root = compose(&ignored)
    else { return nil }
    // Whatever is left out of it, the rest stays in its templates.
    let plan = compiler.divided(undivided)
    (self.file, self.plan, self.root) = (file, plan, root)
    ledger = Ledger(of: plan)
    arns = ARNTable(of: plan)
    let names = root["integrations"]?.entries.compactMap { try? Slug($0.key.value) } ?? []
    integrations = names.sorted()
    alone = compiler.plans(file, ofEach: integrations).map { integration, own in
      var own = own
      own.divisions = plan.divisions
      return (integration, own)
    }
  }

  /// The line of a range.
  func place(_ range: SourceRange) -> SpecPlace { SpecPlace(range.start, in: file) }

  /// The line of a key below other keys, such as `vendors`, `logzio`; nil where there is none.
  func place(of keys: String...) -> SpecPlace? {
    var node: Node? = root
    var found: Located<String>?
    for key in keys {
      found = node?.entries.first { $0.key.value == key }?.key
      node = node?[key]
    }
    return found.map { place($0.range) }
  }

  /// The lines where integrations start.
  func places(of integrations: [Slug]) -> [SpecPlace] {
    integrations.compactMap { place(of: "integrations", $0.text) }
  }

  /// The connections of the spec: name and place.
  var connections: [(name: String, place: SpecPlace)] {
    root["vendors"]?.entries.map { ($0.key.value, place($0.key.range)) } ?? []
  }

  /// The type of an integration, such as `fastly/s3`.
  func type(of integration: Slug) -> String? {
    guard case .scalar(let scalar)? = root["integrations"]?[integration.text]?["type"]?.content
    else { return nil }
    return scalar.text
  }
}

extension Node {
  /// The entries of a mapping; none of anything else.
  fileprivate var entries: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  fileprivate subscript(key: String) -> Node? { entries.first { $0.key.value == key }?.value }
}
