import Adoption
import Diagnostics
import Model
import Testing

/// Documents that somebody made to do harm, or that are no roles.
@Suite("Hostile documents") struct HostileTests {
  private static let trust = #"{"Version": "2012-10-17", "Statement": [\#(OddRole.logzio)]}"#

  private static func role(_ name: String, _ statements: String) -> String {
    #"""
    {"RoleName": "\#(name)", "AssumeRolePolicyDocument": \#(trust),
     "PolicyDocument": {"Version": "2012-10-17", "Statement": [\#(statements)]}}
    """#
  }

  @Test(
    "Is refused, and nothing is written",
    arguments: [
      "", " ", "{", "[]", "{}", "null", "role", "{\"Role\": {}}",
      String(repeating: "[", count: 100_000),
      String(repeating: "{\"a\":", count: 5_000) + "1" + String(repeating: "}", count: 5_000),
      "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\"}]}",
      "{\"Statement\": [{\"Effect\": \"Permit\", \"Action\": \"s3:*\", \"Resource\": \"*\"}]}",
      "{\"Statement\": [{\"Effect\": \"Allow\", \"Acton\": \"s3:*\", \"Resource\": \"*\"}]}",
      "{\"Statement\": \u{201C}Allow\u{201D}}", "a: &x [*x]", "a: *y",
      "{\"RoleName\": \"logzio\", \"AssumeRolePolicyDocument\": \(trust)}",
    ]
  )
  func isRefused(text: String) throws {
    let result = try Samples.adoption().adopt([Samples.file("role.json", text)])
    #expect(!result.isReadable)
    #expect(result.text == nil)
    #expect(result.reports[0].hasErrors)
  }

  @Test("A file that is too large is refused at once")
  func tooLarge() throws {
    let file = SourceFile(name: "role.json", bytes: [UInt8](repeating: 0x20, count: (16 << 20) + 1))
    let result = try Samples.adoption().adopt([file])
    #expect(result.reports[0].sorted.map(\.code) == [.fileTooLarge])
  }

  @Test("No character of a document reaches the spec but as text, and no control character at all")
  func textStaysText() throws {
    let names = [
      "x\\u001b[31m", "x: {y: z}", "x\\nintegrations: {}", "'x'", "!!str", "\\u202ex", "-", "a#b",
      "${AWS::Region}", "x\\u0000",
    ]
    for name in names {
      let file = Samples.file("role.json", Self.role(name, OddRole.fetch))
      let result = try Samples.adoption { $0.account = try? .init("111122223333") }.adopt([file])
      let text = try #require(result.text)
      #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }, "\(name)")
      let plan = try Samples.plan(of: text)
      #expect(Grants.all(of: plan).count == 1, "\(text)")
      for diagnostic in result.reports.flatMap(\.sorted) {
        let isVisible = diagnostic.message.unicodeScalars.allSatisfy {
          $0.value >= 0x20 && $0.value != 0x7F && !(0x202A...0x202E).contains($0.value)
        }
        #expect(isVisible, "\(diagnostic.message)")
      }
    }
    print("names of roles that try to be more: \(names.count)")
  }

  @Test("A role with more than anybody could give it is told to be too much, in seconds")
  func tooMuch() throws {
    let actions = (0..<40).map { "\"s3:GetThing\($0)\"" }.joined(separator: ", ")
    let resources = (0..<40).map { "\"arn:aws:s3:::acme-\($0)/*\"" }.joined(separator: ", ")
    let statements = OddRole.allow("[\(actions)]", "[\(resources)]")
    let start = ContinuousClock.now
    let file = Samples.file("role.json", Self.role("logzio", statements))
    let result = try Samples.adoption().adopt([file])
    #expect(result.isReadable && !result.isExact)
    let told = result.reports[0].sorted.map(\.message).joined(separator: "\n")
    #expect(told.contains("more than 1,000 things one by one"), "\(told.prefix(2000))")
    print("adopting too much took \(ContinuousClock.now - start)")
  }

  @Test("Policies of several roles are told apart, and those of none are refused")
  func severalRoles() throws {
    let roles =
      #"{"RoleDetailList": [\#(Self.role("a", OddRole.fetch)), \#(Self.role("b", OddRole.put))]}"#
    let both = try Samples.adoption().adopt([Samples.file("details.json", roles)])
    #expect(both.isReadable)
    #expect(both.text?.contains("role: a") ?? false)
    let loose = #"{"Version": "2012-10-17", "Statement": [\#(OddRole.fetch)]}"#
    let unclear = try Samples.adoption().adopt([
      Samples.file("details.json", roles), Samples.file("policy.json", loose),
    ])
    #expect(!unclear.isReadable)
    let words = unclear.reports[1].sorted.map(\.message)
    #expect(words == ["it can't be told which of the 2 roles this policy is of"])
  }
}
