import Foundation
import Testing

/// Renders Markdown as GitHub does, with cmark-gfm and the extensions that GitHub switches on.
enum CommonMark {
  private static let path = "/usr/bin/cmark-gfm"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  static func html(of markdown: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).md")
    try Data(markdown.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    let extensions = ["table", "autolink", "tasklist", "strikethrough"].flatMap { ["-e", $0] }
    process.arguments = extensions + ["--unsafe", file.path()]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }
}

/// Text that tries to be markup, the same in every run.
struct HostileText: Sequence, IteratorProtocol {
  private var state: UInt64
  private var left: Int

  init(_ count: Int, seed: UInt64) {
    (left, state) = (count, seed)
  }

  private static let pieces = [
    "`", "``", "```", "|", "\\", "\\|", "@org/team", "#1", "fixes #1", "<img src=http://t>",
    "![](http://t)", "[x](javascript:a)", "<!-- ", "-->", "--", "<details>", "- [x] ", "\n", "\n\n",
    "\r\n", "\t", "\u{1B}", "\u{202E}", "\u{E9}", "e\u{301}", "\u{2028}", "https://a.example/b",
    "www.a.example", "a@b.example", "GH-12", "0123456789abcdef", "*", "**", "_", "~~", "$", "$$",
    "{", "}", "%%", "%%{init: {}}%%", "&amp;", "&#64;", ":+1:", "^", "[^1]", "#", "1. ", "+ ", "> ",
    "=", "---", "\"", "'", "(", ")", "!", "?", ";", " ", " ", " ", "word", "s3:GetObject", "x", "",
  ]

  mutating func next() -> String? {
    if left == 0 { return nil }
    left -= 1
    return (0..<(1 + random(below: 8))).map { _ in Self.pieces[random(below: Self.pieces.count)] }
      .joined()
  }

  private mutating func random(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}

/// The text as HTML writes it.
func escaped(_ text: String) -> String {
  text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
