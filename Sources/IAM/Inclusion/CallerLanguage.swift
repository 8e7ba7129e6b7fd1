/// Who asks, as texts (`DemandReader` says how they are written).
enum CallerLanguage {
  /// What stands behind the kind, and between the two ARNs of a principal.
  private static let mark = PatternLanguage(literal: "|")
  private static let anyText = PatternLanguage([.many(exceptColon: false)])
  private static let anyPart = PatternLanguage([
    .one(exceptColon: true), .many(exceptColon: true),
  ])
  private static let digits: PatternLanguage = PatternLanguage(
    Array(
      repeating: .letters("9876543210".unicodeScalars.map(Letter.scalar)),
      count: 12
    )
  )

  /// What both a principal's own policies and that of the resource must allow, even within one
  /// account; see `Request.needsResourcePolicy`.
  static let needingResourcePolicy = TextLanguage(actions: Request.actionsNeedingResourcePolicy)

  /// Every text that is somebody: nobody asks whose ARN isn't one.
  static let everybody = TextLanguage(
    [
      signed(PatternLanguage(literal: "a|") + arn("iam", digits, "user/") + mark),
      signed(PatternLanguage(literal: "a|") + arn("iam", digits, "role/") + mark),
      // The root of an account needs no policy of its own.
      PatternLanguage(literal: "+a|") + arn("iam", digits, "root", isWhole: true) + mark,
      signed(
        PatternLanguage(literal: "a|") + arn("sts", digits, "") + mark + arn("iam", digits, "role/")
      ),
      signed(PatternLanguage(literal: "s|") + anyPart),
      signed(PatternLanguage(literal: "n|")),
    ]
  )

  /// Those whom a principal of a policy stands for.
  ///
  /// - Parameter sign: only those of this sign.
  static func patterns(
    _ principal: PrincipalPattern,
    _ sign: Unicode.Scalar? = nil
  ) -> [PatternLanguage] {
    let aws = PatternLanguage(literal: "a|")
    let rests: [PatternLanguage] =
      switch principal {
      case .everyone: [anyText]
      case .anyAWS: [aws + anyText, PatternLanguage(literal: "n|")]
      case .account(let id):
        // The account stands in the first ARN alone, behind four colons.
        [aws + arnOfAccount(id)]
      case .arn(let text):
        [
          aws + PatternLanguage(literal: text) + mark + anyText,
          aws + arnOfAccount(account(of: text)) + mark + PatternLanguage(literal: text),
        ]
      case .service(let name): [PatternLanguage(literal: "s|\(name)")]
      case .nobody: []
      }
    guard let sign else { return rests.map(signed) }
    return rests.map { PatternLanguage(literal: String(Character(sign))) + $0 }
  }

  private static func signed(_ rest: PatternLanguage) -> PatternLanguage {
    PatternLanguage([.letters([.scalar("+"), .scalar("-")])]) + rest
  }

  /// ARNs of a service and account whose last part starts with a text.
  private static func arn(
    _ service: String,
    _ account: PatternLanguage,
    _ start: String,
    isWhole: Bool = false
  ) -> PatternLanguage {
    // The names of all partitions start like this.
    let front = PatternLanguage(literal: "arn:aws") + PatternLanguage([.many(exceptColon: true)])
    let middle = PatternLanguage(literal: ":\(service)::") + account
    let end = PatternLanguage(literal: ":\(start)")
    return isWhole ? front + middle + end : front + middle + end + anyPart
  }

  /// ARNs of an account, and whatever follows.
  private static func arnOfAccount(_ account: String?) -> PatternLanguage {
    let part = PatternLanguage([.many(exceptColon: true)])
    let colon = PatternLanguage(literal: ":")
    let id = account.map { PatternLanguage(literal: $0) } ?? part
    return PatternLanguage(literal: "arn:") + part + colon + part + colon + part + colon + id
      + colon + anyText
  }

  private static func account(of arn: String) -> String? {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 5 ? String(parts[4]) : nil
  }
}
