/// A mistake, a doubt or a remark about something that a person wrote.
package struct Diagnostic: Hashable, Sendable {
  /// How much it matters: only errors stop a compile and set the exit code.
  package enum Severity: String, Sendable, Comparable {
    case error, warning, note

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .error: 0
      case .warning: 1
      case .note: 2
      }
    }
  }

  /// Another place that the reader should see.
  package struct Related: Hashable, Sendable {
    package let message: String
    package let range: SourceRange

    package init(_ message: String, at range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  package let code: DiagnosticCode
  package let severity: Severity
  /// One lowercase phrase without a period that states the rule.
  package let message: String
  /// The tightest range that is wrong; nil when the file as a whole is.
  package let range: SourceRange?
  package let related: [Related]
  /// What to do about it.
  package let help: String?

  package init(
    _ code: DiagnosticCode,
    _ message: String,
    at range: SourceRange?,
    related: [Related] = [],
    help: String? = nil
  ) {
    self.code = code
    severity = code.severity
    self.message = message
    self.range = range
    self.related = related
    self.help = help
  }
}

/// Everything that was found in one file, in the order in which it was found.
package struct Diagnostics: Sendable {
  package let file: SourceFile
  private var found: [Diagnostic] = []

  package init(for file: SourceFile) {
    self.file = file
  }

  /// Adds what was found.
  package mutating func report(_ diagnostic: Diagnostic) {
    found.append(diagnostic)
  }

  /// Reports a diagnostic made of these parts.
  package mutating func report(
    _ code: DiagnosticCode,
    _ message: String,
    at range: SourceRange?,
    related: [Diagnostic.Related] = [],
    help: String? = nil
  ) {
    found.append(Diagnostic(code, message, at: range, related: related, help: help))
  }

  package var hasErrors: Bool { found.contains { $0.severity == .error } }

  /// How many of each severity there are.
  package func count(of severity: Diagnostic.Severity) -> Int {
    sorted.count { $0.severity == severity }
  }

  /// Everything found, each once, in the order of the file.
  package var sorted: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    return found.filter { seen.insert($0).inserted }.sorted { left, right in
      let first = left.range ?? .beginning
      let second = right.range ?? .beginning
      if first.start != second.start { return first.start < second.start }
      if left.severity != right.severity { return left.severity < right.severity }
      return left.code.rawValue < right.code.rawValue
    }
  }
}

extension SourceRange {
  /// The first character of a file.
  package static let beginning = SourceRange(at: SourcePosition(line: 1, column: 1))
}
