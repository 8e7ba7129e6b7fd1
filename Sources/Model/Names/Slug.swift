package import Diagnostics

/// The name of a spec, an integration or a connection: `^[a-z][a-z0-9-]{0,39}$`.
///
/// It names folders, files, environment variables and parts of AWS names.
package struct Slug: CheckedText {
  package static let noun = "a name"
  package static let code = DiagnosticCode.slug
  package static let help: String? = "such as acme or edge-logs"
  package let text: String

  package init(_ text: String) throws(Violation) {
    let grammar = Grammar(
      lengths: 1...40,
      characters: .lowercaseAndDigits.union("-"),
      description: "lowercase letters, digits and '-'"
    )
    try grammar.check(text)
    guard let first = text.utf8.first, ByteSet.lowercase.contains(first) else {
      throw Violation("it must start with a lowercase letter")
    }
    self.text = text
  }

  /// The name as part of an environment variable: upper case, `_` for `-`.
  package var variableText: String {
    String(text.uppercased().map { $0 == "-" ? "_" : $0 })
  }
}
