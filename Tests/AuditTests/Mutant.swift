import Audit
import Catalog
import Diagnostics
import Foundation
import Model
import TestSupport
import Testing

/// A document in which nothing is wrong, and a fault that is made in it.
struct Mutant: CustomStringConvertible, Sendable {
  let document: String
  let options: String
  let code: String
  let old: String
  let new: String
  /// What stands on the line of the finding; nil where the change itself does.
  let place: String?

  var description: String { "\(document): \(code): \(old.prefix(60)) => \(new.prefix(60))" }

  /// Every mutant of every file, in the order in which they stand there.
  static let all: [Mutant] = Documents.names.flatMap { name -> [Mutant] in
    let stem = name.prefix { $0 != "." }
    guard let text = try? Checkout.text(of: "Tests/AuditTests/Mutants/\(stem).mutants") else {
      return []
    }
    var options = ""
    return text.split(separator: "\n").compactMap { line in
      if line.hasPrefix("--") {
        // Options add up until they are taken back.
        options = line == "--" ? "" : options + " " + line
        return nil
      }
      return line.hasPrefix("#") ? nil : Mutant(String(line), of: name, options)
    }
  }

  private init?(_ line: String, of document: String, _ options: String) {
    guard let colon = line.firstRange(of: ": "), let arrow = line.firstRange(of: " => ") else {
      return nil
    }
    (self.document, self.options) = (document, options)
    code = String(line[..<colon.lowerBound])
    old = Self.unescaped(line[colon.upperBound..<arrow.lowerBound])
    let rest = String(line[arrow.upperBound...])
    let at = rest.ranges(of: " @ ").last
    place = at.map { Self.unescaped(rest[$0.upperBound...]) }
    new = Self.unescaped(at.map { rest[..<$0.lowerBound] } ?? rest[...])
  }

  private static func unescaped(_ text: Substring) -> String {
    guard text != "(nothing)" else { return "" }
    let lines = String(text).replacing("\\n", with: "\n")
    // `(300 times: text #)` is the text so many times, with the number in the place of the mark.
    return lines.replacing(/\((\d+) times: (.*?)\)/) { match in
      (0..<(Int(match.1) ?? 0)).map { match.2.replacing("#", with: String($0)) }.joined()
    }
  }

  /// The document with the fault; nil when the old text doesn't stand in it exactly once.
  var text: String? {
    guard let document = try? Documents.text(document) else { return nil }
    return document.ranges(of: old).count == 1 ? document.replacing(old, with: new) : nil
  }

  /// The lines on which the finding may stand, counted from 1: those of the change, or the one that
  /// is named.
  var lines: ClosedRange<Int>? {
    guard let text, let document = try? Documents.text(document) else { return nil }
    if let place {
      return text.firstRange(of: place).map { Self.line(of: $0.lowerBound, in: text) }
        .map { $0...$0 }
    }
    guard let start = document.firstRange(of: old)?.lowerBound else { return nil }
    let first = Self.line(of: start, in: document)
    return first...(first + new.count { $0 == "\n" })
  }

  private static func line(of index: String.Index, in text: String) -> Int {
    text[..<index].count { $0 == "\n" } + 1
  }

  /// The mutant as a file of the document's name.
  var file: SourceFile? {
    text.map { SourceFile(name: document, bytes: Array($0.utf8)) }
  }
}

/// The documents in which nothing is wrong.
enum Documents {
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .sorted()

  private static let folder = Checkout.root.appending(path: "Tests/AuditTests/Documents")

  static func text(_ name: String) throws -> String {
    try Checkout.text(of: "Tests/AuditTests/Documents/\(name)")
  }

  static func file(_ name: String) throws -> SourceFile {
    SourceFile(name: name, bytes: Array(try text(name).utf8))
  }
}

extension Audit {
  /// The catalogue that the compiler carries.
  static let catalog: Catalog? = {
    var reports: [Diagnostics] = []
    return Catalog(.embedded, &reports)
  }()

  /// An audit with options as the command line takes them.
  static func with(_ text: String = "", rules: Set<String>? = nil) throws -> Audit {
    Audit(try #require(catalog), try options(text), rules: rules)
  }

  private static func options(_ text: String) throws -> Options {
    var options = Options()
    let words = text.split(separator: " ").map(String.init)
    for (name, value) in zip(words, words.dropFirst()) {
      switch name {
      case "--for": options.type = value
      case "--account": options.account = try AccountID(value)
      case "--as": options.role = Role(rawValue: value)
      default: continue
      }
    }
    return options
  }
}

extension Diagnostics {
  /// The findings, notes left out, as `line:column code`.
  var findings: [String] {
    sorted.filter { $0.severity != .note }.map { diagnostic in
      let start = (diagnostic.range ?? .beginning).start
      return "\(start.line):\(start.column) \(diagnostic.code.rawValue)"
    }
  }
}
