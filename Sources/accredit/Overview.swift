import ArgumentParser

/// What `accredit` says of itself: every command with its purpose, on one screen.
enum Overview {
  /// The overview, for whoever asks for help without naming a command, or the version; else nil.
  static func answer(to words: [String]) -> String? {
    if words == ["--version"] { return Accredit.version + "\n" }
    let asking = ["help", "-h", "--help"]
    return words.count <= 2 && words.allSatisfy(asking.contains) ? text : nil
  }

  /// The names of the commands, as they are typed.
  static var commandNames: [String] { commands.map(name) }

  /// The command of a name.
  static func command(_ word: String) -> (any ParsableCommand.Type)? {
    commands.first { name($0) == word }
  }

  private static let groups = Accredit.configuration.groupedSubcommands

  private static var commands: [any ParsableCommand.Type] { groups.flatMap(\.subcommands) }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }

  private static var text: String {
    let configuration = Accredit.configuration
    return """
      OVERVIEW: \(configuration.abstract)

      USAGE: accredit <command> [<options>] [<spec> ...]

      \(table)

      'accredit <command> --help' shows what it takes, '--generate-completion-script
      <shell>' completes it (bash, zsh, fish). Exit codes: 0 fine; 1 errors, or a file
      can't be read or written; 2 a difference; 3 findings, a gate refused; 64 usage.

      """
  }

  /// A line for each command, behind the name of its group.
  private static var table: String {
    let width = (commandNames.map(\.count).max() ?? 0) + 2
    return groups.flatMap { group in
      group.subcommands.enumerated().map { index, command in
        padded(index == 0 ? group.name : "", 8) + padded(name(command), width)
          + command.configuration.abstract
      }
    }.joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
