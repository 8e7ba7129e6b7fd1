import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// The template and the script of one spec make the same things, and so give the same access.
struct BackendsAgreeTests {
  private static let program = "Tests/CompilerTests/Python/same_state.py"

  @Test("the template and the script of every example and of 60 random specs make the same")
  func makeTheSame() throws {
    let python = try #require(Checkout.tool("python3"))
    let folders = try Self.compiledFolders(randomSpecs: 60)
    defer { try? FileManager.default.removeItem(at: folders.root) }
    let run = try Run(python, [Self.path] + folders.paths)
    print("both backends: \(run.output.split(separator: "\n").last ?? "nothing was compared")")
    #expect(run.status == 0, Comment(rawValue: run.output + run.errors))
  }

  @Test(
    "a difference between the two is seen",
    arguments: [
      ("\"s3:PutObject\"", "\"s3:PutObjects\""),
      ("arn:aws:s3:::acme-fastly/edge/*", "arn:aws:s3:::acme-fastly/*"),
      (
        "\"sts:ExternalId\": \"7Kd2PqVn4XsTb9LwRy6HcE\"",
        "\"sts:ExternalId\": \"7Kd2PqVn4XsTb9LwRy6Hc\""
      ),
      ("717331877981", "717331877918"),
      ("\"MaxSessionDuration\": 3600", "\"MaxSessionDuration\": 3601"),
      ("\"BlockPublicAcls\": true", "\"BlockPublicAcls\": false"),
      ("\"SSEAlgorithm\": \"AES256\"", "\"SSEAlgorithm\": \"aws:kms\""),
      ("opentelemetry1.0", "opentelemetry0.7"),
      ("\"StreamMode\": \"ON_DEMAND\"", "\"StreamMode\": \"PROVISIONED\""),
      ("\"retentionInDays\": 30", "\"retentionInDays\": 31"),
    ]
  )
  func seeDifferences(mutation: (before: String, after: String)) throws {
    let python = try #require(Checkout.tool("python3"))
    let folders = try Self.compiledFolders(randomSpecs: 0)
    defer { try? FileManager.default.removeItem(at: folders.root) }
    let acme = try #require(folders.paths.first { $0.hasSuffix("/acme") })
    let script = URL(fileURLWithPath: acme + "/provision.sh")
    let text = try String(contentsOf: script, encoding: .utf8)
    let changed = text.replacingOccurrences(of: mutation.before, with: mutation.after)
    #expect(changed != text, "the example no longer holds \(mutation.before)")
    try changed.write(to: script, atomically: true, encoding: .utf8)
    #expect(try Run(python, [Self.path, acme]).status == 1)
  }

  private static var path: String { Checkout.root.appendingPathComponent(program).path }

  /// Compiles every example, and some random specs, into folders of their own.
  private static func compiledFolders(
    randomSpecs: UInt64
  ) throws -> (root: URL, paths: [String]) {
    let root = FileManager.default.temporaryDirectory
      .appendingPathComponent("backends-\(UUID().uuidString)")
    let compiler = try Compiler.withBuiltInCatalog()
    // With targets there is one backend: the script deploys the templates.
    var sources = try Examples.sources(of: Examples.namesWithoutTargets)
    sources += (0..<randomSpecs).map { RandomSpec(seed: 70_000 + $0).source() }
    var paths: [String] = []
    for (index, source) in sources.enumerated() {
      let compilation = compiler.compile(source)
      let name = try #require(
        compilation.name,
        Comment(rawValue: compilation.diagnostics.errorText)
      )
      let folder = root.appendingPathComponent("\(index)/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for file in compilation.files where [.template, .script].contains(file.kind) {
        try Data(file.text.utf8).write(to: folder.appendingPathComponent(file.path))
      }
      paths.append(folder.path)
    }
    return (root, paths)
  }
}
