package import Text

/// An IAM role.
package struct Role: Hashable, Sendable {
  package let name: RoleName
  package var path: IAMPath
  package var description: Description?
  package var trust: Trust
  /// How long a session may last, in seconds, 3,600 to 43,200 (IAM API).
  package var maxSessionDuration: Int
  /// The managed policy that bounds what the role may do.
  package var permissionsBoundary: PolicyARN?
  /// The tags beside those of the spec.
  package var tags: [Tag]
  /// Whether the spec names the role, which may then be one that exists already.
  package let nameIsGiven: Bool
  /// What the role may do by its inline policy; filled in from the grants by a pass.
  package var permissions: PolicyDocument
  /// The managed policies that hold what it may do instead, where that is more than AWS takes
  /// inline; filled in by a pass, sorted.
  package var managedPolicies: [PolicyName] = []

  package init(
    _ name: RoleName,
    nameIsGiven: Bool = false,
    trust: Trust,
    path: IAMPath = .root,
    description: Description? = nil,
    maxSessionDuration: Int = 3600,
    permissionsBoundary: PolicyARN? = nil,
    tags: [Tag] = []
  ) {
    self.name = name
    self.nameIsGiven = nameIsGiven
    self.trust = trust
    self.path = path
    self.description = description
    self.maxSessionDuration = maxSessionDuration
    self.permissionsBoundary = permissionsBoundary
    self.tags = tags
    permissions = PolicyDocument([])
  }
}

/// Who may assume a role, and why.
package struct Trust: Hashable, Sendable {
  /// Who assumes the role.
  package enum Bearer: Hashable, Sendable {
    /// A vendor's account, and the external ids that it may send: one, or two while they rotate.
    case vendor(Connection)
    /// An AWS service that acts for this account.
    case service
  }

  package let bearer: Bearer
  package var document: PolicyDocument
  package let reason: String
  package let source: Citation
  /// What the catalogue calls it, such as `logzio/archive/trust`.
  package let permission: String?

  package init(
    _ bearer: Bearer,
    _ document: PolicyDocument,
    reason: String,
    source: Citation,
    permission: String? = nil
  ) {
    self.bearer = bearer
    self.document = document
    self.reason = reason
    self.source = source
    self.permission = permission
  }
}

/// One account that the company holds at a vendor, and how that vendor comes into AWS.
package struct Connection: Hashable, Sendable {
  /// The name of the connection in the spec, or of the integration that describes its own vendor.
  package let name: Slug
  /// The vendor's id in the catalogue, or `custom`.
  package let vendor: String
  /// The vendor's name as it spells it itself.
  package let vendorName: String
  /// The AWS account that the vendor acts from.
  package let account: AccountID
  package let externalID: ExternalID
  /// The id that is still trusted while the vendor moves to the new one, and until when.
  package let rotation: Rotation?

  package init(
    name: Slug,
    vendor: String,
    vendorName: String,
    account: AccountID,
    externalID: ExternalID,
    rotation: Rotation?
  ) {
    self.name = name
    self.vendor = vendor
    self.vendorName = vendorName
    self.account = account
    self.externalID = externalID
    self.rotation = rotation
  }

  package var externalIDs: [ExternalID] {
    [externalID] + (rotation.map { [$0.previous] } ?? [])
  }
}

/// A change of an external id during which both ids are trusted.
package struct Rotation: Hashable, Sendable {
  package let previous: ExternalID
  /// The last day on which the previous id is needed.
  package let until: CalendarDate

  package init(previous: ExternalID, until: CalendarDate) {
    self.previous = previous
    self.until = until
  }
}

/// Where a fact comes from.
package struct Citation: Hashable, Sendable {
  package let title: String
  package let section: String
  package let url: String
  /// The day of the document, or on which it was read.
  package let date: String

  package init(title: String, section: String, url: String, date: String) {
    self.title = title
    self.section = section
    self.url = url
    self.date = date
  }
}

extension Citation {
  /// The source as programs read it, in every document that names one.
  package var json: JSON {
    [
      "title": .string(title), "section": .string(section), "url": .string(url),
      "date": .string(date),
    ]
  }
}
