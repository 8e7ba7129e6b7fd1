import ArgumentParser
import Compiler
import Diagnostics

/// `accredit validate`.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Shows every mistake of each spec, and writes nothing.",
    usage: "accredit validate [<options>] [<spec> ...]"
  )

  @OptionGroup var specs: SpecOptions

  func run() throws {
    for compilation in try specs.compileAll([]) where specs.format == .text {
      Terminal.note("valid    \(compilation.diagnostics.file.name)")
    }
  }
}
