import ArgumentParser

/// The command line.
@main
struct Accredit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accredit",
    abstract: "Compiles the list of vendors that you let into your AWS account.",
    discussion: """
      One spec in; a CloudFormation template, AWS CLI scripts, a checklist and an access report out.

      Exit codes: 0 fine; 1 the spec has errors, or a file can't be read or written; 2 there is a
      difference ('check', 'fmt --check', 'diff --exit-code'); 3 findings ('audit') or a gate
      refused ('diff --fail-on'); 64 usage. Data goes to stdout, everything else to stderr.
      """,
    version: version,
    subcommands: [
      InitCommand.self, ValidateCommand.self, CompileCommand.self, CheckCommand.self,
      CatalogCommand.self, DiffCommand.self, AuditCommand.self, ExplainCommand.self,
      GraphCommand.self, SchemaCommand.self, FmtCommand.self,
    ]
  )

  static let version = "0.1.0"
}
