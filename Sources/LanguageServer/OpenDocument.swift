import Compiler
import Diagnostics
import Explanation

/// A document that is open, with what has been made of it.
struct OpenDocument: Sendable {
  let text: TextDocument
  /// Whether the client knows what the compiler says of it.
  var isPublished = false
  private var known: Compilation?
  /// What explains it; the inner nil where it has errors.
  private var explained: Spec??

  init(_ text: TextDocument) { self.text = text }

  /// What becomes of the document; compiled once.
  mutating func compilation(by compiler: Compiler) -> Compilation {
    if let known { return known }
    let compilation = compiler.compile(text.file, [])
    known = compilation
    return compilation
  }

  /// The document with what explains it; nil where it has errors.
  mutating func spec(by compiler: Compiler) -> Spec? {
    if let explained { return explained }
    var spec: Spec?
    if !compilation(by: compiler).diagnostics.hasErrors {
      var ignored = Diagnostics(for: text.file)
      spec = Spec(text.file, compiler, &ignored)
    }
    explained = .some(spec)
    return spec
  }

  /// The document as far as it can be made out.
  var outline: Outline { Outline(text.lines.bytes) }
}
