import Foundation
import FuzzTargets

/// `bench-tool feed TARGET FILE…` feeds files to a target of the fuzzer; of a file that ends in
/// `.txt`, each line in base 64.
enum FuzzInputs {
  static func feed(_ arguments: [String]) throws {
    guard let name = arguments.first, let target = FuzzTarget(rawValue: name) else {
      throw Misuse("feed TARGET FILE…")
    }
    var count = 0
    for path in arguments.dropFirst() {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      let inputs = path.hasSuffix(".txt") ? lines(of: data) : [Array(data)]
      for bytes in inputs { try target.check(bytes) }
      count += inputs.count
    }
    print("fed \(count) inputs to \(target)")
  }

  private static func lines(of data: Data) -> [[UInt8]] {
    data.split(separator: 0x0A).compactMap { Data(base64Encoded: Data($0)).map { Array($0) } }
  }
}
