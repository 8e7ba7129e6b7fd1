import ArgumentParser
import Compiler
import Diagnostics
import Model
import Text

/// `accredit check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tells whether outputs are what compile would write.",
    usage: "accredit check [<options>] [<spec> ...]",
    discussion: """
      Lists files that are stale, edited, missing, stray or of another mode, with the command that \
      mends it, and then exits with 2.
      """
  )

  @OptionGroup var specs: SpecOptions
  @OptionGroup var outputs: OutputOptions

  @Flag(help: "Show how each stale or edited file differs.")
  var diff = false

  func run() throws {
    var count = 0
    var differing: [String] = []
    var obstacles: [String] = []
    var refusals: [FileError] = []
    let compilations = try specs.compileAll(outputs.only)
    let inspections = compilations.concurrentMap("checking", "folder", inspect)
    for (compilation, result) in zip(compilations, inspections) {
      let inspection: OutputFolder.Inspection
      do throws(FileError) {
        inspection = try result.get()
      } catch {
        throw refused(error)
      }
      guard !inspection.findings.isEmpty else { continue }
      for finding in inspection.findings { show(finding) }
      count += inspection.findings.count
      if let refusal = inspection.refusal {
        refusals.append(refusal)
      } else {
        differing.append(compilation.diagnostics.file.name)
        obstacles += [inspection.obstacle].compactMap { $0 }
      }
    }
    guard count > 0 else { return }
    for refusal in refusals { Terminal.note("accredit: \(refusal.message)") }
    if !differing.isEmpty {
      Terminal.note("\(counted(count, "file")) to mend; this command mends them:")
      Terminal.note("  " + remedy(for: differing, obstacles))
    }
    throw ExitCode(2)
  }

  /// How the disk differs from what a spec compiles to.
  private func inspect(
    _ compilation: Compilation
  ) -> Result<OutputFolder.Inspection, FileError> {
    Result { () throws(FileError) in
      try outputs.folder(of: compilation)?.inspect() ?? OutputFolder.Inspection()
    }
  }

  /// The command line after which the outputs of some specs are as they must be.
  private func remedy(for files: [String], _ obstacles: [String]) -> String {
    let removal = obstacles.map { "rm -f -- \(commandWord($0)) && " }.joined()
    let specs = files.map { $0 == "<stdin>" ? "-" : $0 }
    let isOption = specs.contains { $0.hasPrefix("-") && $0 != "-" }
    // Nothing is named where nothing was: the command then takes the same spec.
    let named = self.specs.specs.isEmpty ? [] : (isOption ? ["--"] : []) + specs
    let words = ["accredit", "compile"] + outputs.words + self.specs.catalog.words + named
    return removal + words.map(commandWord).joined(separator: " ")
  }

  private func show(_ finding: OutputFolder.Finding) {
    let word = finding.fault.rawValue
    let margin = String(repeating: " ", count: 9 - word.count)
    let note = finding.note.map { " (\($0))" } ?? ""
    let line = visible(word + margin + finding.path + note)
    // With a format for programs, standard output is their document and nothing else.
    guard specs.format == .text else {
      Terminal.note(line)
      return
    }
    Terminal.print(line + "\n")
    guard diff, let difference = finding.difference else { return }
    Terminal.print(
      UnifiedDiff.text(
        from: String(decoding: difference.old, as: UTF8.self),
        to: String(decoding: difference.new, as: UTF8.self),
        path: finding.path
      )
    )
  }
}

/// A word of a command line that a person copies: in quotes only where it needs them.
func commandWord(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || "_./:@%+,-".utf8.contains(byte)
  }
  return isPlain && !text.isEmpty ? text : ShellWord(text).description
}

extension OutputOptions {
  /// The options as they are given on a command line.
  fileprivate var words: [String] {
    let kinds = OutputFile.Kind.allCases.filter { only.contains($0) }.map(\.rawValue)
    let isAll = kinds.count == OutputFile.Kind.allCases.count
    return (output == "./Generated" ? [] : option("--output", output))
      + (isAll ? [] : ["--only", kinds.joined(separator: ",")])
  }
}

extension CatalogOptions {
  /// The options as they are given on a command line.
  fileprivate var words: [String] { templates.map { option("--templates", $0) } ?? [] }
}

/// An option with its value, which is one word with it where it looks like an option itself.
private func option(_ name: String, _ value: String) -> [String] {
  value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
}
