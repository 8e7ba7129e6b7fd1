import ArgumentParser
import Catalog

/// `accredit schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints a JSON Schema, with which editors check specs.",
    usage: "accredit schema [<options>]",
    discussion: """
      Write it to a file, and name that in the first line of a spec:

        accredit schema > accredit.schema.json
        # yaml-language-server: $schema=./accredit.schema.json

      A schema sees keys and the shapes of values. 'validate' also sees what depends on other \
      values, on quotes, or on the catalogue.
      """
  )

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    guard let schema = try catalog.catalog().text(of: "Specification.schema.json") else {
      Terminal.note("accredit: the catalogue has no Specification.schema.json")
      throw ExitCode.failure
    }
    Terminal.print(schema)
  }
}
