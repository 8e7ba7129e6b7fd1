import Foundation
import TestSupport
import Testing

/// `audit` as a process: exit codes, formats and options.
@Suite("audit") struct AuditCommandTests {
  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    for name in ["fastly-trust.json", "deployer-policy.json", "get-role.json"] {
      try bench.write(name, try Checkout.text(of: "Tests/AuditTests/Documents/\(name)"))
    }
    let trust = try bench.read("fastly-trust.json")
    try bench.write("like.json", trust.replacing("StringEquals", with: "StringLike"))
  }

  @Test("Exits with 0 where nothing is found, 3 with findings, 1 where nothing can be read")
  func exitCodes() throws {
    let fine = try bench.run("audit", "fastly-trust.json", "get-role.json", "deployer-policy.json")
    #expect(fine.status == 0)
    #expect(fine.output == "")
    #expect(fine.errors == "nothing found in 3 files\n")
    #expect(try bench.run("audit", "like.json").status == 3)
    #expect(try bench.run("audit", "like.json", "missing.json").status == 1)
    try bench.write("spec.yaml", "name: acme\n")
    let other = try bench.run("audit", "spec.yaml")
    #expect(other.status == 1)
    #expect(other.errors.contains("spec.yaml:1:1: error[not-a-policy]"))
    try bench.write("cut.json", String(try bench.read("get-role.json").dropLast(40)))
    #expect(try bench.run("audit", "cut.json").status == 1)
  }

  @Test("Shows each finding with its place, the line, a caret and a remedy")
  func showsFindings() throws {
    let run = try bench.run("audit", "like.json")
    #expect(run.output == "")
    #expect(
      run.errors == """
        like.json:11:7: error[external-id-not-enforced]: 'StringLike' doesn't hold the external id \
        to one value: a wildcard in it takes in other customers
          11 |       "StringLike": {
             |       ^^^^^^^^^^^^
          help: write "StringEquals"

        1 error, 0 warnings

        """
    )
  }

  @Test("Reads standard input, and shows findings as JSON, SARIF and for GitHub on stdout")
  func formats() throws {
    let text = try bench.read("like.json")
    for (format, word) in [
      ("json", "\"code\": \"external-id-not-enforced\""),
      ("sarif", "\"ruleId\": \"external-id-not-enforced\""),
      ("github", "::error file=<stdin>,line=11,"),
    ] {
      let run = try bench.run("audit", "-", "--format", format, input: text)
      #expect(run.status == 3)
      #expect(run.output.contains(word), "\(run.output)")
    }
  }

  @Test("Accepts a code for a reason, and that code alone")
  func accepts() throws {
    let reason = "external-id-not-enforced=agreed with the vendor until May"
    let run = try bench.run("audit", "like.json", "--accept", reason)
    #expect(run.status == 0)
    #expect(run.errors == "0 errors, 0 warnings, 1 accepted\n")
    let other = try bench.run("audit", "like.json", "--accept", "key-scope=agreed with the vendor")
    #expect(other.status == 3)
    #expect(other.errors.contains("note[unused-acceptance]"))
  }

  @Test(
    "Refuses options that mean nothing",
    arguments: [
      ["--accept", "key-scop=agreed with the vendor"], ["--accept", "key-scope=short"],
      ["--accept", "key-scope"], ["--accept", "=agreed with the vendor"], ["--account", "12"],
      ["--for", "fastly/s4"], ["--for", "fastly"], ["--as", "owner"], ["--format", "xml"],
    ]
  )
  func refusesOptions(options: [String]) throws {
    let binary = try #require(Workbench.binary)
    let run = try Run(binary, ["audit", "like.json"] + options, in: bench.folder)
    #expect(run.status == 64)
    #expect(run.output == "")
    let nothing = try bench.run("audit")
    #expect(nothing.status == 64)
  }

  @Test("Judges deployer-policy.json as a deployer's, and any other file as it is told")
  func knowsDeployers() throws {
    let text = try bench.read("deployer-policy.json")
    try bench.write("policy.json", text)
    #expect(try bench.run("audit", "policy.json").status == 3)
    #expect(try bench.run("audit", "policy.json", "--as", "deployer").status == 0)
    #expect(try bench.run("audit", "deployer-policy.json", "--as", "vendor").status == 3)
  }

  @Test("Takes what the role is for and the account that it is in")
  func takesWhatIsKnown() throws {
    let other = try bench.run("audit", "fastly-trust.json", "--for", "logzio/s3-fetch")
    #expect(other.status == 3)
    #expect(other.errors.contains("error[vendor-account]"))
    let own = try bench.run("audit", "fastly-trust.json", "--account", "717331877981")
    #expect(own.errors.contains("error[own-account-trusted]"))
    let help = try bench.run("audit", "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("3 findings"))
  }
}
