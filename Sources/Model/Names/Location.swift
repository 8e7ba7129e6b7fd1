package import Diagnostics

/// The code of an AWS region, such as `us-east-1`.
///
/// Whether AWS has such a region, and in which partition, is for the catalogue to say.
package struct Region: OpenText {
  package static let noun = "an AWS region"
  package static let code = DiagnosticCode.region
  package static let help: String? = "'accredit catalog regions' lists the regions"
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, text.utf8.count <= 25,
      parts.dropLast().allSatisfy({ $0.consists(of: .lowercase) }),
      parts[parts.count - 1].consists(of: .digits)
    else {
      throw Violation("it must look like us-east-1")
    }
    self.text = text
  }
}

/// A set of AWS regions that no access crosses: `aws`, `aws-cn`, `aws-us-gov` and others.
package struct Partition: CheckedText {
  package static let noun = "an AWS partition"
  package static let code = DiagnosticCode.region
  package static let help: String? = "leave 'partition' out for the commercial regions"
  package let text: String

  package init(_ text: String) throws(Violation) {
    guard text.hasPrefix("aws"), text.consists(of: .lowercase.union("-")), text.utf8.count <= 20
    else {
      throw Violation("it must look like aws or aws-us-gov")
    }
    self.text = text
  }
}
