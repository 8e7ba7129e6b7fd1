import Foundation
import TestSupport
import Testing

/// What no file of Sources has.
struct CodeTests {
  private let files: [SwiftFile]

  init() throws {
    files = try SwiftFile.all(below: "Sources")
    try #require(files.count > 80)
  }

  /// Where memory is touched by its address: libyaml's parser, and bytes of strings.
  private static let addressing: Set<String> = [
    "Sources/YAML/EventStream.swift",
    "Sources/YAML/Composer.swift",
    "Sources/YAML/PastedReader.swift",
    "Sources/YAML/Writer+Scalars.swift",
    "Sources/Text/TextBuffer.swift",
  ]

  @Test func touchesMemoryInFewPlaces() {
    for file in files where !Self.addressing.contains(file.path) {
      for index in file.code.indices {
        guard file.code[index].firstMatch(of: /[Uu]nsafe|unmanaged|OpaquePointer/) != nil else {
          continue
        }
        // In the command line, a system call may, and a comment above says why that is sound.
        let above = file.lines[max(0, index - 6)..<index]
        let isExplained = file.target == "accredit" && above.contains { $0.contains("// Sound: ") }
        #expect(isExplained, "\(file.path):\(index + 1)")
      }
    }
  }

  @Test func crashesOnlyWhereItSaysWhy() {
    let forbidden =
      /\btry!|\bas!|\bfatalError\b|\bunowned\b|@testable|@unchecked|nonisolated\(unsafe/
    for file in files {
      #expect(file.places { $0.firstMatch(of: forbidden) != nil } == [])
      let code = file.code.joined(separator: "\n")
      #expect(!code.contains("precondition()"), "\(file.path)")
    }
  }

  @Test func leavesNothingToDo() throws {
    let marks = /\b(TODO|FIXME|XXX|HACK)\b/
    for file in try files + SwiftFile.all(below: "Tests") where !file.path.contains("CodeTests") {
      let places = file.lines.indices.filter { file.lines[$0].firstMatch(of: marks) != nil }
      #expect(places.map { "\(file.path):\($0 + 1)" } == [])
    }
  }

  /// Facts stand in Templates/, where a reviewer looks for them; these are examples in messages.
  private static let examples: Set<String> = [
    #"write it in quotes and without spaces or hyphens, such as \"111122223333\""#,
    "such as arn:aws:s3:::bucket or arn:aws:kinesis:us-east-1:111122223333:stream/name",
    "such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "such as arn:aws:secretsmanager:us-east-1:111122223333:secret:logzio-AbCdEf",
    "such as arn:aws:iam::111122223333:policy/vendor-boundary",
    "it must look like us-east-1",
    // What takes the place of a value that was refused.
    "000000000000", "us-east-1", "us-east-1 is a region",
    // What an entry allows that is only there to try the rest of a spec.
    "s3:GetObject",
  ]

  /// Words of AWS that the compiler itself must know: what a trust is, and TLS for every bucket.
  private static let words: Set<String> = [
    "sts:ExternalId", "sts:AssumeRole", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn",
    "kms:ViaService",
  ]

  @Test func holdsNoFactOfAVendor() {
    let facts = [
      /(?:^|[^0-9a-f])[0-9]{12}(?:[^0-9a-f]|$)/, /\b[a-z]{2}(?:-[a-z]+)+-[0-9]\b/,
      /^[a-z0-9-]+:[A-Z][A-Za-z*]+$/,
    ]
    var found: [String] = []
    for file in files where !file.path.hasPrefix("Sources/Embedding") {
      for (index, line) in file.lines.enumerated() {
        let texts = strings(in: line).filter { text in
          !Self.examples.contains(text) && !Self.words.contains(text)
        }
        for text in texts where facts.contains(where: { text.firstMatch(of: $0) != nil }) {
          found.append("\(file.path):\(index + 1): \(text)")
        }
      }
    }
    #expect(found == [])
  }

  @Test func hasNoExampleThatIsGone() {
    let texts = Set(files.flatMap { $0.lines.flatMap(strings) })
    #expect(Self.examples.subtracting(texts).sorted() == [])
  }
}

/// What the files of Templates/ are made of.
struct TemplateTextTests {
  /// Prose for people who work on the templates; nothing of it reaches an output.
  private static func isProse(_ path: String) -> Bool { path.hasSuffix("README.md") }

  @Test func isPrintableASCII() throws {
    let root = Checkout.root.appendingPathComponent("Templates").resolvingSymlinksInPath()
    var count = 0
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let file = root.appendingPathComponent(path)
      let isFolder = try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
      guard !isFolder, !Self.isProse(path) else { continue }
      count += 1
      // The action table divides its columns by tabs.
      let allowsTabs = path == "AWS/actions.txt"
      let lines = try Data(contentsOf: file).split(
        separator: 0x0A,
        omittingEmptySubsequences: false
      )
      for (index, line) in lines.enumerated() {
        let isPlain = line.allSatisfy { (0x20...0x7E).contains($0) || (allowsTabs && $0 == 0x09) }
        #expect(isPlain && line.last != 0x20, "\(path):\(index + 1)")
      }
      #expect(lines.last?.isEmpty == true && lines.dropLast().last?.isEmpty != true, "\(path)")
    }
    #expect(count > 100)
  }
}
