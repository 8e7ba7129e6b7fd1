package import Diagnostics

/// The id of an organizational unit, or of the root of an organization, which stands for all of it.
///
/// Source: AWS Organizations API, `^(r-[0-9a-z]{4,32})|(ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$`.
package struct OrganizationalUnit: CheckedText {
  package static let noun = "the id of an organizational unit"
  package static let code = DiagnosticCode.organizationalUnit
  package static let help: String? = "such as ou-ab12-cd34ef56, or r-ab12 for all of it"
  package let text: String

  package init(_ text: String) throws(Violation) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    let isRoot = parts.count == 2 && parts[0] == "r"
    let isUnit = parts.count == 3 && parts[0] == "ou"
    let lengths = parts.dropFirst().map(\.utf8.count)
    guard isRoot || isUnit, parts.dropFirst().allSatisfy({ $0.consists(of: .lowercaseAndDigits) }),
      (4...32).contains(lengths[0]), isRoot || (8...32).contains(lengths[1])
    else {
      throw Violation("it must look like ou-ab12-cd34ef56 or r-ab12")
    }
    self.text = text
  }
}
