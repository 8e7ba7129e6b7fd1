import Catalog
import Compiler
import Diagnostics
import Explanation
import Model
import TestSupport
import Testing

/// Lines of managed policies, and their names.
@Suite("Explanations of managed policies") struct ManagedPolicyTests {
  private let facts: Facts
  private let spec: Spec

  init() throws {
    var reports: [Diagnostics] = []
    let limits = ["role-inline-policies-size": 600, "managed-policy-size": 600]
    let files = try Checkout.templates(withQuotas: limits)
    let catalog = try #require(Catalog(TemplateFiles(files), &reports))
    let compiler = Compiler(catalog)
    facts = Facts(catalog: catalog, compiler: compiler, explainer: Explainer(catalog, compiler))
    let integrations = (10..<22).map {
      "  logs-\($0): {type: logzio/s3-fetch, role: logzio-acme, buckets: [acme-logs-\($0)]}\n"
    }
    spec = try facts.spec(
      """
      name: acme
      account: "111122223333"
      region: us-east-1
      vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}
      integrations:
      \(integrations.joined())
      """
    )
  }

  @Test("A bucket's line leads to the integration that asks for it, and to no other")
  func leadsToTheIntegration() throws {
    var count = 0
    for kind in [OutputFile.Kind.template, .script] {
      let answers = facts.explainer.answers(aboutFilesOf: kind, in: spec)
      for answer in answers.values.joined() {
        let line = answer.about.first ?? ""
        guard let match = line.firstMatch(of: /acme-logs-([0-9]+)\/\*/) else { continue }
        let found = Set(answer.origins.flatMap(\.integrations).map(\.text))
        #expect(found.contains("logs-\(match.1)"), "\(line): \(found)")
        #expect(answer.origins.contains { !$0.reason.isEmpty && $0.source != nil })
        count += 1
      }
    }
    #expect(count >= 24)
    print("lines with a bucket of a managed policy that lead to its integration: \(count)")
  }

  @Test("Each permission's policy is named, and each policy says what it gives")
  func namesThePolicy() throws {
    let policies = spec.plan.resources.filter { $0.id.noun == "managed policy" }
    #expect(policies.count > 1)
    var given = 0
    for policy in policies {
      let answers = facts.explainer.answers(to: policy.id.name, on: nil, in: [spec])
      let origins = answers.flatMap(\.origins)
      #expect(origins.contains { $0.title == "managed policy '\(policy.id.name)'" })
      given +=
        origins.filter { origin in
          origin.facts.contains { $0.name == "policy" && $0.value == policy.id.name }
        }.count
    }
    #expect(given == 24, "each of 12 buckets is listed and read")
  }
}
