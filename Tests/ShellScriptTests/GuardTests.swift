import Foundation
import TestSupport
import Testing

/// Nothing is called, or nothing but the question who one is, before a script knows where it is.
struct GuardTests {
  @Test("a script that is cut off after any line calls nothing")
  func cutOffScriptsCallNothing() throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    var count = 0
    for path in ["provision.sh", "teardown.sh"] {
      let lines = try bench.text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
      let guardLine = try #require(lines.firstIndex { $0.hasPrefix("trap ") })
      // Every line of the data, and every seventh of the library.
      let cuts = (1..<lines.count - 1).filter { $0 < 120 || $0 % 7 == 0 }
      for cut in cuts {
        let script = lines[..<cut].joined(separator: "\n") + "\n"
        let run = try bench.run(script: script, ["apply"])
        #expect(try bench.calls().isEmpty, "cut after line \(cut) of \(path)")
        // Before the guard there is nothing but comments.
        #expect(run.status != 0 || cut <= guardLine, "cut after line \(cut) of \(path)")
        count += 1
      }
    }
    print("cut-off scripts: \(count) cases")
  }

  @Test("a script that is sourced calls nothing")
  func sourcedScriptsCallNothing() throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    for path in ["provision.sh", "teardown.sh"] {
      let script = "source '\(bench.path(of: path))' apply; exit $?"
      let run = try bench.run(script: script, [])
      #expect(run.status == 4)
      #expect(try bench.calls().isEmpty)
    }
  }

  @Test(
    "a wrong place is refused before anything is read or written",
    arguments: [
      (["FAKE_ACCOUNT": "999988887777"], 1), (["FAKE_PARTITION": "aws-cn"], 1),
      (["AWS_ENDPOINT_URL": "http://127.0.0.1:9"], 0),
      (["AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:9"], 0), (["FAKE_DENIED": "1"], 1),
    ] as [([String: String], Int)]
  )
  func wrongPlacesAreRefused(environment: [String: String], calls: Int) throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    for command in ["plan", "apply", "verify"] {
      let run = try bench.run("provision.sh", [command], environment)
      #expect(run.status == 4, Comment(rawValue: run.errors))
      #expect(try bench.calls().count <= calls)
      #expect(try bench.calls().allSatisfy { $0.hasPrefix("sts get-caller-identity") })
    }
  }

  @Test(
    "words that nobody knows are refused with usage",
    arguments: ["aply", "--force", "-x", "*"]
  )
  func unknownWordsAreRefused(word: String) throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    let run = try bench.run("provision.sh", [word])
    #expect(run.status == 2)
    #expect(run.errors.contains("usage: provision.sh"))
    #expect(try bench.calls().isEmpty)
  }

  @Test("teardown removes nothing without the account's id")
  func teardownAsksForTheAccount() throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    for environment in [[:], ["ACCREDIT_CONFIRM": "999988887777"]] as [[String: String]] {
      let run = try bench.run("teardown.sh", ["--yes"], environment)
      #expect(run.status != 0, Comment(rawValue: run.errors))
      #expect(try bench.calls().allSatisfy { !$0.contains("delete") })
    }
  }

  @Test("a tool that fails ends the run: nothing that it should have printed is taken for empty")
  func failingToolsEndTheRun() throws {
    let bench = try ScriptBench(example: "fastly-s3")
    defer { bench.remove() }
    // Prints the documents of the spec.
    try bench.breakTool("cat")
    for command in ["plan", "apply", "verify"] {
      let run = try bench.run("provision.sh", [command])
      #expect(run.status == 1, Comment(rawValue: run.errors))
      #expect(try !bench.calls().contains { $0.hasPrefix("iam ") })
    }
  }

  @Test("lists hold words in quotes that no option, file or address can look like")
  func wordsAreSafe() throws {
    var count = 0
    let lines = try lines(of: ["provision.sh", "teardown.sh"]).filter {
      $0.range(of: "^  (require|ensure|remove|keep) ", options: .regularExpression) != nil
    }
    let safe = "^  [a-z_ ]+( '[A-Za-z0-9/][A-Za-z0-9+=,.@:/_#-]*')*$"
    for line in lines {
      count += 1
      #expect(
        line.range(of: safe, options: .regularExpression) != nil,
        Comment(rawValue: "\(line)")
      )
    }
    print("script lines with words: \(count)")
    #expect(count > 60)
  }

  @Test("names of documents are words in quotes, which match themselves alone")
  func namesOfDocumentsAreSafe() throws {
    var count = 0
    let lines = try lines(of: ["provision.sh"])
    for (name, next) in zip(lines, lines.dropFirst()) where next.hasPrefix("      cat <<") {
      count += 1
      #expect(try name.wholeMatch(of: Regex("    '[A-Za-z0-9/+=,.@_-]+'\\)")) != nil, "\(name)")
    }
    print("names of documents in scripts: \(count)")
    #expect(count > 20)
  }

  /// The lines of some scripts of every example.
  private func lines(of paths: [String]) throws -> [Substring] {
    try Examples.namesWithoutTargets.flatMap { example in
      let bench = try ScriptBench(example: example)
      defer { bench.remove() }
      return try paths.flatMap { try bench.text(of: $0).split(separator: "\n") }
    }
  }
}
