import Foundation
import TestSupport
import Testing

/// What the library says of a document in the account that isn't the one of the specification: each
/// difference, whatever it is, and nothing that is the same.
struct DifferencesTests {
  private static let ours = #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "x/*"}"#
  private static let listing = #"{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "x"}"#
  private static let theirs = #"{"Effect": "Allow", "Action": "iam:*", "Resource": "*"}"#

  private static func policy(_ statements: String...) -> String {
    #"{"Statement": [\#(statements.joined(separator: ", "))]}"#
  }

  @Test(
    "a difference is said once, and of what differs",
    arguments: [
      // One statement more, which comes first wherever they are sorted.
      (
        policy(ours, listing), policy(theirs, ours, listing),
        [
          "Statement[#3].Action: iam:* -> (none)", "Statement[#3].Effect: Allow -> (none)",
          "Statement[#3].Resource: * -> (none)",
        ]
      ),
      (
        policy(ours), policy(theirs, ours),
        [
          "Statement[#2].Action: iam:* -> (none)", "Statement[#2].Effect: Allow -> (none)",
          "Statement[#2].Resource: * -> (none)",
        ]
      ),
      // One less.
      (
        policy(ours, listing), policy(listing),
        [
          "Statement[#1].Action: (none) -> s3:GetObject",
          "Statement[#1].Effect: (none) -> Allow", "Statement[#1].Resource: (none) -> x/*",
        ]
      ),
      // An action that sorts its statement behind the other.
      (
        policy(ours, listing), policy(ours.replacing("s3:Get", with: "s3:Put"), listing),
        ["Statement[#1].Action: s3:PutObject -> s3:GetObject"]
      ),
      // Nothing but the effect in common.
      (
        policy(ours, listing), policy(theirs, listing),
        [
          "Statement[#1].Action: (none) -> s3:GetObject",
          "Statement[#1].Effect: (none) -> Allow", "Statement[#1].Resource: (none) -> x/*",
          "Statement[#3].Action: iam:* -> (none)", "Statement[#3].Effect: Allow -> (none)",
          "Statement[#3].Resource: * -> (none)",
        ]
      ),
      (policy(ours, listing), policy(listing, ours), []),
      // Sids that look like numbers of the library.
      (
        policy(ours), policy(ours, theirs.replacing("{", with: ##"{"Sid": "#1", "##)),
        [
          "Statement[#2].Action: iam:* -> (none)", "Statement[#2].Effect: Allow -> (none)",
          "Statement[#2].Resource: * -> (none)", "Statement[#2].Sid: #1 -> (none)",
        ]
      ),
      // A value that is empty, or looks like two.
      (#"{"p": ["logs/*"]}"#, #"{"p": ["", "logs/*"]}"#, [#"p: "", logs/* -> logs/*"#]),
      (#"{"p": ["a", "b"]}"#, #"{"p": ["a, b"]}"#, [#"p: "a, b" -> a, b"#]),
      (#"{"t": ""}"#, #"{}"#, [#"t: (none) -> """#]),
      (#"{"Condition": {"Null": {}}}"#, #"{}"#, []),
      (
        #"{"Effect": "Deny"}"#, #"{"Effect": "Deny", "Condition": {"Null": {"a": []}}}"#,
        ["Condition.Null.a: [] -> (none)"]
      ),
    ]
  )
  func saysWhatDiffers(wanted: String, seen: String, expected: [String]) throws {
    #expect(try ShellLibrary.differences(of: [(wanted, seen)])[0] == expected)
  }

  @Test("a setting that is empty is one that was never made, but a tag is not")
  func takesEmptyForAbsent() throws {
    let pairs = [(#"{"a": ""}"#, "{}"), ("{}", #"{"a": ""}"#)]
    #expect(try ShellLibrary.differences(of: pairs, facets: "a") == [[], []])
    #expect(try ShellLibrary.differences(of: pairs, facets: "'*?'") == [[#"a: (none) -> """#], []])
  }

  @Test("of random policies, every change is said, and no other order of the same")
  func saysEveryChange() throws {
    var random = SplitMix64(seed: 20_261_130)
    var pairs: [(wanted: String, seen: String)] = []
    var changes: [RandomPolicy.Change] = []
    for index in 0..<600 {
      let policy = RandomPolicy(&random)
      var other = policy
      let change = RandomPolicy.Change.allCases[index % RandomPolicy.Change.allCases.count]
      other.make(change, &random)
      pairs.append((policy.text(&random), other.text(&random)))
      changes.append(change)
    }
    let found = try ShellLibrary.differences(of: pairs)
    for ((pair, change), lines) in zip(zip(pairs, changes), found) {
      let text = Comment(rawValue: "\(change): \(pair.wanted) \(pair.seen): \(lines)")
      #expect(lines.count == change.lines, text)
    }
    let kinds = RandomPolicy.Change.allCases.count
    print(
      "policies that were changed and compared by the library: \(pairs.count), in \(kinds) ways"
    )
  }
}
