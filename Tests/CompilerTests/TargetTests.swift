import Compiler
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// Specs that go to many accounts and regions.
@Suite("Specs with targets") struct TargetTests {
  private let compiler: Compiler

  init() throws { compiler = try #require(Compiler.shared) }

  /// What comes of a spec for so many accounts, each with a bucket of its own name.
  private func compilation(ofBuckets names: [String]) -> Compilation {
    let rows = names.indices.map { index in
      "    \"\(200_000_000_000 + index)\": {logs: \(names[index])}"
    }
    let text = """
      name: many
      account: "111122223333"
      region: us-east-1
      targets:
        permissionModel: self-managed
        accounts:
      \(rows.joined(separator: "\n"))
      vendors:
        logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}
      integrations:
        logs:
          type: logzio/s3-fetch
          buckets: [{name: {perTarget: logs}, region: us-east-1}]
      """
    return compiler.compile(SourceFile(name: "many.yaml", bytes: Array(text.utf8)))
  }

  private func found(accounts count: Int) -> Diagnostics {
    let names = (0..<count).map { "logs-\($0 * 7_919 % 9_973)-\($0)" }
    return compilation(ofBuckets: names).diagnostics
  }

  @Test("Each account's requests name its own bucket, with dots or without")
  func namesBucketsWithDots() {
    for names in [["acme-logs", "acme.logs"], ["acme.logs", "acme-logs"]] {
      let compiled = compilation(ofBuckets: names)
      #expect(compiled.diagnostics.sorted.allSatisfy { $0.severity != .error })
      let requests = compiled.files.filter { $0.path.hasSuffix(".tf") }
      #expect(requests.count == 2)
      for (index, label) in names.map({ $0.replacing(".", with: "__") }).enumerated() {
        let own = requests.filter { $0.path.contains("\(200_000_000_000 + index)") }
        #expect(own.count == 1)
        #expect(own.allSatisfy { $0.text.contains("\"logs_\(label)\"") }, "\(names)")
      }
    }
  }

  @Test("A mapping of 200 accounts is one that CloudFormation takes, and of 201 is an error")
  func boundsMappings() {
    #expect(found(accounts: 200).sorted.filter { $0.severity == .error } == [])
    let errors = found(accounts: 201).sorted.filter { $0.severity == .error }
    #expect(errors.map(\.code) == [.templateTooLarge])
    #expect(errors.first?.message.contains("201 accounts") == true)
  }

  @Test("What must exist already is told once, in the region that it is in")
  func namesFixedRegions() throws {
    let compiled = try compiler.compile(Examples.sources(of: ["many-accounts"])[0])
    let report = try #require(compiled.files.first { $0.kind == .access }).text
    let lines = report.components(separatedBy: "\n")
    let rows = lines.filter { $0.hasPrefix("| bucket | `<elb-logs>`") }
    #expect(rows == ["| bucket | `<elb-logs>` | `us-east-1` |"])
  }

  @Test("What is wrong with a value is told at the value, with the place of its use")
  func tellsOfValues() throws {
    let spec = try Checkout.text(of: "Tests/CompilerTests/Invalid/targets-value-bad-bucket.yaml")
    let file = SourceFile(name: "spec.yaml", bytes: Array(spec.utf8))
    let error = try #require(compiler.compile(file).diagnostics.sorted.first)
    let lines = spec.components(separatedBy: "\n")
    let place = try #require(error.range)
    #expect(lines[place.start.line - 1].dropFirst(place.start.column - 1).hasPrefix("Acme-Logs"))
    let use = try #require(error.related.first)
    #expect(lines[use.range.start.line - 1].contains("perTarget"))
  }

  /// The files of a spec with this under `targets`, and this behind it, by their paths.
  private func files(_ targets: String, _ rest: String) throws -> [String: String] {
    let text = """
      name: estate
      account: "111122223333"
      region: us-east-1
      \(rest)
      vendors:
        logzio: {externalId: "logzio:aws:extid:4fq8v1kx0nktixxe8q", site: us}
        fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}
      targets: {\(targets)}
      """
    let compiled = compiler.compile(SourceFile(name: "estate.yaml", bytes: Array(text.utf8)))
    try #require(compiled.diagnostics.errorText == "")
    return Dictionary(uniqueKeysWithValues: compiled.files.map { ($0.path, $0.text) })
  }

  @Test("A word of the spec stays, though it be some account's own value of another name")
  func keepsWordsThatAreValuesElsewhere() throws {
    let accounts = [
      #""222233334444": {desc: elb, own: platform}"#,
      #""333344445555": {desc: Test role, own: billing}"#,
    ]
    for order in [accounts, accounts.reversed()] {
      let files = try files(
        "permissionModel: self-managed, accounts: {\(order.joined(separator: ", "))}",
        """
        tags: {team: platform}
        integrations:
          logs:
            type: logzio/s3-fetch
            description: {perTarget: desc}
            tags: {owner: {perTarget: own}}
            buckets: [{name: acme-logs, logType: elb, region: us-east-1}]
        """
      )
      let requests = files.filter { $0.key.hasPrefix("vendor/") && $0.key.hasSuffix(".json") }
      #expect(requests.count == 2)
      #expect(requests.values.allSatisfy { $0.contains("\"logsType\": \"elb\"") })
      let template = try #require(files["template.yaml"])
      #expect(template.contains("Key: team\n          Value: platform"))
      #expect(template.contains("Key: accredit:spec\n          Value: estate"))
    }
  }

  @Test("The account that stands in for those of a unit is in no file")
  func hidesTheStandIn() throws {
    let files = try files(
      """
      permissionModel: service-managed, organizationalUnits: [ou-ab12-cd34ef56],
      automaticDeployment: true, regions: [us-east-1, eu-west-1]
      """,
      """
      integrations:
        edge: {type: fastly/kinesis, stream: {name: acme-edge, create: true}}
      """
    )
    #expect(files.filter { $0.value.contains("000000000000") }.keys.sorted() == [])
    let list = try #require(files["CHECKLIST.md"])
    #expect(list.contains("arn:aws:iam::<account>:role/fastly-estate-edge"))
  }

  @Test("Every file of a request that the checklist names is there, in each account and region")
  func namesFilesThatExist() throws {
    let compiled = try compiler.compile(Examples.sources(of: ["many-accounts"])[0])
    let paths = Set(compiled.files.map(\.path))
    let list = try #require(compiled.files.first { $0.kind == .checklist }).text
    let named = Set(list.matches(of: /vendor\/[^'` ]+/).map { String($0.output) })
    let targets = [
      ["<account>": "222233334444", "<elb-logs>": "acme-prod-elb-logs"],
      ["<account>": "333344445555", "<elb-logs>": "acme-staging-elb-logs"],
    ]
    for name in named {
      for values in targets {
        for region in ["us-east-1", "eu-west-1"] {
          var path = name.replacingOccurrences(of: "<region>", with: region)
          for (hole, value) in values { path = path.replacingOccurrences(of: hole, with: value) }
          #expect(paths.contains(path), "\(name)")
        }
      }
    }
    #expect(named.count == 5)
  }

  @Test("The stack sets' own tags hold no holes, and the set that a spec hasn't is in its reach")
  func deploysWithoutHoles() throws {
    let files = try files(
      #"permissionModel: self-managed, accounts: {"222233334444": {env: prod}, "#
        + #""333344445555": {env: test}}"#,
      """
      tags: {env: {perTarget: env}, team: platform}
      integrations:
        logs: {type: logzio/s3-fetch, buckets: [{name: acme-logs, region: us-east-1}]}
      """
    )
    #expect(files["template-Regional.yaml"] == nil)
    for path in ["stacksets.yaml", "stacksets.sh", "teardown.sh"] {
      let text = try #require(files[path])
      #expect(!text.contains("<env>") && text.contains("platform"), "\(path)")
    }
    #expect(files["template.yaml"]?.contains("EnvValue") == true)
    for path in ["deployer-policy.json", "deployer-policy-script.json"] {
      #expect(files[path]?.contains(":stackset/estate-Regional:*") == true, "\(path)")
    }
    #expect(files["teardown.sh"]?.contains("remove stack_set 'estate-Regional'") == true)
  }
}
