import Diagnostics
package import Model

/// Which kinds of resource each IAM action takes: `Templates/AWS/actions.txt`.
///
/// The table stays text: its lines are sorted, so that a service is found by bisection.
package struct ActionTable: Sendable {
  private let bytes: [UInt8]

  /// A kind of resource, and what its ARNs look like.
  package struct ResourceKind: Sendable {
    /// Where `*` is any text and `+` is text without a slash.
    package let pattern: String

    /// The pattern as a person writes an ARN, such as `arn:aws:s3:::NAME/*`.
    package var shape: String {
      var parts = Self.parts(of: pattern).map { String($0) ?? "" }
      for (index, word) in [(1, "aws"), (3, "REGION"), (4, "ACCOUNT")]
      where index < parts.count && parts[index] == "*" {
        parts[index] = word
      }
      let last = parts.count - 1
      parts[last] = parts[last].split(separator: "+", omittingEmptySubsequences: false)
        .joined(separator: "NAME")
      return parts.joined(separator: ":")
    }

    /// Whether a resource of a policy, wildcards included, could be of this kind.
    package func matches(_ resource: String) -> Bool {
      // Part by part, so that no wildcard reaches over the colons in front of the last part.
      let patterns = Self.parts(of: pattern)
      let parts = Self.parts(of: resource)
      return patterns.count == parts.count
        && zip(patterns, parts).allSatisfy { covers(Array($0)[...], Array($1)[...]) }
    }

    private static func parts(of arn: String) -> [Substring.UTF8View] {
      arn.utf8.split(
        separator: UInt8(ascii: ":"),
        maxSplits: 5,
        omittingEmptySubsequences: false
      )
    }
  }

  /// The one that the compiler carries, copied once.
  static let embedded = ActionTable(.embedded)

  init(_ files: TemplateFiles) {
    bytes = files.file("AWS/actions.txt")?.bytes ?? []
  }

  /// The kinds that an action takes, empty for one that takes no resource; nil for one that AWS
  /// doesn't have.
  package func resourceKinds(of action: Action) -> [ResourceKind]? {
    let wanted = Array(action.name.lowercased().utf8)
    for line in lines(startingWith: action.service + ":") {
      let (types, names) = Self.columns(of: line)
      guard names.contains(where: { $0.elementsEqual(wanted) }) else { continue }
      let list = types.dropFirst(action.service.utf8.count + 1)
      guard !list.elementsEqual("-".utf8) else { return [] }
      return list.split(separator: UInt8(ascii: ",")).flatMap { type in
        let type = String(decoding: type, as: UTF8.self)
        return lines(startingWith: "@\(action.service):\(type)\t").flatMap { line in
          Self.columns(of: line).values.map {
            ResourceKind(pattern: String(decoding: $0, as: UTF8.self))
          }
        }
      }
    }
    return nil
  }

  /// The actions of a service as `service:name`, in lower case.
  package func names(of service: String) -> [String] {
    lines(startingWith: service + ":").flatMap { line in
      Self.columns(of: line).values.map { service + ":" + String(decoding: $0, as: UTF8.self) }
    }
  }

  private static func columns(
    of line: ArraySlice<UInt8>
  ) -> (key: ArraySlice<UInt8>, values: [ArraySlice<UInt8>]) {
    let columns = line.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
    guard columns.count == 2 else { return (line, []) }
    return (columns[0], columns[1].split(separator: UInt8(ascii: " ")))
  }

  /// The lines with a prefix, which stand together.
  private func lines(startingWith prefix: String) -> [ArraySlice<UInt8>] {
    let prefix = Array(prefix.utf8)
    var low = 0
    var high = bytes.count
    while low < high {
      let start = lineStart(before: (low + high) / 2)
      if bytes[start...].lexicographicallyPrecedes(prefix) {
        low = lineEnd(after: start) + 1
      } else {
        high = start
      }
    }
    var found: [ArraySlice<UInt8>] = []
    while low < bytes.count, bytes[low...].starts(with: prefix) {
      let end = lineEnd(after: low)
      found.append(bytes[low..<end])
      low = end + 1
    }
    return found
  }

  private func lineStart(before index: Int) -> Int {
    var start = index
    while start > 0 && bytes[start - 1] != 0x0A { start -= 1 }
    return start
  }

  private func lineEnd(after index: Int) -> Int {
    bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
  }
}

/// Whether some text fits both a pattern of the table and a resource with wildcards of IAM.
///
/// Both sides may hold wildcards, so this asks whether their sets have an element in common.
private func covers(_ pattern: ArraySlice<UInt8>, _ resource: ArraySlice<UInt8>) -> Bool {
  let star = UInt8(ascii: "*")
  let rest = Array(resource)
  /// The positions in the resource that some text of the pattern's head can end at.
  var reachable = closed([0], in: rest)
  for byte in pattern {
    if byte == star {
      guard let first = reachable.min() else { return false }
      reachable = Set(first...rest.count)
    } else if byte == UInt8(ascii: "+") {
      reachable = segments(from: reachable, in: rest)
    } else {
      reachable = closed(
        Set(
          reachable.flatMap { index -> [Int] in
            guard index < rest.count else { return [] }
            if rest[index] == star { return [index] }
            return rest[index] == byte || rest[index] == UInt8(ascii: "?") ? [index + 1] : []
          }
        ),
        in: rest
      )
    }
  }
  return reachable.contains(rest.count)
}

/// The positions, and those behind any stars that stand there.
private func closed(_ positions: Set<Int>, in resource: [UInt8]) -> Set<Int> {
  var result = positions
  for var index in positions {
    while index < resource.count && resource[index] == UInt8(ascii: "*") {
      index += 1
      result.insert(index)
    }
  }
  return result
}

/// The positions behind one or more bytes without a slash; a star may stand for such bytes.
private func segments(from positions: Set<Int>, in resource: [UInt8]) -> Set<Int> {
  var result: Set<Int> = []
  for start in positions {
    var index = start
    while index < resource.count && resource[index] != UInt8(ascii: "/") {
      if resource[index] == UInt8(ascii: "*") { result.insert(index) }
      index += 1
      result.insert(index)
    }
  }
  return result
}
