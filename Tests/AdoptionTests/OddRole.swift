import Diagnostics

/// A role as somebody made it by hand, and what is told of it.
struct OddRole: Sendable, CustomStringConvertible {
  let description: String
  var role = #""RoleName": "vendor-role", "Path": "/""#
  var trust: String?
  /// The statements of its policy.
  let statements: String
  /// The types of the integrations that it becomes.
  var types: [String] = []
  /// How often each code is told.
  var codes: [DiagnosticCode: Int] = [:]
  /// Words of the spec.
  var words: [String] = []
  /// Words of what is told.
  var told: [String] = []

  /// A statement that lets somebody in.
  static func letIn(
    _ principal: String,
    _ condition: String =
      #"{"StringEquals": {"sts:ExternalId": "logzio:aws:extid:4fq8v1kx0nktixxe8q"}}"#,
    _ action: String = #""sts:AssumeRole""#,
    _ effect: String = "Allow"
  ) -> String {
    """
    {"Effect": "\(effect)", "Principal": \(principal), "Action": \(action),
     "Condition": \(condition)}
    """
  }

  static func ids(_ operatorName: String, _ values: String) -> String {
    #"{"\#(operatorName)": {"sts:ExternalId": \#(values)}}"#
  }

  static func allow(
    _ actions: String,
    _ resources: String,
    _ rest: String = "",
    effect: String = "Allow"
  ) -> String {
    #"{"Effect": "\#(effect)", "Action": \#(actions), "Resource": \#(resources)\#(rest)}"#
  }

  static let logzio = letIn(#"{"AWS": "arn:aws:iam::406095609952:root"}"#)
  static let fastly = letIn(
    #"{"AWS": "717331877981"}"#,
    ids("StringEquals", #""7Kd2PqVn4XsTb9LwRy6HcE""#)
  )
  static let ledgerly = letIn(
    #"{"AWS": "arn:aws:iam::999988887777:root"}"#,
    ids("StringEquals", #""ldg-2f7c0d4e1b""#)
  )
  /// What Logz.io's page has for a bucket that it fetches from.
  static let fetch =
    allow(#""s3:ListBucket""#, #""arn:aws:s3:::acme-logs""#) + ", "
    + allow(#""s3:GetObject""#, #""arn:aws:s3:::acme-logs/*""#)
  static let put = allow(
    #"["s3:PutObject", "s3:AbortMultipartUpload"]"#,
    #""arn:aws:s3:::acme-edge/*""#
  )
  static let key =
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  static let all = ofTrust + ofLogzio + ofFastly + others
}
