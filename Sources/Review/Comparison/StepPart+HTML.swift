import Checklist
import Text

extension StepPart {
  /// The part in HTML.
  var markup: Markup {
    switch self {
    case .paragraph(let words): return .tag("p", [:], words.markup)
    case .code(let lines):
      // Wide code scrolls within its box, also by keys.
      return .tag("pre", ["tabindex": "0"], [.lines(lines)])
    case .table(let head, let rows):
      let cells = head.map { Markup.tag("th", ["scope": "col"], $0.markup) }
      let body = rows.map { row in Markup.tag("tr", [:], row.map { .tag("td", [:], $0.markup) }) }
      return .tag(
        "table",
        ["class": "plain"],
        [.tag("thead", [:], [.tag("tr", [:], cells)]), .tag("tbody", [:], body)]
      )
    case .list(let start, let items):
      let items = items.map { Markup.tag("li", [:], $0.map(\.markup)) }
      guard let start else { return .tag("ul", [:], items) }
      return .tag("ol", start == 1 ? [:] : ["start": "\(start)"], items)
    }
  }
}

extension [StepPart.Words] {
  /// The words in HTML.
  var markup: [Markup] {
    map { words in
      let text: Markup = words.isCode ? .tag("code", [:], words.text) : .text(words.text)
      return switch words.stress {
      case .none: text
      case .emphasis: .tag("em", [:], [text])
      case .strong: .tag("strong", [:], [text])
      }
    }
  }
}
