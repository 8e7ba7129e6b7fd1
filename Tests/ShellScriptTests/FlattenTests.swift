import Foundation
import TestSupport
import Testing

/// The library's comparison of JSON documents: what IAM takes for the same is the same, and nothing
/// else is.
struct FlattenTests {
  @Test(
    "documents that mean the same have the same lines",
    arguments: [
      (#"{"a": 1, "b": 2}"#, #"{ "b":2,"a":1 }"#),
      (#"{"Action": "s3:GetObject"}"#, #"{"Action": ["s3:GetObject"]}"#),
      (#"{"Action": ["a", "b"]}"#, #"{"Action": ["b", "a"]}"#),
      (#"{"Statement": {"Effect": "Allow"}}"#, #"{"Statement": [{"Effect": "Allow"}]}"#),
      (
        #"{"Principal": {"AWS": "717331877981"}}"#,
        #"{"Principal": {"AWS": "arn:aws:iam::717331877981:root"}}"#
      ),
      (
        #"{"Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}"#,
        #"{"Tags": [{"Value": "2", "Key": "b"}, {"Key": "a", "Value": "1"}]}"#
      ),
      (#"{"a": "x\/y"}"#, #"{"a": "x/y"}"#), (#"{"a": "\u0041"}"#, #"{"a": "A"}"#),
      (
        #"{"Statement": [{"Action": "a", "Resource": "x"}, {"Action": "b", "Resource": "y"}]}"#,
        #"{"Statement": [{"Resource": ["y"], "Action": "b"}, {"Action": "a", "Resource": "x"}]}"#
      ),
    ]
  )
  func equals(pair: (first: String, second: String)) throws {
    let lines = try ShellLibrary.flattened([pair.first, pair.second])
    #expect(lines[0] == lines[1])
  }

  @Test(
    "documents that mean something else have other lines",
    arguments: [
      (#"{"Action": "s3:GetObject"}"#, #"{"Action": "s3:GetObjects"}"#),
      (#"{"Action": ["a", "b"]}"#, #"{"Action": ["a"]}"#),
      (#"{"Action": ["a"]}"#, #"{"Action": []}"#),
      (
        #"{"Statement": [{"Action": "a", "Resource": "x"}, {"Action": "b", "Resource": "y"}]}"#,
        #"{"Statement": [{"Action": "a", "Resource": "y"}, {"Action": "b", "Resource": "x"}]}"#
      ),
      (
        #"{"Principal": {"AWS": "arn:aws:iam::717331877981:root"}}"#,
        #"{"Principal": {"AWS": "arn:aws:iam::717331877981:user/root"}}"#
      ),
      (#"{"Principal": {"AWS": "x"}}"#, #"{"Principal": {"Service": "x"}}"#),
      (#"{"Principal": "*"}"#, #"{"Principal": {"AWS": "x"}}"#),
      (
        #"{"Condition": {"StringEquals": {"sts:ExternalId": "abc"}}}"#,
        #"{"Condition": {"StringLike": {"sts:ExternalId": "abc"}}}"#
      ),
      (
        #"{"Condition": {"StringEquals": {"sts:ExternalId": "abc"}}}"#,
        #"{"Condition": {"StringEquals": {"sts:ExternalId": "ABC"}}}"#
      ),
      (#"{"Effect": "Allow"}"#, #"{"Effect": "Deny"}"#), (#"{"a": true}"#, #"{"a": false}"#),
      (#"{"a": "1"}"#, #"{"a": "1 "}"#), (#"{"a": {"b": 1}}"#, #"{"a.b": 2}"#),
    ]
  )
  func differs(pair: (first: String, second: String)) throws {
    let lines = try ShellLibrary.flattened([pair.first, pair.second])
    #expect(lines[0] != lines[1])
  }

  @Test("every policy of the examples equals itself in another order, and no other")
  func tellsPoliciesApart() throws {
    var documents: [String] = []
    for example in Examples.namesWithoutTargets {
      let bench = try ScriptBench(example: example)
      defer { bench.remove() }
      documents += try Self.documents(in: bench.text(of: "provision.sh"))
    }
    documents = Set(documents).sorted()
    let shuffled = try documents.map(Self.reordered)
    let lines = try ShellLibrary.flattened(documents + shuffled)
    let (first, second) = (lines[..<documents.count], lines[documents.count...])
    #expect(Array(first) == Array(second))
    #expect(Set(first).count == documents.count)
    print("documents compared by the library: \(documents.count)")
  }

  /// The documents between `cat <<'EOF_…'` and their ends.
  private static func documents(in script: String) throws -> [String] {
    var documents: [String] = []
    var mark: Substring?
    var body = ""
    for line in script.split(separator: "\n", omittingEmptySubsequences: false) {
      if let end = mark {
        if line == end {
          documents.append(body)
          mark = nil
        } else {
          body += line + "\n"
        }
      } else if line.hasPrefix("      cat <<'EOF_") {
        mark = line.dropFirst("      cat <<'".count).dropLast()
        body = ""
      }
    }
    return documents
  }

  /// The same document with its keys in another order, on one line.
  private static func reordered(_ text: String) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    return String(decoding: data, as: UTF8.self)
  }
}
