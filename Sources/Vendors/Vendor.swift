/// Whoever reads the options of some integration types and plans what they need.
///
/// A vendor knows no backend: what it says is resources, grants, steps and outputs.
package protocol Vendor: Sendable {
  /// Its id in the catalogue, in front of the `/` of its types.
  static var id: String { get }

  /// What of its types 'accredit adopt' recognizes an existing role as.
  static var adoptable: [AdoptableType] { get }

  /// Reads the options of the draft's integration and plans it; reports what is wrong with them.
  static func plan(_ draft: inout Draft)
}

/// Every vendor that the compiler knows how to plan for, by its id.
package let allVendors: [any Vendor.Type] = [
  Custom.self,
  Fastly.self,
  Logzio.self,
]
