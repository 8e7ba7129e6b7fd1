import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

extension Examples {
  /// The specs, in the order of their names.
  static func sources() throws -> [SourceFile] { try sources(of: names) }

  /// Some of the specs.
  static func sources(of names: [String]) throws -> [SourceFile] {
    try names.map { SourceFile(name: "\($0).yaml", bytes: Array(try text(of: $0).utf8)) }
  }
}

/// `Generated/` is what the examples compile to, so that a reader sees input and output side by side.
@Suite("Generated outputs") struct GeneratedTests {
  private static let remedy: Comment =
    "mend it with: Scripts/accredit compile Templates/Examples/*.yaml"

  @Test("Generated/ is, byte for byte, what the examples compile to, and holds nothing else")
  func equalsAFreshCompile() throws {
    let compiler = try Compiler.withBuiltInCatalog()
    var expected: [String: OutputFile] = [:]
    for source in try Examples.sources() {
      let compilation = compiler.compile(source)
      let name = try #require(compilation.name, "\(compilation.diagnostics.errorText)")
      for file in compilation.files { expected["\(name)/\(file.path)"] = file }
    }
    let found = try GeneratedFolder()
    #expect(found.files.keys.sorted() == expected.keys.sorted(), Self.remedy)
    for (path, file) in expected.sorted(by: { $0.key < $1.key }) {
      guard let own = found.files[path] else { continue }
      // One flag, so that a failure doesn't print every byte.
      let isCurrent = own.bytes == Data(file.text.utf8) && own.isExecutable == file.isExecutable
      #expect(isCurrent, "Generated/\(path): \(Self.remedy)")
    }
    print("Generated/: \(expected.count) files of \(try Examples.sources().count) examples")
  }
}

/// Everything below `Generated/`, links and empty folders included.
private struct GeneratedFolder {
  struct File {
    let bytes: Data
    let isExecutable: Bool
  }

  private(set) var files: [String: File] = [:]

  init() throws {
    let root = Checkout.root.appending(path: "Generated")
    let manager = FileManager.default
    for path in (try? manager.subpathsOfDirectory(atPath: root.path)) ?? [] {
      let url = root.appending(path: path)
      let type = try manager.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
      if type == .typeDirectory, try !manager.contentsOfDirectory(atPath: url.path).isEmpty {
        continue
      }
      files[path] = File(
        bytes: type == .typeRegular ? try Data(contentsOf: url) : Data(),
        isExecutable: manager.isExecutableFile(atPath: url.path)
      )
    }
  }
}
