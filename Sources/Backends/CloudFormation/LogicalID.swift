import Model
import Text

/// The name of something inside a template, made of its name in AWS and its kind alone, so that it
/// never changes when something else does.
///
/// Words of lowercase letters and digits between single hyphens become one word in camel case,
/// which loses nothing: `logzio-acme` → `LogzioAcmeRole`. Any other name loses something, so four
/// hexadecimal digits of its digest stand behind it: `logzio_acme` → `LogzioAcme8787Role`.
struct LogicalID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What stands at the end of an id. No noun ends in another one, so the ids of two kinds differ
  /// whatever the names are.
  enum Noun: String, CaseIterable, Sendable {
    case role = "Role"
    case user = "User"
    case managedPolicy = "ManagedPolicy"
    case accessKey = "AccessKey"
    case secret = "Secret"
    case bucket = "Bucket"
    case bucketPolicy = "BucketPolicy"
    case stream = "DataStream"
    case sharingPolicy = "SharingPolicy"
    case logGroup = "LogGroup"
    case logStream = "LogStream"
    case deliveryStream = "DeliveryStream"
    case metricStream = "MetricStream"
    case token = "Token"
    case value = "Value"
    case values = "Values"
    case stackSet = "StackSet"
  }

  let description: String

  init(_ noun: Noun, of name: String) {
    description = Self.camelCase(name) + noun.rawValue
  }

  /// The id of an output, which has its own name where resources have a noun.
  init(output name: String, of subject: String) {
    let isWord = name.utf8.allSatisfy { $0.isASCIILetterOrDigit } && !name.isEmpty
    description = Self.camelCase(subject) + (isWord ? name : Self.camelCase(name))
  }

  static func < (left: Self, right: Self) -> Bool { left.description < right.description }

  /// A logical id has at most 255 characters: these, the digits and the noun.
  private static let longestName = 200

  private static func camelCase(_ name: String) -> String {
    var letters: [UInt8] = []
    var isLossless = name.utf8.count <= longestName
    var startsWord = true
    for byte in name.utf8.prefix(longestName) {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"):
        letters.append(startsWord ? byte - 0x20 : byte)
        startsWord = false
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        letters.append(byte)
        isLossless = false
        startsWord = false
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        letters.append(byte)
        isLossless = isLossless && !startsWord
        startsWord = false
      default:
        isLossless = isLossless && byte == UInt8(ascii: "-") && !startsWord
        startsWord = true
      }
    }
    let isWhole = isLossless && !startsWord
    let digits = isWhole ? "" : String(SHA256.hexDigest(of: name).prefix(4))
    return String(decoding: letters, as: UTF8.self) + digits
  }
}

extension UInt8 {
  fileprivate var isASCIILetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
