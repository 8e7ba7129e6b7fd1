import ArgumentParser
import Catalog
import Diagnostics
import Text

/// `accredit doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Tells whether the programs that outputs need are there.",
    usage: "accredit doctor [<options>] [<task>]",
    discussion: """
      Looks for programs in PATH and asks each for its version, nothing else. With a task, exits \
      with 1 if something that it takes is missing: compile, diff, deploy, review or lint.
      """
  )

  /// How the findings are shown.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("Look only at what this takes.", valueName: "task"),
    completion: .custom { _, _, _ in ToolFacts.embedded.tasks.map(\.name) }
  )
  var task: String?

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The folder that outputs go to.", valueName: "dir"),
    completion: .directory
  )
  var output = "./Generated"

  @Option(help: "How to show it.")
  var format: Format = .text

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    let catalog = try catalog.catalog()
    let facts = catalog.tools
    try check(task, isOneOf: facts.tasks.map(\.name), "there is no task")
    let examination = Examination(facts, task: task, output: output)
    let report = DoctorReport(examination, catalog.version, color)
    Terminal.print(format == .json ? report.json.text + "\n" : report.text)
    if task != nil && !examination.isReady { throw ExitCode.failure }
  }
}

/// What a machine has of what accredit and its outputs need.
struct Examination {
  /// What was found of a program.
  struct Finding {
    /// Whether it does.
    enum Status: String {
      /// There, and new enough for everything.
      case ok
      /// There, and too old for some of what it is needed for.
      case limited
      /// There, and doesn't say its version.
      case unknown
      /// There, and too old.
      case old
      /// There, and doesn't run.
      case broken
      case missing
    }

    let name: String
    let tool: ToolFacts.Tool
    let path: String?
    let version: ToolVersion?
    let status: Status

    var isUsable: Bool { [.ok, .limited, .unknown].contains(status) }

    /// What it can't do for its age.
    var limits: [ToolFacts.Limit] {
      tool.limits.filter { limit in version.map { !$0.isAtLeast(limit.least) } ?? false }
    }
  }

  /// Whether the outputs can be written.
  struct Place {
    let path: String
    let exists: Bool
    let isWritable: Bool
  }

  /// How long a program may take to say its version.
  static let seconds = 10

  let tasks: [ToolFacts.Task]
  /// What the tasks take.
  let tools: [ToolFacts.Tool]
  /// A finding for each program of the tools.
  let findings: [Finding]
  let place: Place

  /// - Parameter task: the only one that is looked at; nil for all.
  init(_ facts: ToolFacts, task: String?, output: String) {
    tasks = facts.tasks.filter { task == nil || $0.name == task }
    let names = Set(tasks.map(\.name))
    tools = facts.tools.filter { !names.isDisjoint(with: $0.tasks) }
    findings = tools.flatMap { tool in tool.programs.map { ($0, tool) } }
      .concurrentMap("asking", "program") { name, tool in Self.finding(name, tool) }
    place = Self.place(output)
  }

  /// Whether everything is there that a task takes.
  func isReady(for task: ToolFacts.Task) -> Bool {
    (task.name != "compile" || place.isWritable)
      && findings.allSatisfy { $0.isUsable || !$0.tool.tasks.contains(task.name) }
  }

  var isReady: Bool { tasks.allSatisfy(isReady) }

  private static func finding(_ name: String, _ tool: ToolFacts.Tool) -> Finding {
    let path = Program.path(of: name)
    var version: ToolVersion?
    var status = Finding.Status.missing
    if let path {
      status = .ok
      if !tool.isSilent {
        switch Program.answer([path, "--version"], seconds: seconds) {
        case .text(let text):
          version = ToolVersion(text)
          status = Self.status(version, tool)
        case .none: status = .broken
        case .late: status = .unknown
        }
      }
    }
    return Finding(name: name, tool: tool, path: path, version: version, status: status)
  }

  private static func status(_ version: ToolVersion?, _ tool: ToolFacts.Tool) -> Finding.Status {
    guard let version else { return .unknown }
    guard version.isAtLeast(tool.least) else { return .old }
    return tool.limits.allSatisfy { version.isAtLeast($0.least) } ? .ok : .limited
  }

  /// Asks whether a folder may be written, or made, without doing it.
  private static func place(_ output: String) -> Place {
    if File.exists(output) {
      let isWritable = File.isFolder(output) && File.isWritable(output)
      return Place(path: output, exists: true, isWritable: isWritable)
    }
    var parent = output
    repeat {
      parent = File.withoutEndSlashes(parent)
      guard let slash = parent.lastIndex(of: "/") else {
        parent = "."
        break
      }
      parent = slash == parent.startIndex ? "/" : String(parent[..<slash])
    } while !File.exists(parent)
    return Place(
      path: output,
      exists: false,
      isWritable: File.isFolder(parent) && File.isWritable(parent)
    )
  }
}
