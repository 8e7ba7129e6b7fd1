import Catalog
import Compiler
import Diagnostics
import Model
import Testing

/// Specs, and the requests that they compile to.
enum Samples {
  static func catalog() throws -> Catalog {
    var reports: [Diagnostics] = []
    return try #require(Catalog(.embedded, &reports), "\(reports)")
  }

  /// The requests of a spec with these integrations, by their paths.
  static func requests(of integrations: String) throws -> [String: OutputFile] {
    let text = """
      name: acme
      account: "111122223333"
      region: us-east-1
      vendors:
        logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}
        logzio-eu:
          vendor: logzio
          externalId: logzio:aws:extid:9zz8v1kx0nktixxe0a
          site: eu
        fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}
      integrations:

      """
    let source = SourceFile(name: "acme.yaml", bytes: Array((text + integrations).utf8))
    let compilation = Compiler(try catalog()).compile(source)
    let files = compilation.files.filter { $0.kind == .vendor }
    try #require(!compilation.files.isEmpty, "\(compilation.diagnostics.sorted)")
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
  }
}
