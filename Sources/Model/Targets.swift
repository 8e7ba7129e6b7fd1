/// Where else than in its own account a spec is deployed: in many accounts and regions, by
/// CloudFormation StackSets. The spec's own account is then the one that administers them.
///
/// Roles and users are an account's, so they go out once for each account, to the spec's region;
/// what is a region's own, such as streams, goes out once for each account and region.
package struct Targets: Hashable, Sendable {
  /// By whose roles CloudFormation acts in the target accounts (API: `PermissionModel`).
  package enum PermissionModel: String, CaseIterable, Sendable {
    /// By those of AWS Organizations: targets are organizational units, or accounts in them.
    case serviceManaged = "service-managed"
    /// By a role in each account that the administrator's account may assume.
    case selfManaged = "self-managed"
  }

  /// As whom the administrator's account calls, where Organizations has the roles.
  package enum Caller: String, CaseIterable, Sendable {
    /// As the management account of the organization.
    case management
    /// As a member account that administers StackSets for it.
    case delegated
  }

  /// The account in which the stack sets are.
  package let administrator: AccountID
  package let permissionModel: PermissionModel
  package let caller: Caller
  /// The region of the stack sets, and of what is an account's alone.
  package let homeRegion: Region
  /// Sorted; none where roles are the customer's own.
  package let organizationalUnits: [OrganizationalUnit]
  /// Sorted; empty for every account of the organizational units.
  package let accounts: [AccountID]
  /// Sorted.
  package let regions: [Region]
  /// Whether an account that joins an organizational unit later gets all of it by itself.
  package let deploysAutomatically: Bool
  /// In how many accounts at once, and in how many it may fail before it stops, in percent.
  package let concurrencyPercent: Int
  package let failureTolerancePercent: Int
  /// What differs between the targets.
  package let values: TargetValues

  package init(
    administrator: AccountID,
    permissionModel: PermissionModel,
    caller: Caller,
    homeRegion: Region,
    organizationalUnits: [OrganizationalUnit],
    accounts: [AccountID],
    regions: [Region],
    deploysAutomatically: Bool,
    concurrencyPercent: Int,
    failureTolerancePercent: Int,
    values: TargetValues
  ) {
    self.administrator = administrator
    self.permissionModel = permissionModel
    self.caller = caller
    self.homeRegion = homeRegion
    self.organizationalUnits = organizationalUnits.sorted()
    self.accounts = accounts.sorted()
    self.regions = regions.sorted()
    self.deploysAutomatically = deploysAutomatically
    self.concurrencyPercent = concurrencyPercent
    self.failureTolerancePercent = failureTolerancePercent
    self.values = values
  }

  /// Whether Organizations has the roles.
  package var isServiceManaged: Bool { permissionModel == .serviceManaged }
}

/// One account and region that a spec is deployed to.
package struct Target: Hashable, Sendable {
  package let account: AccountID
  package let region: Region

  package init(_ account: AccountID, _ region: Region) {
    (self.account, self.region) = (account, region)
  }
}

extension Target {
  /// What stands for the account and for the region of each target, in text that is for all.
  package static let accountHole = "<account>"
  package static let regionHole = "<region>"

  /// Text with the target's own account and region in it.
  package func filling(_ pattern: String) -> String {
    pattern.replacing(Self.accountHole, with: account.text)
      .replacing(Self.regionHole, with: region.text)
  }
}

/// The values that differ between targets, each by its name in the spec.
package struct TargetValues: Hashable, Sendable {
  /// What every account has that says nothing else: text in which `<account>` and `<region>` stand
  /// for the target's own.
  package let common: [String: String]
  /// What single accounts have instead.
  package let own: [AccountID: [String: String]]

  package init(common: [String: String] = [:], own: [AccountID: [String: String]] = [:]) {
    (self.common, self.own) = (common, own)
  }

  /// The names of all values, sorted.
  package var names: [String] {
    Set(common.keys).union(own.values.flatMap(\.keys)).sorted()
  }

  /// What an account has under a name, with its places left open; nil where it has nothing.
  package func pattern(_ name: String, in account: AccountID) -> String? {
    own[account]?[name] ?? common[name]
  }
}

/// One stack set, which deploys one template to all targets.
package struct StackSet: Hashable, Sendable {
  /// What a target is to the template.
  package enum Reach: CaseIterable, Hashable, Sendable {
    /// Once for each account, in the spec's region.
    case accounts
    /// Once for each account and region.
    case regions
  }

  /// Unique in the administrator's account and region, 1 to 128 letters, digits and hyphens.
  package let name: String
  /// The template beside the scripts, and the SHA-256 digest of its bytes in hexadecimal.
  package let templateFile: String
  package let templateDigest: String
  /// Its length; past 51,200 bytes CloudFormation takes it from a bucket only.
  package let templateByteCount: Int
  package let reach: Reach
  /// The parameters for tokens, which whoever deploys gives: name, and the integration it is for.
  package let tokens: [Token]

  /// A NoEcho parameter of the template.
  package struct Token: Hashable, Sendable {
    package let parameter: String
    package let integration: Slug

    package init(parameter: String, integration: Slug) {
      (self.parameter, self.integration) = (parameter, integration)
    }

    /// The environment variable that names the file with the token.
    package var fileVariable: String { "ACCREDIT_TOKEN_FILE_\(integration.variableText)" }
  }

  package init(
    name: String,
    templateFile: String,
    templateDigest: String,
    templateByteCount: Int,
    reach: Reach,
    tokens: [Token]
  ) {
    self.name = name
    self.templateFile = templateFile
    self.templateDigest = templateDigest
    self.templateByteCount = templateByteCount
    self.reach = reach
    self.tokens = tokens
  }
}

extension Targets {
  /// The regions that a stack set goes to.
  package func regions(of set: StackSet) -> [Region] {
    set.reach == .accounts ? [homeRegion] : regions
  }

  /// The role that the customer makes in each account for CloudFormation to act with.
  ///
  /// - Parameter spec: the name of the spec.
  package static func executionRole(of spec: Slug) -> String { "accredit-\(spec)-execution" }

  /// The stack of the template that has the stack sets as its resources.
  ///
  /// - Parameter spec: the name of the spec; the capital letters keep it apart from those of specs.
  package static func stack(of spec: Slug) -> String { "\(spec)-StackSets" }

  /// The role of the administrator's account that assumes those.
  package static func administrationRole(of spec: Slug) -> String {
    "accredit-\(spec)-administration"
  }
}
