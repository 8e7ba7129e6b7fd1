import Diagnostics

/// What characters a name may hold, and how many.
///
/// Everything is decided on UTF-8 bytes: `Character.isNumber` would take digits of other scripts.
struct Grammar {
  let lengths: ClosedRange<Int>
  let characters: ByteSet
  /// The characters in words, such as "lowercase letters, digits, '.' and '-'".
  let description: String

  func check(_ text: String, help: String? = nil) throws(Violation) {
    let length = text.utf8.count
    guard lengths.contains(length) else {
      let bounds =
        lengths.lowerBound == lengths.upperBound
        ? "\(lengths.lowerBound)" : "\(lengths.lowerBound) to \(lengths.upperBound)"
      throw Violation("it must be \(bounds) characters long, and this has \(length)", help: help)
    }
    guard text.utf8.allSatisfy({ characters.contains($0) }) else {
      throw Violation("it must hold only \(description)", help: help)
    }
  }
}

/// A set of ASCII bytes.
struct ByteSet {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes where byte < 128 {
      if byte < 64 { low |= 1 << byte } else { high |= 1 << (byte - 64) }
    }
  }

  init(_ characters: StaticString) {
    self = characters.withUTF8Buffer { ByteSet($0) }
  }

  func contains(_ byte: UInt8) -> Bool {
    guard byte < 128 else { return false }
    return byte < 64 ? low >> byte & 1 == 1 : high >> (byte - 64) & 1 == 1
  }

  func union(_ characters: StaticString) -> ByteSet {
    var result = self
    let other = ByteSet(characters)
    result.low |= other.low
    result.high |= other.high
    return result
  }

  static let digits = ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))
  static let lowercase = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
  static let lowercaseAndDigits = lowercase.union("0123456789")
  static let lettersAndDigits = lowercaseAndDigits.union("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
  static let hexadecimal = digits.union("abcdef")
  static let printable = ByteSet(0x20...0x7E)
}

extension String {
  /// Whether all bytes of the text are in the set, and there is at least one.
  func consists(of set: ByteSet) -> Bool {
    !utf8.isEmpty && utf8.allSatisfy(set.contains)
  }

  /// Whether the first and the last byte are in the set.
  func isEnclosed(in set: ByteSet) -> Bool {
    guard let first = utf8.first, let last = utf8.last else { return false }
    return set.contains(first) && set.contains(last)
  }

  /// The part behind the prefix, where the text starts with it.
  package func removing(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  /// The part in front of the suffix, where the text ends with it.
  package func removing(suffix: String) -> String? {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
  }
}
