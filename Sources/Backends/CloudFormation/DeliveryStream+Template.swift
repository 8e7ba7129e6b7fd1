import Model
import YAML

extension DeliveryStream {
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    TemplateResource(
      id: Resource.ID.deliveryStream(name).logicalID,
      type: "AWS::KinesisFirehose::DeliveryStream",
      properties: [
        "DeliveryStreamName": .text(name.text),
        "DeliveryStreamType": "DirectPut",
        "HttpEndpointDestinationConfiguration": destination(in: scope),
        "Tags": scope.tags(with: tags),
      ]
    )
  }

  private func destination(in scope: TemplateScope) -> Writer.Node {
    let roleARN = scope.arn(of: .role(role))
    var accessKey: Writer.Node?
    var secret: Writer.Node?
    switch endpoint.token {
    case .parameter: accessKey = .reference(to: TokenParameter(for: integration).id)
    case .secret(let arn):
      secret = ["Enabled": true, "SecretARN": .text(arn.text), "RoleARN": roleARN]
    }
    return [
      "EndpointConfiguration": [
        "Name": .text(endpoint.name),
        "Url": .text(endpoint.url),
        "AccessKey": accessKey,
      ],
      "SecretsManagerConfiguration": secret,
      "RequestConfiguration": request,
      "BufferingHints": [
        "IntervalInSeconds": .integer(endpoint.bufferSeconds),
        "SizeInMBs": .integer(endpoint.bufferMebibytes),
      ],
      "RetryOptions": ["DurationInSeconds": .integer(endpoint.retrySeconds)],
      "RoleARN": roleARN,
      "CloudWatchLoggingOptions": logging(to: endpointLogStream, in: scope),
      "S3BackupMode": "FailedDataOnly",
      "S3Configuration": [
        "BucketARN": scope.arn(of: .bucket(backupBucket)),
        "RoleARN": roleARN,
        "CloudWatchLoggingOptions": logging(to: backupLogStream, in: scope),
      ],
    ]
  }

  private var request: Writer.Node {
    let attributes: [Writer.Node] = endpoint.commonAttributes.map {
      ["AttributeName": .text($0.name), "AttributeValue": .text($0.value)]
    }
    return [
      "ContentEncoding": .text(endpoint.contentEncoding),
      "CommonAttributes": attributes.isEmpty ? nil : .list(attributes),
    ]
  }

  private func logging(to logStream: String, in scope: TemplateScope) -> Writer.Node {
    [
      "Enabled": true,
      "LogGroupName": scope.name(of: .logGroup(logGroup)),
      "LogStreamName": scope.name(ofStream: logStream, in: logGroup),
    ]
  }
}
