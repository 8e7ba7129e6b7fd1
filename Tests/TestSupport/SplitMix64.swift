/// A random number generator that gives the same numbers for the same seed, everywhere.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64
  /// What comes before the numbers of the seed, in reverse.
  private var choices: [UInt8] = []

  package init(seed: UInt64) {
    state = seed
  }

  /// A generator whose first numbers are chosen, each by the byte that is its highest: a fuzzer
  /// draws the lots itself, one by one.
  package init(choices: [UInt8]) {
    state = 0
    self.choices = choices.reversed()
  }

  package mutating func next() -> UInt64 {
    let mixed = nextMixed()
    guard let choice = choices.popLast() else { return mixed }
    return UInt64(choice) << 56 | mixed >> 8
  }

  private mutating func nextMixed() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SplitMix64 {
  /// True once in so many times.
  package mutating func oneIn(_ times: Int) -> Bool {
    Int.random(in: 0..<times, using: &self) == 0
  }

  package mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &self)
  }

  /// One of the values, of which there is at least one.
  package mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &self)]
  }

  /// Text like `text`, with a letter or digit in front and no two dots next to each other.
  package mutating func name(_ length: Int, of characters: String) -> String {
    let name = text(1, of: Alphabet.lettersAndDigits) + text(length - 1, of: characters)
    return name.split(separator: "..", omittingEmptySubsequences: false).joined(separator: "._")
  }

  /// Text of so many of these characters.
  package mutating func text(_ length: Int, of characters: String) -> String {
    let bytes = Array(characters.utf8)
    return String(decoding: (0..<length).map { _ in pick(bytes) }, as: UTF8.self)
  }
}

/// The characters that random text is made of.
package enum Alphabet {
  package static let digits = "0123456789"
  package static let lowercase = "abcdefghijklmnopqrstuvwxyz"
  package static let uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  package static let lowercaseAndDigits = lowercase + digits
  package static let lettersAndDigits = lowercaseAndDigits + uppercase
  package static let hexadecimal = digits + "abcdef"
  /// 0x20 to 0x7E.
  package static let printable = String(decoding: 0x20...0x7E as ClosedRange<UInt8>, as: UTF8.self)
}
