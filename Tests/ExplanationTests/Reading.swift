import Catalog
import Compiler
import Diagnostics
import Explanation
import Foundation
import Model
import TestSupport
import Testing

/// The facts that are built in, with who explains by them; read once for all tests.
struct Facts: Sendable {
  let catalog: Catalog
  let compiler: Compiler
  let explainer: Explainer

  static let shared: Facts? = {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports).map { catalog in
      let compiler = Compiler(catalog)
      return Facts(
        catalog: catalog,
        compiler: compiler,
        explainer: Explainer(catalog, compiler)
      )
    }
  }()

  /// The spec in a text, which has no error.
  func spec(_ text: String, named name: String = "spec.yaml") throws -> Spec {
    let file = SourceFile(name: name, bytes: Array(text.utf8))
    var diagnostics = Diagnostics(for: file)
    return try #require(Spec(file, compiler, &diagnostics), "\(diagnostics.sorted)")
  }

  /// A spec of `Templates/Examples`.
  func example(_ name: String) throws -> Spec {
    try spec(try Examples.text(of: name), named: "\(name).yaml")
  }
}
