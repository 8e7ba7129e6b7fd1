import Model
import YAML

extension AccessKey {
  /// The key, and the secret from which a person copies it: it stands in no output.
  func templateResources(in scope: TemplateScope) -> [TemplateResource] {
    let keyID = Resource.ID.accessKey(user).logicalID
    // Only logical ids stand in this text, which CloudFormation fills in.
    let value = #"{"accessKeyId":"${\#(keyID)}","secretAccessKey":"${\#(keyID).SecretAccessKey}"}"#
    return [
      TemplateResource(
        id: keyID,
        type: "AWS::IAM::AccessKey",
        properties: ["UserName": scope.name(of: .user(user))]
      ),
      TemplateResource(
        id: secretID,
        type: "AWS::SecretsManager::Secret",
        retention: .removed,
        note: "The secret is removed with its key, without which it is worth nothing.",
        properties: [
          "Name": .text(secretName),
          "SecretString": .tagged("Sub", value),
          "Tags": scope.tags(with: []),
        ]
      ),
    ]
  }
}
