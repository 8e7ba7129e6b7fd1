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
  package private(set) var related: [Related]
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

  /// The same without the other places.
  fileprivate var alone: Diagnostic {
    var alone = self
    alone.related = []
    return alone
  }

  /// The same with more places, of which nobody reads more than a few.
  fileprivate func adding(_ more: [Related]) -> Diagnostic {
    var whole = self
    for place in more where !related.contains(place) && whole.related.count < 3 {
      whole.related.append(place)
    }
    return whole
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

  /// Everything found, each once at its place, in the order of the file.
  package var sorted: [Diagnostic] {
    let ordered = found.sorted(by: Self.precedes)
    var told: [Diagnostic] = []
    // Those of one code at one place, which may be the same.
    var places: [Diagnostic: Int] = [:]
    for (index, diagnostic) in ordered.enumerated() {
      let isFirst = index == 0 || Self.precedes(ordered[index - 1], diagnostic)
      let isLast = index + 1 == ordered.count || Self.precedes(diagnostic, ordered[index + 1])
      if isFirst { places = [:] }
      if !(isFirst && isLast) {
        if let place = places[diagnostic.alone] {
          told[place] = told[place].adding(diagnostic.related)
          continue
        }
        places[diagnostic.alone] = told.count
      }
      told.append(diagnostic)
    }
    return told
  }

  private static func precedes(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    let first = left.range ?? .beginning
    let second = right.range ?? .beginning
    if first.start != second.start { return first.start < second.start }
    if left.severity != right.severity { return left.severity < right.severity }
    return left.code.rawValue < right.code.rawValue
  }
}

extension SourceRange {
  /// The first character of a file.
  package static let beginning = SourceRange(at: SourcePosition(line: 1, column: 1))
}
