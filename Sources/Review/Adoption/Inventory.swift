import Audit
import IAM
import Model

/// The buckets, streams and keys that an existing role's statements name.
struct Inventory {
  /// A bucket with the beginnings of object names that statements speak of.
  struct NamedBucket {
    let name: String
    var prefixes: [String] = []
  }

  /// What an ARN names that stands in one region.
  struct Regional: Hashable {
    let arn: String
    let region: String
    let account: String
    let name: String
  }

  private(set) var buckets: [NamedBucket] = []
  private(set) var streams: [Regional] = []
  private(set) var keys: [Regional] = []

  /// In the order in which they stand.
  init(of policies: [ExistingPolicy]) {
    let statements = policies.flatMap(\.policy.statements).filter { $0.effect == .allow }
    for statement in statements {
      let prefixes = statement.conditions.filter { $0.key.lowercased() == "s3:prefix" }
      guard case .matching(let resources)? = statement.resources else { continue }
      for resource in resources { add(resource, prefixes.flatMap(\.values)) }
    }
  }

  private mutating func add(_ resource: String, _ prefixes: [String]) {
    if resource.contains(TemplateValues.unknown) { return }
    if let (bucket, key) = Self.bucket(of: resource) {
      add(bucket, prefixes: ([key].compactMap { $0 } + prefixes).compactMap(Self.prefix))
    } else if let stream = Self.regional(resource, "kinesis", "stream/") {
      if !streams.contains(stream) { streams.append(stream) }
    } else if let key = Self.regional(resource, "kms", "key/"), !keys.contains(key) {
      keys.append(key)
    }
  }

  private mutating func add(_ name: String, prefixes: [String]) {
    let known = buckets.firstIndex { $0.name == name }
    let index = known ?? buckets.count
    if known == nil { buckets.append(NamedBucket(name: name)) }
    for prefix in prefixes where !buckets[index].prefixes.contains(prefix) {
      buckets[index].prefixes.append(prefix)
    }
  }

  /// The bucket that a resource names, and the name of the objects in it, with wildcards; nil for
  /// anything else, and where the bucket isn't one.
  ///
  /// `arn:aws:s3::name`, as a page of Logz.io's had it, names no bucket and means one.
  static func bucket(of resource: String) -> (name: String, key: String?)? {
    let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count >= 5, parts[0] == "arn", parts[2] == "s3", parts[3].isEmpty else {
      return nil
    }
    let rest = parts.count == 6 && parts[4].isEmpty ? parts[5] : parts[4]
    guard parts.count == 5 || parts[4].isEmpty else { return nil }
    let words = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = words.first.map(String.init), (try? BucketName(name)) != nil else {
      return nil
    }
    return (name, words.count > 1 ? String(words[1]) : nil)
  }

  /// What stands before the one wildcard at the end of an object's name; nil where nothing does.
  private static func prefix(_ key: String) -> String? {
    guard key.hasSuffix("*"), case let prefix = String(key.dropLast()), !prefix.isEmpty,
      (try? ObjectPrefix(prefix)) != nil
    else { return nil }
    return prefix
  }

  /// What an ARN of a service names, where it has no wildcard.
  static func regional(_ arn: String, _ service: String, _ kind: String) -> Regional? {
    let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
      .map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[2] == service, parts[5].hasPrefix(kind),
      !arn.contains("*"), !arn.contains("?"), (try? Region(parts[3])) != nil,
      (try? AccountID(parts[4])) != nil
    else { return nil }
    let name = String(parts[5].dropFirst(kind.count))
    return Regional(arn: arn, region: parts[3], account: parts[4], name: name)
  }
}

extension ExistingPolicy {
  /// The names of the streams that it is of.
  var streams: [String] {
    policy.statements.flatMap { $0.resources?.values ?? [] }
      .compactMap { Inventory.regional($0, "kinesis", "stream/")?.name }
  }
}
