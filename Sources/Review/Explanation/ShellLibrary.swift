import Catalog

/// Where the lines of a script stand in the constant library, `Templates/Shell`.
struct ShellLibrary {
  /// A line of the library.
  struct Place: Hashable {
    /// The path below the repository, such as `Templates/Shell/iam.sh`.
    let file: String
    /// The line of that file, counted from 1.
    let line: Int
    /// The function that the line is part of; nil between functions.
    let function: String?
    /// What the comment above the function says.
    let purpose: String
  }

  /// A file of the library, as scripts hold it.
  private struct Part {
    let path: String
    let lines: [Substring]
    /// How many lines at its head no script has.
    let skipped: Int
  }

  private let parts: [Part]

  init(_ catalog: Catalog) {
    parts = catalog.paths(below: "Shell").filter { $0.hasSuffix(".sh") }.compactMap { path in
      guard let text = catalog.text(of: path) else { return nil }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      // All but the head is copied without what only speaks to its linter.
      let isHead = path.hasSuffix("/head.sh")
      let own =
        isHead ? lines : lines.drop { $0.hasPrefix("# shellcheck ") || $0 == "#" || $0.isEmpty }
      return Part(path: "Templates/" + path, lines: Array(own), skipped: lines.count - own.count)
    }
  }

  /// The places in the library of a script's lines; nil for the others.
  func places(of lines: [Substring]) -> [Place?] {
    var places = [Place?](repeating: nil, count: lines.count)
    for part in parts {
      guard let first = part.lines.first else { continue }
      let start = lines.indices.first { index in
        lines[index] == first && lines[index...].starts(with: part.lines)
      }
      guard let start else { continue }
      for (offset, place) in Self.places(in: part).enumerated() { places[start + offset] = place }
    }
    return places
  }

  /// The place of each line of a part.
  private static func places(in part: Part) -> [Place] {
    var places: [Place] = []
    var comment: [Substring] = []
    var function: (name: String, purpose: String)?
    for (offset, line) in part.lines.enumerated() {
      if function == nil, let name = name(ofFunctionIn: line) {
        function = (name, sentence(comment))
      }
      places.append(
        Place(
          file: part.path,
          line: part.skipped + offset + 1,
          function: function?.name,
          purpose: function?.purpose ?? ""
        )
      )
      // Functions end with a brace at the start of a line, or on the line where they start.
      if line.hasPrefix("}") || (function != nil && line.hasSuffix("}") && isWhole(line)) {
        function = nil
      }
      if line.hasPrefix("# ") {
        comment.append(line.dropFirst(2))
      } else if function == nil {
        comment = []
      }
    }
    return places
  }

  /// The name of the function that a line starts; nil for any other line.
  private static func name(ofFunctionIn line: Substring) -> String? {
    let name = line.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return !name.isEmpty && line.dropFirst(name.count).hasPrefix("() {") ? String(name) : nil
  }

  private static func isWhole(_ line: Substring) -> Bool { name(ofFunctionIn: line) != nil }

  private static func sentence(_ comment: [Substring]) -> String {
    comment.joined(separator: " ")
  }
}
