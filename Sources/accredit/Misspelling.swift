import ArgumentParser
import Diagnostics

/// A word of a command line that names no command, or no option of its command.
struct Misspelling {
  private let message: String
  /// The command that has no such option; nil for accredit itself.
  private let command: (any ParsableCommand.Type)?

  /// The first word, or the word behind `help`, where it is no command.
  init?(ofCommandIn words: [String]) {
    guard let word = words.first == "help" ? words.dropFirst().first : words.first,
      !word.hasPrefix("-"), word != "help", Overview.command(word) == nil
    else { return nil }
    let near = suggestion(for: word, among: Overview.commandNames + ["help"])
    message = "there is no command \(quoted(word))\(near)"
    command = nil
  }

  /// The first option that the command doesn't have.
  init?(ofOptionIn words: [String]) {
    command = words.first.flatMap(Overview.command)
    let known = Self.options(of: command, includeHidden: true)
    let options = Self.options(of: command, includeHidden: false)
    for word in command == nil ? words[...] : words.dropFirst() {
      if word == "--" { break }
      guard let name = Self.longName(word, options), !known.contains(name) else { continue }
      let written = String(word.prefix { $0 != "=" })
      message =
        "there is no option \(quoted(written))"
        + (options.contains("-" + written)
          ? "; did you mean '-\(written)'?" : suggestion(for: name, among: options))
      return
    }
    return nil
  }

  /// The option that a word must be, or was meant to be; nil for what is none.
  private static func longName(_ word: String, _ options: [String]) -> String? {
    let name = String(word.prefix { $0 != "=" })
    if name.hasPrefix("--") { return name }
    // A long option behind one hyphen would be read as short ones.
    return name.hasPrefix("-") && options.contains("-" + name) ? name : nil
  }

  /// The long options that the help of a command lists.
  private static func options(
    of command: (any ParsableCommand.Type)?,
    includeHidden: Bool
  ) -> [String] {
    let help = command.map {
      Accredit.helpMessage(for: $0, includeHidden: includeHidden, columns: 80)
    }
    // Accredit itself has one more, which the overview leaves to the manual.
    guard let help else { return ["--help", "--version", "--generate-completion-script"] }
    let entries = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
    return entries.flatMap { entry in
      entry.split(separator: " ").prefix { $0.hasPrefix("-") }.map { word in
        String(word.last == "," ? word.dropLast() : word)
      }
    }.filter { $0.hasPrefix("--") }
  }

  func end() -> Never { Self.end(message, command) }

  /// Says what is wrong with a command line, and ends the program as every wrong one does.
  static func end(_ message: String, _ command: (any ParsableCommand.Type)?) -> Never {
    let name = command?.configuration.commandName.map { "accredit \($0)" } ?? "accredit"
    let usage = command?.configuration.usage ?? "\(name) <command> [<options>] [<spec> ...]"
    let lines = usage.split(separator: "\n").joined(separator: "\n       ")
    Terminal.note("Error: \(message)\nUsage: \(lines)\n  See '\(name) --help' for more.")
    Accredit.exit(withError: ExitCode.validationFailure)
  }
}
