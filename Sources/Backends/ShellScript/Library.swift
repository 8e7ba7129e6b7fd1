import Catalog

/// The constant library of the scripts: `Templates/Shell`.
struct Library {
  private let catalog: Catalog

  init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// The text of a file of the library, without the lines that only speak to its linter.
  func text(of name: String) -> String {
    guard let text = catalog.text(of: "Shell/\(name).sh") else {
      preconditionFailure("the catalogue has no Shell/\(name).sh")
    }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0.hasPrefix("# shellcheck ") || $0 == "#" || $0.isEmpty }
      .joined(separator: "\n")
  }
}
