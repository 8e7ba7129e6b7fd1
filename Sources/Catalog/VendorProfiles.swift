import Diagnostics
import Model

/// The vendors of a catalogue by their ids.
package struct VendorProfiles: Sendable {
  private var profiles: [String: VendorProfile] = [:]
  /// Sorted.
  package let ids: [String]

  init(_ files: TemplateFiles, _ reports: inout [Diagnostics]) {
    ids = files.paths(below: "Vendors").compactMap { path in
      path.removing(prefix: "Vendors/")?.removing(suffix: "/vendor.yaml")
    }
    for id in ids { profiles[id] = VendorProfile(id, files, &reports) }
  }

  /// The vendor of an id; nil for one that the catalogue doesn't have.
  package internal(set) subscript(id: String) -> VendorProfile? {
    get { profiles[id] }
    set { profiles[id] = newValue }
  }

  /// All of them, in the order of their ids.
  package var all: [VendorProfile] { ids.compactMap { profiles[$0] } }
}
