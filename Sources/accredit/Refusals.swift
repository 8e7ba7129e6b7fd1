import ArgumentParser
import Diagnostics

/// What a command gives back that reads files; the end of the command where one can't be read.
func reading<Value>(_ read: () throws(FileError) -> Value) throws -> Value {
  do throws(FileError) {
    return try read()
  } catch {
    Terminal.note("accredit: error[unreadable-file]: \(error.message)")
    throw ExitCode.failure
  }
}

/// Refuses a word of a command line that isn't one of those that there are.
///
/// - Parameter refusal: the beginning of the message, such as "there is no task".
func check(_ word: String?, isOneOf known: [String], _ refusal: String) throws {
  guard let word, !known.contains(word) else { return }
  let near = suggestion(for: word, among: known)
  let others = near.isEmpty ? "; there are \(known.joined(separator: ", "))" : near
  throw ValidationError("\(refusal) \(quoted(word))\(others)")
}

extension Diagnostics {
  /// What is told of a file that can't be read.
  init(unreadable error: FileError, help: String? = nil) {
    self.init(for: SourceFile(name: error.path, bytes: []))
    report(.unreadableFile, error.message, at: nil, help: help)
  }
}
