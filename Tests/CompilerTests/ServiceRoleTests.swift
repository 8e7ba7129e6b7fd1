import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// Roles that services of AWS act with: only for the account that the spec is for.
@Suite("Roles of services") struct ServiceRoleTests {
  @Test("Each trusts its service for the spec's own account alone", arguments: Examples.names)
  func trustOneAccount(name: String) throws {
    let source = SourceFile(name: name, bytes: Array(try Examples.text(of: name).utf8))
    let plan = try #require(try Compiler.withBuiltInCatalog().finishedPlan(of: source))
    for resource in plan.resources {
      guard case .role(let role) = resource.kind, role.trust.bearer == .service else { continue }
      for statement in role.trust.document.statements {
        let accounts = statement.conditions.filter { $0.key == "aws:SourceAccount" }
        #expect(accounts.allSatisfy { $0.values == [plan.account.text] }, "\(role.name)")
      }
    }
  }
}
