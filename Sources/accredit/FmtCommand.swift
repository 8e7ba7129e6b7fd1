import ArgumentParser
import Compiler
import Diagnostics
import Text

/// `accredit fmt`.
struct FmtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Lays specs out anew, and keeps every comment.",
    usage: "accredit fmt [<options>] [<spec> ...]",
    discussion: """
      Indents by two spaces, aligns comments behind lines that follow each other, keeps at most \
      one blank line, writes quotes only where a value needs them, and writes a list or mapping \
      whose brackets are on several lines as lines. Values, comments and their order stay. Of a \
      folder, only files with 'integrations' or 'vendors' are laid out.
      """
  )

  @Argument(
    help: ArgumentHelp(
      "Specs, folders of them, or '-': from standard input to standard output.",
      valueName: "spec"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var specs: [String] = []

  @Flag(help: "Write nothing; list what would change, and exit with 2 if anything would.")
  var check = false

  @Flag(help: "Write nothing; show what would change, as a unified diff.")
  var diff = false

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  func run() throws {
    var failed = false
    var changed: [String] = []
    for (path, isNamed) in try paths(&failed) {
      do throws(FileError) {
        let formatting = Formatting(try File.readSource(path))
        guard isNamed || formatting.isSpec else { continue }
        DiagnosticFormat.text.show([formatting.diagnostics], color)
        guard let bytes = formatting.bytes else {
          failed = true
          continue
        }
        if formatting.isChange { changed.append(path) }
        try finish(path, bytes, formatting)
      } catch {
        failed = true
        show(error)
      }
    }
    if check && !changed.isEmpty { remind(changed) }
    if failed { throw ExitCode.failure }
    if check && !changed.isEmpty { throw ExitCode(2) }
  }

  /// The files, and whether each is named itself and not found in a folder.
  private func paths(_ failed: inout Bool) throws -> [(path: String, isNamed: Bool)] {
    let named = Set(specs)
    do throws(FileError) {
      let paths = specs.isEmpty ? ["accredit.yaml"] : try SpecPaths.expanding(specs)
      return paths.map { ($0, specs.isEmpty || named.contains($0)) }
    } catch {
      show(error)
      throw ExitCode.failure
    }
  }

  /// Writes or shows what a file becomes.
  private func finish(
    _ path: String,
    _ bytes: [UInt8],
    _ formatting: Formatting
  ) throws(FileError) {
    let name = formatting.diagnostics.file.name
    if diff {
      let old = String(decoding: formatting.diagnostics.file.bytes, as: UTF8.self)
      let new = String(decoding: bytes, as: UTF8.self)
      Terminal.print(UnifiedDiff.text(from: old, to: new, path: name, newer: "formatted"))
    } else if check {
      if formatting.isChange { Terminal.print(visible(name) + "\n") }
    } else if path == "-" {
      Terminal.print(String(decoding: bytes, as: UTF8.self))
    } else if formatting.isChange {
      try File.replace(path, bytes)
      Terminal.note("wrote    \(visible(path))")
    } else {
      Terminal.note("current  \(visible(path))")
    }
  }

  private func remind(_ changed: [String]) {
    let files = changed.filter { $0 != "-" }
    Terminal.note("\(counted(changed.count, "file")) to format" + (files.isEmpty ? "" : ":"))
    guard !files.isEmpty else { return }
    let isOption = files.contains { $0.hasPrefix("-") }
    let words = ["accredit", "fmt"] + (isOption ? ["--"] : []) + files
    Terminal.note("  " + words.map(commandWord).joined(separator: " "))
  }

  private func show(_ error: FileError) {
    var report = Diagnostics(for: SourceFile(name: error.path, bytes: []))
    let help = specs.isEmpty ? "name a spec, or write one with 'accredit init'" : nil
    report.report(.unreadableFile, error.message, at: nil, help: help)
    DiagnosticFormat.text.show([report], color)
  }
}
