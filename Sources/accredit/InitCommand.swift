import ArgumentParser
import Catalog

/// `accredit init`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Writes a commented spec to start from; never overwrites.",
    usage: "accredit init [<options>] [<file>]",
    discussion: """
      Until its external id is filled in, the spec has one error, which says where to find it.
      """
  )

  @Argument(
    help: ArgumentHelp("The file to write; '-' is standard output.", valueName: "file"),
    completion: .file()
  )
  var file = "accredit.yaml"

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    guard let starter = try catalog.catalog().text(of: "Starter.yaml") else {
      Terminal.note("accredit: the catalogue has no Starter.yaml")
      throw ExitCode.failure
    }
    if file == "-" {
      Terminal.print(starter)
      return
    }
    do throws(FileError) {
      try File.create(file, Array(starter.utf8))
    } catch {
      throw refused(error)
    }
    Terminal.note("wrote    \(file)")
    Terminal.note("next: fill in what it asks for, then 'accredit compile \(file)'")
  }
}
