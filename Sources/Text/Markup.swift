/// A part of a document of XML or HTML.
///
/// Names are literals of the program, and texts and values are encoded where they are written: what
/// somebody wrote can't become markup.
package indirect enum Markup: Sendable {
  /// Text on one line.
  case text(String)
  /// Text in which line breaks stay, as in `pre`.
  case lines([String])
  case element(Element)

  /// A name, attributes in their order, and what is inside.
  package struct Element: Sendable {
    let name: StaticString
    let attributes: [(name: StaticString, value: String)]
    let content: [Markup]
  }

  /// An element.
  package static func tag(
    _ name: StaticString,
    _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ content: [Markup] = []
  ) -> Markup {
    .element(
      Element(
        name: name,
        attributes: attributes.map { (name: $0.key, value: $0.value) },
        content: content
      )
    )
  }

  /// An element that holds nothing but text.
  package static func tag(
    _ name: StaticString,
    _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ text: String
  ) -> Markup {
    tag(name, attributes, [.text(text)])
  }
}

extension Markup {
  /// The text as XML and HTML both read it, as text and between double quotes.
  ///
  /// What isn't printable ASCII is written out, such as `\u{202e}`: nothing in a review can hide,
  /// and XML has no way at all to write most control characters.
  package static func encoded(_ text: String) -> String {
    var result = ""
    for scalar in Markdown.printable(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The part as XML, with a line for each element that holds others.
  package var xml: String { written(as: .xml) }

  /// The part as HTML, in which no element but those without an end is closed by itself.
  package var html: String { written(as: .html) }

  private func written(as language: Language) -> String {
    var buffer = TextBuffer()
    write(to: &buffer, as: language)
    return buffer.text
  }

  private func write(to buffer: inout TextBuffer, as language: Language) {
    switch self {
    case .text(let text): buffer.append(Self.encoded(text))
    case .lines(let lines): buffer.append(lines.map(Self.encoded).joined(separator: "\n"))
    case .element(let element): element.write(to: &buffer, as: language)
    }
  }

  private var isElement: Bool { if case .element = self { true } else { false } }

  fileprivate static func write(
    _ content: [Markup],
    to buffer: inout TextBuffer,
    as language: Language
  ) {
    // White space beside text would be text; between elements nobody sees it.
    let hasLines = !content.isEmpty && content.allSatisfy(\.isElement)
    for part in content {
      if hasLines { buffer.appendLine() }
      part.write(to: &buffer, as: language)
    }
    if hasLines { buffer.appendLine() }
  }
}

/// The language of a document.
private enum Language {
  case xml, html

  /// Elements of HTML that have no end.
  static let endless: Set<String> = ["br", "hr", "meta"]
}

extension Markup.Element {
  fileprivate func write(to buffer: inout TextBuffer, as language: Language) {
    let name = name.description
    buffer.append("<\(name)")
    for attribute in attributes {
      buffer.append(" \(attribute.name)=\"\(Markup.encoded(attribute.value))\"")
    }
    switch language {
    case .xml where content.isEmpty: return buffer.append("/>")
    case .html where Language.endless.contains(name): return buffer.append(">")
    case .xml, .html: buffer.append(">")
    }
    if name == "style" {
      buffer.append(styleSheet)
    } else {
      Markup.write(content, to: &buffer, as: language)
    }
    buffer.append("</\(name)>")
  }

  /// The text of a style sheet, which HTML reads as it stands and XML doesn't.
  private var styleSheet: String {
    let text = content.map { part in
      if case .lines(let lines) = part { lines.joined(separator: "\n") } else { "" }
    }.joined()
    precondition(
      text.utf8.allSatisfy { !"<&".utf8.contains($0) },
      "a style sheet has no sign that XML and HTML read otherwise"
    )
    return text
  }
}
