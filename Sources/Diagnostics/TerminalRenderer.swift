/// Shows diagnostics to a person: message, place, line, caret and remedy.
package struct TerminalRenderer: Sendable {
  private let usesColor: Bool

  package init(usesColor: Bool) {
    self.usesColor = usesColor
  }

  /// The diagnostics of a file, one after the other, with an empty line behind each.
  package func render(_ diagnostics: Diagnostics) -> String {
    diagnostics.sorted.map { render($0, in: diagnostics.file) + "\n" }.joined()
  }

  private func render(_ diagnostic: Diagnostic, in file: SourceFile) -> String {
    let name = visible(file.name)
    let severity = styled("\(diagnostic.severity)[\(diagnostic.code.rawValue)]", diagnostic.severity)
    let place = diagnostic.range.map { "\(name):\($0.start.line):\($0.start.column)" } ?? name
    var lines = ["\(place): \(severity): \(bold(diagnostic.message))"]
    if let range = diagnostic.range { lines += snippet(of: range, in: file) }
    for related in diagnostic.related {
      let start = related.range.start
      lines.append("\(name):\(start.line):\(start.column): note: \(related.message)")
      lines += snippet(of: related.range, in: file)
    }
    if let help = diagnostic.help { lines.append("  help: \(help)") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The line of the range with a caret under it; a long line is cut around the caret.
  private func snippet(of range: SourceRange, in file: SourceFile) -> [String] {
    guard let line = file.line(range.start.line) else { return [] }
    let scalars = Array(line.unicodeScalars)
    let start = min(range.start.column - 1, scalars.count)
    let end = range.end.line == range.start.line ? range.end.column - 1 : scalars.count
    let window = max(0, start - 60)..<min(scalars.count, max(start + 60, min(end, start + 100)))
    let shown = window.map { visible(String(scalars[$0])) }
    let offset = shown.prefix(start - window.lowerBound).reduce(0) { $0 + $1.count }
    let marked = shown.dropFirst(start - window.lowerBound)
      .prefix(max(0, min(end, window.upperBound) - start)).reduce(0) { $0 + $1.count }
    let number = String(range.start.line)
    let margin = String(repeating: " ", count: number.count)
    let caret = String(repeating: " ", count: offset) + String(repeating: "^", count: max(1, marked))
    return [
      "  \(number) | \(shown.joined())",
      "  \(margin) | \(styled(caret, .error))",
    ]
  }

  private func bold(_ text: String) -> String {
    usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  private func styled(_ text: String, _ severity: Diagnostic.Severity) -> String {
    guard usesColor else { return text }
    let color =
      switch severity {
      case .error: "31"
      case .warning: "33"
      case .note: "36"
      }
    return "\u{1B}[1;\(color)m\(text)\u{1B}[0m"
  }
}
