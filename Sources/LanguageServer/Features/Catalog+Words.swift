import Catalog
import Model

// What the catalogue says of words of a spec.
extension Catalog {
  /// The types of integrations with what each does, sorted.
  var integrationTypes: [(name: String, summary: String)] {
    vendors.all.flatMap { vendor in
      vendor.types.map { ("\(vendor.id)/\($0.key)", $0.value.summary) }
    }.sorted { $0.0 < $1.0 }.map { (name: $0.0, summary: $0.1) }
  }

  /// The name of a region; nil for any other word.
  func regionName(_ word: String) -> String? {
    guard let region = try? Region(word) else { return nil }
    return regions[region]?.name
  }
}

extension Outline {
  /// The connections of a spec, with the vendor of each.
  func connections(_ catalog: Catalog) -> [(name: String, vendor: String)] {
    (root["vendors"]?.entries ?? []).map { entry in
      let named = entry.value["vendor"]?.scalar?.text
      let own = catalog.vendor(entry.key.text) == nil ? "custom" : entry.key.text
      return (entry.key.text, named ?? own)
    }
  }
}
