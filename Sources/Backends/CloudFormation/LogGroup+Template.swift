import Model
import YAML

extension LogGroup {
  /// The group, and each log stream in it.
  func templateResources(in scope: TemplateScope) -> [TemplateResource] {
    let id = Resource.ID.logGroup(name)
    let group = TemplateResource(
      id: id.logicalID,
      type: "AWS::Logs::LogGroup",
      retention: .kept,
      properties: [
        "LogGroupName": .text(name.text),
        "RetentionInDays": .integer(retentionDays),
        "Tags": scope.tags(with: tags),
      ]
    )
    return [group]
      + streams.map { stream in
        TemplateResource(
          id: name.logicalID(ofStream: stream),
          type: "AWS::Logs::LogStream",
          retention: .kept,
          properties: ["LogGroupName": scope.name(of: id), "LogStreamName": .text(stream)]
        )
      }
  }
}
