import Model
import YAML

extension MetricStream {
  func templateResource(in scope: TemplateScope) -> TemplateResource {
    TemplateResource(
      id: Resource.ID.metricStream(name).logicalID,
      type: "AWS::CloudWatch::MetricStream",
      properties: [
        "Name": .text(name.text),
        "FirehoseArn": scope.arn(of: .deliveryStream(deliveryStream)),
        "RoleArn": scope.arn(of: .role(role)),
        "OutputFormat": .text(outputFormat),
        "IncludeFilters": Self.node(of: includes),
        "ExcludeFilters": Self.node(of: excludes),
        "Tags": scope.tags(with: tags),
      ]
    )
  }

  private static func node(of filters: [Filter]) -> Writer.Node? {
    guard !filters.isEmpty else { return nil }
    return .list(
      filters.map { filter in
        let metrics = filter.metrics.map { Writer.Node.text($0.text) }
        return [
          "Namespace": .text(filter.namespace.text),
          "MetricNames": metrics.isEmpty ? nil : .list(metrics),
        ]
      }
    )
  }
}
