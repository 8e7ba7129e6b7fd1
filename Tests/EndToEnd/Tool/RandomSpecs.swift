import Foundation
import TestSupport

/// `bench-tool specs FOLDER FIRST COUNT` writes the random specs of COUNT seeds from FIRST on.
enum RandomSpecs {
  static func write(_ arguments: [String]) throws {
    guard arguments.count == 3, let first = UInt64(arguments[1]), let count = UInt64(arguments[2])
    else { throw Misuse("specs FOLDER FIRST COUNT") }
    let folder = URL(fileURLWithPath: arguments[0])
    for seed in first..<first + count {
      let spec = RandomSpec(seed: seed)
      let file = folder.appendingPathComponent("\(seed).yaml")
      try Data(spec.yaml().utf8).write(to: file)
    }
  }
}

/// Arguments that a command of the tool doesn't understand.
struct Misuse: Error, CustomStringConvertible {
  let description: String

  init(_ usage: String) { description = "usage: bench-tool \(usage)" }
}
