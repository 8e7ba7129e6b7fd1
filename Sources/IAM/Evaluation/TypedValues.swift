/// A decimal number of any size, compared exactly.
///
/// It is kept as 0.d₁d₂d₃… times a power of ten, so that `10`, `10.0` and `1e1` are equal.
struct DecimalNumber: Hashable, Comparable, Sendable {
  let isNegative: Bool
  let exponent: Int
  /// Without zeros in front or behind; empty for zero.
  let digits: [UInt8]

  /// The number; nil when the text isn't one, such as `12`, `-0.5`, `.5` or `1e6`.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    var isNegative = false
    if let sign = rest.first, "+-".utf8.contains(sign) {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    let whole = rest.prefix(while: \.isDecimalDigit)
    rest = rest.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: \.isDecimalDigit)
      rest = rest.dropFirst(fraction.count + 1)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let power = Self.power(rest) else { return nil }
    let all = whole + fraction
    let significant = all.drop { $0 == 0x30 }
    let zerosBehind = significant.reversed().prefix { $0 == 0x30 }.count
    digits = Array(significant.dropLast(zerosBehind))
    let zerosInFront = all.count - significant.count
    exponent = digits.isEmpty ? 0 : whole.count - zerosInFront + power
    self.isNegative = isNegative && !digits.isEmpty
  }

  /// The power of ten that stands behind a number: nothing, or `e` and a few digits.
  private static func power(_ text: ArraySlice<UInt8>) -> Int? {
    guard let mark = text.first else { return 0 }
    guard mark | 0x20 == UInt8(ascii: "e"), text.count <= 10 else { return nil }
    return Int(String(decoding: text.dropFirst(), as: UTF8.self))
  }

  static func < (left: Self, right: Self) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
  }

  private func isCloserToZero(than other: Self) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    if exponent != other.exponent { return exponent < other.exponent }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}

/// A moment, in seconds since 1970-01-01T00:00:00Z.
struct Timestamp: Hashable, Comparable, Sendable {
  let seconds: Int

  /// The moment; nil when the text is neither `YYYY-MM-DDThh:mm:ssZ` nor a number of seconds.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
    if (1...18).contains(digits.count) && digits.allSatisfy(\.isDecimalDigit) {
      guard let seconds = Int(text) else { return nil }
      self.seconds = seconds
      return
    }
    guard let seconds = Self.seconds(calendar: bytes) else { return nil }
    self.seconds = seconds
  }

  private static func seconds(calendar text: [UInt8]) -> Int? {
    let form = Array("0000-00-00T00:00:00Z".utf8)
    guard text.count == form.count,
      zip(text, form).allSatisfy({ $1 == 0x30 ? $0.isDecimalDigit : $0 == $1 })
    else { return nil }
    func number(_ range: Range<Int>) -> Int {
      text[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard year > 0, (1...12).contains(month), hour < 24, minute < 60, second < 60,
      (1...length(ofMonth: month, in: year)).contains(day)
    else { return nil }
    let days =
      daysBefore(year) - daysBefore(1970)
      + (1..<month).reduce(0) { $0 + length(ofMonth: $1, in: year) } + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second
  }

  /// The days from the year 1 up to a year.
  private static func daysBefore(_ year: Int) -> Int {
    let years = year - 1
    return years * 365 + years / 4 - years / 100 + years / 400
  }

  private static func length(ofMonth month: Int, in year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 && isLeap ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}

extension UInt8 {
  fileprivate var isDecimalDigit: Bool { (0x30...0x39).contains(self) }
}
