import Catalog
import Diagnostics
import Foundation
import VendorRequests

/// `bench-tool requests` fills requests of the catalogue with any values, one a line.
///
/// Each line of the input is an object of `owner`, `template` and `values`, and each line of the
/// output the text as a JSON string. `bench-tool requests --holes` prints what holes each has.
enum FilledRequests {
  /// What a line asks for.
  private struct Order: Decodable {
    let owner: String
    let template: String
    let values: [String: String]
  }

  static func answer(_ arguments: [String]) throws {
    var reports: [Diagnostics] = []
    guard let catalog = Catalog(.embedded, &reports) else { throw Misuse("requests [--holes]") }
    if arguments == ["--holes"] { return try printHoles(of: catalog) }
    while let line = readLine() {
      let order = try JSONDecoder().decode(Order.self, from: Data(line.utf8))
      guard let vendor = catalog.vendors[order.owner] else { throw Misuse("requests [--holes]") }
      try printJSON(vendor.request(order.template).filled(with: order.values))
    }
  }

  private static func printHoles(of catalog: Catalog) throws {
    var holes: [String: [String: [String: String]]] = [:]
    for vendor in catalog.vendors.all {
      holes[vendor.id] = vendor.requests.mapValues { $0.holes.mapValues(\.rawValue) }
    }
    try printJSON(holes)
  }

  private static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
