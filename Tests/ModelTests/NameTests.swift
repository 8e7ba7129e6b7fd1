import Diagnostics
import Model
import TestSupport
import Testing

/// Whether a type takes a text; one that does keeps it byte for byte.
private func isTaken<Name: CheckedText>(by type: Name.Type, _ text: String) -> Bool {
  guard let name = try? Name(text) else { return false }
  return Array(name.text.utf8) == Array(text.utf8) && name.description == text
}

private func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

/// What each typed name takes and refuses.
struct NameTests {
  private static let kinds: [String: @Sendable (String) -> Bool] = [
    "account": { isTaken(by: AccountID.self, $0) }, "region": { isTaken(by: Region.self, $0) },
    "partition": { isTaken(by: Partition.self, $0) }, "slug": { isTaken(by: Slug.self, $0) },
    "bucket": { isTaken(by: BucketName.self, $0) },
    "prefix": { isTaken(by: ObjectPrefix.self, $0) },
    "log type": { isTaken(by: LogType.self, $0) }, "role": { isTaken(by: RoleName.self, $0) },
    "user": { isTaken(by: UserName.self, $0) }, "path": { isTaken(by: IAMPath.self, $0) },
    "external id": { isTaken(by: ExternalID.self, $0) }, "reason": { isTaken(by: Reason.self, $0) },
    "description": { isTaken(by: Description.self, $0) }, "tag": { isTaken(by: TagText.self, $0) },
    "stream": { isTaken(by: StreamName.self, $0) },
    "delivery": { isTaken(by: DeliveryStreamName.self, $0) },
    "namespace": { isTaken(by: MetricNamespace.self, $0) },
    "metric": { isTaken(by: MetricName.self, $0) },
    "log group": { isTaken(by: LogGroupName.self, $0) },
    "date": { isTaken(by: CalendarDate.self, $0) },
    "policy": { isTaken(by: PolicyName.self, $0) },
    "unit": { isTaken(by: OrganizationalUnit.self, $0) },
  ]

  private static let accepted: [(String, [String])] = [
    ("account", ["111122223333", "000000000000", "012345670123"]),
    (
      "region",
      ["us-east-1", "ap-southeast-4", "us-gov-west-1", "us-isob-east-1", "eusc-de-east-1"]
    ),
    ("partition", ["aws", "aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc"]),
    ("slug", ["a", "acme", "a-1", "elb-logs", "a--", many("a", 40)]),
    ("bucket", ["abc", "a.b", "a-b", "1a1", "1.2.3", "1.2.3.4444", "acme-logs-an", many("a", 63)]),
    ("prefix", ["a", "AWSLogs/111122223333/", "a b", "a//b", "!-_.'()&$@=;:+,", many("a", 900)]),
    ("log type", ["elb", "A.b_c-1", many("a", 64)]),
    ("role", ["a", "1a", "logzio-acme", "a_+=,.@-", many("a", 64)]),
    ("user", ["a", "a_+=,.@-", many("a", 64)]),
    ("path", ["/", "/vendors/", "/a/b_+=,.@-/", "/" + many("a", 510) + "/"]),
    ("external id", ["ab", "logzio:aws:extid:4fq8v1kx0nktixxe8q", "_+=,.@:/-", many("a", 1_224)]),
    ("reason", ["a", "reads it; \"all\" of it", many("a", 300)]),
    ("description", ["a", " ~", many("a", 1_000)]),
    ("tag", ["", "a b", "team:core/x=y+z@a_b.c-d", many("a", 255)]),
    ("stream", ["a", "a_.b-c", "1", many("a", 128)]),
    ("delivery", ["a", "A_b.c-d", many("a", 64)]),
    ("namespace", ["AWS/EC2", "a b", "Custom.x_y-z#1", many("a", 255)]),
    ("metric", ["CPUUtilization", "a b(c):d", many("a", 255)]),
    ("log group", ["/aws/kinesisfirehose/a", "a#b.c_d-e", many("a", 512)]),
    ("date", ["2026-12-31", "2024-02-29", "2000-02-29", "2026-04-30"]),
    ("policy", ["a", "a_+=,.@-", many("a", 128)]),
    ("unit", ["r-ab12", "r-" + many("a", 32), "ou-ab12-cd34ef56", "ou-ab12-" + many("a", 32)]),
  ]

  private static let refused: [(String, [String])] = [
    ("account", ["11112222333", "1111222233334", "1111-2222-333", "１１１１２２２２３３３３", "٠١٢٣٤٥٦٧٨٩٠١"]),
    (
      "region", ["us-east", "us-east-1a", "US-EAST-1", "us--1", "useast1", "us-east-", "us_east_1"]
    ),
    ("region", ["us-1-east", "us-1", many("a", 20) + "-east-1"]),
    ("partition", ["AWS", "azure", "aws cn", "aws1", "aws-" + many("a", 17)]),
    ("slug", ["1a", "-a", "A", "a_b", "a.b", "é", "a b", many("a", 41)]),
    (
      "bucket",
      ["ab", many("a", 64), "Abc", "a_b", "-ab", "ab-", ".ab", "ab.", "a..b", "a.-b", "a-.b"]
    ),
    ("bucket", ["aBc", "a*c"]),
    ("bucket", ["1.2.3.4", "192.168.10.255", "xn--abc", "sthree-abc", "amzn-s3-demo-abc"]),
    ("bucket", ["abc-s3alias", "abc--ol-s3", "abc.mrap", "abc--x-s3", "abc--table-s3"]),
    ("bucket", ["arn:aws:s3:::abc", "s3://abc", "abc/def", "аcme", "a bc", "abc\n", "абв"]),
    ("prefix", ["/a", "a*", "a?", "a\"", "a\\b", "a<b", "é", many("a", 901)]),
    ("log type", ["a b", "a/b", many("a", 65)]),
    ("role", ["-a", "_a", ".a", "a..b", "a b", "a/b", "a*", "a:b", "é", "a\n", many("a", 65)]),
    ("user", ["-a", "+a", "a/b", many("a", 65)]),
    ("path", ["a", "/a", "a/", "//", "/a//b/", "/a b/", "/*/", "/" + many("a", 511) + "/"]),
    ("external id", ["a", "a b", "<id>", "a;b", "a*", "é1", "\"ab\"", many("a", 1_225)]),
    ("reason", ["a\nb", "é", "\t", many("a", 301)]),
    ("description", ["\u{7F}", "a\u{0}", "–", many("a", 1_001)]),
    ("tag", ["a;b", "a,b", "é", "<a>", "a\n", many("a", 256)]),
    (
      "stream",
      ["-a", "_a", ".a", "a..b", "a b", "a/b", "a:b", "arn:aws:kinesis:::stream/a", many("a", 129)]
    ),
    ("delivery", ["a b", "a/b", many("a", 65)]),
    ("namespace", [":a", "a:b", "a*", "é", many("a", 256)]),
    ("metric", ["a*", "é", "a\"b", many("a", 256)]),
    ("log group", ["a b", "a:b", "a*", many("a", 513)]),
    ("date", ["2026-13-01", "2026-00-10", "2026-02-30", "2025-02-29", "1900-02-29", "2026-1-1"]),
    (
      "date", ["20261231", "2026-12-31T00", "2026/12/31", "٢٠٢٦-12-31", "2026-12-00", "2026-04-31"]
    ),
    ("date", ["+202-12-31", "2026-+1-01", "2026-12-+1"]),
    ("policy", ["a b", "a/b", "a*", "é", many("a", 129)]),
    ("unit", ["r-ab1", "r-" + many("a", 33), "r-AB12", "ou-ab12", "ou-ab12-cd34ef5", "x-ab12"]),
    ("unit", ["ou-ab1-cd34ef56", "ou-ab12-" + many("a", 33), "ou-ab12-cd34ef56-1"]),
    ("unit", ["xx-ab12-cd34ef56", "ou-AB12-cd34ef56", "ou-ab12-cd34_f56"]),
  ]

  /// What no name may hold, whatever its kind, and what not even free text may.
  private static let hostile = [
    "a\u{202E}b", "a\u{200B}b", "a\nb", "a\u{1B}b", "a\u{0}b", "a\u{301}bc", "$(x)\n", "ab\u{FEFF}",
  ]

  @Test(arguments: accepted) func takes(kind: String, texts: [String]) throws {
    let check = try #require(Self.kinds[kind])
    for text in texts { #expect(check(text), "\(kind): \(text)") }
  }

  @Test(arguments: refused) func refuses(kind: String, texts: [String]) throws {
    let check = try #require(Self.kinds[kind])
    for text in texts { #expect(!check(text), "\(kind): \(text)") }
  }

  @Test func refusesWhatNobodyCanSee() {
    for (kind, check) in Self.kinds {
      for text in Self.hostile { #expect(!check(text), "\(kind): \(text.debugDescription)") }
      if kind != "tag" { #expect(!check(""), "\(kind) takes nothing") }
    }
    let cases = (Self.accepted + Self.refused).reduce(0) { $0 + $1.1.count }
    print("names: \(cases) cases, \(Self.kinds.count * Self.hostile.count) hostile ones")
    #expect(Set(Self.accepted.map(\.0)) == Set(Self.kinds.keys))
    #expect(Set(Self.refused.map(\.0)) == Set(Self.kinds.keys))
  }

  /// Letters that look like those of ASCII are others.
  @Test func refusesConfusables() {
    var random = SplitMix64(seed: 11)
    let confusables = ["а", "е", "о", "с", "р", "і", "ѕ", "ｃ", "ａ", "ⅼ", "０", "１", "‐", "．", "α"]
    var taken = 0
    for _ in 0..<5_000 {
      var text = Array(random.text(random.number(3...20), of: Alphabet.lowercaseAndDigits))
      text[random.number(0...(text.count - 1))] = Character(random.pick(confusables))
      taken += Self.kinds.values.count { $0(String(text)) }
    }
    #expect(taken == 0)
  }

  @Test func accountsAreTwelveDigitsOfASCII() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<10_000 {
      let text = random.text(random.number(10...14), of: random.oneIn(2) ? "0123456789" : "0123 -x")
      let isAccount = text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      #expect((try? AccountID(text))?.text == (isAccount ? text : nil))
    }
  }

  @Test func reportsTheRuleThatANameBreaks() {
    var found = Diagnostics(for: SourceFile(name: "a", bytes: []))
    let place = SourceRange.beginning
    #expect(Region.checking(Located("us-east", at: place), &found) == nil)
    #expect(BucketName.checking(Located("s3://acme", at: place), &found) == nil)
    #expect(LogType.checking(Located("z\u{1B}[2J", at: place), &found) == nil)
    #expect(Slug.checking(Located("acme", at: place), &found)?.value.text == "acme")
    #expect(
      found.sorted.map(\.message) == [
        "'s3://acme' isn't a bucket name: it must hold only lowercase letters, digits, '.' and '-'",
        "'z\\u{1B}[2J' isn't a log type: it must hold only letters, digits, '-', '_' and '.'",
        "'us-east' isn't an AWS region: it must look like us-east-1",
      ]
    )
    #expect(found.sorted[0].help == "write the name alone, without 'arn:…:::' or 's3://' in front")
  }

  @Test func namesVariablesInUpperCase() throws {
    #expect(try Slug("elb-logs-2").variableText == "ELB_LOGS_2")
  }
}
