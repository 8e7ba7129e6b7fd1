import Foundation

/// The specs in `Templates/Examples`.
package enum Examples {
  /// The name of each spec, sorted; its file has `.yaml` behind it.
  package static let names: [String] = {
    let folder = Checkout.root.appendingPathComponent("Templates/Examples")
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  /// Those for one account, which have a `provision.sh`, sorted; the others go to many by stack sets.
  package static let namesWithoutTargets = names.filter {
    (try? text(of: $0).contains("\ntargets:\n")) == false
  }

  /// The text of a spec.
  package static func text(of name: String) throws -> String {
    try Checkout.text(of: "Templates/Examples/\(name).yaml")
  }
}
