import Diagnostics
package import Model
import YAML

/// A request to a vendor that a person sends, with holes such as `"${Bucket}"` where a spec's
/// values go: a body of JSON, the form of an API for curl, Terraform, or a script.
package struct RequestTemplate: Sendable {
  /// What the file is written in, by the end of its name.
  package enum Language: String, CaseIterable, Sendable {
    case json
    case terraform = "tf"
    case curl
    case shell = "sh"
  }

  /// What a hole takes.
  package enum HoleKind: String, CaseIterable, Sendable {
    /// Any text, as the content of a string or as a word of a shell.
    case text
    /// Text that may be missing; the line of its hole is then left out.
    case optional
    /// `true` or `false`.
    case flag
    /// A name of Terraform's language.
    case identifier
  }

  /// A line between its holes.
  package struct Line: Hashable, Sendable {
    /// A piece of a line.
    package enum Part: Hashable, Sendable {
      case text(String)
      case hole(String)
    }

    package let parts: [Part]

    /// The names of its holes.
    package var holes: [String] {
      parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
    }
  }

  package let language: Language
  /// What each hole takes, by its name.
  package let holes: [String: HoleKind]
  package let lines: [Line]
  /// Where the vendor says that the request looks like this.
  package let source: Citation
}

// Reading an entry of `requests:`.
extension RequestTemplate {
  /// Reads the entry of a file below `requests/` in the vendor's folder.
  init?(
    _ entry: (name: Located<String>, node: Node),
    in folder: String,
    _ files: TemplateFiles,
    _ sources: [String: Citation],
    _ diagnostics: inout Diagnostics,
    _ reports: inout [Diagnostics]
  ) {
    let name = entry.name
    guard var fields = Fields(entry.node, of: "request '\(name.value)'", &diagnostics) else {
      return nil
    }
    let source = sources.cited(by: fields.required("source"), &diagnostics)
    let holes = Self.holes(fields.required("holes"), &diagnostics)
    let members = (fields.items("members", &diagnostics) ?? []).compactMap {
      $0.text(of: "a member", &diagnostics)?.value
    }
    fields.finish(&diagnostics)
    guard let language = Language(of: name, &diagnostics) else { return nil }
    guard let source, let file = files.file("\(folder)/requests/\(name.value)") else {
      diagnostics.report(.unreadableFile, "there is no file \(name.value)", at: name.range)
      return nil
    }
    var report = Diagnostics(for: file)
    defer { reports.append(report) }
    var reader = RequestReader(language, holes)
    do throws(RequestReader.Mistake) {
      lines = try reader.lines(of: file.bytes)
    } catch {
      report.report(.wrongKind, "line \(error.line): \(error.rule)", at: nil)
      return nil
    }
    (self.language, self.holes, self.source) = (language, holes, source)
    if language == .json { check(members: members, of: file, &report) }
  }

  private static func holes(
    _ node: Node?,
    _ diagnostics: inout Diagnostics
  ) -> [String: HoleKind] {
    var holes: [String: HoleKind] = [:]
    for entry in node.entries(of: "'holes'", &diagnostics) {
      guard let text = entry.value.text(of: "a hole", &diagnostics) else { continue }
      if let kind = HoleKind(rawValue: text.value) {
        holes[entry.key.value] = kind
      } else {
        let kinds = HoleKind.allCases.map(\.rawValue)
        reportUnknownValue(text, of: "a hole", among: kinds, &diagnostics)
      }
    }
    return holes
  }

  /// Finds out that the document is one of JSON with the members that its vendor knows, whatever
  /// optional ones are left out.
  private func check(members: [String], of file: SourceFile, _ diagnostics: inout Diagnostics) {
    for isWhole in [true, false] {
      let text = lines.compactMap { $0.sample(holes, isWhole: isWhole) }.joined(separator: "\n")
      var sample = Diagnostics(for: SourceFile(name: file.name, bytes: Array(text.utf8)))
      guard let root = readJSON(&sample) else {
        for diagnostic in sample.sorted {
          diagnostics.report(diagnostic.code, diagnostic.message, at: nil)
        }
        return
      }
      for name in root.memberNames.subtracting(members).sorted() {
        diagnostics.report(
          .unknownKey,
          "'members' of the request must list '\(name)', or the vendor doesn't know it",
          at: nil
        )
      }
    }
  }
}

extension RequestTemplate.Language {
  /// The language of a file by the end of its name; nil after reporting that it is none.
  fileprivate init?(of name: Located<String>, _ diagnostics: inout Diagnostics) {
    let end = name.value.split(separator: ".").last.map(String.init) ?? ""
    guard let language = Self(rawValue: end) else {
      let ends = Self.allCases.map { "." + $0.rawValue }
      reportUnknownValue(name, of: "the end of the name", among: ends, &diagnostics)
      return nil
    }
    self = language
  }
}

extension RequestTemplate.Line {
  /// The line with a sample in each hole; nil where it is left out.
  fileprivate func sample(
    _ holes: [String: RequestTemplate.HoleKind],
    isWhole: Bool
  ) -> String? {
    if !isWhole, self.holes.contains(where: { holes[$0] == .optional }) { return nil }
    return parts.map { part in
      switch part {
      case .text(let text): text
      case .hole(let name): holes[name] == .flag ? "true" : "x"
      }
    }.joined()
  }
}

extension Node {
  /// The names of all members, at any depth.
  fileprivate var memberNames: Set<String> {
    switch content {
    case .scalar: []
    case .sequence(let items): Set(items.flatMap(\.memberNames))
    case .mapping(let entries):
      Set(entries.map(\.key.value)).union(entries.flatMap(\.value.memberNames))
    }
  }
}
