/// The SHA-256 digest of some bytes, as FIPS 180-4 defines it.
///
/// A library would be the better home: swift-crypto adds two minutes to a first build for this one
/// function, so these lines stand in for it, proved by the vectors of NIST in the tests.
package struct SHA256: Sendable {
  /// The words of the digest, as far as blocks have been taken in.
  private var state = State()

  private init() {}

  /// The digest as 32 bytes.
  package static func digest(of bytes: [UInt8]) -> [UInt8] {
    var digest = SHA256()
    let rest = bytes.count / 64 * 64
    digest.consume(bytes, to: rest)
    let end = padded(bytes[rest...], of: bytes.count)
    digest.consume(end, to: end.count)
    return digest.state.words.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  /// The digest as 64 lowercase hexadecimal digits.
  package static func hexDigest(of bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hex = digest(of: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
    return String(decoding: hex, as: UTF8.self)
  }

  /// The first 12 of these digits, which tell versions of a text, or of a folder, apart.
  package static func shortDigest(of bytes: [UInt8]) -> String {
    String(hexDigest(of: bytes).prefix(12))
  }

  /// The digest of the text's UTF-8 bytes as 64 lowercase hexadecimal digits.
  package static func hexDigest(of text: String) -> String {
    hexDigest(of: Array(text.utf8))
  }

  /// The end of a message, a one bit, zeros, and the message's length in bits: one or two blocks.
  private static func padded(_ rest: ArraySlice<UInt8>, of count: Int) -> [UInt8] {
    var bytes = Array(rest)
    bytes.append(0x80)
    while bytes.count % 64 != 56 { bytes.append(0) }
    let length = UInt64(count) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    return bytes
  }

  /// Takes in whole blocks of 64 bytes, which end at an index.
  private mutating func consume(_ blocks: [UInt8], to end: Int) {
    // In a variable of its own: the fields of a value are looked up, and checked, at each use.
    var next = state
    let constants = Self.constants
    for block in stride(from: 0, to: end, by: 64) {
      let before = next
      var words = Words { blocks.word(at: block &+ 4 &* $0) }
      for group in 0..<4 {
        if group > 0 { words.advance() }
        next.take(words, constants[group])
      }
      next.add(before)
    }
    state = next
  }

  /// The constants of each sixteen rounds.
  private static let constants = stride(from: 0, to: 64, by: 16).map { start in
    Words { roundConstants[start + $0] }
  }

  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}

/// The eight words that become the digest.
private struct State {
  private var (a, b): (UInt32, UInt32) = (0x6a09_e667, 0xbb67_ae85)
  private var (c, d): (UInt32, UInt32) = (0x3c6e_f372, 0xa54f_f53a)
  private var (e, f): (UInt32, UInt32) = (0x510e_527f, 0x9b05_688c)
  private var (g, h): (UInt32, UInt32) = (0x1f83_d9ab, 0x5be0_cd19)

  var words: [UInt32] { [a, b, c, d, e, f, g, h] }

  /// Sixteen of the 64 rounds of a block.
  @inline(__always)
  mutating func take(_ words: Words, _ constants: Words) {
    take(words.w0 &+ constants.w0)
    take(words.w1 &+ constants.w1)
    take(words.w2 &+ constants.w2)
    take(words.w3 &+ constants.w3)
    take(words.w4 &+ constants.w4)
    take(words.w5 &+ constants.w5)
    take(words.w6 &+ constants.w6)
    take(words.w7 &+ constants.w7)
    take(words.w8 &+ constants.w8)
    take(words.w9 &+ constants.w9)
    take(words.w10 &+ constants.w10)
    take(words.w11 &+ constants.w11)
    take(words.w12 &+ constants.w12)
    take(words.w13 &+ constants.w13)
    take(words.w14 &+ constants.w14)
    take(words.w15 &+ constants.w15)
  }

  @inline(__always)
  private mutating func take(_ word: UInt32) {
    let upper = e.rotated(by: 6) ^ e.rotated(by: 11) ^ e.rotated(by: 25)
    let choice = g ^ (e & (f ^ g))
    let first = h &+ upper &+ choice &+ word
    let lower = a.rotated(by: 2) ^ a.rotated(by: 13) ^ a.rotated(by: 22)
    let majority = (a & b) ^ (c & (a ^ b))
    (h, g, f, e) = (g, f, e, d &+ first)
    (d, c, b, a) = (c, b, a, first &+ lower &+ majority)
  }

  mutating func add(_ other: State) {
    (a, b, c, d) = (a &+ other.a, b &+ other.b, c &+ other.c, d &+ other.d)
    (e, f, g, h) = (e &+ other.e, f &+ other.f, g &+ other.g, h &+ other.h)
  }
}

/// Sixteen words: of a block, or constants. They are fields, not an array: the compiler sees that
/// every one is there, and all that remains of the rounds is arithmetic, in three quarters of the
/// time.
private struct Words {
  private(set) var (w0, w1, w2, w3): (UInt32, UInt32, UInt32, UInt32)
  private(set) var (w4, w5, w6, w7): (UInt32, UInt32, UInt32, UInt32)
  private(set) var (w8, w9, w10, w11): (UInt32, UInt32, UInt32, UInt32)
  private(set) var (w12, w13, w14, w15): (UInt32, UInt32, UInt32, UInt32)

  @inline(__always)
  init(_ word: (Int) -> UInt32) {
    (w0, w1, w2, w3) = (word(0), word(1), word(2), word(3))
    (w4, w5, w6, w7) = (word(4), word(5), word(6), word(7))
    (w8, w9, w10, w11) = (word(8), word(9), word(10), word(11))
    (w12, w13, w14, w15) = (word(12), word(13), word(14), word(15))
  }

  /// The sixteen words of the schedule that come next.
  @inline(__always)
  mutating func advance() {
    w0 = Self.next(w0, w1, w9, w14)
    w1 = Self.next(w1, w2, w10, w15)
    w2 = Self.next(w2, w3, w11, w0)
    w3 = Self.next(w3, w4, w12, w1)
    w4 = Self.next(w4, w5, w13, w2)
    w5 = Self.next(w5, w6, w14, w3)
    w6 = Self.next(w6, w7, w15, w4)
    w7 = Self.next(w7, w8, w0, w5)
    w8 = Self.next(w8, w9, w1, w6)
    w9 = Self.next(w9, w10, w2, w7)
    w10 = Self.next(w10, w11, w3, w8)
    w11 = Self.next(w11, w12, w4, w9)
    w12 = Self.next(w12, w13, w5, w10)
    w13 = Self.next(w13, w14, w6, w11)
    w14 = Self.next(w14, w15, w7, w12)
    w15 = Self.next(w15, w0, w8, w13)
  }

  /// A word from those that are sixteen, fifteen, seven and two before it.
  @inline(__always)
  private static func next(_ first: UInt32, _ early: UInt32, _ middle: UInt32, _ late: UInt32)
    -> UInt32
  {
    first &+ middle
      &+ (early.rotated(by: 7) ^ early.rotated(by: 18) ^ early &>> 3)
      &+ (late.rotated(by: 17) ^ late.rotated(by: 19) ^ late &>> 10)
  }
}

extension [UInt8] {
  /// The word of four bytes, the first of which weighs most.
  @inline(__always)
  fileprivate func word(at index: Int) -> UInt32 {
    UInt32(self[index]) << 24 | UInt32(self[index &+ 1]) << 16
      | UInt32(self[index &+ 2]) << 8 | UInt32(self[index &+ 3])
  }
}

extension UInt32 {
  fileprivate func rotated(by count: UInt32) -> UInt32 {
    self &>> count | self &<< (32 &- count)
  }
}
