import Audit
import Catalog
import Compiler
import DeployerPolicy
import Diagnostics
import Model
import TestSupport
import Testing
import Text

/// What the policies are, whatever the spec is.
@Suite("Policies of whoever deploys") struct PolicyTests {
  private let specs: Specs

  init() throws { specs = try Specs() }

  @Test("Those of every example and of 100 random specs are ones that the audit finds nothing in")
  func passTheAudit() throws {
    let audit = Audit(specs.catalog, Audit.Options())
    var count = 0
    var statements = 0
    let random = try (1...100 as ClosedRange<UInt64>).map { try specs.random($0) }
    for plan in try Examples.namesWithoutTargets.map({ try specs.example($0) }) + random {
      for file in DeployerPolicy.render(plan, specs.catalog) {
        count += 1
        statements += file.text.split(separator: "\"Sid\"").count - 1
        let source = SourceFile(name: "Generated/x/\(file.path)", bytes: Array(file.text.utf8))
        let report = audit.report(on: source)
        // A spec may use a stream of another region, and the audit says so.
        let found = report.diagnostics.sorted.filter {
          $0.severity != .note && $0.code != .otherRegion
        }
        #expect(report.isReadable && found.isEmpty, "\(plan.name): \(found.map(\.message))")
      }
    }
    print("policies that the audit finds nothing in: \(count), \(statements) statements")
    #expect(count > 200)
  }

  @Test("A policy that is wider is one that the audit finds something in")
  func seesAWiderPolicy() throws {
    let audit = Audit(specs.catalog, Audit.Options())
    let plan = try specs.example("logzio-metrics")
    let file = try #require(DeployerPolicy.render(plan, specs.catalog).first)
    let passed = "\"iam:PassedToService\": \"firehose.amazonaws.com\""
    for (right, wrong) in [
      ("\"iam:PutRolePolicy\"", "\"iam:*\""), (passed, "\"aws:RequestedRegion\": \"eu-central-1\""),
      ("\"firehose:UpdateDestination\"", "\"s3:GetObject\""),
    ] {
      let text = file.text.replacing(right, with: wrong)
      #expect(text != file.text, "the policy no longer holds \(right)")
      let source = SourceFile(name: "deployer-policy-2.json", bytes: Array(text.utf8))
      #expect(audit.report(on: source).hasFindings, "\(wrong)")
    }
  }

  @Test("The audit knows the files by their names, and no other file")
  func knowsTheNames() throws {
    let audit = Audit(specs.catalog, Audit.Options())
    let text = """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole",
      "Resource": "arn:aws:iam::111122223333:role/any"}]}
      """
    let names = [
      ("deployer-policy.json", true), ("deployer-policy-2.json", true),
      ("deployer-policy-script.json", true), ("deployer-policy-script-12.json", true),
      ("deployer-policy-.json", false), ("deployer-policy-vendor.json", false),
      ("deployer-policy-2-script.json", false), ("deployer-policys.json", false),
      ("my-deployer-policy.json", false), ("deployer-policy.yaml", false),
    ]
    for (name, isDeployers) in names {
      let report = audit.report(on: SourceFile(name: "x/\(name)", bytes: Array(text.utf8)))
      let codes = report.diagnostics.sorted.map(\.code)
      #expect(codes.contains(.passRole) == isDeployers, "\(name)")
      #expect(codes.contains(.dangerousAction) != isDeployers, "\(name)")
    }
  }

  @Test("Sids are names that AWS takes, each once; actions are sorted; all is ASCII")
  func areWellFormed() throws {
    var count = 0
    let examples = try Examples.namesWithoutTargets.map { try specs.example($0) }
    for plan in examples + [try specs.roles(300)] {
      for way in DeployerFacts.Way.allCases {
        let statements = specs.statements(of: plan, by: way)
        let sids = statements.compactMap(\.sid)
        #expect(sids.count == statements.count && Set(sids).count == sids.count)
        #expect(sids.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
        for statement in statements {
          #expect(statement.actions == statement.actions.sorted())
          #expect(statement.resources == Set(statement.resources).sorted())
        }
        count += statements.count
      }
      let texts = DeployerPolicy.render(plan, specs.catalog).map(\.text)
      #expect(texts.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    }
    print("statements with names, sorted: \(count)")
  }

  @Test("'*' stands only where the action takes no resource, and for the spec's region only")
  func scopeEverything() throws {
    var count = 0
    for seed in 1...100 as ClosedRange<UInt64> {
      let plan = try specs.random(seed)
      for way in DeployerFacts.Way.allCases {
        for statement in specs.statements(of: plan, by: way) where statement.resources == ["*"] {
          count += 1
          let region = Condition("StringEquals", "aws:RequestedRegion", [plan.region.text])
          #expect(statement.conditions == [region])
          for action in statement.actions {
            let kinds = specs.catalog.actions.resourceKinds(of: action)
            let isAsked = specs.catalog.auditFacts.askedOfNothing.contains(action.text)
            #expect(kinds?.isEmpty == true || isAsked, "\(action.text)")
          }
        }
      }
    }
    print("statements on everything: \(count), all of the region alone")
    #expect(count > 100)
  }
}
