import Foundation
import TestSupport
import Testing

/// What is told of a place.
@Suite("Hover") struct HoverTests {
  private func hover(_ text: String, _ capabilities: String = Editor.everything) throws -> String? {
    let (text, place) = try Editor.cursor(in: text)
    var editor = try Editor(capabilities)
    try editor.open(text)
    return try editor.ask("hover", at: place).contents.value.text
  }

  /// The example with everything, with the cursor in a word of one of its lines.
  private func acme(_ line: String, _ word: String, breaking: String = "") throws -> String {
    let text = try Examples.text(of: "acme") + breaking
    let start = try #require(text.range(of: line))
    let inner = try #require(text.range(of: word, range: start.lowerBound..<text.endIndex))
    return text[..<inner.lowerBound] + "‸" + text[inner.lowerBound...]
  }

  @Test(
    "A word is told what it is for, with its reason and source",
    arguments: [
      ("name: acme", "name", ["**name** (required)", "stack", "Example: `name: acme`"]),
      ("region: us-east-1", "us-east-1", ["**us-east-1** is US East", "**region**"]),
      ("    site: us", "site", ["by its code", "One of: `us, au, ca, eu, uk`", "Source: ["]),
      ("  fastly:", "fastly", ["**Fastly**", "717331877981", "trust of role", "fastly-acme-edge"]),
      ("    type: fastly/s3", "fastly/s3", ["`s3:PutObject` writes log files", "Source: ["]),
      ("    type: fastly/s3", "type", ["**type** (required)", "One of: `custom/role"]),
      (
        "  edge:", "edge",
        [
          "**edge** `fastly/s3`", "external id `7Kd2PqVn4XsTb9LwRy6HcE`", "`s3:PutObject`",
          "Reason: writes log files.", "Source: [",
        ]
      ),
      ("    acl: bucket", "bucket-owner", ["**acl**", "the role may then set it"]),
      ("{name: acme-fastly", "acme-fastly", ["bucket 'acme-fastly'", "`s3:PutObject`"]),
      (
        "  elb-logs:", "acme-elb-logs",
        ["It must exist already", "`s3:GetObject`", "downloads them"]
      ),
      ("    role: logzio-acme", "logzio-acme", ["role 'logzio-acme'", "trust of", "Reason:"]),
      ("    via: ledgerly", "ledgerly", ["**ledgerly**", "custom-acme-partner", "**via**"]),
      ("actions: [s3:GetObject]", "s3:GetObject", ["reads the nightly export"]),
      ("    auth: access-keys", "auth", ["Default: `role`", "One of: `role, access-keys`"]),
    ]
  )
  func tells(_ line: String, _ word: String, _ parts: [String]) throws {
    let found = try #require(try hover(try acme(line, word)))
    for part in parts { #expect(found.contains(part), "\(found)") }
  }

  @Test("An action is told for the integration in which it stands, not for others")
  func tellsOnlyItsOwn() throws {
    let found = try #require(try hover(try acme("actions: [s3:GetObject]", "s3:GetObject")))
    #expect(!found.contains("downloads them"))
  }

  @Test("In a document that can't be read, keys and types are told, and no grant is made up")
  func tellsOfBrokenDocuments() throws {
    let broken = "\n  x: [\n"
    let key = try #require(try hover(try acme("    acl: ", "acl", breaking: broken)))
    #expect(key.contains("access control list"))
    let integration = try #require(try hover(try acme("  edge:", "edge", breaking: broken)))
    #expect(integration.contains("known once the spec has no errors"))
    #expect(integration.contains("`s3:PutObject` writes log files"))
    #expect(!integration.contains("7Kd2PqVn4XsTb9LwRy6HcE"))
  }

  @Test(
    "Where there is nothing to say, nothing is said",
    arguments: [
      "‸", "# com‸ment", "name: a\n‸\n", "nonsense: ‸x", "name: a  ‸   ",
    ]
  )
  func keepsSilent(_ text: String) throws { #expect(try hover(text) == nil) }

  @Test("Who doesn't take Markdown gets plain text")
  func writesPlainText() throws {
    let found = try #require(try hover(try acme("  edge:", "edge"), "{}"))
    #expect(!found.contains("`") && !found.contains("**") && found.contains("s3:PutObject"))
  }

  @Test("Text of the spec stays text in Markdown")
  func escapes() throws {
    let text = """
      name: a
      account: "111122223333"
      region: us-east-1
      vendors:
        led:
          name: "<b>x</b> [y](https://z)"
          accountId: "999988887777"
          externalId: ldg-2f7c0d4e1b
      integrations:
        pa‸rt:
          type: custom/role
          via: led
          allow:
            - actions: [s3:GetObject]
              resources: ["arn:aws:s3:::acme-partner/*"]
              reason: "<img src=x> @team"
      """
    let found = try #require(try hover(text))
    #expect(found.contains("s3:GetObject"))
    // Whatever could be markup stands in code spans.
    let outside = found.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined()
    #expect(!outside.contains("<") && !outside.contains("@team"), "\(outside)")
  }
}
