import Catalog
import Compiler
import DeployerPolicy
import Diagnostics
import Model
import TestSupport
import Testing
import Text

/// What the tests compile, and with what.
struct Specs {
  let catalog: Catalog
  let compiler: Compiler

  init() throws {
    var reports: [Diagnostics] = []
    catalog = try #require(Catalog(.embedded, &reports), "the catalogue can't be read")
    compiler = Compiler(catalog)
  }

  /// The plan of an example.
  func example(_ name: String) throws -> Plan {
    let path = "Templates/Examples/\(name).yaml"
    return try plan(SourceFile(name: path, bytes: try Checkout.bytes(of: path)))
  }

  /// The plan of a random spec.
  func random(_ seed: UInt64) throws -> Plan {
    let spec = RandomSpec(seed: seed)
    return try plan(SourceFile(name: "\(spec.name).yaml", bytes: Array(spec.yaml().utf8)))
  }

  /// The plan of a spec.
  func plan(_ source: SourceFile) throws -> Plan {
    var diagnostics = Diagnostics(for: source)
    let plan = compiler.plan(source, &diagnostics)
    return try #require(diagnostics.hasErrors ? nil : plan)
  }

  /// A spec with a role that reads so many buckets.
  func buckets(_ count: Int, boundary: String? = nil) throws -> Plan {
    let names = (0..<count).map { "acme-logs-of-a-service-\($0)" }.joined(separator: ", ")
    let bounded = boundary.map { ", permissionsBoundary: '\($0)'" } ?? ""
    let text = """
      name: many
      account: "111122223333"
      region: us-east-1
      vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}
      integrations: {logs: {type: logzio/s3-fetch, buckets: [\(names)]\(bounded)}}
      """
    return try plan(SourceFile(name: "many.yaml", bytes: Array(text.utf8)))
  }

  /// A spec with so many roles for one partner.
  func roles(_ count: Int, more: String = "") throws -> Plan {
    var text = """
      name: many
      account: "111122223333"
      region: us-east-1
      vendors:
        partner: {accountId: "999988887777", externalId: prt-0a1b2c3d4e}
      integrations:

      """
    for index in 0..<count {
      text += """
          role-number-\(index):
            type: custom/role
            via: partner
            allow:
              - {actions: [s3:GetObject], resources: ["arn:aws:s3:::b\(index)-many/*"], reason: r}
        \(more)
        """
    }
    return try plan(SourceFile(name: "many.yaml", bytes: Array(text.utf8)))
  }

  /// The statements of a way, through all of its policies.
  func statements(of plan: Plan, by way: DeployerFacts.Way) -> [Statement] {
    DeployerPolicy.policies(of: plan, by: way, catalog).flatMap(\.statements)
  }
}

/// One thing that a policy allows.
struct Permission: Hashable {
  let action: String
  let resource: String
  let conditions: [Condition]

  /// All that statements allow.
  static func all(of statements: [Statement]) -> [Permission] {
    statements.flatMap { statement in
      statement.actions.flatMap { action in
        statement.resources.map {
          Permission(action: action.text, resource: $0, conditions: statement.conditions)
        }
      }
    }
  }
}
