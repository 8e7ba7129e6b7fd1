package import Diagnostics

/// The twelve digits of an AWS account.
package struct AccountID: OpenText {
  package static let noun = "an AWS account id"
  package static let code = DiagnosticCode.accountID
  package static let length = 12
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    guard text.utf8.count == Self.length, text.consists(of: .digits) else {
      throw Violation(
        "it must be twelve digits",
        help: "write it in quotes and without spaces or hyphens, such as \"111122223333\""
      )
    }
    self.text = text
  }
}
