import Catalog
import Checklist
import Diagnostics
import Foundation
import Model
import Testing
import Text

/// The body of a step as parts, and as the Markdown that it is.
@Suite struct StepPartTests {
  private static let text = """
    # Try ${Role}
    Holes: Role, Empty

    Before **all** *of* it, 2 * 3, see `a | b` and ${Empty}.

    | what | from |
    |---|---|
    | ${Role} | `x` and **now** |

    1. First:

       ```sh
       aws sts ${Role}
       ```

    2. Then one of

       - `a`
       - **b**

       and so on.

    Done when: ${Role} works.
    Source: guide
    """

  @Test func readsEachKindOfPart() throws {
    let parts = try StepText(Self.text).parts(["Role": "`|*", "Empty": ""])
    #expect(
      parts == [
        .paragraph([
          .init("Before "), .init("all", .strong), .init(" "), .init("of", .emphasis),
          .init(" it, 2 * 3, see "),
          .init("a | b", isCode: true), .init(" and "), .init("(empty)."),
        ]),
        .table(
          head: [[.init("what")], [.init("from")]],
          rows: [
            [
              [.init("`|*", isCode: true)],
              [.init("x", isCode: true), .init(" and "), .init("now", .strong)],
            ]
          ]
        ),
        .list(
          start: 1,
          items: [
            [.paragraph([.init("First:")]), .code(["aws sts '`|*'"])],
            [
              .paragraph([.init("Then one of")]),
              .list(
                start: nil,
                items: [
                  [.paragraph([.init("a", isCode: true)])],
                  [.paragraph([.init("b", .strong)])],
                ]
              ), .paragraph([.init("and so on.")]),
            ],
          ]
        ),
      ]
    )
  }

  /// GitHub's own reader of Markdown makes the same of all texts of the catalogue, with values that
  /// try to be markup.
  @Test(
    .enabled(if: Command.cmark.isInstalled),
    arguments: ["plain", "a``b", "<b>&amp;", "*_|~", Step.list(["one", "t`w|o"])]
  )
  func agreesWithMarkdown(value: String) throws {
    var reports: [Diagnostics] = []
    let catalog = try #require(Catalog(.embedded, &reports), "\(reports)")
    let paths = catalog.paths(below: "AWS/steps") + catalog.paths(below: "Vendors")
    var (texts, count) = (0, 0)
    for path in paths where path.contains("/steps/") {
      let text = try StepText(try #require(catalog.text(of: path)))
      let values = Dictionary(uniqueKeysWithValues: text.holes.map { ($0, value) })
      let page = text.filledBody(values).joined(separator: "\n")
      let read = try Command.cmark.output(["-e", "table"], over: page + "\n")
      let parts = text.parts(values)
      #expect(
        Self.plain(parts.map(Self.html).joined(separator: " ")) == Self.plain(read),
        "\(path)"
      )
      texts += 1
      count += parts.count
    }
    print("parts of steps that Markdown reads alike: \(count) of \(texts) texts, with '\(value)'")
    #expect(texts > 50)
  }

  /// What tells one page from another: tags but for paragraphs, of which items of a list may have
  /// one or none, and text without line breaks outside code.
  private static func plain(_ html: String) -> String {
    html.replacing(/<\/?p>|<pre><code[^>]*>/, with: " ").replacing("</code></pre>", with: "</pre>")
      .replacing(/\ align="[a-z]*"/, with: "").replacing(/\s+/, with: " ")
      .replacing(/\ ?(<[^>]*>)\ ?/) { String($0.1) }
      .trimmingCharacters(in: .whitespaces)
  }

  private static func html(_ part: StepPart) -> String {
    switch part {
    case .paragraph(let words): return html(words)
    case .code(let lines): return lines.map(Markup.encoded).joined(separator: "\n") + "</pre>"
    case .table(let head, let rows):
      let names = head.map { "<th>\(html($0))</th>" }.joined()
      let body = rows.map { "<tr>" + $0.map { "<td>\(html($0))</td>" }.joined() + "</tr>" }
      return "<table><thead><tr>\(names)</tr></thead><tbody>\(body.joined())</tbody></table>"
    case .list(let start, let items):
      let inside = items.map { "<li>\($0.map(html).joined(separator: " "))</li>" }.joined()
      guard let start else { return "<ul>\(inside)</ul>" }
      return (start == 1 ? "<ol>" : "<ol start=\"\(start)\">") + inside + "</ol>"
    }
  }

  private static func html(_ words: [StepPart.Words]) -> String {
    words.map { words in
      let text = Markup.encoded(words.text)
      let code = words.isCode ? "<code>\(text)</code>" : text
      return switch words.stress {
      case .none: code
      case .emphasis: "<em>\(code)</em>"
      case .strong: "<strong>\(code)</strong>"
      }
    }.joined()
  }
}
