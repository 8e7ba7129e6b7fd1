import Model
import YAML

extension ManagedPolicy {
  /// The type takes no tags, and its name and path can't be changed, which they never are.
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    TemplateResource(
      id: Resource.ID.managedPolicy(name).logicalID,
      type: "AWS::IAM::ManagedPolicy",
      properties: [
        "ManagedPolicyName": .text(name.text),
        "Path": .text(path.text),
        "PolicyDocument": scope.node(of: document),
      ]
    )
  }
}
