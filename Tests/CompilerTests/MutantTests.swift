import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing
import YAML

/// Each key of each example, removed or misspelt: nothing that a person forgets or mistypes may
/// silently mean something else.
@Suite struct MutantTests {
  /// Keys that may be left out: what they say has a default, or is about that key alone.
  private static let optional: Set = [
    "partition", "tags", "tags.*", "vendors.*", "vendors.*.name", "vendors.*.site",
    "integrations.*",
    "integrations.*.role", "integrations.*.permissions", "integrations.*.description",
    "integrations.*.buckets.prefix", "integrations.*.buckets.kmsKey",
    "integrations.*.buckets.logType", "integrations.*.buckets.includeSourcePath",
    "integrations.*.buckets.region", "integrations.*.buckets.narrow",
    "integrations.*.bucket.create", "integrations.*.bucket.expireAfterDays",
    "integrations.*.bucket.kmsKey", "integrations.*.path", "integrations.*.acl",
    "integrations.*.stream.mode", "integrations.*.sharing",
    "integrations.*.namespaces", "integrations.*.namespaces.metrics",
    "integrations.*.backup.create", "integrations.*.auth", "integrations.*.via",
    "integrations.*.vendor.name", "integrations.*.allow.conditions",
    "integrations.*.allow.conditions.StringLike",
    // Another vendor of the spec, where there is one only, takes its place.
    "integrations.*.vendor",
    // An account less; the region of the spec alone.
    "targets.accounts.*", "targets.regions",
  ]
  /// Names that the writer of a spec chooses; a condition key that no request has allows nothing.
  private static let chosen: Set = [
    "tags.*", "vendors.*", "integrations.*", "integrations.*.allow.conditions.StringLike.s3:prefix",
    "targets.accounts.*",
  ]

  private let compiler: Compiler

  init() throws {
    compiler = try #require(Compiler.shared)
  }

  private static let misspellings: [(name: String, change: @Sendable (String) -> String?)] = [
    ("without its last letter", { String($0.dropLast()) }),
    ("with a letter doubled", { String($0.prefix(1)) + $0 }),
    ("with its first letter in the other case", { exchangingCase(of: $0) }),
    ("with two letters exchanged", { exchangingLetters(of: $0) }),
  ]

  private static func exchangingCase(of key: String) -> String {
    let first = key.prefix(1)
    return (first.lowercased() == first ? first.uppercased() : first.lowercased())
      + key.dropFirst()
  }

  private static func exchangingLetters(of key: String) -> String {
    let characters = Array(key)
    guard characters.count >= 2 else { return key + "x" }
    return String([characters[1], characters[0]] + characters.dropFirst(2))
  }

  private func examples() throws -> [(name: String, tree: SpecTree)] {
    try Examples.sources().map { source in
      var diagnostics = Diagnostics(for: source)
      return (source.baseName, SpecTree(try #require(compose(&diagnostics))))
    }
  }

  private func isAccepted(_ tree: SpecTree) -> Bool {
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(tree.text.utf8)))
    _ = compiler.plan(diagnostics.file, &diagnostics)
    return !diagnostics.hasErrors
  }

  @Test("refuses every example without a key that it needs")
  func refusesAMissingKey() throws {
    var (refused, harmless) = (0, 0)
    var unused = Self.optional
    for example in try examples() {
      #expect(isAccepted(example.tree), "\(example.name)")
      for key in example.tree.keys {
        guard isAccepted(example.tree.changing(key.path) { _ in nil }) else {
          refused += 1
          continue
        }
        harmless += 1
        unused.remove(key.name)
        #expect(Self.optional.contains(key.name), "\(example.name) needs no \(key.name)")
      }
    }
    #expect(unused.sorted() == [], "these can't be left out")
    print("mutants without a key: \(refused) refused, \(harmless) harmless by list")
  }

  @Test("refuses every example with a misspelt key")
  func refusesAMisspeltKey() throws {
    var (refused, harmless) = (0, 0)
    for example in try examples() {
      for key in example.tree.keys {
        for misspelling in Self.misspellings {
          guard isAccepted(example.tree.changing(key.path, misspelling.change)) else {
            refused += 1
            continue
          }
          harmless += 1
          #expect(
            Self.chosen.contains(key.name),
            "\(example.name): \(key.name) \(misspelling.name)"
          )
        }
      }
    }
    print("mutants with a misspelt key: \(refused) refused, \(harmless) harmless by list")
  }
}
