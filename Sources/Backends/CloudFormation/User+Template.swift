import Model
import YAML

extension User {
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    TemplateResource(
      id: Resource.ID.user(name).logicalID,
      type: "AWS::IAM::User",
      properties: [
        "UserName": .text(name.text),
        "Path": path == .root ? nil : .text(path.text),
        "PermissionsBoundary": permissionsBoundary.map { .text($0.text) },
        "ManagedPolicyArns": scope.managedPolicies(managedPolicies),
        "Policies": scope.inlinePolicies(of: permissions),
        "Tags": scope.tags(with: tags),
      ]
    )
  }
}
