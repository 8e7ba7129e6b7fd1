import ArgumentParser
import Audit
import Catalog
import Diagnostics
import Model
import Text

/// `accredit audit`.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Holds existing policies and templates against the rules.",
    usage: "accredit audit [<options>] <file> ...",
    discussion: """
      Reads a policy, a template, or what 'aws iam get-role' and its like print, as JSON or YAML. \
      Policies of one role are judged together. Exit code: 3 findings.
      """
  )

  @Argument(
    help: ArgumentHelp("The files; '-' is standard input.", valueName: "file"),
    completion: .file()
  )
  var files: [String]

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "What the role is for; else its policies tell.",
      valueName: "type"
    ),
    completion: .auditedTypes
  )
  var type: String?

  @Option(help: ArgumentHelp("The account that it is in.", valueName: "id"))
  var account: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Whose permissions they are; else the file's name tells.",
      valueName: "role"
    )
  )
  var role: Audit.Role?

  @Option(
    help: ArgumentHelp(
      "Accept findings of a code, for a reason of ten characters or more; may be repeated.",
      valueName: "code=reason"
    ),
    completion: .acceptedCodes
  )
  var accept: [String] = []

  @Option(help: "How to show findings.")
  var format: DiagnosticFormat = .text

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func validate() throws {
    _ = try options()
  }

  func run() throws {
    let catalog = try catalog.catalog()
    try check(type, isOneOf: catalog.types, "the catalogue has no type")
    let audit = Audit(catalog, try options())
    let reports = files.map("auditing", "file") { report(on: $0, audit) }
    format.show(reports.map(\.diagnostics), color)
    summarize(reports)
    if reports.contains(where: { !$0.isReadable }) { throw ExitCode.failure }
    if reports.contains(where: \.hasFindings) { throw ExitCode(3) }
  }

  private func report(on path: String, _ audit: Audit) -> Audit.Report {
    do throws(FileError) {
      return audit.report(on: try File.readSource(path))
    } catch {
      return Audit.Report(unreadable: Diagnostics(unreadable: error))
    }
  }

  private func options() throws -> Audit.Options {
    var options = Audit.Options()
    options.type = type
    options.role = role
    if let account {
      guard let id = try? AccountID(account) else {
        throw ValidationError("'\(account)' isn't an account id: it must be twelve digits")
      }
      options.account = id
    }
    for text in accept {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let codes = DiagnosticCode.allCases.map(\.rawValue)
      guard let name = parts.first, let code = DiagnosticCode(rawValue: name) else {
        let near = suggestion(for: parts.first ?? "", among: codes)
        throw ValidationError("there is no code '\(parts.first ?? "")'\(near)")
      }
      guard parts.count == 2, parts[1].count >= 10 else {
        throw ValidationError(
          "--accept \(name) needs a reason of ten characters or more: --accept \(name)=\"…\""
        )
      }
      options.accepted[code] = parts[1]
    }
    return options
  }

  private func summarize(_ reports: [Audit.Report]) {
    let found = reports.map(\.diagnostics)
    let errors = found.reduce(0) { $0 + $1.count(of: .error) }
    let warnings = found.reduce(0) { $0 + $1.count(of: .warning) }
    let accepted = reports.reduce(0) { $0 + $1.acceptedCount }
    var parts = [counted(errors, "error"), counted(warnings, "warning")]
    if accepted > 0 { parts.append("\(accepted) accepted") }
    guard errors + warnings + accepted > 0 else {
      if format == .text { Terminal.note("nothing found in \(counted(reports.count, "file"))") }
      return
    }
    Terminal.note(parts.joined(separator: ", "))
  }
}

extension Audit.Role: ExpressibleByArgument {}
