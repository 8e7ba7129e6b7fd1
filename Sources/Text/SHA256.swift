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
    // In variables of its own: the fields of a value are looked up, and checked, at each use.
    var next = state
    var words = [UInt32](repeating: 0, count: 64)
    let constants = Self.constants
    for block in stride(from: 0, to: end, by: 64) {
      for index in 0..<16 {
        let byte = block &+ 4 &* index
        words[index] =
          UInt32(blocks[byte]) << 24 | UInt32(blocks[byte &+ 1]) << 16
          | UInt32(blocks[byte &+ 2]) << 8 | UInt32(blocks[byte &+ 3])
      }
      for index in 16..<64 {
        let early = words[index &- 15]
        let late = words[index &- 2]
        words[index] =
          words[index &- 16] &+ words[index &- 7]
          &+ (early.rotated(by: 7) ^ early.rotated(by: 18) ^ early >> 3)
          &+ (late.rotated(by: 17) ^ late.rotated(by: 19) ^ late >> 10)
      }
      let before = next
      // Eight rounds bring each word of the state back to its place: none of them is moved.
      for index in stride(from: 0, to: 64, by: 8) {
        next.take(words[index] &+ constants[index])
        next.take(words[index &+ 1] &+ constants[index &+ 1])
        next.take(words[index &+ 2] &+ constants[index &+ 2])
        next.take(words[index &+ 3] &+ constants[index &+ 3])
        next.take(words[index &+ 4] &+ constants[index &+ 4])
        next.take(words[index &+ 5] &+ constants[index &+ 5])
        next.take(words[index &+ 6] &+ constants[index &+ 6])
        next.take(words[index &+ 7] &+ constants[index &+ 7])
      }
      next.add(before)
    }
    state = next
  }

  private static let constants: [UInt32] = [
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

  /// One of the 64 rounds of a block. Inlined, it keeps the words in registers: 76 to 62
  /// instructions a byte.
  @inline(__always)
  mutating func take(_ word: UInt32) {
    let upper = e.rotated(by: 6) ^ e.rotated(by: 11) ^ e.rotated(by: 25)
    let choice = g ^ (e & (f ^ g))
    let first = h &+ upper &+ choice &+ word
    let lower = a.rotated(by: 2) ^ a.rotated(by: 13) ^ a.rotated(by: 22)
    let majority = (a & b) | (c & (a | b))
    (h, g, f, e) = (g, f, e, d &+ first)
    (d, c, b, a) = (c, b, a, first &+ lower &+ majority)
  }

  mutating func add(_ other: State) {
    (a, b, c, d) = (a &+ other.a, b &+ other.b, c &+ other.c, d &+ other.d)
    (e, f, g, h) = (e &+ other.e, f &+ other.f, g &+ other.g, h &+ other.h)
  }
}

extension UInt32 {
  fileprivate func rotated(by count: UInt32) -> UInt32 {
    self &>> count | self &<< (32 &- count)
  }
}
