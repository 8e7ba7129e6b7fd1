import Model
import Text

/// What a hover shows: paragraphs and lists, as Markdown or as text.
struct HoverPage {
  /// A part of a paragraph.
  enum Part {
    /// Prose.
    case text(String)
    /// What stands in a spec or in AWS, letter by letter.
    case code(String)
    case strong(String)
    case link(String, to: String)
  }

  /// What stands by itself.
  fileprivate enum Paragraph {
    case prose([Part])
    case item([Part])
  }

  private var paragraphs: [Paragraph] = []

  var isEmpty: Bool { paragraphs.isEmpty }

  mutating func add(_ parts: Part...) { paragraphs.append(.prose(parts)) }

  mutating func add(item parts: [Part]) { paragraphs.append(.item(parts)) }

  /// Adds where a fact comes from.
  mutating func add(_ source: Citation) { paragraphs.append(.prose(Self.parts(of: source))) }

  static func parts(of source: Citation) -> [Part] {
    let rest = [source.section, source.date].filter { !$0.isEmpty }
    return [.text("Source:"), .link(source.title, to: source.url)]
      + (rest.isEmpty ? [] : [.text("(\(rest.joined(separator: ", ")))")])
  }

  /// The page as the client shows it.
  func text(asMarkdown isMarkdown: Bool) -> String {
    var text = ""
    var wasItem = false
    for paragraph in paragraphs {
      let (parts, isItem) = paragraph.parts
      // Items stand below each other, everything else apart.
      if !text.isEmpty { text += isItem && wasItem ? "\n" : "\n\n" }
      text += (isItem ? "- " : "") + parts.map { $0.text(isMarkdown) }.joined(separator: " ")
      wasItem = isItem
    }
    return text
  }
}

extension HoverPage.Paragraph {
  fileprivate var parts: ([HoverPage.Part], isItem: Bool) {
    switch self {
    case .prose(let parts): (parts, false)
    case .item(let parts): (parts, true)
    }
  }
}

extension HoverPage.Part {
  fileprivate func text(_ isMarkdown: Bool) -> String {
    switch self {
    case .text(let text): isMarkdown ? Markdown.text(text) : text
    case .code(let text): isMarkdown ? Markdown.code(text) : text
    case .strong(let text): isMarkdown ? "**" + Markdown.text(text) + "**" : text
    case .link(let title, let address):
      isMarkdown
        ? Markdown.link(title, to: address) : title + (address.isEmpty ? "" : " <\(address)>")
    }
  }
}
