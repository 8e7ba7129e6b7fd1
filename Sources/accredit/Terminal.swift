import ArgumentParser
import Diagnostics
import Text

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where words go: data to standard output, everything else to standard error.
enum Terminal {
  /// Writes data; ends the program when it can't be written, as to a full disk.
  static func print(_ text: String) {
    do {
      try File.writeAll(Array(text.utf8), to: STDOUT_FILENO, "<stdout>")
    } catch {
      // Who closed the other end doesn't want to hear that it failed.
      if error.code == EPIPE { return }
      note("accredit: error[unwritable-file]: \(error.message)")
      exit(EXIT_FAILURE)
    }
  }

  static func note(_ text: String) {
    put(text + "\n", STDERR_FILENO)
  }

  static func put(_ text: String, _ descriptor: Int32) {
    // There is nowhere else to say that it failed.
    try? File.writeAll(Array(text.utf8), to: descriptor, "the terminal")
  }

  /// Whether standard output is a terminal.
  static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether a stream shows colors.
  static func isColorful(_ descriptor: Int32) -> Bool {
    guard isatty(descriptor) == 1, environment("NO_COLOR") == nil else { return false }
    return environment("TERM") != "dumb"
  }

  /// The value of a variable that is set and not empty.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// When to color.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  func applies(to descriptor: Int32) -> Bool {
    switch self {
    case .auto: Terminal.isColorful(descriptor)
    case .always: true
    case .never: false
    }
  }

  /// Whether it colors what goes to standard output.
  var appliesToOutput: Bool { applies(to: STDOUT_FILENO) }
}

/// How diagnostics are shown.
enum DiagnosticFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, sarif, github

  /// Shows what was found in some files.
  func show(_ files: [Diagnostics], _ color: ColorChoice) {
    switch self {
    case .text:
      let renderer = TerminalRenderer(usesColor: color.applies(to: STDERR_FILENO))
      for file in files { Terminal.put(renderer.render(file), STDERR_FILENO) }
    case .json: Terminal.print(JSONRenderer.render(files).text + "\n")
    case .sarif:
      let report = SARIFRenderer.render(files, toolVersion: Accredit.version)
      Terminal.print(report.text + "\n")
    case .github: Terminal.print(GitHubRenderer.render(files))
    }
  }
}
