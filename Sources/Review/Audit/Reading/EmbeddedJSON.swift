import Diagnostics
import YAML

/// JSON that stands in a text of another document, as the AWS CLI and API give policies out: as a
/// string, or percent-encoded.
///
/// What is found in it is shown where it stands in the file, character by character, as far as the
/// text stands on one line there.
struct EmbeddedJSON {
  /// The characters of the JSON, each with the place where it stands in the file.
  private var characters: [(scalar: Unicode.Scalar, range: SourceRange)]
  private let file: SourceFile
  private let whole: SourceRange

  /// The JSON in a text; nil for text that isn't any.
  init?(_ text: Located<String>, in file: SourceFile) {
    let trimmed = text.value.unicodeScalars.drop { $0.properties.isWhitespace }
    guard let first = trimmed.first, "{[%".unicodeScalars.contains(first) else { return nil }
    (self.file, whole) = (file, text.range)
    characters = Self.places(of: text, in: file)
    if first == "%" { decodePercents() }
    guard characters.contains(where: { $0.scalar == "{" }) else { return nil }
  }

  /// Reads the JSON; nil after reporting what stands against it.
  func read(_ diagnostics: inout Diagnostics) -> Node? {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: characters.map(\.scalar))
    let source = SourceFile(name: file.name, bytes: Array(String(text).utf8))
    var inner = Diagnostics(for: source)
    let root = readJSON(&inner, .last)
    let places = InnerPlaces(characters, whole)
    for diagnostic in inner.sorted { diagnostics.report(places.moved(diagnostic)) }
    return root.map(places.moved)
  }

  /// Where each character of a text stands: beside one another on one line, or all over it.
  private static func places(
    of text: Located<String>,
    in file: SourceFile
  ) -> [(scalar: Unicode.Scalar, range: SourceRange)] {
    let scalars = Array(text.value.unicodeScalars)
    let anywhere = scalars.map { ($0, text.range) }
    let (start, end) = (text.range.start, text.range.end)
    guard start.line == end.line, let line = file.line(start.line) else { return anywhere }
    let raw = Array(line.unicodeScalars)
    guard end.column - 1 <= raw.count, start.column < end.column else { return anywhere }
    var column = start.column - 1
    if raw[column] == "\"" { column += 1 }
    var places: [(Unicode.Scalar, SourceRange)] = []
    for scalar in scalars {
      let width = escapeWidth(raw[column...], scalar)
      guard column + width < end.column else { return anywhere }
      let from = SourcePosition(line: start.line, column: column + 1)
      let to = SourcePosition(line: start.line, column: column + width + 1)
      places.append((scalar, SourceRange(from, to)))
      column += width
    }
    return places
  }

  /// How many characters of the file write one character of the text.
  private static func escapeWidth(
    _ raw: ArraySlice<Unicode.Scalar>,
    _ scalar: Unicode.Scalar
  ) -> Int {
    guard raw.first == "\\" else { return 1 }
    guard raw.dropFirst().first == "u" else { return 2 }
    return scalar.value > 0xFFFF ? 12 : 6
  }

  /// Puts the characters that `%7B` and the like stand for in their place.
  private mutating func decodePercents() {
    var decoded: [(scalar: Unicode.Scalar, range: SourceRange)] = []
    var index = 0
    while index < characters.count {
      let (scalar, range) = characters[index]
      let digits = characters[(index + 1)...].prefix(2).map(\.scalar)
      let isEscape = scalar == "%" && digits.count == 2
      if isEscape, let byte = UInt8(digits.map { String($0) }.joined(), radix: 16) {
        let place = SourceRange(range.start, characters[index + 2].range.end)
        decoded.append((Unicode.Scalar(byte), place))
        index += 3
      } else {
        decoded.append((scalar, range))
        index += 1
      }
    }
    characters = decoded
  }
}

/// Places in a text that stands in a file, and where they are in the file.
private struct InnerPlaces {
  private let ranges: [SourceRange]
  /// Where each line of the text starts.
  private var starts = [0]
  private let whole: SourceRange

  init(_ characters: [(scalar: Unicode.Scalar, range: SourceRange)], _ whole: SourceRange) {
    ranges = characters.map(\.range)
    self.whole = whole
    for (index, character) in characters.enumerated() where character.scalar == "\n" {
      starts.append(index + 1)
    }
  }

  private func range(at position: SourcePosition) -> SourceRange? {
    guard starts.indices.contains(position.line - 1) else { return nil }
    let index = starts[position.line - 1] + position.column - 1
    // What is missing at the end is missing behind the last character.
    if index == ranges.count, let last = ranges.last { return SourceRange(at: last.end) }
    return ranges.indices.contains(index) ? ranges[index] : nil
  }

  private func moved(_ range: SourceRange) -> SourceRange {
    guard let first = self.range(at: range.start) else { return whole }
    let before = SourcePosition(line: range.end.line, column: range.end.column - 1)
    guard range.end.column > 1, let last = self.range(at: before), first.start <= last.end else {
      return SourceRange(first.start, first.end)
    }
    return SourceRange(first.start, last.end)
  }

  func moved(_ diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic(
      diagnostic.code,
      diagnostic.message,
      at: diagnostic.range.map(moved),
      related: diagnostic.related.map { .init($0.message, at: moved($0.range)) },
      help: diagnostic.help
    )
  }

  func moved(_ node: Node) -> Node {
    switch node.content {
    case .scalar: Node(node.content, at: moved(node.range))
    case .sequence(let items): Node(.sequence(items.map(moved)), at: moved(node.range))
    case .mapping(let entries):
      Node(
        .mapping(
          entries.map { entry in
            let key = Located(entry.key.value, at: moved(entry.key.range))
            return Node.Entry(key: key, value: moved(entry.value))
          }
        ),
        at: moved(node.range)
      )
    }
  }
}
