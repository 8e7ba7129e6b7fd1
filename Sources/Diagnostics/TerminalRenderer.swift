/// Shows diagnostics to a person: message, place, line, caret and remedy.
package struct TerminalRenderer: Sendable {
  private let usesColor: Bool

  package init(usesColor: Bool) {
    self.usesColor = usesColor
  }

  /// The diagnostics of a file, one after the other, with an empty line behind each.
  package func render(_ diagnostics: Diagnostics) -> String {
    let sorted = diagnostics.sorted
    guard !sorted.isEmpty else { return "" }
    let lines = SourceLines(of: diagnostics.file)
    let name = Self.shownName(of: diagnostics.file)
    return sorted.map { render($0, in: name, lines) + "\n" }.joined()
  }

  /// The file's name as a line may start with it: a GitHub runner would take one that starts with
  /// two colons for a command.
  private static func shownName(of file: SourceFile) -> String {
    let startsSafely = file.name.utf8.first { $0 != 0x20 } != UInt8(ascii: ":")
    return (startsSafely ? "" : "./") + visible(file.name)
  }

  private func render(_ diagnostic: Diagnostic, in name: String, _ lines: SourceLines) -> String {
    let code = "\(diagnostic.severity)[\(diagnostic.code.rawValue)]"
    let place = diagnostic.range.map { "\(name):\($0.start.line):\($0.start.column)" } ?? name
    let message = bold(visible(diagnostic.message))
    var result = ["\(place): \(styled(code, diagnostic.severity)): \(message)"]
    if let range = diagnostic.range, !diagnostic.code.concernsSecret {
      result += snippet(of: range, in: lines)
    }
    for related in diagnostic.related {
      let start = related.range.start
      result.append("\(name):\(start.line):\(start.column): note: \(visible(related.message))")
      result += snippet(of: related.range, in: lines)
    }
    if let help = diagnostic.help { result.append("  help: \(visible(help))") }
    return result.map { $0 + "\n" }.joined()
  }

  /// The line of the range with a caret under it; a long line is cut around the caret.
  private func snippet(of range: SourceRange, in lines: SourceLines) -> [String] {
    guard let line = lines[range.start.line] else { return [] }
    let scalars = Array(line.unicodeScalars)
    let start = min(range.start.column - 1, scalars.count)
    let end = range.end.line == range.start.line ? range.end.column - 1 : scalars.count
    let window = max(0, start - 60)..<min(scalars.count, max(start + 60, min(end, start + 100)))
    let shown = visibleParts(of: scalars[window])
    let before = shown.prefix(start - window.lowerBound)
    let marked = shown.dropFirst(before.count).prefix(max(0, end - start))
    let number = String(range.start.line)
    let margin = String(repeating: " ", count: number.count)
    let offset = String(repeating: " ", count: columns(of: before.joined()))
    let caret = String(repeating: "^", count: max(1, columns(of: marked.joined())))
    return [
      "  \(number) | \(shown.joined())",
      "  \(margin) | \(offset)\(styled(caret, .error))",
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
