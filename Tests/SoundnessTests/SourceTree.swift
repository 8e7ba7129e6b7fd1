import Foundation
import TestSupport

/// A file of Swift, with its code told from its comments and strings.
struct SwiftFile {
  /// The path below the repository, such as `Sources/Text/JSON.swift`.
  let path: String
  /// The lines as they stand.
  let lines: [String]
  /// The lines without comments, and with strings of nothing.
  let code: [String]

  /// Every file below `Sources` or `Tests`, by its path; read once for all tests.
  static func all(below folder: String) throws -> [SwiftFile] {
    try (folder == "Sources" ? sources : tests).get()
  }

  private static let sources = Result { try read("Sources") }
  private static let tests = Result { try read("Tests") }

  private static func read(_ folder: String) throws -> [SwiftFile] {
    let root = Checkout.root.appendingPathComponent(folder).resolvingSymlinksInPath()
    return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
      .filter { $0.hasSuffix(".swift") && !$0.contains("ArgumentParser") }
      .map { path in
        let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        return SwiftFile(path: folder + "/" + path, text: text)
      }
  }

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var reader = CodeReader()
    code = lines.map { reader.code(of: $0) }
  }

  /// The target that the file is part of, such as `Text` or `Backends/CloudFormation`.
  var target: String {
    let parts = path.split(separator: "/").map(String.init)
    let isDivided = ["Backends", "Embedding", "Review"].contains(parts[1])
    return isDivided ? parts[1] + "/" + parts[2] : parts[1]
  }

  /// Each line with its place, such as `Sources/Text/JSON.swift:12`.
  func places(where matches: (String) -> Bool) -> [String] {
    code.indices.filter { matches(code[$0]) }.map { "\(path):\($0 + 1)" }
  }
}

/// Reads Swift line by line, and leaves out comments and what stands in strings.
private struct CodeReader {
  private var isInText = false

  mutating func code(of line: String) -> String {
    var result = ""
    var rest = Substring(line)
    while let character = rest.first {
      if isInText {
        guard let end = rest.range(of: "\"\"\"") else { return result }
        isInText = false
        rest = rest[end.upperBound...]
      } else if rest.hasPrefix("//") {
        return result
      } else if rest.hasPrefix("\"\"\"") {
        isInText = true
        rest = rest.dropFirst(3)
      } else if character == "\"" || rest.hasPrefix("#\"") {
        rest = Self.behindString(rest)
        result += "\"\""
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// What follows a string on one line; interpolations count as part of it.
  private static func behindString(_ text: Substring) -> Substring {
    let isRaw = text.first == "#"
    var rest = text.dropFirst(isRaw ? 2 : 1)
    var depth = 0
    while let character = rest.first {
      if !isRaw && rest.hasPrefix("\\(") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if depth > 0 {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        rest = character == "\"" ? behindString(rest) : rest.dropFirst()
      } else if !isRaw && character == "\\" {
        rest = rest.dropFirst(2)
      } else if isRaw ? rest.hasPrefix("\"#") : character == "\"" {
        return rest.dropFirst(isRaw ? 2 : 1)
      } else {
        rest = rest.dropFirst()
      }
    }
    return rest
  }
}

/// The strings of a line of Swift, comments aside; nothing for a line that only comments.
func strings(in line: String) -> [String] {
  let comment = line.firstMatch(of: /(^|\s)\/\/.*$/)
  let code = comment.map { String(line[..<$0.range.lowerBound]) } ?? line
  return code.matches(of: /"((?:[^"\\]|\\.)*)"/).map { String($0.1) }
}
