import ArgumentParser
import Catalog
import Compiler
import Diagnostics
import Model

/// What every command takes that reads the catalogue.
struct CatalogOptions: ParsableArguments {
  @Option(
    name: .customLong("templates"),
    help: ArgumentHelp("Read this catalogue in place of the built-in one.", valueName: "dir")
  )
  var templates: String?

  /// The catalogue, or the end of the command after saying what is wrong with it.
  func catalog() throws -> Catalog {
    var reports: [Diagnostics] = []
    let files: TemplateFiles
    do {
      files = try templates.map { try TemplateFiles(folder: $0) } ?? .embedded
    } catch let error as FileError {
      Terminal.note("accredit: \(error.message)")
      throw ExitCode.failure
    }
    guard let catalog = Catalog(files, &reports) else {
      DiagnosticFormat.text.show(reports.filter(\.hasErrors), .auto)
      throw ExitCode.failure
    }
    return catalog
  }
}

extension TemplateFiles {
  /// Reads every file of a folder.
  fileprivate init(folder path: String) throws(FileError) {
    guard let folder = try Folder.open(path) else { throw FileError("open the folder", path) }
    var files: [String: [UInt8]] = [:]
    try Self.collect(folder, prefix: "", into: &files)
    self.init(files)
  }

  private static func collect(
    _ folder: borrowing Folder,
    prefix: String,
    into files: inout [String: [UInt8]]
  ) throws(FileError) {
    for entry in try folder.entries() {
      switch entry.kind {
      case .file: files[prefix + entry.name] = try folder.read(entry.name)
      case .folder:
        guard let inner = try folder.folder(entry.name) else { continue }
        try collect(inner, prefix: prefix + entry.name + "/", into: &files)
      case .link, .other: continue
      }
    }
  }
}

/// What every command takes that reads specs.
struct SpecOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The specs; '-' is standard input.", valueName: "spec"),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var specs: [String] = []

  @Option(help: "How to show diagnostics: text on stderr; json, sarif or github on stdout.")
  var format: DiagnosticFormat = .text

  @Option(help: "When to color: auto, always or never.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  /// Compiles each spec, shows what was found, and ends the command when anything is an error.
  func compileAll() throws -> [Compilation] {
    let compiler = Compiler(try catalog.catalog())
    var compilations: [Compilation] = []
    var reports: [Diagnostics] = []
    for path in specs.isEmpty ? ["accredit.yaml"] : specs {
      do throws(FileError) {
        let name = path == "-" ? "<stdin>" : path
        let bytes = try File.readFile(path)
        let compilation = compiler.compile(SourceFile(name: name, bytes: bytes))
        compilations.append(compilation)
        reports.append(compilation.diagnostics)
      } catch {
        reports.append(unreadable(path, error))
      }
    }
    refuseEqualNames(compilations, &reports)
    format.show(reports, color)
    summarize(reports)
    if reports.contains(where: \.hasErrors) { throw ExitCode.failure }
    return compilations
  }

  private func unreadable(_ path: String, _ error: FileError) -> Diagnostics {
    var report = Diagnostics(for: SourceFile(name: path, bytes: []))
    let help =
      specs.isEmpty
      ? "name a spec, or write one with 'accredit init'" : nil
    report.report(.unreadableFile, error.message, at: nil, help: help)
    return report
  }

  /// Two specs of one name would write into one folder.
  private func refuseEqualNames(_ compilations: [Compilation], _ reports: inout [Diagnostics]) {
    var seen: [Slug: String] = [:]
    for compilation in compilations {
      guard let name = compilation.name else { continue }
      let file = compilation.diagnostics.file
      guard let earlier = seen.updateValue(file.name, forKey: name) else { continue }
      var report = Diagnostics(for: file)
      report.report(
        .nameCollision,
        "the name '\(name)' is that of '\(earlier)' too, and they would write into one folder",
        at: nil,
        help: "give each spec a name of its own"
      )
      reports.append(report)
    }
  }

  private func summarize(_ reports: [Diagnostics]) {
    let errors = reports.reduce(0) { $0 + $1.count(of: .error) }
    let warnings = reports.reduce(0) { $0 + $1.count(of: .warning) }
    guard errors + warnings > 0 else { return }
    Terminal.note("\(counted(errors, "error")), \(counted(warnings, "warning"))")
  }
}

/// A number with its noun, such as "2 warnings".
func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}
