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

extension SourceFile {
  /// A spec with a connection to each vendor and these integrations, one on a line.
  static func acme(_ integrations: String) -> SourceFile {
    let text = """
      name: acme
      account: "111122223333"
      region: us-east-1
      tags: {team: platform}
      vendors:
        fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}
        logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q, site: us}
        ledgerly: {accountId: "999988887777", externalId: ldg-2f7c0d4e1b}
      integrations:
      \(integrations)

      """
    return SourceFile(name: "acme.yaml", bytes: Array(text.utf8))
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
