import ArgumentParser
import Compiler
import Model
import Text

/// `accredit check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tells whether the outputs are exactly what compile would write.",
    discussion: """
      Lists each file that is stale (made by an earlier compile), edited, missing, stray or of the
      wrong mode, and exits with 2 if there is one.
      """
  )

  @OptionGroup var specs: SpecOptions
  @OptionGroup var outputs: OutputOptions

  @Flag(help: "Show how each stale or edited file differs.")
  var diff = false

  func run() throws {
    var count = 0
    for compilation in try specs.compileAll() {
      guard let folder = outputs.folder(of: compilation) else { continue }
      do throws(FileError) {
        for finding in try folder.findings() {
          count += 1
          show(finding)
        }
      } catch {
        throw refused(error)
      }
    }
    guard count > 0 else { return }
    Terminal.note("\(counted(count, "file")) to mend: run 'accredit compile' with the same specs")
    throw ExitCode(2)
  }

  private func show(_ finding: OutputFolder.Finding) {
    let word = finding.fault.rawValue
    let margin = String(repeating: " ", count: 9 - word.count)
    let line = word + margin + finding.path
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
