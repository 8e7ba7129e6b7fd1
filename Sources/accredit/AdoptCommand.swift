import Adoption
import ArgumentParser
import Catalog
import Diagnostics
import Model
import Text

/// `accredit adopt`.
struct AdoptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Makes spec entries of existing roles; tells what goes beyond.",
    usage: "accredit adopt [<options>] <file> ...",
    discussion: """
      Reads what 'aws iam get-role' and its like print, a policy or a template. The spec goes to \
      stdout, with placeholders for what isn't known; './provision.sh apply --adopt' then takes \
      the role over. Exit code: 3 the role and the spec don't grant the same.
      """
  )

  @Argument(
    help: ArgumentHelp("The files; '-' is standard input.", valueName: "file"),
    completion: .file()
  )
  var files: [String]

  @Option(help: ArgumentHelp("The name of the spec; 'adopted' if not given.", valueName: "name"))
  var name: String?

  @Option(help: ArgumentHelp("The account that the roles are in.", valueName: "id"))
  var account: String?

  @Option(help: ArgumentHelp("The region of the spec.", valueName: "region"))
  var region: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "What the role is for; else its policies tell.",
      valueName: "type"
    ),
    completion: .adoptedTypes
  )
  var type: String?

  @Flag(help: "Print only the entries, to be pasted into a spec.")
  var entry = false

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func validate() throws {
    _ = try options()
  }

  func run() throws {
    let catalog = try catalog.catalog()
    try check(type, isOneOf: Adoption.types, "no role can be adopted as")
    let adoption = Adoption(catalog, try options())
    let sources = try reading { () throws(FileError) in try File.readSources(files) }
    let result = Progress.showing("adopting", counted(sources.count, "file")) {
      adoption.adopt(sources)
    }
    DiagnosticFormat.text.show(result.reports, color)
    if let text = result.text { Terminal.print(text) }
    let count = result.reports.reduce(0) { $0 + $1.sorted.count }
    guard result.isReadable else { throw ExitCode.failure }
    if result.isExact { return }
    Terminal.note("\(counted(count, "finding")): the spec doesn't grant exactly what is there")
    throw ExitCode(3)
  }

  private func options() throws -> Adoption.Options {
    var options = Adoption.Options()
    options.name = try checked(name, "--name")
    options.account = try checked(account, "--account")
    options.region = try checked(region, "--region")
    options.type = type
    options.isEntry = entry
    return options
  }

  private func checked<Value: CheckedText>(
    _ text: String?,
    _ option: String
  ) throws -> Value? {
    guard let text else { return nil }
    do throws(Violation) {
      return try Value(text)
    } catch {
      throw ValidationError("\(option) \(quoted(text)) isn't \(Value.noun): it \(error.rule)")
    }
  }
}
