import Model

extension Plan {
  /// The tags of a resource as most services take them: `[{"Key": …, "Value": …}]`.
  func tagList(with own: [Tag]) -> Document { Self.tagList(of: tags(with: own)) }

  /// Some tags in the same form.
  static func tagList(of tags: [Tag]) -> Document {
    .list(tags.map { ["Key": .text($0.key.text), "Value": .text($0.value.text)] })
  }

  /// The tags of a resource as Kinesis and CloudWatch Logs take them: `{key: value}`.
  func tagMap(with own: [Tag]) -> Document {
    .map(tags(with: own).map { .init($0.key.text, .text($0.value.text)) })
  }
}
