import ArgumentParser
import Compiler
import Diagnostics
import Model
import Outdated
import Text

/// `accredit outdated`.
struct OutdatedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outdated",
    abstract: "Shows what vendors have changed since outputs were made.",
    usage: "accredit outdated [<options>] [<spec> ...]",
    discussion: """
      Holds the facts that MANIFEST.json keeps of the catalogue of then against today's, offline: \
      permissions with their versions and dates, accounts, texts, and how the access of the spec \
      differs by it. Whether the spec has changed too is told apart.

      Exit codes: 0 nothing has changed; 1 the outputs can't tell; 2 something has changed.
      """
  )

  /// How the report is shown.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("The specs, or folders of them.", valueName: "spec"),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var specs: [String] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder of the outputs' folders.", valueName: "dir"),
    completion: .directory
  )
  var output = "./Generated"

  @Option(help: "How to show it.")
  var format: Format = .text

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    let catalog = try catalog.catalog()
    let compiler = Compiler(catalog)
    var reports: [Diagnostics] = []
    var found: [OutdatedSpec] = []
    let files = try files()
    let compilations = files.concurrentMap("compiling", "spec") {
      compiler.compile($0, OutputFile.Kind.all.subtracting([.manifest]))
    }
    for (file, compilation) in zip(files, compilations) {
      // What warns of the spec is no news here.
      if compilation.diagnostics.hasErrors { reports.append(compilation.diagnostics) }
      guard let name = compilation.name else { continue }
      let (source, manifest) = try manifest(of: name)
      var problems = Diagnostics(for: source)
      if let manifest {
        let spec = OutdatedSpec(file, manifest, compilation, catalog, &problems)
        found += [spec].compactMap { $0 }
      } else {
        report(source, &problems)
      }
      reports.append(problems)
    }
    DiagnosticFormat.text.show(reports, color)
    if reports.contains(where: \.hasErrors) { throw ExitCode.failure }
    let report = OutdatedReport(found, catalog)
    Terminal.print(
      format == .json
        ? report.json.text + "\n" : report.text(usesColor: color.appliesToOutput)
    )
    if report.isOutdated { throw ExitCode(2) }
  }

  private func files() throws -> [SourceFile] {
    try reading { () throws(FileError) in
      try File.readSources(specs.isEmpty ? ["accredit.yaml"] : SpecPaths.expanding(specs))
    }
  }

  /// The manifest of a spec's outputs; nil for bytes that no compile wrote, or where none are.
  private func manifest(of name: Slug) throws -> (SourceFile, RecordedManifest?) {
    let root = File.withoutEndSlashes(output)
    let path = "\(root)/\(name)/MANIFEST.json"
    return try reading { () throws(FileError) in
      let folder = try Folder.open(root)
      let bytes = try folder?.folder(name.text)?.read("MANIFEST.json")
      return (SourceFile(name: path, bytes: bytes ?? []), bytes.flatMap { RecordedManifest($0) })
    }
  }

  private func report(_ manifest: SourceFile, _ problems: inout Diagnostics) {
    let isMissing = manifest.bytes.isEmpty
    problems.report(
      .unreadableFile,
      isMissing
        ? "there are no outputs of the spec here" : "no compile wrote this manifest as it stands",
      at: nil,
      help: isMissing
        ? "name their folder with '-o', or compile the spec" : "take the committed one back"
    )
  }
}
