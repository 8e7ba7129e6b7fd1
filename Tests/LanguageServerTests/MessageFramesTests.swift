import LanguageServer
import TestSupport
import Testing

/// How messages are told from each other.
@Suite("Frames of messages") struct MessageFramesTests {
  private func frames(_ text: String, chunk: Int = .max) -> [MessageFrames.Frame] {
    var reader = MessageFrames()
    var found: [MessageFrames.Frame] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      reader.append(Array(rest.prefix(chunk)))
      rest = rest.dropFirst(chunk)
      while let frame = reader.next() { found.append(frame) }
    }
    return found
  }

  private func body(_ text: String) -> MessageFrames.Frame { .body(Array(text.utf8)) }

  @Test("Bodies are found however the bytes come in")
  func takesAnyChunks() {
    let type = "Content-Type: application/vscode-jsonrpc; charset=utf-8"
    let text =
      "Content-Length: 2\r\n\r\n{}"
      + "\(type)\r\ncontent-length:   7\r\n\r\n{\"ä\":1"
      + "Content-Length: 0\r\n\r\n" + "Content-Length: 2\r\n\r\n[]"
    for chunk in 1...text.utf8.count {
      #expect(frames(text, chunk: chunk) == [body("{}"), body("{\"ä\":1"), body(""), body("[]")])
    }
    print("sizes of chunks: \(text.utf8.count)")
  }

  @Test(
    "What has no good head is told once, and reading goes on at the next head",
    arguments: [
      "Content-Length: many\r\n\r\n{}", "Content-Length: -1\r\n\r\n{}", "Content-Length:\r\n\r\n",
      "Content-Length: 1 2 \r\n\r\n{}x", "Content-Type: x\r\n\r\n{}", "\r\n\r\n", "{}\r\n\r\n",
      "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
      "Content-Length: 99999999999999999999999999\r\n\r\n{}",
      "Content-Length: 9223372036854775807\r\n\r\n{}",
      "Content-Length: 67108865\r\n\r\n{}",
      "Content-Length: 0x10\r\n\r\n{}", "no end " + String(repeating: "x", count: 5000),
      String(repeating: "\u{0}", count: 100_000),
    ]
  )
  func goesOn(behind fault: String) {
    let found = frames(fault + "Content-Length: 2\r\n\r\n{}Content-Length: 2\r\n\r\n[]")
    #expect(found.count == 3)
    #expect(found.suffix(2) == [body("{}"), body("[]")])
    guard case .fault(let reason)? = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("A body that isn't there yet is waited for")
  func waits() {
    #expect(frames("Content-Length: 3\r\n\r\n{}").isEmpty)
    #expect(frames("Content-Length: 2\r\n").isEmpty)
  }

  @Test("Any bytes are taken without a crash")
  func takesAnything() {
    var random = SplitMix64(seed: 7)
    let pieces = ["Content-Length", ":", " ", "2", "\r\n", "\r\n\r\n", "{}", "x", "\n", "é"]
    var count = 0
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      let all = frames(text)
      #expect(frames(text, chunk: 1) == all)
      count += all.count
    }
    print("random streams: 2000 with \(count) frames")
    #expect(count > 500)
  }
}
