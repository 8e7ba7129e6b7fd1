package import Diagnostics

/// The six parts of an Amazon Resource Name.
///
/// Source: AWS General Reference, "Amazon Resource Names (ARNs)":
/// `arn:partition:service:region:account-id:resource`.
package struct ARN: OpenText {
  package static let noun = "an ARN"
  package static let code = DiagnosticCode.arnSyntax
  package static let help: String? = "such as arn:aws:s3:::acme-exports/*"
  package let text: String
  package let partition: String
  package let service: String
  package let region: String
  package let account: String
  package let resource: String

  package init(open text: String) {
    self.text = text
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    // A hole may stand for all of it: then its parts are nobody's.
    (partition, service, region) = parts.count == 6 ? (parts[1], parts[2], parts[3]) : ("", "", "")
    (account, resource) = parts.count == 6 ? (parts[4], parts[5]) : ("", text)
  }

  package init(_ text: String) throws(Violation) {
    try Grammar(lengths: 1...2048, characters: .printable, description: "printable ASCII")
      .check(text)
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 6, parts[0] == "arn" else {
      throw Violation(
        "it must have six parts divided by ':'",
        help: text.hasPrefix("arn:aws:s3::")
          ? "S3 has three colons before the bucket: arn:aws:s3:::bucket"
          : "such as arn:aws:s3:::bucket or arn:aws:kinesis:us-east-1:111122223333:stream/name"
      )
    }
    guard !text.utf8.contains(UInt8(ascii: " ")), !parts[2].isEmpty, !parts[5].isEmpty,
      (try? Partition(parts[1])) != nil
    else {
      throw Violation("its partition, service and resource must be written out, without spaces")
    }
    // Policies that AWS itself manages have the account "aws".
    let isManagedByAWS = parts[2] == "iam" && parts[4] == "aws"
    guard parts[4].isEmpty || isManagedByAWS || (try? AccountID(parts[4])) != nil else {
      throw Violation("its account must be twelve digits")
    }
    self.text = text
    (partition, service, region) = (parts[1], parts[2], parts[3])
    (account, resource) = (parts[4], parts[5])
  }
}

extension ARN {
  /// The last part of what a plan calls an ARN, `role/acme`, whatever its account is: a hole, where
  /// the plan has targets. Nil for what isn't one.
  package static func resource(of text: String) -> String? {
    text.hasPrefix("arn:") && text.split(separator: ":", maxSplits: 5).count > 3
      ? ARN(open: text).resource : nil
  }
}

/// The ARN of a KMS key: the key itself, never an alias, which stands for another key tomorrow.
package struct KeyARN: OpenText {
  package static let noun = "the ARN of a KMS key"
  package static let code = DiagnosticCode.kmsKeyARN
  package let arn: ARN

  package var text: String { arn.text }

  package init(open text: String) { arn = ARN(open: text) }

  package init(_ text: String) throws(Violation) {
    let help = "such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    guard !text.hasPrefix("alias/"), let arn = try? ARN(text), arn.service == "kms",
      !arn.account.isEmpty, (try? Region(arn.region)) != nil,
      let id = arn.resource.removing(prefix: "key/"),
      id.consists(of: .lettersAndDigits.union("-")), (1...64).contains(id.utf8.count)
    else {
      throw Violation("it must be the full ARN of the key, not an id or alias", help: help)
    }
    self.arn = arn
  }
}

/// The ARN of a secret of Secrets Manager, with the six characters at its end.
package struct SecretARN: OpenText {
  package static let noun = "the ARN of a secret"
  package static let code = DiagnosticCode.secretARN
  package let arn: ARN

  package var text: String { arn.text }

  package init(open text: String) { arn = ARN(open: text) }

  package init(_ text: String) throws(Violation) {
    guard let arn = try? ARN(text), arn.service == "secretsmanager", !arn.account.isEmpty,
      (try? Region(arn.region)) != nil,
      let name = arn.resource.removing(prefix: "secret:"),
      name.consists(of: .lettersAndDigits.union("/_+=.@-")), name.utf8.count <= 519,
      Array(name.utf8.suffix(7)).first == UInt8(ascii: "-"), name.utf8.count > 7
    else {
      throw Violation(
        "it must be the full ARN of a secret, with the six characters at its end",
        help: "such as arn:aws:secretsmanager:us-east-1:111122223333:secret:logzio-AbCdEf"
      )
    }
    self.arn = arn
  }
}

/// The ARN of a managed policy that bounds what a role may do.
package struct PolicyARN: OpenText {
  package static let noun = "the ARN of a managed policy"
  package static let code = DiagnosticCode.policyARN
  package let arn: ARN

  package var text: String { arn.text }

  package init(open text: String) { arn = ARN(open: text) }

  package init(_ text: String) throws(Violation) {
    guard let arn = try? ARN(text), arn.service == "iam", arn.region.isEmpty, !arn.account.isEmpty,
      let name = arn.resource.removing(prefix: "policy/"),
      name.consists(of: .lettersAndDigits.union("_+=,.@-/")), !hasEmptySegment(name),
      !name.hasPrefix("/"), !name.hasSuffix("/")
    else {
      throw Violation(
        "it must be the ARN of a managed policy",
        help: "such as arn:aws:iam::111122223333:policy/vendor-boundary"
      )
    }
    self.arn = arn
  }
}

/// A day, written `2026-12-31`.
package struct CalendarDate: CheckedText {
  package static let noun = "a date"
  package static let code = DiagnosticCode.calendarDate
  package static let help: String? = "write year, month and day"
  package let text: String

  package init(_ text: String) throws(Violation) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ String($0).consists(of: .digits) }),
      let month = Int(parts[1]), let day = Int(parts[2]), let year = Int(parts[0]),
      (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
    else {
      throw Violation("it must be a day of the calendar, such as \"2026-12-31\"")
    }
    self.text = text
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }
}
