import Diagnostics
import Text

/// What the compiler says of a document, in the protocol's terms.
struct DiagnosticMessages {
  let document: TextDocument
  let client: Client

  func publish(_ diagnostics: Diagnostics) -> JSON {
    .notification(
      "textDocument/publishDiagnostics",
      [
        "uri": .string(document.uri),
        "version": .integer(document.version),
        "diagnostics": .array(diagnostics.sorted.map(json)),
      ]
    )
  }

  private func json(_ diagnostic: Diagnostic) -> JSON {
    var message = visible(diagnostic.message)
    if let help = diagnostic.help { message += "\nhelp: " + visible(help) }
    let related = diagnostic.related.map { related in
      JSON.members([
        "location": [
          "uri": .string(document.uri), "range": range(related.range),
        ],
        "message": .string(visible(related.message)),
      ])
    }
    return .members([
      "range": range(diagnostic.range ?? .beginning),
      "severity": .integer(Self.number(of: diagnostic.severity)),
      "code": .string(diagnostic.code.rawValue),
      "source": "accredit",
      "message": .string(message),
      "relatedInformation": client.takesRelatedInformation && !related.isEmpty
        ? .array(related) : nil,
    ])
  }

  private static func number(of severity: Diagnostic.Severity) -> Int {
    switch severity {
    case .error: 1
    case .warning: 2
    case .note: 3
    }
  }

  private func range(_ range: SourceRange) -> JSON {
    let lines = document.lines
    return lines.json(
      lines.offset(
        of: range.start
      )..<max(
        lines.offset(of: range.start),
        lines.offset(of: range.end)
      ),
      client.encoding
    )
  }
}

extension TextLines {
  /// Some bytes as a range of the protocol.
  func json(_ range: Range<Int>, _ encoding: PositionEncoding) -> JSON {
    [
      "start": position(of: range.lowerBound, encoding).json,
      "end": position(of: range.upperBound, encoding).json,
    ]
  }
}

extension TextPosition {
  /// The position as the protocol writes it.
  var json: JSON { ["line": .integer(line), "character": .integer(character)] }
}
