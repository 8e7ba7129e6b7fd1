/// One integration that an existing role may be, on its way into a spec.
struct Form {
  /// Such as `logzio/s3-fetch`.
  let type: String
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

  /// The id of its vendor.
  var vendor: String { String(type.prefix { $0 != "/" }) }
  /// Whether it only reads.
  var isReading: Bool { type == "logzio/s3-fetch" }
  var isStream: Bool { type == "fastly/kinesis" }

  /// The entries of the integration.
  ///
  /// - Parameter region: that of the spec; nil where nobody has said it.
  func entries(in region: String?) -> [AdoptedEntry] {
    var entries = [AdoptedEntry("type", .text(type))]
    let values = places.map { $0.value(in: region, isOneOfMany: places.count > 1) }
    if isReading {
      entries += options
      entries.append(AdoptedEntry("buckets", .list(values)))
    } else if let value = values.first {
      entries.append(AdoptedEntry(isStream ? "stream" : "bucket", value))
      entries += options
      if let ownKey { entries.append(AdoptedEntry("kmsKey", .text(ownKey))) }
    }
    return entries
  }

  /// What an integration of a vendor could be that has a bucket.
  ///
  /// - Parameter prefixes: the beginnings of object names that the role's statements speak of.
  static func forms(
    of vendor: String,
    _ bucket: AdoptedValue,
    _ prefixes: [String]
  ) -> [Form] {
    func place(_ options: [AdoptedEntry] = []) -> [Place] {
      [Place(name: bucket, options: options)]
    }
    let editions = ["published", "current"].map { [AdoptedEntry("permissions", .text($0))] }
    switch vendor {
    case "logzio":
      let narrow = prefixes.map {
        [AdoptedEntry("prefix", .text($0)), AdoptedEntry("narrow", .flag(true))]
      }
      let fetches = editions.flatMap { edition in
        ([[]] + narrow).map { Form(type: "logzio/s3-fetch", places: place($0), options: edition) }
      }
      let archives = editions.flatMap { edition in
        [[], [AdoptedEntry("allowAcl", .flag(true))]].map {
          Form(type: "logzio/archive", places: place(), options: edition + $0)
        }
      }
      return fetches + archives
    case "fastly":
      let acl = [AdoptedEntry("acl", .text("bucket-owner-full-control"))]
      return ([[]] + prefixes.map { [AdoptedEntry("path", .text($0))] }).flatMap { path in
        [[], acl].map { Form(type: "fastly/s3", places: place(), options: path + $0) }
      }
    default: return []
    }
  }

  /// What an integration of a vendor could be that has a stream.
  static func forms(of vendor: String, _ stream: Inventory.Regional) -> [Form] {
    guard vendor == "fastly" else { return [] }
    return ["none", "role", "published"].map { sharing in
      Form(
        type: "fastly/kinesis",
        places: [Place(name: .text(stream.name), region: stream.region)],
        options: sharing == "none" ? [] : [AdoptedEntry("sharing", .text(sharing))]
      )
    }
  }
}
