/// An address of IPv4, with 4 bytes, or of IPv6, with 16.
struct IPAddress: Hashable, Sendable {
  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The address; nil when the text isn't one, such as `192.0.2.1` or `2001:db8::1`.
  init?(_ text: String) {
    guard let bytes = text.contains(":") ? Self.version6(text) : Self.version4(text) else {
      return nil
    }
    self.bytes = bytes
  }

  private static func version4(_ text: some StringProtocol) -> [UInt8]? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part -> UInt8? in
      let isPlain = part.allSatisfy { (0x30...0x39).contains($0) }
      // A zero in front makes some readers take the number for an octal one.
      guard isPlain, part.count == 1 || part.first != 0x30 else { return nil }
      return UInt8(String(decoding: part, as: UTF8.self))
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  /// Groups of 16 bits; `::` stands once for as many groups of zeros as are missing.
  private static func version6(_ text: String) -> [UInt8]? {
    let groups = text.split(separator: ":", omittingEmptySubsequences: false)
    guard groups.count <= 9 else { return nil }
    let gap = (1..<max(1, groups.count - 1)).first { groups[$0].isEmpty }
    guard let gap else {
      let bytes = self.bytes(of: groups[...], isLast: true)
      return bytes?.count == 16 ? bytes : nil
    }
    // `::` at an end of the text leaves an empty group there too.
    var (front, back) = (groups[..<gap], groups[(gap + 1)...])
    if front == [""] { front = [] }
    if back == [""] { back = [] }
    guard let first = bytes(of: front, isLast: false), let last = bytes(of: back, isLast: true),
      first.count + last.count <= 14
    else { return nil }
    return first + [UInt8](repeating: 0, count: 16 - first.count - last.count) + last
  }

  private static func bytes(of groups: ArraySlice<Substring>, isLast: Bool) -> [UInt8]? {
    var bytes: [UInt8] = []
    for (index, group) in zip(groups.indices, groups) {
      if isLast && index == groups.endIndex - 1 && group.contains(".") {
        guard let tail = version4(group) else { return nil }
        return bytes + tail
      }
      guard group.utf8.count <= 4, group.allSatisfy(\.isHexDigit),
        let value = UInt16(group, radix: 16)
      else { return nil }
      bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
    }
    return bytes
  }
}

/// The addresses that share their first bits: `192.0.2.0/24`, or one address alone.
struct IPNetwork: Hashable, Sendable {
  let address: IPAddress
  let length: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    self.address = address
    let bits = address.bytes.count * 8
    guard parts.count == 2 else {
      length = bits
      return
    }
    let digits = parts[1].utf8
    guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let length = Int(parts[1]), length <= bits
    else { return nil }
    self.length = length
  }

  /// Whether the address is of the same version and has the same first bits.
  func contains(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    let (whole, rest) = length.quotientAndRemainder(dividingBy: 8)
    guard other.bytes[..<whole] == address.bytes[..<whole] else { return false }
    return rest == 0 || (other.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
  }
}
