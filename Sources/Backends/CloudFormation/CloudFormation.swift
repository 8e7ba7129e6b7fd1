package import Model

/// The backend that lowers a plan to a template of AWS CloudFormation.
package enum CloudFormation {
  /// The files that CloudFormation deploys.
  ///
  /// - Parameter fingerprint: the fingerprint of the access that the plan grants.
  package static func render(_ plan: Plan, fingerprint: String) -> [OutputFile] {
    [Template(of: plan, fingerprint: fingerprint).file]
  }
}
