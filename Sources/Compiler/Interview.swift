package import Catalog
package import Diagnostics

/// The answers from which a spec is made, each held against the rules of specs when it is given.
package struct Interview: Sendable {
  private let starter: Starter
  private let compiler: Compiler
  private let fileName: String
  private var answers: [String: String] = [:]
  private var asked = 0
  /// What is found where nothing is answered: what only the person can know is missing.
  private var known: Set<Finding> = []

  /// - Parameter fileName: what the spec's file will be called.
  package init(_ starter: Starter, _ catalog: Catalog, fileName: String) {
    self.starter = starter
    self.fileName = fileName
    compiler = Compiler(catalog)
    known = Set(findings.map(Finding.init))
  }

  /// What is to be answered next; nil when nothing is.
  package var question: Starter.Question? {
    asked < starter.questions.count ? starter.questions[asked] : nil
  }

  /// Answers the question, unless that would give the spec another error, or another warning that
  /// nobody wants.
  ///
  /// - Parameters:
  ///   - answer: what was written; nil where the answer comes later.
  ///   - isSure: whether warnings are wanted.
  /// - Returns: what is wrong with the answer, and what may be.
  package mutating func answer(_ answer: String?, isSure: Bool = false) -> [Diagnostic] {
    guard let question else { return [] }
    let before = answers
    answers[question.hole] = answer
    let new = findings.filter { found in
      !known.contains(Finding(found)) && found.code.rawValue != question.deferredCode
    }
    let limit: Diagnostic.Severity = isSure ? .error : .warning
    if new.contains(where: { $0.severity <= limit }) {
      answers = before
    } else {
      asked += 1
      known.formUnion(new.map(Finding.init))
    }
    return new
  }

  /// The spec, with stand-ins for what isn't answered.
  package var spec: SourceFile {
    let text = SourceFile(name: fileName, bytes: Array(starter.text(with: answers).utf8))
    return SourceFile(name: fileName, bytes: Formatting(text).bytes ?? text.bytes)
  }

  /// What compiling the spec finds.
  package var findings: [Diagnostic] { compiler.compile(spec, []).diagnostics.sorted }

  /// What is found, wherever it stands.
  private struct Finding: Hashable {
    let code: DiagnosticCode
    let message: String

    init(_ diagnostic: Diagnostic) {
      (code, message) = (diagnostic.code, diagnostic.message)
    }
  }
}
