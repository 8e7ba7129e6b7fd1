import Vendors

/// One integration that an existing role may be, on its way into a spec.
struct Form {
  /// The id of its vendor.
  let vendor: String
  let kind: AdoptableType
  /// Its buckets, or its one bucket or stream.
  var places: [Place]
  /// The options of the integration.
  var options: [AdoptedEntry]
  /// A key that stands beside the bucket or stream, and not in it.
  var ownKey: String?

  /// A bucket or stream.
  struct Place {
    let name: AdoptedValue
    var options: [AdoptedEntry] = []
    var region: String?
    var key: String?

    fileprivate func value(in region: String?, isOneOfMany: Bool) -> AdoptedValue {
      var entries = [AdoptedEntry("name", name)]
      if let own = self.region, own != region { entries.append(AdoptedEntry("region", .text(own))) }
      entries += options
      if let key {
        let comment = "The role may use this key; it doesn't tell which bucket it is of."
        entries.append(AdoptedEntry("kmsKey", .text(key), isOneOfMany ? [comment] : []))
      }
      return .map(entries)
    }
  }

  /// Such as `logzio/s3-fetch`.
  var type: String { "\(vendor)/\(kind.name)" }
  var isStream: Bool { kind.place == .stream }

  /// The entries of the integration.
  ///
  /// - Parameter region: that of the spec; nil where nobody has said it.
  func entries(in region: String?) -> [AdoptedEntry] {
    let values = places.map { $0.value(in: region, isOneOfMany: places.count > 1) }
    let place = AdoptedEntry(kind.key, kind.isList ? .list(values) : values[0])
    var entries = [AdoptedEntry("type", .text(type))]
    entries += kind.isList ? options + [place] : [place] + options
    if let ownKey, let key = kind.encryptionKey {
      let comment = "The role doesn't tell this key and the bucket's own from each other."
      entries.append(AdoptedEntry(key, .text(ownKey), isStream ? [] : [comment]))
    }
    return entries
  }

  /// What an integration of a vendor could be that has a bucket.
  ///
  /// - Parameter prefixes: the beginnings of object names that the role's statements speak of.
  static func forms(
    of vendor: any Vendor.Type,
    _ bucket: AdoptedValue,
    _ prefixes: [String]
  ) -> [Form] {
    vendor.adoptable.filter { $0.place == .bucket }.flatMap { kind in
      kind.variants.flatMap { variant in
        let own = variant.map(AdoptedEntry.init)
        let whole = Form(vendor.id, kind, Place(name: bucket), own)
        guard let key = kind.prefix else { return [whole] }
        return [whole]
          + prefixes.map { prefix in
            let narrow = [AdoptedEntry(key.key, .text(prefix))] + key.options.map(AdoptedEntry.init)
            return key.isOfBucket
              ? Form(vendor.id, kind, Place(name: bucket, options: narrow), own)
              : Form(vendor.id, kind, Place(name: bucket), narrow + own)
          }
      }
    }
  }

  /// What an integration of a vendor could be that has a stream.
  static func forms(of vendor: any Vendor.Type, _ stream: Inventory.Regional) -> [Form] {
    let place = Place(name: .text(stream.name), region: stream.region)
    return vendor.adoptable.filter { $0.place == .stream }.flatMap { kind in
      kind.variants.map { Form(vendor.id, kind, place, $0.map(AdoptedEntry.init)) }
    }
  }

  private init(
    _ vendor: String,
    _ kind: AdoptableType,
    _ place: Place,
    _ options: [AdoptedEntry]
  ) {
    (self.vendor, self.kind, self.options) = (vendor, kind, options)
    places = [place]
  }
}

extension AdoptedEntry {
  fileprivate init(_ option: AdoptableType.Option) {
    switch option.value {
    case .text(let text): self.init(option.key, .text(text))
    case .flag(let flag): self.init(option.key, .flag(flag))
    }
  }
}
