import Catalog
import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// Plans of single integrations.
@Suite("Plans of each integration") struct PlansOfEachTests {
  @Test(
    "Made of a spec that is read once, they are those of specs that are read each time",
    arguments: Examples.names
  )
  func areThoseOfOneByOne(_ example: String) throws {
    var reports: [Diagnostics] = []
    let compiler = Compiler(try #require(Catalog(.embedded, &reports)))
    let text = try Examples.text(of: example)
    let source = SourceFile(name: example + ".yaml", bytes: Array(text.utf8))
    var diagnostics = Diagnostics(for: source)
    let all = try #require(compiler.plan(source, &diagnostics))
    let integrations = Set(all.resources.flatMap(\.integrations)).sorted()
    let plans = compiler.plans(source, ofEach: integrations)
    #expect(plans.map(\.integration) == integrations && !integrations.isEmpty)
    for (integration, plan) in plans {
      #expect(plan == compiler.plan(source, of: [integration], &diagnostics))
      #expect(plan.resources.allSatisfy { $0.integrations == [integration] })
    }
    print("\(example): \(integrations.count) integrations")
  }
}
