import Foundation
import TestSupport
import Testing

/// The files of the shell library by themselves, in a bash that stops at the first mistake.
enum ShellLibrary {
  /// Runs a command for each of some documents, or for each `step` of them, with what reads and
  /// compares JSON at hand, and returns what it printed each time. In `command`, `$1` is the folder
  /// of the documents `0.json`, `1.json` and so on, and `i` the number of the first.
  static func output(
    of command: String,
    over documents: [String],
    step: Int = 1
  ) throws -> [String] {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appendingPathComponent("library-\(UUID())")
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: folder) }
    for (index, document) in documents.enumerated() {
      try Data(document.utf8).write(to: folder.appendingPathComponent("\(index).json"))
    }
    let library = Checkout.root.appendingPathComponent("Templates/Shell").path
    let script = """
      set -euo pipefail
      export LC_ALL=C
      die() { printf '%s\\n' "$@" >&2; exit 9; }
      SCRATCH=$1 ACCREDIT_PARTITION=aws
      source '\(library)/json.sh'
      source '\(library)/comparison.sh'
      for ((i = 0; i < $2; i += \(step))); do \(command); printf '\\001'; done
      """
    let run = try Run(
      URL(fileURLWithPath: "/bin/bash"),
      ["-c", script, "library", folder.path, String(documents.count)]
    )
    try #require(run.status == 0, Comment(rawValue: run.errors))
    return run.output.split(separator: "\u{1}", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }

  /// The lines that documents are flattened to.
  static func flattened(_ documents: [String]) throws -> [String] {
    try output(of: #"flatten "$1/$i.json" "$1/$i"; cat "$1/$i""#, over: documents)
  }

  /// What differs between the wanted and the observed document of each pair, as a plan says it.
  static func differences(
    of pairs: [(wanted: String, seen: String)],
    facets: String = "'*'"
  ) throws -> [[String]] {
    let command = """
      flatten "$1/$i.json" "$1/wanted"; flatten "$1/$((i + 1)).json" "$1/seen"
      differences "$1/wanted" "$1/seen" \(facets)
      """
    return try output(of: command, over: pairs.flatMap { [$0.wanted, $0.seen] }, step: 2).map {
      $0.split(separator: "\n").map { line in
        let parts = line.split(separator: "\u{1F}", omittingEmptySubsequences: false)
        let (seen, wanted) = (parts[1], parts[2])
        return "\(parts[0]): \(seen.isEmpty ? "(none)" : seen) -> "
          + (wanted.isEmpty ? "(none)" : wanted)
      }
    }
  }
}
