/// Something that a person sends to a vendor once the spec is deployed.
package struct VendorRequest: Hashable, Sendable {
  /// The vendor whose request it is.
  package let owner: String
  /// The name of the catalogue's file for it, such as `s3-fetcher.json`.
  package let template: String
  /// What stands in the holes of the file; one that is optional may be missing.
  package let values: [String: String]
  /// The file that it becomes, by its name.
  package let fileName: String
  package let integration: Slug

  package init(
    _ owner: String,
    _ template: String,
    _ values: [String: String],
    as fileName: String,
    for integration: Slug
  ) {
    self.owner = owner
    self.template = template
    self.values = values
    self.fileName = fileName
    self.integration = integration
  }

  /// The folder of all requests, below the spec's folder.
  package static let folder = "vendor"

  /// Where the file is below the spec's folder.
  package var path: String { Self.folder + "/" + fileName }
}
