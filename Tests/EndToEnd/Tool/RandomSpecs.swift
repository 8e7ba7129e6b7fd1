import Foundation
import TestSupport

/// `bench-tool specs FOLDER FIRST COUNT [KIND]` writes the random specs of COUNT seeds from FIRST
/// on.
enum RandomSpecs {
  /// How a spec is written.
  private enum Kind: String {
    case usual
    /// With comments and line breaks wherever they may stand.
    case untidy
    /// The same, of a tree that is no spec.
    case wild
  }

  static func write(_ arguments: [String]) throws {
    let kind = arguments.count == 3 ? .usual : arguments.last.flatMap(Kind.init)
    guard (3...4).contains(arguments.count), let kind, let first = UInt64(arguments[1]),
      let count = UInt64(arguments[2])
    else { throw Misuse("specs FOLDER FIRST COUNT [usual|untidy|wild]") }
    let folder = URL(fileURLWithPath: arguments[0])
    for seed in first..<first + count {
      let text =
        switch kind {
        case .usual: RandomSpec(seed: seed).yaml()
        case .untidy: RandomSpec(seed: seed).untidyYAML()
        case .wild: SpecSketch.wild(seed: seed).untidyYAML(seed: seed)
        }
      try Data(text.utf8).write(to: folder.appendingPathComponent("\(seed).yaml"))
    }
  }
}

/// Arguments that a command of the tool doesn't understand.
struct Misuse: Error, CustomStringConvertible {
  let description: String

  init(_ usage: String) { description = "usage: bench-tool \(usage)" }
}
