import Catalog
import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// What a spec of the folder `Invalid` says of itself, in comments.
///
/// `# error: code` expects a diagnostic on its own line, `# warning@3: code` one on line 3 and
/// `# error@file: code` one of the whole file; `; ` divides several.
struct Expectation: Hashable, Comparable, CustomStringConvertible {
  /// 0 for the whole file.
  let line: Int
  let severity: String
  let code: String

  init(line: Int, severity: String, code: String) {
    self.line = line
    self.severity = severity
    self.code = code
  }

  init(_ diagnostic: Diagnostic) {
    self.init(
      line: diagnostic.range?.start.line ?? 0,
      severity: diagnostic.severity.rawValue,
      code: diagnostic.code.rawValue
    )
  }

  var description: String { "\(line == 0 ? "file" : "\(line)"): \(severity)[\(code)]" }

  static func < (left: Self, right: Self) -> Bool {
    (left.line, left.severity, left.code) < (right.line, right.severity, right.code)
  }

  /// Everything that a text expects.
  static func all(in text: String) -> Set<Expectation> {
    var found: Set<Expectation> = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let mark = line.range(of: "# ", options: .backwards) else { continue }
      for item in line[mark.upperBound...].components(separatedBy: "; ") {
        if let expectation = Expectation(item, on: index + 1) { found.insert(expectation) }
      }
    }
    return found
  }

  /// Reads `error: code` or `error@3: code`; nil for a comment that expects nothing.
  private init?(_ item: String, on line: Int) {
    let parts = item.components(separatedBy: ": ")
    guard parts.count == 2 else { return nil }
    let head = parts[0].components(separatedBy: "@")
    guard ["error", "warning", "note"].contains(head[0]) else { return nil }
    let written = head.count == 2 ? head[1] : "\(line)"
    guard let place = written == "file" ? 0 : Int(written) else { return nil }
    self.init(line: place, severity: head[0], code: parts[1])
  }
}

/// A spec with mistakes, and what is expected of them.
struct InvalidSpec: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let expected: Set<Expectation>

  var testDescription: String { name }

  static let folder = "Tests/CompilerTests/Invalid"

  /// The specs of the folder, in the order of their names.
  static let all: [InvalidSpec] = {
    let path = Checkout.root.appendingPathComponent(folder).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
      guard let bytes = try? Checkout.bytes(of: "\(Self.folder)/\(name)") else { return nil }
      return InvalidSpec(name: name, bytes: bytes, expected: .all(in: bytes))
    }
  }()
}

extension Set<Expectation> {
  static func all(in bytes: [UInt8]) -> Self {
    Expectation.all(in: String(decoding: bytes, as: UTF8.self))
  }
}

extension Compiler {
  /// A compiler with the facts that are built in, read once; nil when they can't be.
  static let shared: Compiler? = {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports).map(Compiler.init)
  }()
}
