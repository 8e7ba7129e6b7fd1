import ArgumentParser
import Catalog
import Compiler
import Diagnostics

/// `accredit init`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes a commented spec to start from; never overwrites.",
    usage: "accredit init [<options>] [<file>]",
    discussion: """
      It asks nothing, unless it is told to. Until its external id is filled in, the spec has one \
      error, which says where to find it. Its first line names the schema that editors read: \
      'accredit schema > accredit.schema.json' writes it beside the spec.
      """
  )

  @Argument(
    help: ArgumentHelp("The file to write; '-' is standard output.", valueName: "file"),
    completion: .file()
  )
  var file = "accredit.yaml"

  @Flag(
    name: .shortAndLong,
    help: "Ask for the vendor and what the spec needs, on a terminal; check each answer."
  )
  var interactive = false

  @OptionGroup var catalog: CatalogOptions

  func validate() throws {
    guard !interactive || InitInterview.isPossible else {
      throw ValidationError("'--interactive' needs a terminal to ask and to be answered on")
    }
  }

  func run() throws {
    let catalog = try catalog.catalog()
    if interactive {
      try runInteractively(catalog)
      return
    }
    guard let starter = catalog.text(of: "Starter.yaml") else {
      Terminal.note("accredit: the catalogue has no Starter.yaml")
      throw ExitCode.failure
    }
    let bytes = Array(starter.utf8)
    guard try write(bytes) else { return }
    let compilation = Compiler(catalog).compile(SourceFile(name: file, bytes: bytes), [])
    tellNext(compilation.diagnostics.sorted)
  }

  private func runInteractively(_ catalog: Catalog) throws {
    if file != "-" {
      do throws(FileError) {
        try File.checkAbsent(file)
      } catch {
        throw refused(error)
      }
      Terminal.note("This writes \(file) after the last answer; Ctrl-C ends it with nothing left.")
    }
    let name = file == "-" ? "accredit.yaml" : file
    let interview = try InitInterview(catalog: catalog, fileName: name).run()
    Terminal.note("")
    guard try write(interview.spec.bytes) else { return }
    tellNext(interview.findings)
  }

  /// Tells what is to be filled in, and how to go on.
  private func tellNext(_ findings: [Diagnostic]) {
    if let error = findings.first(where: { $0.severity == .error }) {
      let line = error.range.map { ", line \($0.start.line)" } ?? ""
      Terminal.note("next: \(error.message) (\(file)\(line))")
      if let help = error.help { Terminal.note("      \(help)") }
      Terminal.note("then: accredit compile \(commandWord(file))")
    } else {
      Terminal.note("next: accredit compile \(commandWord(file))")
    }
  }

  /// Writes the spec; whether it is a file.
  private func write(_ bytes: [UInt8]) throws -> Bool {
    if file == "-" {
      Terminal.print(String(decoding: bytes, as: UTF8.self))
      return false
    }
    do throws(FileError) {
      try File.create(file, bytes)
    } catch {
      throw refused(error)
    }
    Terminal.note("wrote    \(file)")
    return true
  }
}
