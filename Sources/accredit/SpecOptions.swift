import ArgumentParser
import Catalog
import Compiler
import Diagnostics
import Model
import Text

/// What every command takes that reads the catalogue.
struct CatalogOptions: ParsableArguments {
  @Option(
    name: .customLong("templates"),
    help: ArgumentHelp("Read this catalogue in place of the built-in one.", valueName: "dir"),
    completion: .directory
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
    help: ArgumentHelp(
      "Specs, '-' for standard input, or folders: every '.yaml' and '.yml' in them.",
      valueName: "spec"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var specs: [String] = []

  @Option(help: "How to show diagnostics.")
  var format: DiagnosticFormat = .text

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  /// Compiles each spec, shows what was found, and ends the command when anything is an error.
  ///
  /// Several specs are compiled at once; what is said of them keeps their order.
  ///
  /// - Parameter kinds: the files that are made with it.
  func compileAll(_ kinds: Set<OutputFile.Kind>) throws -> [Compilation] {
    let compiler = Compiler(try catalog.catalog())
    var compilations: [Compilation] = []
    var reports: [Diagnostics] = []
    for result in compiled(try paths(), kinds, compiler) {
      switch result {
      case .success(let compilation):
        compilations.append(compilation)
        reports.append(compilation.diagnostics)
      case .failure(let error): reports.append(unreadable(error))
      }
    }
    let named = compilations.compactMap { compilation in
      compilation.name.map { (name: $0, file: compilation.diagnostics.file) }
    }
    reports += nameCollisions(
      of: named,
      ", and they would write into one folder",
      help: "give each spec a name of its own"
    )
    format.show(reports, color)
    summarize(reports)
    if reports.contains(where: \.hasErrors) { throw ExitCode.failure }
    return compilations
  }

  /// The files that are named, or the end of the command where a folder can't be read.
  private func paths() throws -> [String] {
    do throws(FileError) {
      return specs.isEmpty ? ["accredit.yaml"] : try SpecPaths.expanding(specs)
    } catch {
      format.show([unreadable(error)], color)
      summarize([unreadable(error)])
      throw ExitCode.failure
    }
  }

  private func compiled(
    _ paths: [String],
    _ kinds: Set<OutputFile.Kind>,
    _ compiler: Compiler
  ) -> [Result<Compilation, FileError>] {
    paths.concurrentMap("compiling", "spec") { path in
      Result { () throws(FileError) in compiler.compile(try File.readSource(path), kinds) }
    }
  }

  private func unreadable(_ error: FileError) -> Diagnostics {
    let help =
      specs.isEmpty
      ? "name a spec, or write one with 'accredit init'" : nil
    return Diagnostics(unreadable: error, help: help)
  }

  private func summarize(_ reports: [Diagnostics]) {
    let errors = reports.reduce(0) { $0 + $1.count(of: .error) }
    let warnings = reports.reduce(0) { $0 + $1.count(of: .warning) }
    guard errors + warnings > 0 else { return }
    Terminal.note("\(counted(errors, "error")), \(counted(warnings, "warning"))")
  }
}

/// Reports each spec that has the name of an earlier one.
///
/// - Parameter consequence: the end of the message, which says why that can't be.
func nameCollisions(
  of specs: [(name: Slug, file: SourceFile)],
  _ consequence: String,
  help: String
) -> [Diagnostics] {
  var seen: [Slug: String] = [:]
  return specs.compactMap { name, file in
    guard let earlier = seen.updateValue(file.name, forKey: name) else { return nil }
    var report = Diagnostics(for: file)
    let message = "the name '\(name)' is that of '\(earlier)' too\(consequence)"
    report.report(.nameCollision, message, at: nil, help: help)
    return report
  }
}
