import Diagnostics
import Model

/// The door past the validators, which the product doesn't have: a typed name of any text.
///
/// It is sound because of how the types are laid out: a struct that stores one String is laid out
/// like that String, and one that stores several like a struct of as many, in their order; the
/// package is built without library evolution, and none of the types stores anything else.
/// `check` holds all of this against names that the validators have passed, before any other use.
enum Door {
  /// A name of a type that stores its text alone.
  static func name<Name: CheckedText>(_ text: String) -> Name {
    unsafeBitCast(text, to: Name.self)
  }

  /// A name of a type that stores an ARN: the text and its six parts, of which no script is made.
  static func arn<Name: CheckedText>(_ text: String) -> Name {
    let parts = FiveParts(partition: "", service: "", region: "", account: "", resource: "")
    return unsafeBitCast(ARNLayout(text: text, parts: parts), to: Name.self)
  }

  static func action(_ service: String, _ name: String) -> Action {
    let layout = ActionLayout(text: "\(service):\(name)", service: service, name: name)
    return unsafeBitCast(layout, to: Action.self)
  }

  /// Ends the tool unless a name is what it is made from, both ways, for each of the types.
  static func check() throws {
    try checkName("logzio-acme", RoleName.self)
    try checkName("logzio-acme", UserName.self)
    try checkName("/vendors/", IAMPath.self)
    try checkName("What it is for, and for longer than a small text", Description.self)
    try checkName("cost-center", TagText.self)
    try checkName("us-east-1", Region.self)
    try checkName("aws-us-gov", Partition.self)
    try checkName("acme-elb-logs-in-a-bucket", BucketName.self)
    try checkName("acme", Slug.self)
    try checkName("acme-edge", StreamName.self)
    try checkName("acme-metrics", DeliveryStreamName.self)
    try checkName("AWS/EC2", MetricNamespace.self)
    try checkName("CPUUtilization", MetricName.self)
    try checkName("/aws/kinesisfirehose/logzio", LogGroupName.self)
    try checkName("111122223333", AccountID.self)
    try checkName("ou-ab12-cd34ef56", OrganizationalUnit.self)
    let account = "us-east-1:111122223333"
    try checkARN("arn:aws:kms:\(account):key/1234abcd", KeyARN.self)
    try checkARN("arn:aws:secretsmanager:\(account):secret:logzio-AbCdEf", SecretARN.self)
    try checkARN("arn:aws:iam::111122223333:policy/boundary", PolicyARN.self)
    let made = action("s3", "GetObject")
    guard MemoryLayout<Action>.size == MemoryLayout<ActionLayout>.size,
      made == Action("s3:GetObject"), made.text == "s3:GetObject"
    else { throw Refusal(of: "Action") }
  }

  private static func checkName<Name: CheckedText>(_ text: String, _: Name.Type) throws {
    let checked = try Name(text)
    guard MemoryLayout<Name>.size == MemoryLayout<String>.size,
      MemoryLayout<Name>.alignment == MemoryLayout<String>.alignment,
      unsafeBitCast(checked, to: String.self) == text, (name(text) as Name) == checked,
      (name("a\n'" + text) as Name).text == "a\n'" + text
    else { throw Refusal(of: "\(Name.self)") }
  }

  private static func checkARN<Name: CheckedText>(_ text: String, _: Name.Type) throws {
    let checked = try Name(text)
    guard MemoryLayout<Name>.size == MemoryLayout<ARNLayout>.size,
      MemoryLayout<Name>.alignment == MemoryLayout<ARNLayout>.alignment,
      unsafeBitCast(checked, to: ARNLayout.self).text == text,
      (arn("a\n'" + text) as Name).text == "a\n'" + text
    else { throw Refusal(of: "\(Name.self)") }
  }

  /// Why the door stays shut.
  struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(of type: String) { description = "\(type) isn't laid out as the door expects" }
  }
}

/// What `ARN` stores.
private struct ARNLayout {
  let text: String
  let parts: FiveParts
}

/// The parts of an ARN behind `arn`.
private struct FiveParts {
  let partition: String
  let service: String
  let region: String
  let account: String
  let resource: String
}

/// What `Action` stores.
private struct ActionLayout {
  let text: String
  let service: String
  let name: String
}
