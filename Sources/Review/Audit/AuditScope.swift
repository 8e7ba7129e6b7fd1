import Catalog
import Diagnostics
import Model

/// What a rule may know beside the policy that it is asked about.
struct AuditScope {
  let catalog: Catalog
  let options: Audit.Options
  /// By whose rules permissions are judged.
  let role: Audit.Role
  /// Every integration of the catalogue.
  let integrations: [Integration]
  /// The policies of the document.
  let policies: [AuditedPolicy]

  var facts: AuditFacts { catalog.auditFacts }

  /// The policies of the same bearer, the policy itself among them.
  func siblings(of policy: AuditedPolicy) -> [AuditedPolicy] {
    policies.filter { $0.bearer == policy.bearer }
  }

  /// The account that a policy is in: as the person says, or its bearer's ARN, or the one account
  /// that the ARNs of its resources name.
  func account(of policy: AuditedPolicy) -> String? {
    if let account = options.account { return account.text }
    if let account = policy.account { return account }
    let named = siblings(of: policy).flatMap(\.statements).flatMap(\.arns).map(\.account)
      .filter(AuditedARN.isAccount)
    let counts = Dictionary(named.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// The vendor that acts from an account.
  func vendor(of account: String) -> VendorProfile? {
    catalog.vendors.all
      .first { $0.accounts.values.contains { $0.text == account } }
  }

  /// The vendor of `--for`.
  var wantedVendor: VendorProfile? {
    options.type.flatMap { catalog.vendor(String($0.prefix { $0 != "/" })) }
  }

  /// The accounts that the trust policies of a bearer let in.
  func trustedAccounts(of policy: AuditedPolicy) -> [String] {
    siblings(of: policy).filter(\.isTrust).flatMap(\.statements).filter(\.allows)
      .flatMap(\.principals).filter { $0.type == .aws }
      .compactMap { TrustedPrincipal($0.text.value).account }
  }

  /// The vendor that a bearer is for: that of `--for`, or the one that its trust policy lets in.
  func vendor(of policy: AuditedPolicy) -> VendorProfile? {
    wantedVendor ?? trustedAccounts(of: policy).compactMap { vendor(of: $0) }.first
  }
}

/// Who a text under `AWS` lets in.
struct TrustedPrincipal: Equatable {
  /// What kind of principal it names.
  enum Kind: Equatable {
    case everyone
    case account
    case role
    case user
    /// A session, which ends.
    case session
    /// The id that is left of a role or user that was deleted.
    case uniqueID
    case other
    /// A value that only a deployment knows.
    case unknown
  }

  let kind: Kind
  /// The account, where it is written out.
  let account: String?
  let partition: String?
  let hasWildcard: Bool

  init(_ text: String) {
    let isUnknown = text.contains(TemplateValues.unknown)
    hasWildcard = text.contains("*") || text.contains("?")
    guard let arn = AuditedARN(text) else {
      partition = nil
      let isID = ["AROA", "AIDA"].contains(String(text.prefix(4))) && text.utf8.count >= 16
      let isDigits = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      account = isDigits ? text : nil
      kind =
        text == "*"
        ? .everyone : isID ? .uniqueID : isDigits ? .account : isUnknown ? .unknown : .other
      return
    }
    partition = arn.partition
    account = arn.account.contains(TemplateValues.unknown) ? nil : arn.account
    let isIAM = arn.service == "iam" && arn.region.isEmpty
    switch arn.resource.split(separator: "/").first {
    case "root" where isIAM && arn.resource == "root": kind = .account
    case "role" where isIAM && arn.resource.contains("/"): kind = .role
    case "user" where isIAM && arn.resource.contains("/"): kind = .user
    case "assumed-role" where arn.service == "sts": kind = .session
    case "federated-user" where arn.service == "sts": kind = .session
    default: kind = arn.resource == String(TemplateValues.unknown) ? .unknown : .other
    }
  }
}

/// An ARN as it was written, read without judging it.
struct AuditedARN: Equatable {
  let partition: String
  let service: String
  let region: String
  let account: String
  let resource: String

  /// The parts; nil for text that doesn't have six of them behind `arn`.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 6, parts[0] == "arn" else { return nil }
    (partition, service, region) = (parts[1], parts[2], parts[3])
    (account, resource) = (parts[4], parts[5])
  }

  /// Whether the text is twelve digits.
  static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

/// The text in quotes as a message shows it, with a hole where only a deployment knows the value.
func shown(_ text: String) -> String {
  quoted(
    text.split(separator: TemplateValues.unknown, omittingEmptySubsequences: false)
      .joined(separator: "${…}")
  )
}

/// Whether IAM reads some of the text as a wildcard.
func hasWildcard(_ text: String) -> Bool { text.contains("*") || text.contains("?") }
