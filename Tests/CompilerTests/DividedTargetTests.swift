import Compiler
import Diagnostics
import Model
import Testing

/// Specs with targets of which a role may do more than an inline policy takes.
@Suite("Divided policies of targets") struct DividedTargetTests {
  private let compiler: Compiler

  init() throws { compiler = try Compiler.withBuiltInCatalog() }

  /// What is wrong with a spec for two accounts, with so many buckets and tags of its own.
  private func problems(buckets: Int, tags: Int) -> [Diagnostic] {
    let buckets = (0..<buckets).map { "acme-logs-of-a-service-\($0)" }.joined(separator: ", ")
    let tags = (0..<tags).map { "tag-\($0): x" }.joined(separator: ", ")
    let text = """
      name: many
      account: "111122223333"
      region: us-east-1
      tags: {\(tags)}
      targets:
        permissionModel: self-managed
        accounts: {"200000000001": {}, "200000000002": {}}
      vendors: {logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}}
      integrations: {logs: {type: logzio/s3-fetch, buckets: [\(buckets)]}}
      """
    let file = SourceFile(name: "many.yaml", bytes: Array(text.utf8))
    return compiler.compile(file).diagnostics.sorted.filter { $0.severity == .error }
  }

  @Test("The tag of who has managed policies counts among the 50 that AWS takes")
  func countsTheTagOfDivision() {
    // A tag of the spec's name is on every resource.
    #expect(problems(buckets: 150, tags: 48) == [])
    #expect(problems(buckets: 3, tags: 49) == [])
    let found = problems(buckets: 150, tags: 49)
    #expect(found.map(\.code) == [.tooManyTags])
    #expect(found.first?.message.contains("'logzio-many-logs' would have 51 tags") == true)
  }
}
