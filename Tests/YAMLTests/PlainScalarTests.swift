import Foundation
import TestSupport
import Testing
import YAML

/// Which text needs quotes, because some reader takes it for something else.
struct PlainScalarTests {
  @Test(arguments: [
    ("", "nothing"), ("~", "nothing"), ("null", "nothing"), ("NULL", "nothing"),
    ("true", "a boolean"), ("False", "a boolean"), ("YES", "a boolean"), ("no", "a boolean"),
    ("On", "a boolean"), ("off", "a boolean"), ("y", "a boolean"), ("N", "a boolean"),
    ("<<", "a merge key"), ("=", "a default key"),
    ("0", "a number"), ("-1", "a number"), ("+1", "a number"), ("012345670123", "a number"),
    ("111122223333", "a number"), ("0x1F", "a number"), ("0o17", "a number"), ("0b101", "a number"),
    ("1_000", "a number"), ("1:30", "a number"), ("190:20:30.15", "a number"), ("1e3", "a number"),
    ("12e03", "a number"), ("1.5", "a number"), (".5", "a number"), ("1.", "a number"),
    ("-.inf", "a number"), (".NaN", "a number"), (".Inf", "a number"), ("6.0E+23", "a number"),
    ("0x", "a number"), ("0_", "a number"), ("-0b1", "a number"), ("00", "a number"),
    ("2026-11-21", "a date"), ("2026-1-2", "a date"), ("2026-11-21T10:00:00Z", "a date"),
    ("2026-11-21 10:00:00", "a date"),
  ])
  func needsQuotes(text: String, kind: String) {
    #expect(PlainScalar.otherKind(of: text) == kind)
  }

  @Test(arguments: [
    "acme", "a1", "yess", "nullx", "truee", "on-demand", "y-1", "1a", "0x1G", "12-digit", "1.2.x",
    "us-east-1", "-", "+", ".", "..", ".infx", "-a", "/", "a:b", "s3:GetObject", "arn:aws:s3:::b",
    "2026-11", "2026-11-x", "20261-11-21", "4fq8v1kx", "1,000", "0xFFxFF", "_1", "e3", "~a", "=a",
  ])
  func isText(text: String) {
    #expect(PlainScalar.otherKind(of: text) == nil)
  }

  private static let python = ["python", "python3"].compactMap(Checkout.tool).first { python in
    (try? Run(python, ["-c", "import yaml"]).status) == 0
  }

  /// Reads each line as PyYAML and as the core schema of YAML 1.2 do, and prints those that aren't
  /// text to one of them.
  private static let program = #"""
    import re, sys, yaml
    resolver = yaml.resolver.Resolver()
    core = re.compile(r"""null|Null|NULL|~|true|True|TRUE|false|False|FALSE
      |[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+
      |[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
      |[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)""", re.X)
    for line in sys.stdin:
        text = line.rstrip("\n")
        tag = resolver.resolve(yaml.ScalarNode, text, (True, False))
        if tag != "tag:yaml.org,2002:str" or core.fullmatch(text):
            print(text)
    """#

  /// Short text over the characters that numbers, dates and words are made of.
  @Test(.enabled(if: python != nil, "PyYAML comes with Scripts/test"))
  func catchesWhatOtherReadersResolve() throws {
    var random = SplitMix64(seed: 11)
    let words = [
      "true", "True", "NO", "yes", "on", "Off", "null", "~", ".inf", ".nan", "0x", "0o", "0b",
      "2026-", "-11-", "T10", ":30", "e+", "E-", "1_", "Z", " 10:00:00",
    ]
    let count = 100_000
    let texts = (0..<count).map { _ in
      let head = random.oneIn(4) ? random.pick(words) : ""
      return head + random.text(random.number(1...7), of: "0123456789_.:+-eExobTZaf<=~yn")
    }
    let run = try Run(
      try #require(Self.python),
      ["-c", Self.program],
      input: texts.joined(separator: "\n") + "\n"
    )
    #expect(run.errors == "")
    let resolved = run.output.split(separator: "\n").map(String.init)
    #expect(resolved.count > 1_000)
    let missed = Set(resolved.filter { PlainScalar.otherKind(of: $0) == nil }).sorted()
    #expect(missed == [])
    print("plain scalars: \(texts.count) texts, \(resolved.count) resolved, \(missed.count) missed")
  }
}
