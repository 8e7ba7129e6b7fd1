/// An IAM user, for a vendor that can't assume a role.
package struct User: Hashable, Sendable {
  package let name: UserName
  package var path: IAMPath
  package var permissionsBoundary: PolicyARN?
  package var tags: [Tag]
  /// What the user may do by its inline policy; filled in from the grants by a pass.
  package var permissions: PolicyDocument
  /// The managed policies that hold what it may do instead; as those of a role.
  package var managedPolicies: [PolicyName] = []
  /// The vendor whom the key is given to.
  package let vendorName: String

  package init(
    _ name: UserName,
    vendorName: String,
    path: IAMPath = .root,
    permissionsBoundary: PolicyARN? = nil,
    tags: [Tag] = []
  ) {
    self.name = name
    self.vendorName = vendorName
    self.path = path
    self.permissionsBoundary = permissionsBoundary
    self.tags = tags
    permissions = PolicyDocument([])
  }
}

/// The access key of a user: in a template it goes into a secret of Secrets Manager, from a script
/// into a file that only its owner may read. It stands in no output.
package struct AccessKey: Hashable, Sendable {
  package let user: UserName
  /// The integration after which the file's environment variable is named.
  package let integration: Slug
  /// The name of the secret, `accredit/<spec>/<integration>`.
  package let secretName: String

  package init(of user: UserName, integration: Slug, secretName: String) {
    self.user = user
    self.integration = integration
    self.secretName = secretName
  }

  /// The environment variable that names the file.
  package var fileVariable: String { "ACCREDIT_KEY_FILE_\(integration.variableText)" }
}
