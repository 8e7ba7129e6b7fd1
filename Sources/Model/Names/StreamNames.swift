package import Diagnostics

/// The name of a Kinesis data stream.
///
/// Source: Kinesis API, `StreamName`, 1 to 128 of `[a-zA-Z0-9_.-]`; with a letter or digit in
/// front, because the AWS CLI would take a hyphen for an option, and without `..`, which reads like
/// a path.
package struct StreamName: OpenText {
  package static let noun = "a stream name"
  package static let code = DiagnosticCode.streamName
  package static let help: String? = "such as acme-edge"
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    let help = text.hasPrefix("arn:") ? "write the name alone, without 'arn:…:stream/'" : nil
    let grammar = Grammar(
      lengths: 1...128,
      characters: .lettersAndDigits.union("_.-"),
      description: "letters, digits, '_', '.' and '-'"
    )
    try grammar.check(text, help: help)
    guard let first = text.utf8.first, ByteSet.lettersAndDigits.contains(first) else {
      throw Violation("it must start with a letter or a digit")
    }
    guard !hasTwin(of: ".", in: text) else { throw Violation("it must not hold '..'") }
    self.text = text
  }
}

/// The name of a Firehose delivery stream, and of the metric stream that feeds it.
///
/// Source: Firehose API, `DeliveryStreamName`, 1 to 64 of `[a-zA-Z0-9_.-]`; a metric stream's name
/// may have up to 255 characters.
package struct DeliveryStreamName: OpenText {
  package static let noun = "a delivery stream name"
  package static let code = DiagnosticCode.streamName
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    try Grammar(
      lengths: 1...64,
      characters: .lettersAndDigits.union("_.-"),
      description: "letters, digits, '_', '.' and '-'"
    ).check(text)
    self.text = text
  }
}

/// The namespace of CloudWatch metrics, such as `AWS/EC2`.
///
/// Source: CloudWatch API, `MetricStreamNamespace`, `[^:].*`, at most 255.
package struct MetricNamespace: CheckedText {
  package static let noun = "a namespace of metrics"
  package static let code = DiagnosticCode.metricName
  package static let help: String? = "such as AWS/EC2"
  package let text: String

  package init(_ text: String) throws(Violation) {
    try Grammar(
      lengths: 1...255,
      characters: .lettersAndDigits.union("._-/# "),
      description: "letters, digits, spaces and any of ._-/#"
    ).check(text, help: "write metrics as {name: AWS/EC2, metrics: [CPUUtilization]}")
    self.text = text
  }
}

/// The name of a CloudWatch metric.
///
/// Source: CloudWatch API, `MetricName`, 1 to 255.
package struct MetricName: CheckedText {
  package static let noun = "the name of a metric"
  package static let code = DiagnosticCode.metricName
  package static let help: String? = "such as CPUUtilization"
  package let text: String

  package init(_ text: String) throws(Violation) {
    try Grammar(
      lengths: 1...255,
      characters: .lettersAndDigits.union("._-/#:() "),
      description: "letters, digits, spaces and any of ._-/#:()"
    ).check(text)
    self.text = text
  }
}

/// The name of a CloudWatch log group.
///
/// Source: CloudWatch Logs API, `LogGroupName`, 1 to 512 of `[.\-_/#A-Za-z0-9]`.
package struct LogGroupName: OpenText {
  package static let noun = "a log group name"
  package static let code = DiagnosticCode.streamName
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    try Grammar(
      lengths: 1...512,
      characters: .lettersAndDigits.union("_.-/#"),
      description: "letters, digits and any of _.-/#"
    ).check(text)
    self.text = text
  }
}
