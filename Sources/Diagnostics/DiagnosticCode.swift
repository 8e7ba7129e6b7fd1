/// The name of a rule, as `error[name]` shows it.
///
/// A code names what is wrong, in kebab case, and never changes its meaning: people filter by it.
package enum DiagnosticCode: String, CaseIterable, Sendable {
  // The bytes of a file.
  case fileTooLarge = "file-too-large"
  case lineTooLong = "line-too-long"
  case notUTF8 = "not-utf8"
  case byteOrderMark = "byte-order-mark"
  case controlCharacter = "control-character"
  case lineSeparator = "line-separator"
  case invisibleCharacter = "invisible-character"

  // The YAML in it.
  case yamlSyntax = "yaml-syntax"
  case tooDeep = "too-deep"
  case tooManyEvents = "too-many-events"
  case secondDocument = "second-document"
  case emptyDocument = "empty-document"
  case yamlDirective = "yaml-directive"
  case yamlTag = "yaml-tag"
  case yamlAnchor = "yaml-anchor"
  case mergeKey = "merge-key"
  case keyNotText = "key-not-text"
  case duplicateKey = "duplicate-key"
  case nonASCIIValue = "non-ascii-value"
  case interpolation = "interpolation"
  case unquotedText = "unquoted-text"

  // The shape of the spec.
  case unknownKey = "unknown-key"
  case missingKey = "missing-key"
  case wrongKind = "wrong-kind"
  case emptyList = "empty-list"
  case notANumber = "not-a-number"
  case notABoolean = "not-a-boolean"
  case outOfRange = "out-of-range"
  case unknownValue = "unknown-value"
  case conflictingKeys = "conflicting-keys"
  case duplicateEntry = "duplicate-entry"

  // Names and values of AWS.
  case accountID = "account-id"
  case arnSyntax = "arn-syntax"
  case bucketName = "bucket-name"
  case calendarDate = "calendar-date"
  case description = "description"
  case externalID = "external-id"
  case kmsKeyARN = "kms-key-arn"
  case logType = "log-type"
  case metricName = "metric-name"
  case objectPrefix = "object-prefix"
  case organizationalUnit = "organizational-unit"
  case policyARN = "policy-arn"
  case region = "region"
  case roleName = "role-name"
  case rolePath = "role-path"
  case secretARN = "secret-arn"
  case slug = "slug"
  case streamName = "stream-name"
  case tag = "tag"

  // Connections: who is let in.
  case missingExternalID = "missing-external-id"
  case placeholder = "placeholder"
  case guessableExternalID = "guessable-external-id"
  case sharedExternalID = "shared-external-id"
  case foreignExternalIDShape = "foreign-external-id-shape"
  case vendorAccount = "vendor-account"
  case overriddenVendorAccount = "overridden-vendor-account"
  case unknownVendor = "unknown-vendor"
  case unknownConnection = "unknown-connection"
  case unusedConnection = "unused-connection"
  case vendorPartition = "vendor-partition"
  case secretInSpec = "secret-in-spec"

  // Integrations: what is opened.
  case unknownType = "unknown-type"
  case sharedRole = "shared-role"
  case nameCollision = "name-collision"
  case nameTooLong = "name-too-long"
  case keyRegion = "key-region"
  case otherAccount = "other-account"
  case otherRegion = "other-region"
  case unsupportedRegion = "unsupported-region"
  case createOption = "create-option"
  case bucketACL = "bucket-acl"
  case aclNeedsACLs = "acl-needs-acls"
  case archiveExpiry = "archive-expiry"
  case archivePath = "archive-path"
  case secondArchive = "second-archive"
  case prefixWithoutSlash = "prefix-without-slash"
  case narrowWithoutPrefix = "narrow-without-prefix"
  case bucketNameDots = "bucket-name-dots"
  case sharingNeedsKey = "sharing-needs-key"
  case sharingIsAccountWide = "sharing-is-account-wide"
  case unorderedKeys = "unordered-keys"
  case accessKeys = "access-keys"

  // Targets: many accounts and regions.
  case targetValue = "target-value"
  case unusedTargetValue = "unused-target-value"
  case unreachableTarget = "unreachable-target"
  case automaticDeployment = "automatic-deployment"
  case regionalName = "regional-name"
  case targetMismatch = "target-mismatch"

  // Custom roles.
  case actionSyntax = "action-syntax"
  case actionWildcard = "action-wildcard"
  case unknownAction = "unknown-action"
  case resourceWildcard = "resource-wildcard"
  case resourceMismatch = "resource-mismatch"
  case conditionOperator = "condition-operator"
  case conditionKey = "condition-key"
  case dangerousAction = "dangerous-action"

  // Limits of AWS on what comes out.
  case policyTooLarge = "policy-too-large"
  case templateTooLarge = "template-too-large"
  case templateNeedsBucket = "template-needs-bucket"
  case tooManyTags = "too-many-tags"
  case accountQuota = "account-quota"

  // Existing roles, policies and templates; `audit` reports many of the codes above of them too.
  case notAPolicy = "not-a-policy"
  case notJSON = "not-json"
  case policyCharacter = "policy-character"
  case externalIDNotEnforced = "external-id-not-enforced"
  case externalIDKey = "external-id-key"
  case severalExternalIDs = "several-external-ids"
  case severalPrincipals = "several-principals"
  case mixedPrincipals = "mixed-principals"
  case wildcardPrincipal = "wildcard-principal"
  case notPrincipal = "not-principal"
  case principalKind = "principal-kind"
  case mistypedVendorAccount = "mistyped-vendor-account"
  case ownAccountTrusted = "own-account-trusted"
  case unknownAccount = "unknown-account"
  case trustAction = "trust-action"
  case serviceWithoutSource = "service-without-source"
  case notAction = "not-action"
  case notResource = "not-resource"
  case bucketWildcard = "bucket-wildcard"
  case otherPartition = "other-partition"
  case overGrant = "over-grant"
  case readInWriteGrant = "read-in-write-grant"
  case deleteAction = "delete-action"
  case listsAllBuckets = "lists-all-buckets"
  case missingPermission = "missing-permission"
  case passRole = "pass-role"
  case keyScope = "key-scope"
  case streamRead = "stream-read"
  case denyNotEnforced = "deny-not-enforced"
  case literalWildcard = "literal-wildcard"
  case unexpandedVariable = "unexpanded-variable"
  case policyVersion = "policy-version"
  case sidSyntax = "sid-syntax"
  case duplicateSid = "duplicate-sid"
  case secretInPolicy = "secret-in-policy"
  case unresolvedValue = "unresolved-value"
  case unusedAcceptance = "unused-acceptance"

  // What a change does to access.
  case trustChanged = "trust-changed"
  case accessBroadened = "access-broadened"
  case accessChanged = "access-changed"
  case resourceReplaced = "resource-replaced"

  // What a spec makes of an existing role.
  case notCarriedOver = "not-carried-over"
  case adoptionWidens = "adoption-widens"

  // The machine.
  case unreadableFile = "unreadable-file"
  case unwritableFile = "unwritable-file"

  /// Whether the line holds a secret, which must not reach the log of a build as well.
  var concernsSecret: Bool { self == .secretInSpec || self == .secretInPolicy }

  /// What only `audit` reports.
  package static let ofAudit = Set(
    allCases.drop { $0 != .notAPolicy }.prefix { $0 != .trustChanged }
  )

  /// What only `diff` reports.
  package static let ofComparison: Set<DiagnosticCode> = [
    .trustChanged, .accessBroadened, .accessChanged, .resourceReplaced,
  ]

  /// What only `adopt` reports.
  package static let ofAdoption: Set<DiagnosticCode> = [.notCarriedOver, .adoptionWidens]

  package var severity: Diagnostic.Severity {
    switch self {
    case .foreignExternalIDShape, .overriddenVendorAccount, .unusedConnection, .secondArchive,
      .prefixWithoutSlash, .bucketNameDots, .sharingIsAccountWide, .unorderedKeys, .accessKeys,
      .unknownAction, .aclNeedsACLs, .templateNeedsBucket, .accountQuota, .serviceWithoutSource,
      .overGrant, .deleteAction, .listsAllBuckets, .policyVersion, .trustChanged, .accessBroadened,
      .resourceReplaced, .unusedTargetValue, .notCarriedOver, .adoptionWidens:
      .warning
    case .unknownAccount, .missingPermission, .unresolvedValue, .unusedAcceptance, .accessChanged:
      .note
    default:
      .error
    }
  }
}
