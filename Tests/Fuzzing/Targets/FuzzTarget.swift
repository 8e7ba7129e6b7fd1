import Catalog
import Compiler
import Diagnostics

/// A part of the product that is fed whatever bytes a fuzzer thinks of, and what must hold of it.
///
/// That it ends, and doesn't trap, is watched by whoever feeds it.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// Every reader of documents: specs, the catalogue, pasted documents, JSON, manifests.
  case read
  /// A spec as bytes, through everything that judges it, and how its mistakes are shown.
  case spec
  /// A spec that compiles, and up to seven changes of it; through every backend.
  case compile
  /// Text and trees through each encoder of outputs, and back.
  case emit
  /// Two specs, compared both ways.
  case diff
  /// A document of any author, held against the rules.
  case audit
  /// A policy of any author: what IAM decides of requests, and whether it is wider than itself.
  case policy

  /// Feeds the bytes to it.
  package func check(_ bytes: [UInt8]) throws(Breach) {
    switch self {
    case .read: try ReadTarget.check(bytes)
    case .spec: try SpecTarget.check(bytes)
    case .compile: try CompileTarget.check(bytes)
    case .emit: try EmitTarget.check(bytes)
    case .diff: try DiffTarget.check(bytes)
    case .audit: try AuditTarget.check(bytes)
    case .policy: try PolicyTarget.check(bytes)
    }
  }

  /// Whether its input is made of choices, and no text that a person could have written.
  package var isStructured: Bool {
    switch self {
    case .compile, .diff, .emit: true
    case .read, .spec, .audit, .policy: false
    }
  }
}

/// A promise that an input has broken.
package struct Breach: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Throws unless something holds; what to say is put together only where it doesn't.
func require(_ holds: Bool, _ words: @autoclosure () -> String) throws(Breach) {
  if !holds { throw Breach(words()) }
}

/// What the targets share.
enum Product {
  static let catalog: Catalog = {
    var reports: [Diagnostics] = []
    guard let catalog = Catalog(.embedded, &reports) else {
      preconditionFailure("the embedded catalogue can't be read: \(reports)")
    }
    return catalog
  }()

  static let compiler = Compiler(catalog)

  static func file(_ text: String, _ name: String = "acme.yaml") -> SourceFile {
    SourceFile(name: name, bytes: Array(text.utf8))
  }
}
