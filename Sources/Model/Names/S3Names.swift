package import Diagnostics

/// The name of an S3 bucket.
///
/// Source: Amazon S3 user guide, "General purpose bucket naming rules".
package struct BucketName: OpenText {
  package static let noun = "a bucket name"
  package static let code = DiagnosticCode.bucketName
  package static let help: String? = "such as acme-elb-logs"
  package let text: String

  package init(open text: String) { self.text = text }

  package init(_ text: String) throws(Violation) {
    let help =
      text.hasPrefix("arn:") || text.hasPrefix("s3:")
      ? "write the name alone, without 'arn:…:::' or 's3://' in front" : nil
    let grammar = Grammar(
      lengths: 3...63,
      characters: .lowercaseAndDigits.union(".-"),
      description: "lowercase letters, digits, '.' and '-'"
    )
    try grammar.check(text, help: help)
    guard text.isEnclosed(in: .lowercaseAndDigits) else {
      throw Violation("it must start and end with a lowercase letter or a digit")
    }
    try Self.refuseReserved(text)
    self.text = text
  }

  /// Whether virtual-hosted URLs over TLS fail for this bucket.
  package var hasDots: Bool { text.utf8.contains(UInt8(ascii: ".")) }

  private static func refuseReserved(_ text: String) throws(Violation) {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard labels.allSatisfy({ $0.isEnclosed(in: .lowercaseAndDigits) }) else {
      throw Violation("each part between '.' must start and end with a letter or a digit")
    }
    if labels.count == 4 && labels.allSatisfy({ $0.consists(of: .digits) && $0.count <= 3 }) {
      throw Violation("it must not look like an IP address")
    }
    for prefix in ["xn--", "sthree-", "amzn-s3-demo-"] where text.hasPrefix(prefix) {
      throw Violation("it must not start with '\(prefix)', which S3 reserves")
    }
    for suffix in ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]
    where text.hasSuffix(suffix) {
      throw Violation("it must not end with '\(suffix)', which S3 reserves")
    }
  }
}

/// The start of the keys of some objects of a bucket: a text prefix, with or without a `/` at its
/// end; S3 has no folders.
package struct ObjectPrefix: CheckedText {
  package static let noun = "a key prefix"
  package static let code = DiagnosticCode.objectPrefix
  package static let help: String? = "such as app/logs/"
  package let text: String

  package init(_ text: String) throws(Violation) {
    try Grammar(
      lengths: 1...900,
      characters: .lettersAndDigits.union("!-_.'()/&$@=;:+, "),
      description: "letters, digits, spaces and any of !-_.'()/&$@=;:+,"
    ).check(text, help: "'*' and '?' are wildcards in a policy, so no prefix may hold them")
    guard !text.hasPrefix("/") else {
      let rest = quoted(String(text.dropFirst()))
      throw Violation("it must not start with '/'", help: "write \(rest)")
    }
    self.text = text
  }
}

/// A word of Logz.io for the kind of logs in a bucket: 1 to 64 letters, digits, `-`, `_` and `.`.
package struct LogType: CheckedText {
  package static let noun = "a log type"
  package static let code = DiagnosticCode.logType
  package static let help: String? = "such as elb or vpcflow"
  package let text: String

  package init(_ text: String) throws(Violation) {
    try Grammar(
      lengths: 1...64,
      characters: .lettersAndDigits.union("-_."),
      description: "letters, digits, '-', '_' and '.'"
    ).check(text)
    self.text = text
  }
}
