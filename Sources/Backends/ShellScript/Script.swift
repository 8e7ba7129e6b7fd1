import Model
import Text

/// What is particular to one script: everything else in it is the library.
protocol ScriptPart {
  /// What the script does, for its first lines.
  var purpose: [String] { get }
  /// The functions that list resources.
  var lists: [CallList] { get }
  /// The documents that the calls read.
  var documents: [NamedDocument] { get }
  /// The files of the library that it takes, in their order.
  var libraryFiles: [String] { get }
}

/// A function whose lines are calls into the library.
struct CallList {
  let name: String
  /// What a reader must know of it.
  let comment: String
  let calls: [Call]
}

/// One line of a list: a word of the library, a kind, and words that are data.
struct Call: Hashable {
  /// A word of the library, such as `ensure role`.
  let verb: String
  let words: [String]

  init(_ verb: String, _ words: String...) { self.init(verb, words) }

  init(_ verb: String, _ words: [String]) {
    (self.verb, self.words) = (verb, words)
  }
}

/// A JSON document by its name, such as `role/logzio-acme/trust`.
struct NamedDocument {
  let name: String
  let document: Document

  init(_ name: String, _ document: Document) {
    (self.name, self.document) = (name, document)
  }
}

/// A whole script: what a reviewer reads stands first, the library behind it, and the line that
/// starts anything last, so that half a script does nothing.
struct Script {
  let text: String

  init(_ part: some ScriptPart, of plan: Plan, fingerprint: String, _ library: Library) {
    var buffer = TextBuffer()
    Self.writeHeader(part, plan, fingerprint, library, to: &buffer)
    for list in part.lists { Self.write(list, to: &buffer) }
    let arns = ARNTable(of: plan)
    Self.write(part.documents, arns, to: &buffer)
    buffer.appendLine("# " + String(repeating: "=", count: 76))
    buffer.appendLine("# The library: the same in every script, and nothing of the spec in it.")
    buffer.appendLine("# " + String(repeating: "=", count: 76))
    for name in part.libraryFiles {
      buffer.appendLine()
      buffer.append(library.text(of: name))
    }
    buffer.appendLine()
    buffer.appendLine(#"main "$@""#)
    text = buffer.text
  }

  private static func writeHeader(
    _ part: some ScriptPart,
    _ plan: Plan,
    _ fingerprint: String,
    _ library: Library,
    to buffer: inout TextBuffer
  ) {
    buffer.appendLine("#!/usr/bin/env bash")
    buffer.appendLine("\(ShellComment("Compiled by accredit from \(plan.fileName)."))")
    buffer.appendLine("# Do not edit: change the spec and run 'accredit compile'.")
    buffer.appendLine("#")
    for line in part.purpose { buffer.appendLine("\(ShellComment(line))") }
    buffer.appendLine("#")
    buffer.appendLine("\(ShellComment("Access granted by this file: \(fingerprint)"))")
    buffer.appendLine()
    buffer.append(library.head)
    buffer.appendLine()
    // A spec with targets is deployed from the account that has its stack sets.
    let account = plan.targets?.administrator ?? plan.account
    let region = plan.targets?.homeRegion ?? plan.region
    let constants = [
      ("SPEC", plan.name.text), ("ACCOUNT", account.text), ("PARTITION", plan.partition.text),
      ("REGION", region.text),
    ]
    for (name, value) in constants {
      buffer.appendLine("readonly ACCREDIT_\(name)=\(ShellWord(value))")
    }
  }

  private static func write(_ list: CallList, to buffer: inout TextBuffer) {
    buffer.appendLine()
    buffer.appendLine("# \(list.comment)")
    buffer.appendLine("\(list.name)() {")
    for call in list.calls {
      let words = call.words.map { " \(ShellWord($0))" }.joined()
      buffer.appendLine("  \(call.verb)\(words)")
    }
    if list.calls.isEmpty { buffer.appendLine("  :") }
    buffer.appendLine("}")
  }

  private static func write(
    _ documents: [NamedDocument],
    _ arns: ARNTable,
    to buffer: inout TextBuffer
  ) {
    buffer.appendLine()
    buffer.appendLine("# Prints a document. Argument: its name.")
    buffer.appendLine("document() {")
    buffer.appendLine("  case $1 in")
    for document in documents {
      let body = document.document.json { arns[$0] }.text
      let mark = "EOF_" + SHA256.hexDigest(of: body).prefix(16)
      buffer.appendLine("    \(ShellWord(document.name)))")
      buffer.appendLine("      cat <<'\(mark)'")
      buffer.appendLine(body)
      buffer.appendLine(mark)
      buffer.appendLine("      ;;")
    }
    buffer.appendLine(#"    *) die 2 "there is no document $1" ;;"#)
    buffer.appendLine("  esac")
    buffer.appendLine("}")
    buffer.appendLine()
  }
}
