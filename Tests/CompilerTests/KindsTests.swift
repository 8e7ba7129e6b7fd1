import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// A compile that makes some of the outputs makes them as one that makes all.
@Suite("Some kinds of outputs") struct KindsTests {
  @Test("Each kind alone, pairs and none are parts of the whole, with the same diagnostics")
  func partsOfTheWhole() throws {
    let compiler = try Compiler.withBuiltInCatalog()
    let kinds = OutputFile.Kind.allCases
    var sets: [Set<OutputFile.Kind>] = [[], OutputFile.Kind.all]
    for (index, kind) in kinds.enumerated() {
      sets.append([kind])
      for other in kinds[(index + 1)...] { sets.append([kind, other]) }
    }
    var count = 0
    var seen: Set<OutputFile.Kind> = []
    for source in try Examples.sources() {
      let whole = compiler.compile(source)
      seen.formUnion(whole.files.map(\.kind))
      for set in sets {
        let part = compiler.compile(source, set)
        let place: Comment = "\(source.name): \(set)"
        #expect(part.files == whole.files.filter { set.contains($0.kind) }, place)
        #expect(part.allFiles() == whole.files, place)
        #expect(part.diagnostics.sorted == whole.diagnostics.sorted && part.name == whole.name)
        count += 1
      }
    }
    #expect(seen == OutputFile.Kind.all)
    print("compiles of some kinds: \(count), each part of the whole")
  }
}
