package import Text

/// Shows diagnostics to programs as one JSON document.
///
/// The shape is `{"format_version", "valid", "error_count", "warning_count", "diagnostics"}`; a
/// member is only ever added, and then the version stays.
package enum JSONRenderer {
  package static func render(_ files: [Diagnostics]) -> JSON {
    let errors = files.reduce(0) { $0 + $1.count(of: .error) }
    return [
      "format_version": "1",
      "valid": .bool(errors == 0),
      "error_count": .integer(errors),
      "warning_count": .integer(files.reduce(0) { $0 + $1.count(of: .warning) }),
      "diagnostics": .array(
        files.flatMap { file in
          let lines = SourceLines(of: file.file)
          return file.sorted.map { object(for: $0, in: file.file.name, lines) }
        }
      ),
    ]
  }

  private static func object(
    for diagnostic: Diagnostic,
    in name: String,
    _ lines: SourceLines
  ) -> JSON {
    var members: [JSON.Member] = [
      .init("severity", .string(diagnostic.severity.rawValue)),
      .init("code", .string(diagnostic.code.rawValue)),
      .init("message", .string(diagnostic.message)),
      .init("file", .string(name)),
    ]
    if let range = diagnostic.range {
      members.append(.init("range", object(for: range)))
      let snippet = diagnostic.code.concernsSecret ? "" : lines[range.start.line] ?? ""
      members.append(.init("snippet", .string(snippet)))
    }
    members.append(
      .init(
        "related",
        .array(
          diagnostic.related.map {
            ["message": .string($0.message), "range": object(for: $0.range)]
          }
        )
      )
    )
    if let help = diagnostic.help { members.append(.init("help", .string(help))) }
    return .object(members)
  }

  private static func object(for range: SourceRange) -> JSON {
    func object(for position: SourcePosition) -> JSON {
      ["line": .integer(position.line), "column": .integer(position.column)]
    }
    return ["start": object(for: range.start), "end": object(for: range.end)]
  }
}

/// Shows diagnostics to code scanners: SARIF 2.1.0, with the rules that were broken.
package enum SARIFRenderer {
  package static func render(_ files: [Diagnostics], toolVersion: String) -> JSON {
    let findings = files.flatMap { file in file.sorted.map { ($0, file.file) } }
    let rules = Set(findings.map(\.0.code)).sorted { $0.rawValue < $1.rawValue }
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "accredit",
              "version": .string(toolVersion),
              "rules": .array(rules.map { ["id": .string($0.rawValue)] }),
            ]
          ],
          "columnKind": "unicodeCodePoints",
          "results": .array(findings.map { result(for: $0.0, in: $0.1) }),
        ]
      ],
    ]
  }

  private static func result(for diagnostic: Diagnostic, in file: SourceFile) -> JSON {
    let range = diagnostic.range ?? .beginning
    let help = diagnostic.help.map { " (\($0))" } ?? ""
    return [
      "ruleId": .string(diagnostic.code.rawValue),
      "level": .string(diagnostic.severity.rawValue),
      "message": ["text": .string(diagnostic.message + help)],
      "locations": [
        [
          "physicalLocation": [
            "artifactLocation": ["uri": .string(relativeURI(file.name))],
            "region": [
              "startLine": .integer(range.start.line),
              "startColumn": .integer(range.start.column),
              "endLine": .integer(range.end.line),
              "endColumn": .integer(range.end.column),
            ],
          ]
        ]
      ],
    ]
  }

  /// The path as a relative reference, with everything percent-encoded that a path may not hold.
  private static func relativeURI(_ path: String) -> String {
    percentEncoded(path) { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        false
      default: !"/.-_~".utf8.contains(byte)
      }
    }
  }
}

/// Shows diagnostics to GitHub Actions as workflow commands, which become annotations.
package enum GitHubRenderer {
  /// How many annotations of one kind GitHub shows of a step; it drops the rest without a word.
  ///
  /// Source: GitHub Actions toolkit, issue 734.
  private static let mostOfAKind = 10

  package static func render(_ files: [Diagnostics]) -> String {
    let all = files.flatMap { file in file.sorted.map { ($0, file.file) } }
    let counts = Dictionary(grouping: all, by: \.0.severity).mapValues(\.count)
    var shown: [Diagnostic.Severity: Int] = [:]
    var text = ""
    for (diagnostic, file) in all {
      let severity = diagnostic.severity
      let most = counts[severity, default: 0] > mostOfAKind ? mostOfAKind - 1 : mostOfAKind
      guard shown[severity, default: 0] < most else { continue }
      shown[severity, default: 0] += 1
      text += line(for: diagnostic, in: file)
    }
    for severity in [Diagnostic.Severity.error, .warning, .note] {
      let left = counts[severity, default: 0] - shown[severity, default: 0]
      guard left > 0 else { continue }
      text += "::\(command(severity)) title=accredit::\(left) more: see another format\n"
    }
    return text
  }

  private static func command(_ severity: Diagnostic.Severity) -> String {
    switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  private static func line(for diagnostic: Diagnostic, in file: SourceFile) -> String {
    let range = diagnostic.range ?? .beginning
    let command = command(diagnostic.severity)
    let properties = [
      "file=\(escapedProperty(file.name))",
      "line=\(range.start.line)",
      "endLine=\(range.end.line)",
      "col=\(range.start.column)",
      "endColumn=\(range.end.column)",
      "title=\(escapedProperty(diagnostic.code.rawValue))",
    ].joined(separator: ",")
    var message = visible(diagnostic.message)
    if let help = diagnostic.help { message += "\nhelp: " + visible(help) }
    return "::\(command) \(properties)::\(escaped(message))\n"
  }

  /// Escapes the bytes that end a message; GitHub's own toolkit escapes the same ones.
  private static func escaped(_ text: String) -> String {
    percentEncoded(text) { "%\r\n".utf8.contains($0) }
  }

  /// Escapes the bytes that end a property too.
  private static func escapedProperty(_ text: String) -> String {
    percentEncoded(visible(text)) { "%\r\n:,".utf8.contains($0) }
  }
}

/// The text with some bytes as `%` and two hexadecimal digits.
private func percentEncoded(_ text: String, where isSpecial: (UInt8) -> Bool) -> String {
  var buffer = TextBuffer()
  for byte in text.utf8 {
    guard isSpecial(byte) else {
      buffer.append(byte)
      continue
    }
    let digits = String(byte, radix: 16, uppercase: true)
    buffer.append("%" + (digits.utf8.count == 1 ? "0" : "") + digits)
  }
  return buffer.text
}
