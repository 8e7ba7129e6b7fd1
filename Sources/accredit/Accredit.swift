import ArgumentParser

/// The command line.
@main
struct Accredit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accredit",
    abstract: "Compiles the list of vendors that you let into your AWS account.",
    discussion: """
      One spec in; a CloudFormation template, AWS CLI scripts, a checklist and an access report \
      out. Data goes to stdout, everything else to stderr.
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Specs",
        subcommands: [
          InitCommand.self, AdoptCommand.self, ValidateCommand.self, CompileCommand.self,
          CheckCommand.self, FmtCommand.self,
        ]
      ),
      CommandGroup(
        name: "Review",
        subcommands: [
          DiffCommand.self, OutdatedCommand.self, AuditCommand.self, ExplainCommand.self,
          GraphCommand.self,
        ]
      ),
      CommandGroup(
        name: "Facts",
        subcommands: [
          CatalogCommand.self, SchemaCommand.self, LspCommand.self, DoctorCommand.self,
        ]
      ),
    ]
  )

  static let version = "0.1.0"

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    if let answer = Overview.answer(to: words) ?? BashCompletion.answer(to: words) {
      Terminal.print(answer)
      return
    }
    if let misspelling = Misspelling(ofCommandIn: words) { misspelling.end() }
    do {
      var command = try parsed(words)
      try command.run()
    } catch let error as ValidationError {
      // A command that found it by itself, behind the parser.
      Misspelling.end(error.message, words.first.flatMap(Overview.command))
    } catch {
      let isUsage = exitCode(for: error) == .validationFailure
      if isUsage, let misspelling = Misspelling(ofOptionIn: words) { misspelling.end() }
      exit(withError: error)
    }
  }

  /// The command that the words say, with its arguments.
  ///
  /// A command reads its own words first: from the root, the library builds the arguments of a
  /// command once more to find out how it takes them. What a command does not read, such as
  /// `--help`, is read from the root, and so is what it refuses: the message is the root's.
  private static func parsed(_ words: [String]) throws -> any ParsableCommand {
    if let named = words.first.flatMap(Overview.command),
      let command = try? named.parseAsRoot(Array(words.dropFirst())), type(of: command) == named
    {
      return command
    }
    return try parseAsRoot(words)
  }
}
