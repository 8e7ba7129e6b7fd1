/// Text that has passed the rules of its kind and can't come to be in any other way.
///
/// Names of AWS, ids and ARNs are types of their own that conform to this, so that no raw string
/// of a spec reaches an output.
package protocol CheckedText: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What a message calls it, with its article, such as "a bucket name".
  static var noun: String { get }

  /// The code of the diagnostic for text that breaks a rule.
  static var code: DiagnosticCode { get }

  /// What to do about text that breaks a rule which says nothing of that itself.
  static var help: String? { get }

  /// The text, byte for byte as it was written.
  var text: String { get }

  /// Checks the text, and never repairs it.
  init(_ text: String) throws(Violation)
}

/// The rule that some text breaks.
package struct Violation: Error, Hashable, Sendable {
  /// What must be, such as "must be 3 to 63 characters long".
  package let rule: String
  /// What to do about it.
  package let help: String?

  package init(_ rule: String, help: String? = nil) {
    self.rule = rule
    self.help = help
  }
}

extension CheckedText {
  package static var help: String? { nil }

  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension CheckedText {
  /// The checked value, or nil after reporting which rule the text breaks.
  package static func checking(
    _ text: Located<String>,
    _ diagnostics: inout Diagnostics
  ) -> Located<Self>? {
    do throws(Violation) {
      return Located(try Self(text.value), at: text.range)
    } catch {
      diagnostics.report(
        code,
        "\(quoted(text.value)) isn't \(noun): \(error.rule)",
        at: text.range,
        help: error.help ?? help
      )
      return nil
    }
  }
}
