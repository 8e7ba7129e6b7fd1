import Diagnostics

/// Specs whose bytes can't stand in a text file, or that are too large to be kept.
extension InvalidSpec {
  private static let head = #"""
    name: acme
    account: "111122223333"
    region: us-east-1

    """#

  /// A spec after three good lines.
  private init(_ name: String, _ body: [UInt8], _ expected: (line: Int, code: DiagnosticCode)...) {
    self.init(
      name: "made-\(name)",
      bytes: Array(Self.head.utf8) + body,
      expected: Set(
        expected.map { Expectation(line: $0.line, severity: "error", code: $0.code.rawValue) }
      )
    )
  }

  private init(_ name: String, _ body: String, _ line: Int, _ code: DiagnosticCode) {
    self.init(name, Array(body.utf8), (line, code))
  }

  static let made: [InvalidSpec] = encodings + characters + sizes + files

  private static let encodings = [
    InvalidSpec("latin-1", Array("tags: {a: caf".utf8) + [0xE9, 0x7D], (4, .notUTF8)),
    InvalidSpec("latin-1-in-comment", Array("# caf".utf8) + [0xE9, 0x0A], (4, .notUTF8)),
    InvalidSpec("overlong", [0x23, 0x20, 0xC0, 0xAF], (4, .notUTF8)),
    InvalidSpec("surrogate", [0x23, 0x20, 0xED, 0xA0, 0x80], (4, .notUTF8)),
    InvalidSpec("past-unicode", [0x23, 0x20, 0xF4, 0x90, 0x80, 0x80], (4, .notUTF8)),
    InvalidSpec("cut-off", [0x23, 0x20, 0xE2, 0x80], (4, .notUTF8)),
    InvalidSpec("two-bad-lines", [0x23, 0xFF, 0x0A, 0x23, 0xFE], (4, .notUTF8), (5, .notUTF8)),
  ]

  private static let characters = [
    InvalidSpec("nul", "# a\u{0}", 4, .controlCharacter),
    InvalidSpec("escape", "# \u{1B}[2J", 4, .controlCharacter),
    InvalidSpec("backspace", "tags: {a: b\u{8}}", 4, .controlCharacter),
    InvalidSpec("delete", "# \u{7F}", 4, .controlCharacter),
    InvalidSpec("lone-carriage-return", "# a\rrole: evil\n", 4, .controlCharacter),
    InvalidSpec("vertical-tab", "# a\u{B}", 4, .controlCharacter),
    InvalidSpec("form-feed", "# a\u{C}", 4, .controlCharacter),
    InvalidSpec("next-line", "# a\u{85}role: evil", 4, .lineSeparator),
    InvalidSpec("line-separator", "# a\u{2028}role: evil", 4, .lineSeparator),
    InvalidSpec("paragraph-separator", "# a\u{2029}role: evil", 4, .lineSeparator),
    InvalidSpec("bidi-override", "# \u{202E}evil", 4, .invisibleCharacter),
    InvalidSpec("bidi-isolate", "tags: {a: b\u{2066}}", 4, .invisibleCharacter),
    InvalidSpec("zero-width-space", "tags: {a\u{200B}: b}", 4, .invisibleCharacter),
    InvalidSpec("soft-hyphen", "tags: {a\u{AD}b: c}", 4, .invisibleCharacter),
    InvalidSpec("tag-character", "# \u{E0041}", 4, .invisibleCharacter),
    InvalidSpec("private-use", "# \u{E000}", 4, .invisibleCharacter),
    InvalidSpec("byte-order-mark-inside", "# \u{FEFF}", 4, .invisibleCharacter),
  ]

  private static let sizes = [
    InvalidSpec("long-line", "# " + String(repeating: "a", count: 16_383), 4, .lineTooLong),
    InvalidSpec("33-lists", "tags: " + String(repeating: "[", count: 33), 4, .tooDeep),
    InvalidSpec(
      "33-mappings",
      "a:\n" + (1...33).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
      36,
      .tooDeep
    ),
    InvalidSpec("many-brackets", "a: " + String(repeating: "[", count: 16_000), 4, .tooDeep),
    InvalidSpec(
      "many-values",
      "a:\n" + String(repeating: "- [x, x, x, x, x, x, x, x]\n", count: 100_000),
      0,
      .tooManyEvents
    ),
    InvalidSpec(
      "16-mebibytes",
      String(repeating: "# " + String(repeating: "a", count: 1_021) + "\n", count: 16_385),
      0,
      .fileTooLarge
    ),
  ]

  private static let files = [
    InvalidSpec(
      name: "made-byte-order-mark",
      bytes: [0xEF, 0xBB, 0xBF] + Array(head.utf8),
      expected: [Expectation(line: 1, severity: "error", code: "byte-order-mark")]
    ),
    InvalidSpec(
      name: "made-utf-16",
      bytes: [0xFF, 0xFE] + Array("a: b".utf8.flatMap { [$0, 0] }),
      expected: [
        Expectation(line: 1, severity: "error", code: "not-utf8"),
        Expectation(line: 1, severity: "error", code: "control-character"),
      ]
    ),
    InvalidSpec(
      name: "made-empty",
      bytes: [],
      expected: [Expectation(line: 1, severity: "error", code: "empty-document")]
    ),
    manyBuckets("made-role-policies", auth: "role"),
    manyBuckets("made-user-policies", auth: "access-keys"),
    large("made-template-needs-bucket", roles: 90, ["warning": "template-needs-bucket"]),
    large(
      "made-too-many-roles",
      roles: 1_001,
      ["warning": "template-needs-bucket", "warning": "account-quota"]
    ),
    large(
      "made-template-too-large",
      roles: 250,
      shared: true,
      ["error": "template-too-large", "warning": "template-needs-bucket"]
    ),
  ]

  /// A spec with one role or user that reads more buckets than AWS takes of policies.
  private static func manyBuckets(_ name: String, auth: String) -> InvalidSpec {
    var text = head + "vendors: {logzio: {externalId: logzio:aws:extid:4fq8v1kx0nktixxe8q}}\n"
    text += "integrations:\n  logs:\n    type: logzio/s3-fetch\n    auth: \(auth)\n    buckets:\n"
    for number in 100...699 {
      text += "      - acme-logs-of-a-service-with-a-long-name-\(number)\n"
    }
    var expected = [Expectation(line: 6, severity: "error", code: "policy-too-large")]
    if auth == "access-keys" {
      expected.append(Expectation(line: 8, severity: "warning", code: "access-keys"))
    }
    return InvalidSpec(name: name, bytes: Array(text.utf8), expected: Set(expected))
  }

  /// A spec that makes many buckets, with a role for each or one for all, and what is said of the
  /// file as a whole.
  private static func large(
    _ name: String,
    roles: Int,
    shared: Bool = false,
    _ expected: KeyValuePairs<String, String>
  ) -> InvalidSpec {
    var text = head + "vendors: {fastly: {customerId: 7Kd2PqVn4XsTb9LwRy6HcE}}\nintegrations:\n"
    for number in 1...roles {
      let role = shared ? ", role: fastly-edge" : ""
      text += "  e\(number): {type: fastly/s3, bucket: {name: b\(number)x, create: true}\(role)}\n"
    }
    return InvalidSpec(
      name: name,
      bytes: Array(text.utf8),
      expected: Set(expected.map { Expectation(line: 0, severity: $0.key, code: $0.value) })
    )
  }
}
