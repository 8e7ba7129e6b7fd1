import Foundation
import TestSupport
import Testing
import Text

/// The digests of FIPS 180-4 and of NIST's validation suite, and those of another program.
struct SHA256Tests {
  /// Messages and digests of "Secure Hash Standard" examples and of SHA256ShortMsg.rsp.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func digestsTheExamplesOfNIST(message: String, digest: String) {
    #expect(SHA256.hexDigest(of: message) == digest)
  }

  @Test(arguments: [
    ("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1"),
    ("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98"),
    ("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2"),
    ("74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e"),
    (
      "5a86b737eaea8ee976a0a24da63e7ed7eefad18a101c1211e2b3650c5187c2a8"
        + "a650547208251f6d4237e661c7bf4c77f335390394c37fa1a9f9be836ac28509",
      "42e61e174fbb3897d6dd6cef3dd2802fe67b331953b06114a65c772859dfc1aa"
    ),
  ])
  func digestsBytes(message: String, digest: String) {
    let digits = Array(message)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16)
    }
    #expect(bytes.count * 2 == digits.count)
    #expect(SHA256.hexDigest(of: bytes) == digest)
  }

  @Test func digestsAMillionTimesTheLetterA() {
    let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(SHA256.hexDigest(of: message) == digest)
  }

  @Test(.enabled(if: Checkout.tool("sha256sum") != nil))
  func agreesWithAnotherProgramAroundEveryBlock() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = SplitMix64(seed: 256)
    var expected: [String] = []
    // Around 55, 56 and 64 bytes the padding takes one block more.
    let lengths = Array(0...200) + [1_000, 4_095, 4_096, 4_097, 65_536]
    for length in lengths {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
      try Data(bytes).write(to: folder.appending(path: "\(length)"))
      expected.append("\(SHA256.hexDigest(of: bytes))  \(length)")
    }
    let program = try #require(Checkout.tool("sha256sum"))
    let run = try Run(program, lengths.map(String.init), in: folder)
    #expect(run.output.split(separator: "\n").map(String.init) == expected)
    print("SHA-256 like sha256sum: \(expected.count) messages")
  }
}
