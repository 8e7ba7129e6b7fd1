import Compiler
import Diagnostics
import TestSupport
import Testing
import Text

/// Specs that are laid out anew say the same to the compiler.
@Suite("Formatted specs") struct FormattingTests {
  @Test("The examples and the starter are formatted")
  func examplesAreFormatted() throws {
    let paths = Examples.names.map { "Templates/Examples/\($0).yaml" } + ["Templates/Starter.yaml"]
    for path in paths {
      let bytes = try Checkout.bytes(of: path)
      let new = Formatting(SourceFile(name: path, bytes: bytes)).bytes ?? []
      let difference = UnifiedDiff.text(
        from: String(decoding: bytes, as: UTF8.self),
        to: String(decoding: new, as: UTF8.self),
        path: path,
        newer: "formatted"
      )
      #expect(difference == "")
    }
    print("formatted specs in Templates: \(paths.count)")
  }

  /// What is wrong with the new layout of a spec; nil when nothing is.
  private static func complaint(about source: SourceFile, _ compiler: Compiler) -> String? {
    let formatting = Formatting(source)
    guard let bytes = formatting.bytes else { return "no layout" }
    let new = SourceFile(name: source.name, bytes: bytes)
    if Formatting(new).bytes != bytes { return "it changes again" }
    let (before, after) = (compiler.compile(source), compiler.compile(new))
    if before.files != after.files { return "other outputs" }
    let (old, found) = (findings(in: before), findings(in: after))
    return old == found ? nil : "other diagnostics: \(old), \(found)"
  }

  /// What is said of a spec, without the places.
  private static func findings(in compilation: Compilation) -> [String] {
    compilation.diagnostics.sorted.map { found in
      let related = found.related.map { " (\($0.message))" }.joined()
      return "\(found.code.rawValue): \(found.message)\(related); \(found.help ?? "")"
    }.sorted()
  }

  @Test("Specs with mistakes keep them, or stay as they are", arguments: InvalidTests.specs)
  func keepsMistakes(of spec: InvalidSpec) throws {
    let compiler = try #require(Compiler.shared)
    let source = SourceFile(name: spec.name, bytes: spec.bytes)
    let formatting = Formatting(source)
    guard formatting.bytes == nil else {
      #expect(Self.complaint(about: source, compiler) == nil)
      return
    }
    let all = Set(compiler.compile(source).diagnostics.sorted)
    #expect(formatting.diagnostics.hasErrors)
    #expect(all.isSuperset(of: formatting.diagnostics.sorted))
  }

  @Test("150 random specs, untidy and full of comments, compile to the same outputs")
  func compilesToTheSame() async throws {
    let compiler = try Compiler.withBuiltInCatalog()
    let seeds: ClosedRange<UInt64> = 20_001...20_150
    let outcomes = await withTaskGroup(of: [(UInt64, Int, String?)].self) { group in
      for half in 0...1 as ClosedRange<UInt64> {
        group.addTask {
          seeds.filter { $0 % 2 == half }.map { seed in
            let spec = RandomSpec(seed: seed)
            let text = spec.untidyYAML()
            let source = SourceFile(name: "\(spec.name).yaml", bytes: Array(text.utf8))
            let files = compiler.compile(source).files
            return (
              seed, files.count,
              files.isEmpty ? "it doesn't compile" : Self.complaint(about: source, compiler)
            )
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    for (seed, _, complaint) in outcomes {
      if let complaint { Issue.record("seed \(seed): \(complaint)") }
    }
    print("formatted specs: \(outcomes.count), \(outcomes.reduce(0) { $0 + $1.1 }) files the same")
  }
}
