import Model
import YAML

extension Role {
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    TemplateResource(
      id: Resource.ID.role(name).logicalID,
      type: "AWS::IAM::Role",
      metadata: rotation.map { ["AccreditRotation": ["Until": .text("\($0.until)")]] },
      properties: [
        "RoleName": .text(name.text),
        "Path": path == .root ? nil : .text(path.text),
        "Description": description.map { .text($0.text) },
        "MaxSessionDuration": maxSessionDuration == 3600 ? nil : .integer(maxSessionDuration),
        "PermissionsBoundary": permissionsBoundary.map { .text($0.text) },
        "AssumeRolePolicyDocument": scope.node(of: trust.document),
        "ManagedPolicyArns": scope.managedPolicies(managedPolicies),
        "Policies": scope.inlinePolicies(of: permissions),
        "Tags": scope.tags(with: tags),
      ]
    )
  }

  /// The rotation during which the role trusts two external ids.
  private var rotation: Rotation? {
    if case .vendor(let connection) = trust.bearer { connection.rotation } else { nil }
  }
}
