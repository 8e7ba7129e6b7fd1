import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What a fuzzer has found, and what it takes for interesting, goes through every target again.
@Suite("What fuzzers feed") struct FuzzingTests {
  /// Inputs that once broke something, each a file that says in its name what it was.
  private static func findings(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    try files(in: "Tests/Fuzzing/Findings/\(target)")
  }

  /// Inputs that together go everywhere that a fuzzer has been, in base 64.
  private static func corpus(of target: FuzzTarget) throws -> [[UInt8]] {
    let path = "Tests/Fuzzing/Corpus/\(target).txt"
    guard FileManager.default.fileExists(atPath: Checkout.root.appending(path: path).path) else {
      return []
    }
    return try Checkout.text(of: path).split(separator: "\n").map { line in
      Array(try #require(Data(base64Encoded: String(line))))
    }
  }

  /// Documents that other tests have, of the kind that the target reads.
  private static func documents(of target: FuzzTarget) throws -> [[UInt8]] {
    let folders =
      switch target {
      case .read: ["Templates/Examples", "Tests/AuditTests/Documents", "Generated/acme"]
      case .spec:
        ["Templates/Examples", "Tests/CompilerTests/Invalid", "Tests/EndToEnd/schema_specs"]
      case .audit, .policy: ["Tests/AuditTests/Documents"]
      case .compile, .emit, .diff: [String]()
      }
    return try folders.flatMap { try files(in: $0).map(\.bytes) }
  }

  private static func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
    let place = Checkout.root.appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return try names.sorted().compactMap { name in
      var isFolder: ObjCBool = false
      let file = place.appending(path: name)
      _ = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
      return isFolder.boolValue ? nil : (name, Array(try Data(contentsOf: file)))
    }
  }

  @Test("Everything that once broke something is harmless", arguments: FuzzTarget.allCases)
  func holdsOfFindings(target: FuzzTarget) throws {
    let findings = try Self.findings(of: target)
    for (name, bytes) in findings {
      #expect(throws: Never.self, "\(name)") { try target.check(bytes) }
    }
    print("fuzzing, \(target): \(findings.count) findings replayed")
  }

  @Test("What leads a fuzzer everywhere is harmless", arguments: FuzzTarget.allCases)
  func holdsOfTheCorpus(target: FuzzTarget) throws {
    let inputs = try Self.corpus(of: target) + Self.documents(of: target)
    for bytes in inputs { try target.check(bytes) }
    print("fuzzing, \(target): \(inputs.count) inputs of the corpus replayed")
  }

  /// A fuzzer that sees nothing, for machines without one: bytes of the corpus, changed by lot.
  @Test("Changed inputs are harmless", arguments: FuzzTarget.allCases)
  func holdsOfChangedInputs(target: FuzzTarget) throws {
    let seeds = try Self.corpus(of: target) + Self.documents(of: target) + [[]]
    var random = SplitMix64(seed: 6_4)
    let count = ProcessInfo.processInfo.environment["THOROUGH"] == "1" ? 20_000 : 200
    for _ in 0..<count {
      let bytes =
        target.isStructured && random.oneIn(2)
        ? (0..<random.number(0...200)).map { _ in UInt8.random(in: 0...255, using: &random) }
        : random.changed(random.pick(seeds))
      do throws(Breach) {
        try target.check(bytes)
      } catch {
        Issue.record("\(error) in \(Data(bytes).base64EncodedString())")
        break
      }
    }
    print("fuzzing, \(target): \(count) inputs changed by lot")
  }
}

extension SplitMix64 {
  /// The bytes with one to four changes.
  fileprivate mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<number(1...4) {
      let place = number(0...bytes.count)
      switch number(0...4) {
      case 0: bytes.insert(UInt8.random(in: 0...255, using: &self), at: place)
      case 1: bytes.insert(contentsOf: pick(Words.all).utf8, at: place)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + number(1...8)))
      case 3 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &self)
      default:
        let end = min(bytes.count, place + number(1...40))
        bytes.insert(contentsOf: bytes[place..<end], at: number(0...bytes.count))
      }
    }
    return bytes
  }
}
