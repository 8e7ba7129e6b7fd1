import Catalog

/// The constant library of the scripts: `Templates/Shell`.
struct Library {
  /// The files that every script takes, in their order.
  static let common = ["core", "passes", "readers", "json", "comparison"]

  private let catalog: Catalog

  init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// The lines that come before any data: a script that is cut off or sourced does nothing.
  var head: String { file("head") }

  /// The text of a file of the library, without the lines that only speak to its linter.
  func text(of name: String) -> String {
    var rest = file(name)[...]
    while let end = rest.utf8.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end]
      guard line.hasPrefix("# shellcheck ") || line == "#" || line.isEmpty else { break }
      rest = rest[rest.utf8.index(after: end)...]
    }
    return String(rest)
  }

  private func file(_ name: String) -> String {
    guard let text = catalog.text(of: "Shell/\(name).sh") else {
      preconditionFailure("the catalogue has no Shell/\(name).sh")
    }
    return text
  }
}
