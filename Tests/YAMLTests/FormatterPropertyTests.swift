import Diagnostics
import TestSupport
import Testing
import YAML

/// What holds of every document that is laid out anew, shown with thousands of untidy ones.
@Suite("The formatter, with random documents") struct FormatterPropertyTests {
  @Test("4,000 untidy documents keep values, comments and their places, and change only once")
  func keepsEverything() throws {
    var totals = (comments: 0, scalars: 0, changed: 0)
    for seed in 1...4000 as ClosedRange<UInt64> {
      let text = SpecSketch.wild(seed: seed).untidyYAML(seed: seed)
      guard let complaint = Self.complaint(about: text, &totals) else { continue }
      Issue.record("seed \(seed): \(complaint)\n\(text)")
    }
    #expect(totals.changed > 3500)
    print(
      "formatter: 4,000 documents, \(totals.scalars) scalars, \(totals.comments) comments, "
        + "\(totals.changed) changed"
    )
  }

  /// What is wrong with the new layout of a text; nil when nothing is.
  private static func complaint(
    about text: String,
    _ totals: inout (comments: Int, scalars: Int, changed: Int)
  ) -> String? {
    guard let before = Outline(text) else {
      return "the text itself can't be read: \(Reading(text, .template).findings)"
    }
    guard let new = layout(of: text) else { return "there is no layout" }
    guard let after = Outline(new) else { return "the layout can't be read:\n\(new)" }
    totals.comments += before.comments.count
    totals.scalars += before.scalars.count
    totals.changed += new == text ? 0 : 1
    if after.scalars.map(\.text) != before.scalars.map(\.text) { return "other values:\n\(new)" }
    if after.tree != before.tree { return "another tree:\n\(new)" }
    if let moved = before.firstComment(displacedIn: after) { return "\(moved):\n\(new)" }
    if layout(of: new) != new {
      return "it changes again:\n\(new)\n-- then:\n\(layout(of: new) ?? "nothing")"
    }
    return tidinessFault(of: new)
  }

  private static func layout(of text: String) -> String? {
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    return formatted(&diagnostics).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func tidinessFault(of text: String) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last != "" || lines.dropLast().last == "" || lines.first == "" && lines.count > 1 {
      return "it doesn't start and end with a line:\n\(text)"
    }
    for (line, next) in zip(lines, lines.dropFirst()) {
      if line.isEmpty && next.isEmpty { return "two blank lines:\n\(text)" }
      if line.last == " " || line.contains("\r") { return "blanks at the end:\n\(text)" }
      let margin = line.prefix { $0 == " " }.count
      if margin % 2 != 0 && line.dropFirst(margin).first != "#" { return "odd margin:\n\(text)" }
    }
    return nil
  }
}

/// What a document says, read by positions alone and without the formatter's own reader.
private struct Outline {
  /// A scalar and where it stands, keys included.
  struct Scalar {
    let text: String
    let range: SourceRange
  }

  /// A comment, and how many scalars start before it.
  struct Comment: Equatable {
    let text: String
    let place: Int
  }

  private(set) var scalars: [Scalar] = []
  private(set) var tree = ""
  private(set) var comments: [Comment] = []
  /// For keys of values on one line: the number of scalars before the key, and behind the value.
  private var entries: [ClosedRange<Int>] = []
  private let lines: [[Unicode.Scalar]]

  init?(_ text: String) {
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Array($0) }
    var diagnostics = Diagnostics(for: SourceFile(name: "a.yaml", bytes: Array(text.utf8)))
    guard let root = compose(&diagnostics, .template) else { return nil }
    add(root)
    findComments()
  }

  private mutating func add(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      scalars.append(Scalar(text: scalar.text, range: node.range))
      tree += scalar.isPlain && scalar.text.isEmpty ? "nothing" : "\"\(scalar.text)\""
    case .sequence(let items):
      tree += "["
      for item in items {
        add(item)
        tree += ","
      }
      tree += "]"
    case .mapping(let entries):
      tree += "{"
      for entry in entries {
        let first = scalars.count
        scalars.append(Scalar(text: entry.key.value, range: entry.key.range))
        tree += "\"\(entry.key.value)\":"
        add(entry.value)
        tree += ","
        self.entries.append(first...scalars.count)
      }
      tree += "}"
    }
  }

  private mutating func findComments() {
    var number = 0
    for (index, line) in lines.enumerated() {
      for column in line.indices where line[column] == "#" {
        let place = SourcePosition(line: index + 1, column: column + 1)
        while number < scalars.count && scalars[number].range.start < place { number += 1 }
        let isInside = number > 0 && contains(scalars[number - 1], place)
        guard !isInside else { continue }
        var text = line[column...]
        while let last = text.last, last.properties.isWhitespace { text.removeLast() }
        let letters = text.map { Character($0) }
        comments.append(Comment(text: String(letters), place: number))
        break
      }
    }
  }

  /// Whether a place is in a scalar; of a block scalar, not the comment behind its mark.
  private func contains(_ scalar: Scalar, _ place: SourcePosition) -> Bool {
    guard place < scalar.range.end else { return false }
    let start = scalar.range.start
    let line = lines[start.line - 1]
    let isBlock = start.column <= line.count && "|>".unicodeScalars.contains(line[start.column - 1])
    return !(isBlock && place.line == start.line)
  }

  /// The first comment that isn't between the same scalars any more. One between a key and its
  /// value may go before the key or behind the value.
  func firstComment(displacedIn other: Outline) -> String? {
    guard comments.map(\.text) == other.comments.map(\.text) else {
      return "other comments: \(comments.map(\.text)), \(other.comments.map(\.text))"
    }
    for (before, after) in zip(comments, other.comments) where before != after {
      let isInEntry = entries.contains { entry in
        entry.lowerBound < before.place && before.place < entry.upperBound + 1
          && (after.place == entry.lowerBound || after.place == entry.upperBound)
      }
      if !isInEntry { return "\(before.text) moves from \(before.place) to \(after.place)" }
    }
    return nil
  }
}
