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
      large it grows; specs are apart from each other.
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

  @Option(help: "The language of the diagram.")
  var format: Format = .mermaid

  @Option(help: "Colors.")
  var color: ColorChoice = .auto

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    let compiler = Compiler(try catalog.catalog())
    let paths = specs.isEmpty ? ["accredit.yaml"] : specs
    let graphs = try SpecReader(compiler, color).plans(paths).map { plan in
      (spec: plan.name.text, graph: AccessGraph(of: plan))
    }
    switch format {
    case .mermaid: Terminal.print(AccessGraph.mermaid(graphs))
    case .svg: Terminal.print(AccessGraph.svg(graphs))
    case .dot: Terminal.print(AccessGraph.dot(graphs))
    case .json: Terminal.print(AccessGraph.json(graphs).text + "\n")
    }
  }
}
