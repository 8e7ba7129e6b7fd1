import Diagnostics
import Testing
import YAML

/// Trees with their places, and what no spec may hold.
struct ComposerTests {
  @Test(arguments: [
    ("a: b", "{1:1-2 a: 1:4-5 b}"),
    ("# über 世界 😀\na: b # é\nc:  'd'\n", "{2:1-2 a: 2:4-5 b, 3:1-2 c: 3:5-8 d}"),
    (
      "a:\n  - b\n  - {c: d, e: [f]}\n",
      "{1:1-2 a: [2:5-6 b, {3:6-7 c: 3:9-10 d, 3:12-13 e: [3:16-17 f]}]}"
    ),
    ("a: \"x\\x79z\"\n", "{1:1-2 a: 1:4-12 xyz}"),
    ("a: >-\n  b\n  c\nd: e", "{1:1-2 a: 1:4-4:1 b c, 4:1-2 d: 4:4-5 e}"),
    ("a:\nb: ''", "{1:1-2 a: 1:3-3 , 2:1-2 b: 2:4-6 }"),
    ("---\na: b\n...\n", "{2:1-2 a: 2:4-5 b}"),
    ("- 1\n- x", "[1:3-4 1, 2:3-4 x]"),
    ("? a\n: b", "{1:3-4 a: 2:3-4 b}"),
    ("plain", "1:1-6 plain"),
  ])
  func placesNodes(text: String, outline: String) {
    let reading = Reading(text)
    #expect(reading.outline == outline)
    #expect(reading.findings == [])
  }

  @Test(arguments: [
    // Keys that are one.
    ("a: b\nc: d\na: e", "duplicate-key 3:1"),
    ("\"a\": b\n\"\\x61\": c", "duplicate-key 2:1"), ("a: b\n'a': c", "duplicate-key 2:1"),
    ("x: {a: b, \"\\u0061\": c}", "duplicate-key 1:11"),
    ("? a\n: b\n? a\n: c", "duplicate-key 3:3"),
    // What YAML has for machines.
    ("a: &x b", "yaml-anchor 1:4"), ("a: *x", "yaml-anchor 1:4"), ("&x a: b", "yaml-anchor 1:1"),
    ("a: &x [b]", "yaml-anchor 1:4"), ("a: &x {b: c}", "yaml-anchor 1:4"),
    ("a: !!str b", "yaml-tag 1:4"), ("a: !Sub b", "yaml-tag 1:4"), ("a: ! b", "yaml-tag 1:4"),
    ("a: !<tag:x> b", "yaml-tag 1:4"), ("a: !!python/object/apply:os.system [b]", "yaml-tag 1:4"),
    ("a: !!binary YQ==", "yaml-tag 1:4"), ("!!int \"x\": b", "yaml-tag 1:1"),
    ("a: !x {b: c}", "yaml-tag 1:4"),
    ("<<: {a: b}", "merge-key 1:1"), ("a:\n  <<: b", "merge-key 2:3"),
    ("%YAML 1.1\n---\na: b", "yaml-directive 1:1"),
    ("%TAG ! tag:x:\n---\na: b", "yaml-directive 1:1"),
    ("a: b\n---\nc: d", "second-document 2:1"), ("a: b\n...\n---\nc: d", "second-document 3:1"),
    ("[a]: b", "key-not-text 1:1"), ("{a: b}: c", "key-not-text 1:1"),
    ("? [a]\n: b", "key-not-text 1:3"),
    // Keys that some reader takes for something else.
    ("yes: a", "unquoted-text 1:1"), ("1: a", "unquoted-text 1:1"), ("~: a", "unquoted-text 1:1"),
    ("2026-11-21: a", "unquoted-text 1:1"), (": a", "yaml-syntax 1:1"),
    ("=: a", "unquoted-text 1:1"),
    // Nothing, and what isn't YAML.
    ("", "empty-document 1:1"), ("# a\n", "empty-document 1:1"), ("a: b: c", "yaml-syntax 1:5"),
    ("a: [b\n", "yaml-syntax 1:4"), ("a: 'b", "yaml-syntax 1:4"), ("a:\n\tb: c", "yaml-syntax 2:1"),
    ("a: @b", "yaml-syntax 1:4"), ("a: b\n c: d", "yaml-syntax 2:3"),
    ("a: \"\\q\"", "yaml-syntax 1:5"),
    ("a: %b", "yaml-syntax 1:4"),
    // Values that no output could hold, or that CloudFormation would replace.
    ("a: é", "non-ascii-value 1:4"), ("é: a", "non-ascii-value 1:1"),
    ("a: \"\\e[2J\"", "non-ascii-value 1:4"),
    ("a: \"\\0\"", "non-ascii-value 1:4"), ("a: \"b\\nc\"", "non-ascii-value 1:4"),
    ("a: \"\\u202E\"", "non-ascii-value 1:4"), ("a: |\n  b\n  c\n", "non-ascii-value 1:4"),
    ("a: \"b\tc\"", "non-ascii-value 1:4"), ("a: аcme", "non-ascii-value 1:4"),
    ("a: ${b}", "interpolation 1:4"), ("a: '{{resolve:ssm:/b}}'", "interpolation 1:4"),
    ("a: \"\\x24{b}\"", "interpolation 1:4"), ("'${a}': b", "interpolation 1:1"),
    ("a: \"$\\x7Bb}\"", "interpolation 1:4"),
  ])
  func refuses(text: String, finding: String) {
    #expect(Reading(text).findings == [finding])
  }

  @Test func tellsBothPlacesOfADuplicateKey() throws {
    let found = try #require(Reading("# é\na: b\n\"\\x61\": c").diagnostics.sorted.first)
    #expect(found.range?.start == SourcePosition(line: 3, column: 1))
    #expect(found.related.map(\.range.start) == [SourcePosition(line: 2, column: 1)])
  }

  @Test func findsEveryMistakeInOneRun() {
    let text = "a: &x b\nc: !t d\na: é\n<<: y\n[k]: v\nyes: ${z}\n"
    #expect(
      Reading(text).findings == [
        "yaml-anchor 1:4", "yaml-tag 2:4", "duplicate-key 3:1", "non-ascii-value 3:4",
        "merge-key 4:1", "key-not-text 5:1", "unquoted-text 6:1", "interpolation 6:6",
      ]
    )
  }

  @Test func letsTemplatesHaveHoles() {
    #expect(Reading("a: ${b}", .template).outline == "{1:1-2 a: 1:4-8 ${b}}")
    #expect(Reading("a: é", .template).findings == ["non-ascii-value 1:4"])
  }

  @Test func keepsDollarsAndBracesThatReplaceNothing() {
    #expect(Reading("a: '$b {c} $ {'").findings == [])
  }

  @Test func expandsNoAliases() {
    var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, last) in zip("bcdefghi", "abcdefgh") {
      text +=
        "\(name): &\(name) [" + [String](repeating: "*\(last)", count: 9).joined(separator: ",")
        + "]\n"
    }
    #expect(Reading(text).findings == ["yaml-anchor 1:4", "yaml-anchor 2:4", "yaml-anchor 2:8"])
  }

  /// One key of many stands twice: it is found, wherever and however it is written.
  @Test func findsEveryPlantedDuplicate() {
    var missed = 0
    let count = 2_000
    for number in 0..<count {
      let size = 2 + number % 30
      let (first, second) = (number % size, size + number % 7)
      var lines = (0..<(size + 7)).map { "key\($0): v" }
      lines[second] = ["key\(first)", "'key\(first)'", "\"\\x6Bey\(first)\""][number % 3] + ": w"
      let found = Reading(lines.joined(separator: "\n")).findings
      if found != ["duplicate-key \(second + 1):1"] { missed += 1 }
    }
    #expect(missed == 0)
    print("planted duplicate keys found: \(count)")
  }
}
