import ArgumentParser
import Catalog
import Comparison
import Compiler
import Diagnostics
import Model
import Text

/// What a change must not do for the command to succeed.
enum DiffGate: String, CaseIterable {
  case broadening, trust, replacement

  /// The gates of a list, which must name one.
  static func gates(_ list: String) throws -> Set<DiffGate> {
    let words = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return Set(
      try words.map { word in
        guard let gate = DiffGate(rawValue: word) else {
          let known = allCases.map(\.rawValue).joined(separator: ", ")
          throw ValidationError("there is no gate '\(word)'; there are \(known)")
        }
        return gate
      }
    )
  }

  /// Whether the change does it.
  func refuses(_ report: DiffReport) -> Bool {
    switch self {
    case .broadening: report.broadens
    case .trust: report.changesTrust
    case .replacement: report.replaces
    }
  }
}

/// `accredit diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows who gains and loses what access by a change.",
    usage: """
      accredit diff [<options>] <old> <new>
      accredit diff [<options>] --base <rev> [<spec> ...]
      """,
    discussion: """
      Compares two specs or folders of specs, or specs with a commit. Whether access widens is \
      decided for all requests; what can't be decided counts as wider.
      """
  )

  /// How the report is shown.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, html, json, sarif, github
  }

  @Argument(
    help: ArgumentHelp(
      "Specs or folders of specs.",
      valueName: "spec"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var paths: [String] = []

  @Option(
    help: ArgumentHelp("Compare with the specs of this commit.", valueName: "rev"),
    completion: .custom { _, _, _ in (try? GitCommit.branches(in: ".")) ?? [] }
  )
  var base: String?

  @Option(help: "The form of the report.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp(
      "Exit with 3 if the change does this; divided by commas: broadening, trust, replacement.",
      valueName: "what"
    ),
    completion: .list(ofWords: DiffGate.allCases.map(\.rawValue)),
    transform: DiffGate.gates
  )
  var failOn: [Set<DiffGate>] = []

  @Flag(help: "Exit with 2 if there is a difference.")
  var exitCode = false

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func validate() throws {
    if let base {
      guard !base.isEmpty, !base.hasPrefix("-") else {
        throw ValidationError("'\(base)' is not the name of a commit")
      }
    } else if paths.count != 2 {
      throw ValidationError("name OLD and NEW, or a commit with --base")
    }
  }

  func run() throws {
    let catalog = try catalog.catalog()
    let comparisons = try DiffReader(catalog).comparisons(of: try pairs())
    let report = DiffReport(comparisons, catalog)
    show(report)
    let gates = failOn.reduce(into: Set<DiffGate>()) { $0.formUnion($1) }
    let refusing = DiffGate.allCases.filter { gates.contains($0) && $0.refuses(report) }
    if !refusing.isEmpty {
      let words = refusing.map(\.rawValue).joined(separator: ", ")
      Terminal.note("accredit: refused by --fail-on: \(words)")
      throw ExitCode(3)
    }
    if exitCode && !report.comparisons.isEmpty { throw ExitCode(2) }
  }

  private func pairs() throws -> DiffInput {
    try reading { () throws(FileError) in
      if let base {
        let paths = paths.isEmpty ? ["accredit.yaml"] : paths
        return .pairs(try SpecFinder.pairs(at: paths, since: base))
      }
      return .sides(try SpecFinder.specs(at: paths[0]), try SpecFinder.specs(at: paths[1]))
    }
  }

  private func show(_ report: DiffReport) {
    switch format {
    case .sarif: return DiagnosticFormat.sarif.show(report.remarks, color)
    case .github: return DiagnosticFormat.github.show(report.remarks, color)
    case .text, .markdown, .html, .json: break
    }
    Terminal.print(Progress.showing("writing", "the report") { text(of: report) })
  }

  private func text(of report: DiffReport) -> String {
    switch format {
    case .text: report.text(usesColor: color.appliesToOutput)
    case .markdown: report.markdown()
    case .html: report.html
    case .json: report.json.text + "\n"
    case .sarif, .github: ""
    }
  }
}

/// What is compared.
enum DiffInput {
  /// Specs that belong together by their paths.
  case pairs([DiffPair])
  /// Specs of two sides: one and one, or as many as there are, by their names.
  case sides([SourceFile], [SourceFile])
}

/// Compiles what is compared.
struct DiffReader {
  private let compiler: Compiler

  init(_ catalog: Catalog) {
    compiler = Compiler(catalog)
  }

  /// The comparisons, or the end of the command after showing what is wrong with a spec.
  func comparisons(of input: DiffInput) throws -> [Comparison] {
    var reports: [Diagnostics] = []
    var sides: [(old: Comparison.Side?, new: Comparison.Side?)] = []
    switch input {
    case .pairs(let pairs):
      sides = pairs.map("compiling", "spec") { pair in
        (side(pair.old, isNew: false, &reports), side(pair.new, isNew: true, &reports))
      }
    case .sides(let old, let new):
      let before = old.map("compiling", "spec") { side($0, isNew: false, &reports) }
        .compactMap { $0 }
      let after = new.map("compiling", "spec") { side($0, isNew: true, &reports) }
        .compactMap { $0 }
      // Two specs of one name on one side can't be told apart on the other.
      for side in [before, after] {
        reports += nameCollisions(
          of: side.map { ($0.plan.name, $0.file) },
          "",
          help: "give each spec a name of its own, or name the two files"
        )
      }
      if old.count == 1 && new.count == 1 {
        sides = [(before.first, after.first)]
      } else {
        let names = Set((before + after).map(\.plan.name)).sorted()
        sides = names.map { name in
          (before.first { $0.plan.name == name }, after.first { $0.plan.name == name })
        }
      }
    }
    DiagnosticFormat.text.show(reports, .auto)
    if reports.contains(where: \.hasErrors) { throw ExitCode.failure }
    sides = joiningMoved(sides)
    return sides.map("comparing", "spec") { Comparison(from: $0.old, to: $0.new) }
      .compactMap { $0 }
  }

  /// The sides, with a spec that only has another path now beside what it was.
  private func joiningMoved(
    _ sides: [(old: Comparison.Side?, new: Comparison.Side?)]
  ) -> [(old: Comparison.Side?, new: Comparison.Side?)] {
    var gone = sides.filter { $0.new == nil }.compactMap(\.old)
    var joined: [(old: Comparison.Side?, new: Comparison.Side?)] = []
    for (old, new) in sides where new != nil {
      let former = gone.firstIndex { old == nil && $0.plan.name == new?.plan.name }
      joined.append((former.map { gone.remove(at: $0) } ?? old, new))
    }
    return joined + gone.map { ($0, nil) }
  }

  private func side(
    _ file: SourceFile?,
    isNew: Bool,
    _ reports: inout [Diagnostics]
  ) -> Comparison.Side? {
    guard let file else { return nil }
    var diagnostics = Diagnostics(for: file)
    let plan = compiler.plan(file, &diagnostics)
    // Doubts about what was before don't matter any more.
    if isNew || diagnostics.hasErrors { reports.append(diagnostics) }
    return plan.map { Comparison.Side(compiler.divided($0), file) }
  }
}
