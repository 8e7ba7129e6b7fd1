/// A spec that compiles, made of everything that one may say; the same seed makes the same spec.
package struct RandomSpec: Sendable {
  package let seed: UInt64
  package let name: String

  package init(seed: UInt64) {
    self.init(seed: seed, SplitMix64(seed: seed))
  }

  /// The spec in which somebody else has drawn the first lots.
  package init(choices: [UInt8]) {
    self.init(seed: 0, SplitMix64(choices: choices))
  }

  private init(seed: UInt64, _ random: SplitMix64) {
    self.seed = seed
    var maker = SpecMaker(random)
    name = maker.name
    sketch = maker.spec()
  }

  private let sketch: SpecSketch

  /// The spec as YAML.
  ///
  /// - Parameter style: which order of keys, quotes, layout and comments it has.
  package func yaml(style: UInt64 = 0) -> String {
    sketch.yaml(seed: seed &* 1_000_003 &+ style)
  }

  /// The spec as somebody writes YAML who knows all of it and formats nothing, full of comments.
  package func untidyYAML(style: UInt64 = 0) -> String {
    sketch.untidyYAML(seed: seed &* 1_000_003 &+ style)
  }
}

/// One account at a vendor, as integrations refer to it.
struct DraftedConnection {
  let name: String
  let vendor: String
  let hasExternalID: Bool
  let hasSite: Bool
}

/// Draws a spec by lot, so that it breaks no rule.
struct SpecMaker {
  var random: SplitMix64
  let name: String
  let account: String
  let partition: String
  let region: String
  /// Names that are given away, in lower case and with their kind.
  var taken: Set<String> = []
  var connections: [DraftedConnection] = []
  /// The roles that several integrations share: what stands in each of them, by connection.
  var sharedRoles: [String: [SpecSketch.Entry]] = [:]
  /// The keys of the spec's own tags, in lower case.
  var tagKeys: Set<String> = []

  static let fetchRegions = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3",
    "eu-central-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2",
    "sa-east-1", "ap-south-1", "ca-central-1",
  ]
  private static let otherRegions = [
    "af-south-1", "ap-east-1", "eu-north-1", "eu-south-2", "il-central-1", "me-central-1",
  ]
  private static let otherPartitions = [
    "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1",
  ]

  init(_ random: SplitMix64) {
    self.random = random
    var random = random
    name = Self.slug(upTo: 40, &random)
    account = random.text(12, of: Alphabet.digits)
    partition = random.oneIn(12) ? random.pick(Self.otherPartitions.keys.sorted()) : "aws"
    region =
      Self.otherPartitions[partition]
      ?? random.pick(random.oneIn(5) ? Self.otherRegions : Self.fetchRegions)
    self.random = random
  }

  var isCommercial: Bool { partition == "aws" }

  mutating func spec() -> SpecSketch {
    var entries: [SpecSketch.Entry] = [
      .init("name", .text(name)), .init("account", .text(account)),
      .init("region", .text(region)),
    ]
    if !isCommercial || random.oneIn(4) { entries.append(.init("partition", .text(partition))) }
    if random.oneIn(2) {
      let tags = tags(upTo: random.oneIn(6) ? 20 : 4)
      tagKeys = Set(tags.map { $0.key.lowercased() })
      entries.append(.init("tags", .map(tags)))
    }
    let vendors = makeConnections()
    if !vendors.isEmpty { entries.append(.init("vendors", .map(vendors))) }
    var integrations: [SpecSketch.Entry] = []
    let count = random.oneIn(8) ? random.number(6...12) : random.number(1...5)
    for _ in 0..<count { integrations.append(integration()) }
    entries.append(.init("integrations", .map(integrations)))
    return .map(entries)
  }
}

// Connections.
extension SpecMaker {
  private mutating func makeConnections() -> [SpecSketch.Entry] {
    var entries: [SpecSketch.Entry] = []
    for vendor in isCommercial ? ["logzio", "fastly", "custom"] : ["custom"] {
      // A vendor's first connection bears its name, so that `via` may be left out.
      let count = random.number(0...2)
      for index in 0..<count {
        let isFirst = index == 0 && vendor != "custom"
        let name = isFirst ? vendor : unique("connection") { Self.slug(upTo: 40, &$0) }
        if isFirst { taken.insert("connection \(vendor)") }
        entries.append(.init(name, connection(name, vendor)))
      }
    }
    return entries
  }

  private mutating func connection(_ name: String, _ vendor: String) -> SpecSketch {
    var entries: [SpecSketch.Entry] = []
    if name != vendor && vendor != "custom" || random.oneIn(4) {
      entries.append(.init("vendor", .text(vendor)))
    }
    let hasExternalID = vendor == "custom" || !random.oneIn(6)
    if hasExternalID { entries += externalID(of: vendor) }
    if vendor == "custom" || random.oneIn(5) {
      entries.append(.init("accountId", .text(foreignAccount())))
    }
    if vendor == "custom", random.oneIn(2) {
      entries.append(.init("name", .text(prose(upTo: 60))))
    }
    let hasSite = vendor == "logzio" && !random.oneIn(5)
    if hasSite {
      let site = random.pick(["us", "au", "ca", "eu", "uk"])
      entries.append(.init(random.pick(["site", "region"]), .text(site)))
    }
    connections.append(
      DraftedConnection(
        name: name,
        vendor: vendor,
        hasExternalID: hasExternalID,
        hasSite: hasSite
      )
    )
    return .map(entries)
  }

  mutating func externalID(of vendor: String) -> [SpecSketch.Entry] {
    let key = vendor == "fastly" ? "customerId" : "externalId"
    let rotates = random.oneIn(5)
    var entries = [SpecSketch.Entry(key, .text(id(of: vendor, longest: rotates ? 700 : 1224)))]
    if rotates {
      let until = "20\(random.number(27...39))-\(random.number(10...12))-\(random.number(10...28))"
      let previous = id(of: vendor, longest: 700)
      entries.append(
        .init(
          "rotation",
          .map([.init("previous", .text(previous)), .init("until", .text(until))])
        )
      )
    }
    return entries
  }

  private mutating func id(of vendor: String, longest: Int) -> String {
    unique("external id") { random in
      if random.oneIn(10) {
        let length = random.oneIn(3) ? longest - 8 : 40
        return random.text(length, of: Alphabet.lettersAndDigits + "_+=,.@:/-")
          + random.text(8, of: Alphabet.lettersAndDigits)
      }
      switch vendor {
      case "logzio":
        return "logzio:aws:extid:"
          + random.text(random.number(12...32), of: Alphabet.lowercaseAndDigits)
      case "fastly": return random.text(22, of: Alphabet.lettersAndDigits)
      default: return random.text(random.number(16...64), of: Alphabet.lettersAndDigits + "-_")
      }
    }
  }

  mutating func foreignAccount() -> String {
    unique("account") { $0.text(12, of: Alphabet.digits) }
  }
}

// Names and texts.
extension SpecMaker {
  /// Text that nothing else of this kind has, without regard to case.
  mutating func unique(_ kind: String, _ make: (inout SplitMix64) -> String) -> String {
    while true {
      let text = make(&random)
      let isFiller = ["todo", "paste", "xxxx"].contains { text.lowercased().contains($0) }
      if !isFiller, text != account, taken.insert("\(kind) \(text.lowercased())").inserted {
        return text
      }
    }
  }

  /// `^[a-z][a-z0-9-]{0,39}$`, sometimes as long as it may be.
  static func slug(upTo longest: Int, _ random: inout SplitMix64) -> String {
    let length = random.oneIn(5) ? longest : random.number(1...min(longest, 14))
    let characters = Alphabet.lowercaseAndDigits + (random.oneIn(3) ? "----" : "-")
    return random.text(1, of: Alphabet.lowercase) + random.text(length - 1, of: characters)
  }

  /// Printable ASCII that nothing interpolates, without spaces around it.
  mutating func prose(upTo longest: Int) -> String {
    let length = random.oneIn(6) ? longest : random.number(1...min(longest, 30))
    var text = random.text(length, of: Alphabet.printable + "     aeiou")
    for mark in ["${", "{{"] { text = text.split(separator: mark).joined(separator: "$_") }
    let trimmed = text.drop { $0 == " " }
    return trimmed.isEmpty || trimmed.last == " "
      ? "p" + trimmed.prefix(longest - 2) + "." : String(trimmed)
  }

  /// Tags with every character that AWS takes, none with the key of another.
  mutating func tags(upTo most: Int) -> [SpecSketch.Entry] {
    var keys = tagKeys
    let characters = Alphabet.lettersAndDigits + " _.:/=+@-"
    return (0..<random.number(1...most)).compactMap { _ in
      let length = random.oneIn(8) ? 128 : random.number(1...20)
      let key =
        random.text(1, of: Alphabet.lettersAndDigits) + random.text(length - 1, of: characters)
      let isReserved = ["aws:", "accredit:"].contains { key.lowercased().hasPrefix($0) }
      guard !isReserved, keys.insert(key.lowercased()).inserted else { return nil }
      let size = random.oneIn(8) ? 255 : random.number(0...24)
      return .init(key, .text(random.text(size, of: characters)))
    }
  }
}
