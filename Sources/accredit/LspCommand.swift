import ArgumentParser
import Catalog
import LanguageServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `accredit lsp`.
struct LspCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Serves editors: mistakes, meanings and completions.",
    usage: "accredit lsp [<options>]",
    discussion: """
      An editor starts it and speaks the language server protocol with it over standard input and \
      output. It shows what 'validate' shows, tells what keys, values and integrations mean and \
      grant, completes keys and values, and goes from an integration to where it stands in the \
      outputs, if these are what the spec compiles to.

      It reads what the editor sends and the outputs, and writes nothing but answers.
      """
  )

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "The folder of all outputs; looked for in the folder of a spec and in those above.",
      valueName: "dir"
    ),
    completion: .directory
  )
  var output = "./Generated"

  // Many editors say which of the ways of talking a server shall use; there is only this one.
  @Flag(name: .customLong("stdio"), help: .hidden)
  var usesStandardStreams = false

  @OptionGroup var catalog: CatalogOptions

  func run() throws {
    var server = LanguageServer(try catalog.catalog(), version: Accredit.version, outputs: output) {
      path in try? File.readFile(path)
    }
    do throws(FileError) {
      while server.status == nil {
        guard let bytes = try Self.read() else { break }
        try Self.write(server.receive(bytes))
        // While somebody goes on typing, only the last of what they wrote is of interest.
        if !Self.hasMore { try Self.write(server.publish()) }
      }
    } catch {
      // An editor that is gone doesn't want to hear that it failed.
      if error.code != EPIPE { Terminal.note("accredit: \(error.message)") }
      throw ExitCode.failure
    }
    let status = server.status ?? server.statusAtEnd
    if status != 0 { throw ExitCode(status) }
  }

  private static let chunk = 1 << 16

  /// What has come, at least a byte of it; nil at the end.
  private static func read() throws(FileError) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: chunk)
    while true {
      #if canImport(Glibc)
      let count = Glibc.read(STDIN_FILENO, &bytes, chunk)
      #else
      let count = Darwin.read(STDIN_FILENO, &bytes, chunk)
      #endif
      if count > 0 { return Array(bytes[..<count]) }
      if count == 0 { return nil }
      if errno != EINTR { throw FileError("read", "<stdin>") }
    }
  }

  /// Whether more can be read at once.
  private static var hasMore: Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0 && descriptor.revents & Int16(POLLIN) != 0
  }

  private static func write(_ bytes: [UInt8]) throws(FileError) {
    try File.writeAll(bytes, to: STDOUT_FILENO, "<stdout>")
  }
}
