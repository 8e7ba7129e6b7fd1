import Diagnostics
package import Model
import YAML

/// What the catalogue knows about a vendor: `Templates/Vendors/<id>/vendor.yaml`.
package struct VendorProfile: Sendable {
  package let id: String
  package let name: String
  package let summary: String
  /// The account that the vendor acts from in each partition where it is; empty for `custom`.
  package internal(set) var accounts: [Partition: AccountID]
  /// Accounts that stand in the vendor's material and must not be trusted, with the reason.
  package let neverTrusted: [AccountID: String]
  package let externalID: ExternalIDRule
  /// How names of its roles start.
  package let rolePrefix: String
  /// The vendor's own regions by their code, where it has some.
  package let sites: [String: Site]
  /// The AWS regions that it fetches from; empty where it doesn't matter.
  package let fetchRegions: [Region]
  /// The regions whose STS endpoints it takes tokens from.
  package let stsRegions: [Region]
  package let metrics: MetricsProfile?
  /// What the vendor's page says that whoever deploys must be allowed to do, where it says so.
  package let deployerPermissions: PublishedPermissions?
  package let sources: [String: Citation]
  /// The integration types by the word behind the `/`.
  package internal(set) var types: [String: IntegrationType]
  let deferredRequests: Deferred<[String: RequestTemplate]>

  /// An integration type: what it is for, and its policies by name.
  package struct IntegrationType: Sendable {
    package let summary: String
    private var deferredPermissions: Deferred<[String: Permission]>

    init(summary: String, permissions: Deferred<[String: Permission]>) {
      self.summary = summary
      deferredPermissions = permissions
    }

    package internal(set) var permissions: [String: Permission] {
      get { deferredPermissions.value }
      set { deferredPermissions = Deferred(newValue) }
    }
  }

  /// One of the vendor's own regions.
  package struct Site: Sendable {
    package let region: Region
    package let app: String
    package let api: String
    package let listener: String
    package let metrics: String
  }

  /// What a person sends to the vendor, by the names of the files below `requests/`.
  package var requests: [String: RequestTemplate] { deferredRequests.value }

  /// The permission of a type; a missing one is a mistake of the catalogue that tests find.
  package func permission(_ name: String, of type: String) -> Permission {
    guard let permission = types[type]?.permissions[name] else {
      preconditionFailure("the catalogue has no policy '\(name)' of \(id)/\(type)")
    }
    return permission
  }

  /// The request of a name; a missing one is a mistake of the catalogue that tests find.
  package func request(_ name: String) -> RequestTemplate {
    guard let request = requests[name] else {
      preconditionFailure("the catalogue has no request '\(name)' of \(id)")
    }
    return request
  }
}

/// Actions that a vendor's page asks for.
package struct PublishedPermissions: Sendable {
  package let actions: [Action]
  package let source: Citation
}

/// How external ids of a vendor look, and where they are found.
package struct ExternalIDRule: Sendable {
  /// The shape that ids of today have.
  package struct Shape: Sendable {
    package let prefix: String
    package let isLowercase: Bool
    /// Without the prefix; 0 for any.
    package let length: Int
  }

  /// What the vendor calls it, such as "customer id".
  package let called: String
  /// The key in the spec.
  package let key: String
  package let shape: Shape?
  /// Where a person finds it.
  package let find: String
  /// What documentation prints in its place.
  package let placeholders: [String]
}

/// How the vendor takes CloudWatch metrics.
package struct MetricsProfile: Sendable {
  package let outputFormat: String
  package let contentEncoding: String
  package let bufferSeconds: Int
  package let bufferMebibytes: Int
  package let retrySeconds: Int
  /// The attribute by which the vendor names a stream, and its default.
  package let nameAttribute: String
  package let nameValue: String
}
