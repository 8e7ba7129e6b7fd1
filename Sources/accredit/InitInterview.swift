import ArgumentParser
import Catalog
import Compiler
import Diagnostics

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The questions and answers of `accredit init --interactive`.
struct InitInterview {
  let catalog: Catalog
  let fileName: String

  /// Whether a person can be asked: who writes what is read, and sees what is asked.
  static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Asks until there is a spec; ends the command when the answers end.
  func run() throws -> Interview {
    // Any other vendor comes last.
    let known = catalog.vendors.all.sorted {
      ($0.accounts.isEmpty ? 1 : 0, $0.id) < ($1.accounts.isEmpty ? 1 : 0, $1.id)
    }
    let vendor = try choose(
      "vendor",
      "Which vendor is to be let in?",
      among: known.map { ($0.id, $0.summary) }
    )
    guard let profile = catalog.vendor(vendor) else { throw ExitCode.failure }
    let types = profile.types.sorted { $0.key < $1.key }
    let type = try choose(
      "type",
      "What is it to do?",
      among: types.map { ($0.key, $0.value.summary) }
    )
    var reports: [Diagnostics] = []
    guard let starter = Starter(profile, type, catalog, &reports) else {
      DiagnosticFormat.text.show(reports.filter(\.hasErrors), .auto)
      throw ExitCode.failure
    }
    var interview = Interview(starter, catalog, fileName: fileName)
    while let question = interview.question { try ask(question, &interview) }
    return interview
  }

  /// Asks for one of some names, by name or by number.
  private func choose(
    _ prompt: String,
    _ about: String,
    among options: [(name: String, summary: String)]
  ) throws -> String {
    let width = options.map(\.name.count).max() ?? 0
    let lines = options.enumerated().map { index, option in
      let margin = String(repeating: " ", count: width - option.name.count + 2)
      return "  \(index + 1)  \(option.name)\(margin)\(option.summary)"
    }
    Terminal.note("\n\(about)\n" + lines.joined(separator: "\n"))
    if options.count == 1 { return options[0].name }
    while true {
      let answer = try read("\(prompt) [1-\(options.count)]")
      if let number = Int(answer), options.indices.contains(number - 1) {
        return options[number - 1].name
      }
      if options.contains(where: { $0.name == answer }) { return answer }
      let near = closestMatch(to: answer, among: options.map(\.name))
      let hint = near.map { "; did you mean '\($0)'?" } ?? ""
      Terminal.note("  one of these names, or its number\(hint)")
    }
  }

  private func ask(_ question: Starter.Question, _ interview: inout Interview) throws {
    Terminal.note("\n\(question.about)")
    let choices = question.choices.joined(separator: ", ")
    let usual = question.fallback ?? (question.isOptional ? "later" : choices)
    var doubted: String?
    while true {
      let hint = doubted.map { visible($0) } ?? usual
      let line = try read(question.ask + (hint.isEmpty ? "" : " [\(hint)]"))
      let answer = line.isEmpty ? doubted ?? question.fallback : line
      guard answer != nil || question.isOptional else {
        Terminal.note("  this needs an answer")
        continue
      }
      let asked = interview.question?.hole
      let found = interview.answer(answer, isSure: doubted != nil && answer == doubted)
      if interview.question?.hole != asked { return }
      for diagnostic in found { show(diagnostic) }
      let isRefused = found.contains { $0.severity == .error }
      doubted = isRefused ? nil : answer
      if doubted != nil { Terminal.note("  an empty answer keeps it") }
    }
  }

  /// Shows what was found of an answer, without a place: there is no file yet.
  private func show(_ diagnostic: Diagnostic) {
    let severity = diagnostic.severity.rawValue
    Terminal.note("  \(severity)[\(diagnostic.code.rawValue)]: \(diagnostic.message)")
    if let help = diagnostic.help { Terminal.note("  help: \(help)") }
  }

  /// The line that a person writes behind a prompt.
  private func read(_ prompt: String) throws -> String {
    Terminal.put(prompt + ": ", STDERR_FILENO)
    guard let line = readLine(strippingNewline: true) else {
      Terminal.note("\naccredit: nothing was written")
      throw ExitCode.failure
    }
    return line
  }
}
