import AccessReport
import ArgumentParser
import Compiler
import Model
import Text

/// `accredit graph`.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draws who comes in, as what, and what that reaches.",
    usage: "accredit graph [<options>] [<spec> ...]",
    discussion: """
      The diagram of ACCESS.md for other programs: 'mermaid' for Markdown, 'svg' for a browser, in \
      light and dark, 'dot' for Graphviz, 'json' for programs. Every permission is in it, however \
      large it grows, unless --integration chooses; specs are apart from each other.
      """
  )

  /// The language of the diagram.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case mermaid, svg, dot, json
  }

  @Argument(
    help: ArgumentHelp(
      "The specs (default: accredit.yaml), or '-'.",
      valueName: "spec"
    ),
    completion: .file(extensions: ["yaml", "yml"])
  )
  var specs: [String] = []

  @Option(
    name: .customLong("integration"),
    help: ArgumentHelp("Only what this needs; may be repeated.", valueName: "name")
  )
  var integrations: [String] = []

  @Option(help: "The language of the diagram.")
  var format: Format = .mermaid

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    let compiler = Compiler(try catalog.catalog())
    let paths = specs.isEmpty ? ["accredit.yaml"] : specs
    let plans = try SpecReader(compiler, color).plans(paths, of: integrations)
    let graphs = plans.map { (spec: $0.name.text, graph: AccessGraph(of: $0)) }
    Terminal.print(Progress.showing("drawing", "the graph") { text(of: graphs) })
  }

  private func text(of graphs: [(spec: String, graph: AccessGraph)]) -> String {
    switch format {
    case .mermaid: AccessGraph.mermaid(graphs)
    case .svg: AccessGraph.svg(graphs)
    case .dot: AccessGraph.dot(graphs)
    case .json: AccessGraph.json(graphs).text + "\n"
    }
  }
}
