import Catalog
import Diagnostics
import Foundation
import Model
import ShellScript
import TestSupport
import Testing

/// The scripts of a spec with targets.
@Suite("Stack sets by script") struct StackSetTests {
  private let catalog: Catalog

  init() throws {
    var reports: [Diagnostics] = []
    catalog = try #require(Catalog(.embedded, &reports))
  }

  private static let regional = StackSet(
    name: "acme-Regional",
    templateFile: "template-Regional.yaml",
    templateDigest: String(repeating: "b", count: 64),
    templateByteCount: 51_201,
    reach: .regions,
    tokens: []
  )

  /// The stack sets of the spec, regional ones first: the order is the script's own.
  private static func sets() throws -> [StackSet] {
    let token = StackSet.Token(parameter: "TokenMetrics", integration: try Slug("metrics"))
    let accountWide = StackSet(
      name: "acme",
      templateFile: "template.yaml",
      templateDigest: String(repeating: "a", count: 64),
      templateByteCount: 51_200,
      reach: .accounts,
      tokens: [token]
    )
    return [regional, accountWide]
  }

  private static func plan(
    _ model: Targets.PermissionModel,
    _ caller: Targets.Caller = .management,
    automatic: Bool = false
  ) throws -> Plan {
    let account = try AccountID("111122223333")
    let region = try Region("us-east-1")
    var plan = Plan(
      name: try Slug("acme"),
      fileName: "acme.yaml",
      account: account,
      partition: try Partition("aws-us-gov"),
      region: region,
      tags: [Tag(try TagText("accredit:spec"), try TagText("acme"))]
    )
    plan.targets = Targets(
      administrator: try AccountID("444455556666"),
      permissionModel: model,
      caller: caller,
      homeRegion: try Region("us-gov-west-1"),
      organizationalUnits: model == .serviceManaged ? [try OrganizationalUnit("r-ab12")] : [],
      accounts: automatic ? [] : [account],
      regions: [try Region("us-gov-east-1"), try Region("us-gov-west-1")],
      deploysAutomatically: automatic,
      concurrencyPercent: 40,
      failureTolerancePercent: 5,
      values: TargetValues()
    )
    return plan
  }

  private func scripts(of plan: Plan) throws -> [OutputFile] {
    ShellScript.render(plan, deploying: try Self.sets(), fingerprint: "sha256:0", catalog)
  }

  /// A document of a script as JSON.
  private func document(_ name: String, of file: OutputFile) throws -> [String: Any] {
    let text = try #require(file.text.components(separatedBy: "    '\(name)')\n").last)
    let lines = text.split(separator: "\n").dropFirst()
    let body = lines.prefix { !$0.hasPrefix("EOF_") }.joined(separator: "\n")
    return try #require(JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
  }

  private func lines(_ prefix: String, of file: OutputFile) -> [String] {
    file.text.split(separator: "\n").filter { $0.hasPrefix("  \(prefix) ") }.map { line in
      line.dropFirst(2).split(separator: " ").map { $0.filter { $0 != "'" } }
        .joined(separator: " ")
    }
  }

  @Test("A plan without targets has none; one with targets has two, which anybody may run")
  func files() throws {
    var plan = try Self.plan(.selfManaged)
    let files = try scripts(of: plan)
    #expect(files.map(\.path) == ["stacksets.sh", "teardown.sh"])
    #expect(files.allSatisfy { $0.kind == .script && $0.isExecutable })
    plan.targets = nil
    #expect(try scripts(of: plan).isEmpty)
  }

  @Test("The constants are the administrator's, not those of a target")
  func constants() throws {
    for file in try scripts(of: Self.plan(.selfManaged)) {
      #expect(file.text.contains("\nreadonly ACCREDIT_ACCOUNT='444455556666'\n"))
      #expect(file.text.contains("\nreadonly ACCREDIT_REGION='us-gov-west-1'\n"))
    }
  }

  @Test("What leaves goes first, from regional parts; what comes goes to account-wide ones first")
  func order() throws {
    let files = try scripts(of: Self.plan(.selfManaged))
    let digests = ["a", "b"].map { String(repeating: $0, count: 64) }
    #expect(
      lines("ensure", of: files[0]) == [
        "ensure stack_set_bounds acme-Regional us-gov-east-1 us-gov-west-1",
        "ensure stack_set_bounds acme us-gov-west-1",
        "ensure stack_set acme template.yaml \(digests[0]) us-gov-west-1",
        "ensure stack_set acme-Regional template-Regional.yaml \(digests[1]) "
          + "us-gov-east-1 us-gov-west-1",
      ]
    )
    #expect(
      lines("remove", of: files[1]) == ["remove stack_set acme-Regional", "remove stack_set acme"]
    )
  }

  @Test("Roles of the customer's are named and required; those of Organizations are neither")
  func permissionModels() throws {
    let own = try scripts(of: Self.plan(.selfManaged))[0]
    let settings = try document("stack_set/acme/settings", of: own)
    #expect(
      settings["AdministrationRoleARN"] as? String
        == "arn:aws-us-gov:iam::444455556666:role/accredit-acme-administration"
    )
    #expect(settings["ExecutionRoleName"] as? String == "accredit-acme-execution")
    #expect(settings["AutoDeployment"] == nil && settings["CallAs"] as? String == "SELF")
    #expect(
      lines("require", of: own)
        == ["require stack_set_administration accredit-acme-administration"]
    )
    let organization = try scripts(of: Self.plan(.serviceManaged, .delegated, automatic: true))[0]
    let other = try document("stack_set/acme/settings", of: organization)
    #expect(other["AdministrationRoleARN"] == nil && other["ExecutionRoleName"] == nil)
    #expect(other["CallAs"] as? String == "DELEGATED_ADMIN")
    #expect(
      other["AutoDeployment"] as? [String: Bool]
        == ["Enabled": true, "RetainStacksOnAccountRemoval": false]
    )
    #expect(lines("require", of: organization).isEmpty)
    let places = try document("stack_set/acme/targets", of: organization)
    #expect(places["OrganizationalUnitIds"] as? [String] == ["r-ab12"])
    #expect((places["Accounts"] as? [String])?.isEmpty == true)
  }

  @Test("A token is a place that names a file; only a template past the quota needs a bucket")
  func tokensAndTemplates() throws {
    let file = try scripts(of: Self.plan(.selfManaged))[0]
    #expect(
      try document("stack_set/acme/tokens", of: file) as? [String: String]
        == ["TokenMetrics": "@ACCREDIT_TOKEN_FILE_METRICS@"]
    )
    #expect(try document("stack_set/acme/settings", of: file)["TemplateHost"] == nil)
    #expect(
      try document("stack_set/acme-Regional/settings", of: file)["TemplateHost"] as? String
        == "s3.us-gov-west-1.amazonaws.com"
    )
    #expect(file.text.contains("# ACCREDIT_TOKEN_FILE_METRICS: the file with the token"))
  }
}
