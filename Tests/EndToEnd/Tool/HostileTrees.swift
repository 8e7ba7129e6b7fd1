import FuzzTargets
import Text

/// `bench-tool trees FIRST COUNT` prints what the writer of outputs makes of hostile trees: a list
/// per line of its YAML, of what a reader of YAML is to get, and of what one of templates is to get.
enum HostileTrees {
  static func write(_ arguments: [String]) throws {
    guard arguments.count == 2, let first = UInt64(arguments[0]), let count = UInt64(arguments[1])
    else { throw Misuse("trees FIRST COUNT") }
    for seed in first..<first + count {
      let tree = HostileTree(seed: seed)
      print(JSON.array([.string(tree.yaml), tree.value, tree.template]).compactText)
    }
  }
}
