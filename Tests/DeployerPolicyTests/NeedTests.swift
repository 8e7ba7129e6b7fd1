import Catalog
import Compiler
import DeployerPolicy
import Model
import TestSupport
import Testing

/// What stands in a policy because of what a spec says.
@Suite("What whoever deploys needs") struct NeedTests {
  private let specs: Specs

  init() throws { specs = try Specs() }

  private func actions(_ plan: Plan, _ way: DeployerFacts.Way) -> Set<String> {
    Set(DeployerPolicy.actions(of: plan, by: way, specs.catalog).map(\.text))
  }

  @Test("No key, no right on keys; with one, a look at that key and no other")
  func keys() throws {
    for way in DeployerFacts.Way.allCases {
      #expect(
        actions(try specs.example("logzio-metrics"), way).allSatisfy { !$0.hasPrefix("kms:") }
      )
      let acme = Permission.all(of: specs.statements(of: try specs.example("acme"), by: way))
      let onKeys = acme.filter { $0.action.hasPrefix("kms:") }
      #expect(onKeys.map(\.action) == ["kms:DescribeKey"])
      #expect(
        onKeys.allSatisfy { $0.resource.hasSuffix(":key/5678abcd-12ab-34cd-56ef-1234567890ab") }
      )
    }
  }

  @Test("A role is handed to the one service that it trusts, and no vendor's role to any")
  func passedRoles() throws {
    let plan = try specs.example("acme")
    for way in DeployerFacts.Way.allCases {
      let passed = specs.statements(of: plan, by: way).filter {
        $0.actions.contains { $0.text == "iam:PassRole" }
      }
      #expect(
        passed.map(\.resources) == [
          ["arn:aws:iam::111122223333:role/logzio-acme-metrics-firehose"],
          ["arn:aws:iam::111122223333:role/logzio-acme-metrics-stream"],
        ]
      )
      #expect(
        passed.map(\.conditions) == [
          [Condition("StringEquals", "iam:PassedToService", ["firehose.amazonaws.com"])],
          [
            Condition(
              "StringEquals",
              "iam:PassedToService",
              ["streams.metrics.cloudwatch.amazonaws.com"]
            )
          ],
        ]
      )
      #expect(!actions(try specs.example("custom-role"), way).contains("iam:PassRole"))
    }
  }

  @Test("With a boundary, rights are granted within it alone, and it is never taken away")
  func boundaries() throws {
    let arn = "arn:aws:iam::111122223333:policy/Limits"
    let bounded = try specs.roles(2, more: "    permissionsBoundary: \(arn)\n")
    let condition = Condition("StringEquals", "iam:PermissionsBoundary", [arn])
    for way in DeployerFacts.Way.allCases {
      let all = Permission.all(of: specs.statements(of: bounded, by: way))
      for name in ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"] {
        let found = all.filter { $0.action == name }
        #expect(found.count == 2 && found.allSatisfy { $0.conditions == [condition] }, "\(name)")
      }
      #expect(!all.map(\.action).contains("iam:DeleteRolePermissionsBoundary"))
      let free = Permission.all(of: specs.statements(of: try specs.roles(2), by: way))
      #expect(free.contains { $0.action == "iam:DeleteRolePermissionsBoundary" })
      #expect(!free.map(\.action).contains("iam:PutRolePermissionsBoundary"))
    }
    let script = Permission.all(of: specs.statements(of: bounded, by: .script))
    #expect(script.filter { $0.action == "iam:GetPolicy" }.map(\.resource) == [arn])
  }

  @Test("The script may destroy no data; the template only what a first deployment leaves")
  func data() throws {
    let destroys: Set<String> = [
      "kinesis:DeleteStream", "logs:DeleteLogGroup", "logs:DeleteLogStream", "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
    ]
    let plan = try specs.example("acme")
    #expect(actions(plan, .script).isDisjoint(with: destroys))
    #expect(actions(plan, .script).allSatisfy { !$0.hasPrefix("s3:DeleteObject") })
    for statement in specs.statements(of: plan, by: .template) {
      let undoes = !destroys.isDisjoint(with: statement.actions.map(\.text))
      #expect(undoes == (statement.sid?.hasPrefix("UndoNew") ?? false))
    }
  }

  @Test("Whoever may make something by a template may remove it, when a deployment goes back")
  func makersMayRemove() throws {
    var count = 0
    let random = try (1...40 as ClosedRange<UInt64>).map { try specs.random($0) }
    for plan in try Examples.names.map({ try specs.example($0) }) + random {
      let all = Permission.all(of: specs.statements(of: plan, by: .template))
      let removed = Set(all.map { "\($0.action) \($0.resource)" })
      for permission in all {
        guard permission.action.contains(":Create") else { continue }
        let action = permission.action.replacing(":Create", with: ":Delete")
        count += 1
        #expect(removed.contains("\(action) \(permission.resource)"), "\(plan.name): \(action)")
      }
    }
    print("rights to make something, each with the right to remove it: \(count)")
    #expect(count > 400)
  }

  @Test("No call both needs something and needs nothing; each of the latter says why")
  func unneededCalls() {
    let calls = specs.catalog.deployer.needs(of: .script).flatMap(\.calls)
    let unneeded = specs.catalog.deployer.unneeded
    #expect(Set(calls).isDisjoint(with: unneeded.keys))
    #expect(unneeded.count == 5 && unneeded.values.allSatisfy { $0.count > 20 })
  }

  @Test("Who divides a role's permissions handles the policies of that role, and no other")
  func managedPolicies() throws {
    let plan = try specs.buckets(150)
    let own = "arn:aws:iam::111122223333:policy/accredit/many/role/logzio-many-logs/*"
    for way in DeployerFacts.Way.allCases {
      let statements = specs.statements(of: plan, by: way)
      let attaching = statements.filter { $0.actions.contains { $0.text.contains("Attach") } }
        .filter { $0.sid == "AttachPolicies" }
      #expect(attaching.count == 1)
      #expect(attaching.first?.conditions == [Condition("ArnLike", "iam:PolicyARN", [own])])
      let making = statements.filter { $0.sid == "ManagePolicies" }
      #expect(making.map(\.resources) == [[own]])
      let small = actions(try specs.buckets(3), way)
      #expect(small.isDisjoint(with: (attaching + making).flatMap(\.actions).map(\.text)))
    }
  }

  @Test("Within a boundary, policies are attached to whoever has it alone, and detached anyway")
  func boundedAttachments() throws {
    let arn = "arn:aws:iam::111122223333:policy/Limits"
    let plan = try specs.buckets(150, boundary: arn)
    let own = "arn:aws:iam::111122223333:policy/accredit/many/role/logzio-many-logs/*"
    let policies = Condition("ArnLike", "iam:PolicyARN", [own])
    let boundary = Condition("StringEquals", "iam:PermissionsBoundary", [arn])
    for way in DeployerFacts.Way.allCases {
      let all = Permission.all(of: specs.statements(of: plan, by: way))
      let attaching = all.filter { $0.action.hasPrefix("iam:Attach") }
      #expect(attaching.map(\.conditions) == [[policies, boundary]])
      let detaching = all.filter { $0.action.hasPrefix("iam:Detach") }
      #expect(detaching.map(\.conditions) == [[policies]])
    }
  }

  @Test("Every type of a template has its needs, and no template has what makes more necessary")
  func types() throws {
    let facts = specs.catalog.deployer
    var types: Set<String> = []
    var lines = 0
    let random = try (1...60 as ClosedRange<UInt64>).map { try specs.random($0) }
    let divided = try specs.buckets(150)
    for plan in try Examples.names.map({ try specs.example($0) }) + random + [divided] {
      let text = specs.compiler.files(of: plan, .template).map(\.text).joined()
      var type = ""
      for line in text.split(separator: "\n") {
        lines += 1
        let entry = line.drop { $0 == " " }
        if entry.hasPrefix("Type: AWS::") {
          type = String(entry.dropFirst("Type: ".count))
          types.insert(type)
        }
        let key = entry.prefix { $0 != ":" }
        let found = facts.unused.first { $0.type == type && $0.property == key }
        // Only the properties themselves, which stand at one indent.
        let isProperty = line.count - entry.count == 6
        #expect(found == nil || !isProperty, "\(plan.name): \(type) has \(key)")
      }
    }
    #expect(types.subtracting(facts.types) == [])
    #expect(Set(facts.types).subtracting(types) == [])
    let needed = Dictionary(grouping: facts.needs(of: .template), by: \.subject)
    for unused in facts.unused {
      #expect(!unused.actions.isEmpty && unused.actions == unused.actions.sorted())
    }
    print("types of templates with needs: \(types.count), \(needed.count) subjects, \(lines) lines")
  }
}
