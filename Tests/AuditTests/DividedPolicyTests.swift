import Audit
import Catalog
import Compiler
import Diagnostics
import Model
import TestSupport
import Testing

/// Roles and users whose permissions stand in managed policies: judged as if they were their own.
@Suite("Audit of divided policies") struct DividedPolicyTests {
  private static let limits = [
    "role-inline-policies-size": 600, "user-inline-policies-size": 600, "managed-policy-size": 600,
  ]
  private static let spec = """
    name: acme
    account: "111122223333"
    region: us-east-1
    vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}
    integrations:
      logs: {type: logzio/s3-fetch, buckets: [\(names)]}
      keys: {type: logzio/s3-fetch, auth: access-keys, buckets: [\(names)]}
    """
  private static let names = (10..<30).map { "acme-logs-\($0)" }.joined(separator: ", ")

  private func template(divided: Bool) throws -> String {
    var reports: [Diagnostics] = []
    let files = try Checkout.templates(withQuotas: divided ? Self.limits : [:])
    let catalog = try #require(Catalog(TemplateFiles(files), &reports))
    let file = SourceFile(name: "acme.yaml", bytes: Array(Self.spec.utf8))
    let output = Compiler(catalog).compile(file).files.first { $0.kind == .template }
    let text = try #require(output).text
    #expect(text.contains("ManagedPolicyArns") == divided)
    return text
  }

  private func findings(in template: String) throws -> Set<String> {
    let file = SourceFile(name: "template.yaml", bytes: Array(template.utf8))
    let report = try Audit.with().report(on: file)
    #expect(report.isReadable)
    let found = report.diagnostics.sorted.filter { $0.severity != .note }
    return Set(found.map { "\($0.code.rawValue): \($0.message)" })
  }

  /// A template with another action in the place of one, or beside it.
  private func planting(_ action: String, keeping: Bool, in template: String) throws -> String {
    let own = "- s3:GetObject\n"
    try #require(template.contains(own))
    guard keeping else { return template.replacing(own, with: "- \(action)\n") }
    // Beside the action, at its own indent.
    return template.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { line in
        line.hasSuffix("- s3:GetObject")
          ? [String(line), line.prefix { $0 == " " } + "- \(action)"] : [String(line)]
      }
      .joined(separator: "\n")
  }

  @Test(
    "A planted over-grant is found in the divided form as in the inline one",
    arguments: [
      "s3:GetObjectAcl", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectVersion", "s3:*",
    ],
    [true, false]
  )
  func findsOverGrants(action: String, keeping: Bool) throws {
    let inline = try template(divided: false)
    let divided = try template(divided: true)
    #expect(try findings(in: inline).isEmpty)
    #expect(try findings(in: divided).isEmpty)
    let expected = try findings(in: planting(action, keeping: keeping, in: inline))
    #expect(!expected.isEmpty)
    #expect(try findings(in: planting(action, keeping: keeping, in: divided)) == expected)
    print("over-grant \(action): \(expected.count) findings in both forms")
  }

  @Test(
    "However a role names its policies, they are its own",
    arguments: [
      "!GetAtt ID.PolicyArn", "'arn:aws:iam::111122223333:policyPATHNAME'",
      "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policyPATHNAME'",
      "!If [Always, !Ref ID, !Ref AWS::NoValue]",
    ]
  )
  func followsEveryName(form: String) throws {
    let divided = try template(divided: true)
    let wide = try planting("s3:PutObject", keeping: true, in: divided)
    let expected = try findings(in: wide)
    var text = wide
    var count = 0
    for part in wide.matches(of: /- !Ref (\w+ManagedPolicy)\n/) {
      let id = String(part.1)
      let declared = try #require(wide.firstRange(of: "  \(id):\n"))
      let lines = wide[declared.upperBound...].split(separator: "\n").prefix(4)
      let named = try #require(lines.first { $0.contains("ManagedPolicyName: ") })
      let placed = try #require(lines.first { $0.contains("Path: ") })
      let written = form.replacing("ID", with: id)
        .replacing("PATH", with: placed.split(separator: " ")[1])
        .replacing("NAME", with: named.split(separator: " ")[1])
      text = text.replacing("- !Ref \(id)\n", with: "- \(written)\n")
      count += 1
    }
    #expect(count >= 4 && !text.contains(/- !Ref \w+ManagedPolicy\n/))
    #expect(!expected.isEmpty)
    #expect(try findings(in: text) == expected)
  }
}
