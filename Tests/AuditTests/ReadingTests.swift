import Audit
import Diagnostics
import TestSupport
import Testing

/// What is read, and where in it a finding is shown.
@Suite("Reading existing policies") struct ReadingTests {
  private func report(_ text: String, _ name: String = "policy", _ options: String = "") throws
    -> Audit.Report
  {
    try Audit.with(options).report(on: SourceFile(name: name, bytes: Array(text.utf8)))
  }

  private static let open = """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},\
    "Action":"sts:AssumeRole"}]}
    """

  @Test("A policy in a string is shown character by character, with and without escapes")
  func findsPlacesInStrings() throws {
    let escaped = Self.open.replacing("\"", with: "\\\"")
    let found = try report("{\n  \"Policy\": \"\(escaped)\"\n}").diagnostics.findings
    // The star: behind two columns of indent, the key, and the escapes in front of it.
    let prefix = "  \"Policy\": \"" + escaped.prefix { $0 != "*" }
    #expect(found.contains("2:\(prefix.count - 1) wildcard-principal"))
    let encoded = Self.open.replacing("\"", with: "%22").replacing("{", with: "%7B")
    let line = "{\"AssumeRolePolicyDocument\": \"\(encoded)\"}"
    let column = line.prefix { $0 != "*" }.count - 2
    #expect(try report(line).diagnostics.findings.contains("1:\(column) wildcard-principal"))
  }

  @Test("An external id of six characters isn't short, and one of five is")
  func countsCharacters() throws {
    for (id, isShort) in [("7Kd2Pq", false), ("7Kd2P", true)] {
      let text = try Documents.text("fastly-trust.json")
      let found = try report(text.replacing("7Kd2PqVn4XsTb9LwRy6HcE", with: id)).diagnostics
      #expect(found.sorted.contains { $0.code == .guessableExternalID } == isShort, "\(id)")
    }
  }

  @Test("Whoever leaves out a colon in front of a bucket is told how many there are")
  func countsColons() throws {
    let text = try Documents.text("archive-policy.json")
    let wrong = text.replacing("arn:aws:s3:::tailspin-archive/*", with: "arn:aws:s3::tailspin/*")
    let found = try report(wrong).diagnostics.sorted.first { $0.code == .arnSyntax }
    #expect(found?.message.hasSuffix("has a colon too few") == true)
    #expect(found?.help?.contains("three colons") == true)
  }

  @Test("A stream may be shared with one's whole account, and with no other")
  func tellsAccountsApart() throws {
    let text = try Documents.text("stream-policy.json")
    for (account, isWide) in [("210987654321", false), ("717331877981", true)] {
      let shared = text.replacing("210987654321:role/fastly-edge", with: "\(account):root")
      let found = try report(shared, "policy", "--account 210987654321").diagnostics.sorted
      #expect(found.contains { $0.code == .sharingIsAccountWide } == isWide, "\(account)")
    }
  }

  @Test("A whole document in quotes, JSON in YAML, and a byte order mark are read")
  func readsWrappedDocuments() throws {
    let escaped = Self.open.replacing("\"", with: "\\\"")
    for text in ["\"\(escaped)\"", "\u{FEFF}" + Self.open, "Policy: '\(Self.open)'"] {
      let report = try report(text)
      #expect(report.isReadable)
      #expect(report.diagnostics.findings.contains { $0.hasSuffix(" wildcard-principal") })
    }
  }

  @Test(
    "What isn't a policy is refused, and the place is named",
    arguments: [
      ("", "1:1 empty-document"), ("  \n", "1:1 empty-document"), ("42", "1:1 not-a-policy"),
      ("{\"Role\": {\"RoleName\": \"x\"}}", "1:1 not-a-policy"),
      ("{\"PolicyNames\": [\"x\"]}", "1:1 not-a-policy"),
      ("name: acme\nintegrations: {}\n", "1:1 not-a-policy"),
      ("{\"Version\": \"2012-10-17\"", "1:25 yaml-syntax"),
      ("{“Version”: “2012-10-17”, “Statement”: []}", "1:2 policy-character"),
      ("{\n\u{A0}\"Version\": 1}", "2:1 policy-character"),
      ("{\r\n\"Id\": \"x\",\r\n\u{A0}\"Version\": 1}", "3:1 policy-character"),
      ("{\"Policy\": \"{\\\"Version\\\": \"}", "1:27 yaml-syntax"),
      ("# é\u{2028}Statement: []\n", "1:4 line-separator"), ("a: b\rc: d\n", "1:5 line-separator"),
      ("a: b\n# \u{85}", "2:3 line-separator"), ("a:\r\n- b # \u{2029}", "2:7 line-separator"),
    ]
  )
  func refusesOthers(text: String, finding: String) throws {
    let report = try report(text)
    #expect(!report.isReadable)
    #expect(report.diagnostics.findings.contains(finding), "\(report.diagnostics.findings)")
  }

  @Test("The templates and policies that vendors publish have the faults that are in them")
  func findsFaultsOfSeeds() throws {
    let seeds = [
      ("logzio-archive", ["arn-syntax", "delete-action", "lists-all-buckets", "placeholder"]),
      ("logzio-s3-fetch", ["placeholder"]), ("logzio-s3-bucket-role", ["placeholder"]),
      ("fastly-s3-trust", ["placeholder"]), ("fastly-kinesis-trust", ["placeholder"]),
      ("fastly-s3-console", ["placeholder"]), ("fastly-kinesis-cli", ["placeholder"]),
      ("fastly-stream-sharing", ["over-grant", "placeholder", "sharing-is-account-wide"]),
    ]
    for (name, codes) in seeds {
      let text = try Checkout.text(of: "Tests/VendorsTests/Seeds/\(name).json")
      let found = try report(text, name).diagnostics.sorted.filter { $0.severity != .note }
      #expect(Set(found.map(\.code.rawValue)).sorted() == codes, "\(name)")
    }
    let archive = try Checkout.text(of: "Tests/VendorsTests/Seeds/logzio-archive.json")
    #expect(try report(archive).diagnostics.findings.contains("15:19 arn-syntax"))
  }

  @Test("Each over-grant is listed by itself, action by action and resource by resource")
  func listsOverGrants() throws {
    let text = """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
      "Action": ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObjectTagging"],
      "Resource": ["arn:aws:s3:::tailspin-a/*", "arn:aws:s3:::tailspin-b/*"]}]}
      """
    let report = try report(text, "policy", "--for logzio/s3-fetch")
    let grants = report.diagnostics.sorted.filter { $0.code == .overGrant }.map(\.message)
    #expect(grants.count == 4)
    #expect(
      grants.first
        == "logzio/s3-fetch doesn't need 's3:GetObjectTagging' on 'arn:aws:s3:::tailspin-a/*'"
    )
    let notes = report.diagnostics.sorted.filter { $0.severity == .note }
    #expect(
      notes.map(\.message) == ["logzio/s3-fetch needs s3:ListBucket, which nothing here allows"]
    )
  }

  @Test("A value that only a deployment knows is noted, and judged where a parameter has a default")
  func notesUnresolvedValues() throws {
    let template = try Documents.text("template.yaml")
    let notes = try report(template).diagnostics.sorted
    #expect(notes.map(\.code) == [.unresolvedValue])
    #expect(notes.first?.range?.start.line == 31)
    let parameter = "CustomerId:\n    Type: String"
    let judged = template.replacing(parameter, with: parameter + "\n    Default: changeme")
    #expect(try report(judged).diagnostics.sorted.map(\.code) == [.placeholder])
  }

  @Test("Too large a policy is found, white space not counted")
  func countsSizes() throws {
    func policy(_ count: Int, _ space: String) -> String {
      let names = (0..<count).map { "\"arn:aws:s3:::tailspin-\($0)/*\"" }
      let list = names.joined(separator: "," + space)
      return """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", \
        "Resource": [\(list)]}]}
        """
    }
    let small = try report(policy(300, String(repeating: " ", count: 50)))
    #expect(!small.diagnostics.findings.contains("1:1 policy-too-large"))
    let large = try report(policy(400, ""))
    #expect(large.diagnostics.findings.contains("1:1 policy-too-large"))
    let managed = try report("{\"PolicyVersion\": {\"Document\": \(policy(250, ""))}}")
    #expect(managed.diagnostics.findings.contains { $0.hasSuffix(" policy-too-large") })
  }

  @Test("What is accepted isn't found, and what accepts nothing is noted")
  func acceptsWithReasons() throws {
    var options = Audit.Options()
    options.accepted = [.wildcardPrincipal: "a reason to accept", .keyScope: "another reason"]
    let audit = Audit(try #require(Audit.catalog), options)
    let file = SourceFile(name: "policy", bytes: Array(Self.open.utf8))
    let report = audit.report(on: file)
    #expect(report.acceptedCount == 1)
    #expect(!report.diagnostics.sorted.contains { $0.code == .wildcardPrincipal })
    #expect(report.diagnostics.sorted.contains { $0.code == .unusedAcceptance })
    #expect(report.diagnostics.sorted.contains { $0.code == .missingExternalID })
  }
}
