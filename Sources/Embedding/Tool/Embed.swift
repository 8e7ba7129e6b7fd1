import Diagnostics
import Foundation
import Text
import YAML

/// Writes the files of a folder into one Swift file, as static strings: their texts, the trees of
/// those that are YAML or JSON, and the digests that manifests keep of them.
///
/// Files for people and specs to copy stay out: what is embedded is what the compiler reads.
@main
enum Embed {
  static func main() throws {
    guard CommandLine.arguments.count == 3 else { refuse("usage: embed FOLDER SWIFT-FILE") }
    let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
    let output = URL(fileURLWithPath: CommandLine.arguments[2])

    let entries = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    var code = Array(header.utf8)
    var digest = FolderDigest()
    for path in entries.sorted() where isEmbedded(path) {
      let file = folder.appendingPathComponent(path)
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      let text = try Array(Data(contentsOf: file))
      guard isUTF8(text) else { refuse("\(file.path):1:1: error: must be UTF-8 text") }
      if isDigested(path) { digest.add(path, text) }
      code += Array("    (".utf8) + literal(Array(path.utf8))
      code += Array(", ".utf8) + literal(text)
      code += Array(", ".utf8) + literal(isTree(path) ? tree(of: text, in: file.path) : [])
      code += Array(", ".utf8) + literal(Array(SHA256.shortDigest(of: text).utf8))
      code += Array("),\n".utf8)
    }
    code += Array(footer(version: digest.text).utf8)

    // An unchanged file keeps its date, so that the catalog is compiled only for a reason.
    let data = Data(code)
    if (try? Data(contentsOf: output)) != data { try data.write(to: output) }
  }

  private static let header = """
    // Written by the plugin EmbedTemplates; the originals are in Templates/.

    enum EmbeddedTemplates {
      typealias File = (
        path: StaticString, text: StaticString, tree: StaticString, digest: StaticString
      )

      static let files: [File] = [

    """

  private static func footer(version: String) -> String {
    """
      ]

      /// The digest of the files that outputs are made of.
      static let version: StaticString = "\(version)"
    }

    """
  }

  /// Whether the compiler reads the file at `path`, relative to the folder.
  private static func isEmbedded(_ path: String) -> Bool {
    let components = path.split(separator: "/")
    return components.first != "Examples" && components.last != "README.md"
      && !components.contains { $0.hasPrefix(".") }
  }

  /// Whether the file is one of those that `Catalog.version` speaks of.
  private static func isDigested(_ path: String) -> Bool {
    ["AWS/", "Shell/", "Vendors/"].contains { path.hasPrefix($0) }
  }

  /// Whether the file is a document that outputs are made of: others are read when a command asks.
  private static func isTree(_ path: String) -> Bool {
    let isDocument = path.hasSuffix(".yaml") || path.hasSuffix(".json")
    return isDigested(path) && isDocument && !path.contains("/requests/")
  }

  /// The packed tree of a document.
  private static func tree(of text: [UInt8], in path: String) -> [UInt8] {
    var diagnostics = Diagnostics(for: SourceFile(name: path, bytes: text))
    guard let root = compose(&diagnostics, .template), !diagnostics.hasErrors else {
      refuse(diagnostics.sorted.map { $0.line(of: path) }.joined(separator: "\n"))
    }
    return PackedTree(root).bytes
  }

  private static func isUTF8(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).utf8.elementsEqual(text)
  }

  /// The string literal that stands for `text`.
  private static func literal(_ text: [UInt8]) -> [UInt8] {
    var literal = [UInt8(ascii: "\"")]
    literal.reserveCapacity(text.count + text.count / 8)
    for byte in text {
      switch byte {
      case UInt8(ascii: "\\"): literal += #"\\"#.utf8
      case UInt8(ascii: "\""): literal += #"\""#.utf8
      case UInt8(ascii: "\n"): literal += #"\n"#.utf8
      case UInt8(ascii: "\r"): literal += #"\r"#.utf8
      case UInt8(ascii: "\t"): literal += #"\t"#.utf8
      case 0..<0x20, 0x7F: literal += "\\u{\(String(byte, radix: 16))}".utf8
      default: literal.append(byte)
      }
    }
    literal.append(UInt8(ascii: "\""))
    return literal
  }

  private static func refuse(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(1)
  }
}

extension Diagnostic {
  /// The diagnostic as compilers write it, so that editors and build logs point to its place.
  fileprivate func line(of path: String) -> String {
    let place = range?.start ?? SourcePosition(line: 1, column: 1)
    return "\(path):\(place.line):\(place.column): \(severity): \(message)"
  }
}
