import Model
import YAML

extension StreamPolicy {
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    TemplateResource(
      id: Resource.ID.streamPolicy(stream).logicalID,
      type: "AWS::Kinesis::ResourcePolicy",
      properties: [
        "ResourceArn": scope.arn(of: .stream(stream)),
        "ResourcePolicy": scope.node(of: document),
      ]
    )
  }
}
