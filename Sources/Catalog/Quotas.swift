import Diagnostics
import Model
import YAML

/// The limits of AWS, from `Templates/AWS/quotas.yaml`.
package struct Quotas: Sendable {
  private let limits: [String: Int]

  init(_ files: TemplateFiles, _ sources: [String: Citation], _ reports: inout [Diagnostics]) {
    var limits: [String: Int] = [:]
    readTemplate("AWS/quotas.yaml", files, &reports) { fields, diagnostics in
      let quotas = fields.required("quotas").entries(of: "'quotas'", &diagnostics)
      for quota in quotas {
        let noun = "quota '\(quota.key.value)'"
        guard var entry = Fields(quota.value, of: noun, &diagnostics) else { continue }
        limits[quota.key.value] = entry.integer("limit", in: 0...100_000_000, &diagnostics)?.value
        for key in ["maximum", "unit"] { _ = entry.node(key) }
        _ = sources.cited(by: entry.required("source"), &diagnostics)
        entry.finish(&diagnostics)
      }
    }
    self.limits = limits
  }

  /// The names of all limits.
  var names: Set<String> { Set(limits.keys) }

  /// The limit that every account has, in the unit of the file.
  package subscript(_ name: String) -> Int {
    guard let limit = limits[name] else { preconditionFailure("there is no quota '\(name)'") }
    return limit
  }
}
