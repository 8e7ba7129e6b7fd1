import Catalog
import Compiler
import Diagnostics
import Model
import TestSupport
import Testing
import Text

extension Compiler {
  /// A compiler with the facts that are built in.
  static func withBuiltInCatalog() throws -> Compiler {
    var reports: [Diagnostics] = []
    return Compiler(try #require(Catalog(.embedded, &reports), "the catalogue can't be read"))
  }

  /// The plan of a spec as the backends get it; nil where the spec has an error.
  func finishedPlan(of source: SourceFile) -> Plan? {
    var diagnostics = Diagnostics(for: source)
    let plan = plan(source, &diagnostics)
    return diagnostics.hasErrors ? nil : plan
  }
}

extension RandomSpec {
  /// The spec as a file.
  func source(style: UInt64 = 0) -> SourceFile {
    SourceFile(name: "\(name).yaml", bytes: Array(yaml(style: style).utf8))
  }
}

extension Diagnostics {
  /// The errors, one on a line.
  var errorText: String {
    sorted.filter { $0.severity == .error }.map { diagnostic in
      let start = diagnostic.range?.start
      return "\(start.map { "\($0.line):\($0.column): " } ?? "")"
        + "error[\(diagnostic.code.rawValue)]: \(diagnostic.message)"
    }.joined(separator: "\n")
  }
}
