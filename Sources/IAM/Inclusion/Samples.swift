// Values that stand for the cells into which comparisons divide numbers and addresses.

extension DecimalNumber {
  /// The number, one below and one above it.
  var samples: [String] { [text, below, above] }

  private var text: String { Self.text(isNegative, digits, exponent) }

  /// Ten times as far from zero; of zero, one.
  private var farther: (digits: [UInt8], exponent: Int) {
    digits.isEmpty ? ([0x31], 1) : (digits, exponent + 1)
  }

  private var below: String {
    isNegative || digits.isEmpty ? Self.text(true, farther.digits, farther.exponent) : "-1"
  }

  private var above: String {
    isNegative ? "1" : Self.text(false, farther.digits, farther.exponent)
  }

  private static func text(_ isNegative: Bool, _ digits: [UInt8], _ exponent: Int) -> String {
    guard !digits.isEmpty else { return "0" }
    let sign = isNegative ? "-" : ""
    return sign + (plainText(digits, exponent) ?? "0.\(text(digits))e\(exponent)")
  }

  /// The number without a power of ten, as people and AWS write it; nil when it is too long.
  private static func plainText(_ digits: [UInt8], _ exponent: Int) -> String? {
    guard (-30...30).contains(exponent) else { return nil }
    let inFront = [UInt8](repeating: 0x30, count: max(0, -exponent))
    let behind = [UInt8](repeating: 0x30, count: max(0, exponent - digits.count))
    let all = inFront + digits + behind
    let whole = all.prefix(max(0, exponent))
    let fraction = all.dropFirst(whole.count)
    return text(whole.isEmpty ? [0x30] : whole) + (fraction.isEmpty ? "" : "." + text(fraction))
  }

  private static func text(_ digits: some Collection<UInt8>) -> String {
    String(decoding: digits, as: UTF8.self)
  }

  /// A number between each two neighbors of some numbers.
  static func between(_ texts: [String]) -> [String] {
    let numbers = Set(texts.compactMap { DecimalNumber($0) }).sorted()
    return zip(numbers, numbers.dropFirst()).map { between($0, $1) }
  }

  /// A number between two others, of which the first is less.
  private static func between(_ low: DecimalNumber, _ high: DecimalNumber) -> String {
    if low.isNegative && !high.isNegative && !high.digits.isEmpty { return "0" }
    if high.isNegative || high.digits.isEmpty { return "-" + betweenPositive(high, low) }
    return betweenPositive(low, high)
  }

  /// A number that is a little farther from zero than one, and less far than another.
  private static func betweenPositive(_ near: DecimalNumber, _ far: DecimalNumber) -> String {
    var zeros = 0
    while true {
      let digits = near.digits + [UInt8](repeating: 0x30, count: zeros) + [0x31]
      let exponent = near.digits.isEmpty ? far.exponent - 1 - zeros : near.exponent
      let text = text(false, near.digits.isEmpty ? [0x31] : digits, exponent)
      // A power that is too long to be read makes no number, and no sample of one.
      guard let number = DecimalNumber(text), number >= far.magnitude else { return text }
      zeros += 1
    }
  }

  private var magnitude: DecimalNumber {
    DecimalNumber(Self.text(false, digits, exponent)) ?? self
  }
}

extension IPNetwork {
  /// The first address, and the one behind the last. Two networks lie apart or one in the other,
  /// so the rest of one that others lie in starts where it starts or where one of them ends.
  var samples: [String] {
    [first, behind].compactMap { $0?.text }
  }

  private var first: IPAddress? {
    IPAddress(bytes: masked(hostBits: 0))
  }

  private var behind: IPAddress? {
    var bytes = masked(hostBits: 0xFF)
    for index in bytes.indices.reversed() {
      bytes[index] &+= 1
      if bytes[index] != 0 { return IPAddress(bytes: bytes) }
    }
    return nil
  }

  private func masked(hostBits: UInt8) -> [UInt8] {
    address.bytes.enumerated().map { index, byte in
      let kept = min(max(length - index * 8, 0), 8)
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> kept)
      return byte & mask | hostBits & ~mask
    }
  }
}

extension IPAddress {
  fileprivate var text: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2)
      .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":")
  }
}
