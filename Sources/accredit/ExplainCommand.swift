import ArgumentParser
import Catalog
import Compiler
import Diagnostics
import Explanation
import Model
import Text

/// `accredit explain`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells why something is there: its line, reason and source.",
    usage: "accredit explain [<options>] <what> [<spec> ...]",
    discussion: """
      <what> is one of
        s3:GetObject                     an action, wherever the spec grants it
        missing-external-id              the code of an error or warning
        edge, acme-logs                  an integration, or what is made, by its name
        arn:aws:s3:::acme-logs           or by its ARN
        LogzioAcmeRole                   a logical id of template.yaml
        Generated/acme/template.yaml:12  a line of a generated file
      """
  )

  /// How an answer is shown.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("What to explain.", valueName: "what"),
    completion: .explainable
  )
  var what: String

  @Argument(
    help: ArgumentHelp(
      "The specs (default: accredit.yaml), or '-'.",
      valueName: "spec"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var specs: [String] = []

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp("Only permissions of the action on this resource.", valueName: "arn")
  )
  var resource: String?

  @Option(help: "How to answer.")
  var format: Format = .text

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    let catalog = try catalog.catalog()
    let compiler = Compiler(catalog)
    let explainer = Explainer(catalog, compiler)
    var question = what
    var resource = resource
    // As a sentence has it: s3:GetObject on arn:aws:s3:::acme-logs/*
    let words = what.split(separator: " ")
    if resource == nil, words.count == 3, words[1] == "on" {
      (question, resource) = (String(words[0]), String(words[2]))
    }
    if let line = GeneratedLine(question) {
      show([try line.answer(explainer, compiler, specs, color)])
      return
    }
    let read = try readSpecs(compiler, of: question)
    let answers = Progress.showing("explaining", visible(question)) {
      explainer.answers(to: question, on: resource, in: read)
    }
    guard !answers.isEmpty else { throw unknown(question, explainer, read) }
    show(answers)
  }

  /// The specs that are given, else `accredit.yaml` where there is one.
  private func readSpecs(_ compiler: Compiler, of question: String) throws -> [Spec] {
    // A code means the same in every spec, also in one that has just that mistake.
    if DiagnosticCode(rawValue: question) != nil && specs.isEmpty { return [] }
    let paths = specs.isEmpty ? ["accredit.yaml"].filter(File.exists) : specs
    return try SpecReader(compiler, color).read(paths)
  }

  private func unknown(_ what: String, _ explainer: Explainer, _ specs: [Spec]) -> ExitCode {
    let place =
      specs.isEmpty
      ? "the catalogue" : specs.map(\.file.name).joined(separator: ", ") + " or the catalogue"
    Terminal.note(
      "accredit: \(quoted(what)) is nothing of \(place)"
        + explainer.didYouMean(what, in: specs)
    )
    if specs.isEmpty {
      Terminal.note("  help: names are those of a spec: 'accredit explain \(visible(what)) SPEC'")
    }
    return ExitCode.failure
  }

  private func show(_ answers: [Answer]) {
    switch format {
    case .text: Terminal.print(AnswerText.render(answers))
    case .json: Terminal.print(AnswerJSON.render(answers).text + "\n")
    }
  }
}

extension Plan {
  /// The names of the integrations that are planned.
  fileprivate var integrations: [Slug] {
    Array(Set(resources.flatMap(\.integrations) + grants.map(\.integration)))
  }
}

/// Reads specs that must compile.
struct SpecReader {
  private let compiler: Compiler
  private let color: ColorChoice

  init(_ compiler: Compiler, _ color: ColorChoice) {
    (self.compiler, self.color) = (compiler, color)
  }

  /// The specs of some files, or the end of the command after showing what is wrong with them.
  func read(_ paths: [String]) throws -> [Spec] {
    try read(paths) { Spec($0, compiler, &$1) }
  }

  /// What the specs of some files mean, without what explains it: that takes much longer.
  ///
  /// - Parameter integrations: what of the specs; none for all of them.
  func plans(_ paths: [String], of integrations: [String] = []) throws -> [Plan] {
    let whole = try read(paths) { file, report in
      compiler.plan(file, &report).map { (file: file, plan: $0) }
    }
    guard !integrations.isEmpty else { return whole.map(\.plan) }
    let known = Set(whole.flatMap(\.plan.integrations)).sorted()
    let chosen = try Set(
      integrations.map { name in
        guard let slug = known.first(where: { $0.text == name }) else {
          let near = suggestion(for: name, among: known.map(\.text))
          throw ValidationError("there is no integration \(quoted(name))\(near)")
        }
        return slug
      }
    )
    return whole.compactMap { file, plan in
      let own = chosen.intersection(plan.integrations)
      // What the whole has shown no error of has none in a part.
      var ignored = Diagnostics(for: file)
      return own.isEmpty ? nil : compiler.plan(file, of: own, &ignored)
    }
  }

  private func read<Meaning>(
    _ paths: [String],
    as meaning: (SourceFile, inout Diagnostics) -> Meaning?
  ) throws -> [Meaning] {
    let results = paths.map("compiling", "spec") { path in
      var report = Diagnostics(for: SourceFile(name: path, bytes: []))
      do throws(FileError) {
        let file = try File.readSource(path)
        report = Diagnostics(for: file)
        return (meaning(file, &report), report)
      } catch {
        report.report(.unreadableFile, error.message, at: nil)
        return (nil, report)
      }
    }
    let reports = results.map(\.1)
    guard reports.contains(where: \.hasErrors) else { return results.compactMap(\.0) }
    DiagnosticFormat.text.show(reports.filter(\.hasErrors), color)
    throw ExitCode.failure
  }
}
