import Catalog
import Diagnostics
import Model
import Specification
import YAML

// What an ARN of a spec must agree with.
extension Draft {
  /// Reports an ARN of another partition or account than the spec's.
  mutating func checkOwner(of arn: Located<ARN>, noun: String) {
    if arn.value.partition != specification.partition.text {
      diagnostics.report(
        .otherAccount,
        "\(noun) is in the partition \(arn.value.partition), and the spec in "
          + "\(specification.partition)",
        at: arn.range,
        help: "name one of the spec's partition: no access crosses partitions"
      )
    } else if specification.accountIsKnown
      && arn.value.account != specification.account.value.text
    {
      diagnostics.report(
        .otherAccount,
        "\(noun) is in the account \(arn.value.account), and the spec in "
          + "\(specification.account.value)",
        at: arn.range,
        help: "name one of the spec's account, or correct 'account'"
      )
    }
  }

  /// Reads the key that encrypts something in a region; it may be another account's.
  ///
  /// - Parameter region: nil where what it encrypts couldn't be read.
  mutating func key(_ key: String, in region: Region?) -> KeyARN? {
    fields.value(key, as: KeyARN.self, &diagnostics).flatMap { key in
      region.map { checked(key, in: $0) } ?? key.value
    }
  }

  /// The key, unless it is in another region or partition than what it encrypts.
  mutating func checked(_ key: Located<KeyARN>, in region: Region) -> KeyARN? {
    let arn = key.value.arn
    if arn.partition != specification.partition.text {
      checkOwner(of: key.map(\.arn), noun: "the key")
      return nil
    }
    guard arn.region == region.text || !isKnown(region) else {
      diagnostics.report(
        .keyRegion,
        "the key is in \(arn.region), and what it encrypts in \(region)",
        at: key.range,
        help: "S3 and Kinesis encrypt with keys of their own region only"
      )
      return nil
    }
    return key.value
  }

  /// Whether AWS has the region and somebody wrote it; nothing is held against another.
  func isKnown(_ region: Region) -> Bool {
    catalog.regions[region]?.partition == specification.partition
      && (specification.regionIsKnown || region != specification.region.value)
  }

  /// Whether a region is another than the spec's.
  func isElsewhere(_ region: Region) -> Bool {
    region != specification.region.value && isKnown(region)
      && isKnown(specification.region.value)
  }

  /// Reads a region of the spec's partition; by default the spec's own.
  mutating func region(_ fields: inout Fields) -> Region {
    guard let region = fields.value("region", as: Region.self, &diagnostics) else {
      return specification.region.value
    }
    catalog.check(region, in: specification.partition, &diagnostics)
    return region.value
  }
}
