import Model
import YAML

extension Stream {
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    let (mode, shards): (Writer.Node, Int?) =
      switch capacity {
      case .onDemand: ("ON_DEMAND", nil)
      case .provisioned(let shards): ("PROVISIONED", shards)
      }
    return TemplateResource(
      id: Resource.ID.stream(name).logicalID,
      type: "AWS::Kinesis::Stream",
      retention: .kept,
      properties: [
        "Name": .text(name.text),
        "StreamModeDetails": ["StreamMode": mode],
        "ShardCount": shards.map { .integer($0) },
        "RetentionPeriodHours": .integer(retentionHours),
        "StreamEncryption": ["EncryptionType": "KMS", "KeyId": .text(keyID)],
        "Tags": scope.tags(with: tags),
      ]
    )
  }

  private var keyID: String {
    switch encryption {
    case .managedKey: "alias/aws/kinesis"
    case .key(let key): key.text
    }
  }
}
