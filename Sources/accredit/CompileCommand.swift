import ArgumentParser
import Compiler
import Model

/// Which outputs, and where.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The folder of all outputs.", valueName: "dir"),
    completion: .directory
  )
  var output = "./Generated"

  @Option(
    help: ArgumentHelp(
      "Only these outputs, divided by commas: template, script, deployer, checklist, access, "
        + "manifest, vendor.",
      valueName: "kinds"
    ),
    completion: .list(ofWords: OutputFile.Kind.allCases.map(\.rawValue)),
    transform: { list in
      Set(
        try list.split(separator: ",").map { word in
          guard let kind = OutputFile.Kind(rawValue: String(word)) else {
            let known = OutputFile.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no output '\(word)'; there are \(known)")
          }
          return kind
        }
      )
    }
  )
  var only: Set<OutputFile.Kind> = OutputFile.Kind.all

  /// The folder of a compilation's outputs; nil for one that has none.
  func folder(of compilation: Compilation) throws(FileError) -> OutputFolder? {
    try OutputFolder(root: File.withoutEndSlashes(output), of: compilation, only)
  }
}

/// Ends the command with what the machine refused.
func refused(_ error: FileError) -> ExitCode {
  Terminal.note("accredit: error[unwritable-file]: \(error.message)")
  return ExitCode.failure
}

/// `accredit compile`.
struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Writes the outputs of each spec into a folder of its name.",
    usage: "accredit compile [<options>] [<spec> ...]",
    discussion: """
      Nothing is written unless every spec compiles; only what changed is written. In a spec's own \
      folder, edited files are replaced and strays removed; nothing beside it is touched.
      """
  )

  @OptionGroup var specs: SpecOptions
  @OptionGroup var outputs: OutputOptions

  func run() throws {
    let compilations = try specs.compileAll(outputs.only)
    var failure: ExitCode?
    for result in compilations.concurrentMap("writing", "folder", update) {
      do throws(FileError) {
        guard let (folder, change) = try result.get() else { continue }
        var lines = change.written.map { "wrote    \($0)" }
        lines += change.removed.map { "removed  \($0)" }
        if lines.isEmpty { lines = ["current  \(folder.path)"] }
        Terminal.note(lines.joined(separator: "\n"))
      } catch {
        failure = refused(error)
      }
    }
    if let failure { throw failure }
  }

  private func update(
    _ compilation: Compilation
  ) -> Result<(OutputFolder, OutputFolder.Change)?, FileError> {
    Result { () throws(FileError) in
      guard let folder = try outputs.folder(of: compilation) else { return nil }
      return (folder, try folder.update())
    }
  }
}
