import Diagnostics
import Foundation
import TestSupport
import Testing
import YAML

/// The bounds of a spec, on both sides.
struct LimitsTests {
  @Test(arguments: [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")])
  func takesThirtyTwoLevels(open: String, close: String) {
    let step = open.count { "[{".contains($0) }
    func text(_ levels: Int) -> String {
      let count = levels / step
      return String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
    }
    #expect(Reading(text(32)).findings == [])
    let tooDeep = text(32 + step)
    #expect(Reading(tooDeep).diagnostics.sorted.map(\.code) == [.tooDeep])
    #expect(Reading(tooDeep).root == nil)
  }

  @Test func takesThirtyTwoLevelsOfBlocks() {
    func text(_ levels: Int) -> String {
      (0..<levels).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    }
    #expect(Reading(text(32)).findings == [])
    #expect(Reading(text(33)).findings == ["too-deep 33:33"])
  }

  @Test(arguments: ["\n", "\r\n", ""]) func takesLinesOfSixteenKibibytes(lineBreak: String) {
    let longest = "a: " + String(repeating: "b", count: 16_384 - 3)
    #expect(Reading(longest + lineBreak).findings == [])
    #expect(Reading("# é\n" + longest + "c" + lineBreak).findings == ["line-too-long 2:16385"])
  }

  @Test func takesFilesOfSixteenMebibytes() {
    let line = Array(("# " + String(repeating: "x", count: 1_021) + "\n").utf8)
    var bytes = Array("a: b\n".utf8)
    while bytes.count + line.count <= 16 << 20 { bytes += line }
    while bytes.count < 16 << 20 { bytes.append(0x0A) }
    #expect(Reading(bytes).findings == [])
    #expect(Reading(bytes + [0x0A]).findings == ["file-too-large"])
  }
}

/// Inputs that make other readers of YAML slow, big or wrong.
enum Bomb: String, CaseIterable {
  case flowSequences, flowMappings, blockSequences, complexKeys, mixed, aliases, quadraticAliases
  case mergeKeys, longLine, longScalar, tooLarge, zeros, wide, wideFlow

  /// Whether the limit is that of the number of events.
  var isWide: Bool { self == .wide || self == .wideFlow }

  var code: DiagnosticCode {
    switch self {
    case .flowSequences, .flowMappings, .blockSequences, .complexKeys, .mixed: .tooDeep
    case .aliases, .quadraticAliases, .mergeKeys: .yamlAnchor
    case .longLine, .longScalar: .lineTooLong
    case .tooLarge: .fileTooLarge
    case .zeros: .controlCharacter
    case .wide, .wideFlow: .tooManyEvents
    }
  }

  var text: String {
    func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
    /// Text on lines that are no longer than allowed.
    func lines(_ text: String, _ count: Int) -> String { many(many(text, 1_000) + "\n", count) }
    switch self {
    case .flowSequences: return lines("[", 1_000)
    case .flowMappings: return lines("{a: ", 50)
    case .blockSequences: return many("- ", 8_000)
    case .complexKeys: return lines("? ", 40)
    case .mixed: return lines("[{a: ", 100)
    case .aliases:
      return "a: &a [x]\n" + (0..<500).map { "k\($0): [\(many("*a,", 9))]\n" }.joined()
    case .quadraticAliases: return "a: &a [\(many("x,", 1_000))]\nb: [\(many("*a,", 1_000))]\n"
    case .mergeKeys: return "a: &a {b: c}\n" + many("- <<: *a\n", 1_000)
    case .longLine: return "a: " + many("b", 15 << 20)
    case .longScalar: return "a: \"" + many("\\x41", 1 << 20) + "\"\n"
    case .tooLarge: return many("# 0123456789abcde\n", 1 << 20)
    case .zeros: return many("\0", 1 << 20)
    case .wide: return many("- a\n", 1_000_001)
    case .wideFlow: return "[\n" + many(many("a,", 100) + "\n", 10_001) + "]\n"
    }
  }
}

/// Bombs are refused before they cost anything.
struct BombTests {
  private static func milliseconds(of work: () throws -> Void) rethrows -> Double {
    let times = try (0..<3).map { _ in
      try ContinuousClock().measure { try work() } / .milliseconds(1)
    }
    return times.min() ?? 0
  }

  /// A build for debugging on a busy machine may take forty times as long as a release.
  @Test(arguments: Bomb.allCases) func refuses(bomb: Bomb) {
    let bytes = Array(bomb.text.utf8)
    var codes: [DiagnosticCode] = []
    let time = Self.milliseconds {
      codes = Reading(bytes).diagnostics.sorted.map(\.code)
    }
    #expect(codes.contains(bomb.code), "\(codes)")
    #expect(codes.count <= 64)
    #expect(time < 40 * (bomb.isWide ? 250 : 50), "\(bomb): \(time) ms")
  }

  /// Time that the processor worked: others may use the machine at the same time.
  @Test(.enabled(if: Checkout.binary != nil, "'Scripts/test' builds the binary"))
  func theReleaseRefusesThemInTime() throws {
    let binary = try #require(Checkout.binary)
    let bash = try #require(Checkout.tool("bash"))
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    func refusal(of text: String) throws -> (milliseconds: Double, errors: String) {
      try Data(text.utf8).write(to: file)
      let script = "TIMEFORMAT='%U %S'; time \"$0\" validate \"$1\" >&2"
      let runs = try (0..<3).map { _ in try Run(bash, ["-c", script, binary.path, file.path]) }
      let times = runs.map { run in
        let words = run.errors.split(separator: "\n").last?.split(separator: " ") ?? []
        return words.compactMap { Double($0) }.reduce(0, +) * 1_000
      }
      return (times.min() ?? 0, runs[0].errors)
    }
    // What it takes to start, to read the catalogue and to refuse the smallest spec.
    let start = try refusal(of: "a").milliseconds
    var report: [String] = []
    for bomb in Bomb.allCases {
      let (time, errors) = try refusal(of: bomb.text)
      report.append("\(bomb) \(Int(max(0, time - start)))")
      #expect(errors.contains("[\(bomb.code.rawValue)]"), "\(bomb)")
      // Four times what the design allows: on a busy machine even CPU time doubles.
      #expect(time - start < (bomb.isWide ? 1_000 : 200), "\(bomb): \(time) ms")
    }
    print("bombs refused by the release, ms: " + report.joined(separator: ", "))
  }
}
