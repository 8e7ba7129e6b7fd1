import AccessReport
import Diagnostics
import Model
import Text

extension DiffReport {
  /// The report as a page that needs nothing else: no script, no other file, no network.
  package var html: String {
    let document = Markup.tag("html", ["lang": "en"], [head, body])
    return "<!DOCTYPE html>\n\(document.html)\n"
  }

  private var title: String { "Access: " + headline.map(\.words).joined(separator: ", ") }

  private var head: Markup {
    // Exactly this style may be applied, and nothing may be loaded or run.
    let style = "\n" + PageStyle.css.joined(separator: "\n") + "\n"
    let digest = Base64.text(of: SHA256.digest(of: Array(style.utf8)))
    let policy =
      "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'"
    return .tag(
      "head",
      [:],
      [
        .tag("meta", ["charset": "utf-8"]),
        .tag("meta", ["http-equiv": "Content-Security-Policy", "content": policy]),
        .tag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .tag("meta", ["name": "color-scheme", "content": "light dark"]),
        .tag("meta", ["name": "referrer", "content": "no-referrer"]),
        .tag("title", [:], title),
        .tag(
          "style",
          [:],
          [.lines(style.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))]
        ),
      ]
    )
  }

  private var body: Markup {
    let sections = comparisons.map { PageSection($0, texts(of: $0)).markup }
    return .tag("body", [:], [header, .tag("main", [:], sections.isEmpty ? [nothing] : sections)])
  }

  private var nothing: Markup {
    .tag("p", [:], "Nobody gains or loses anything, and nothing is made or removed in AWS.")
  }

  private var header: Markup {
    let words = headline.flatMap { part in
      [
        Markup.text(" "),
        .tag("span", ["class": part.isGrave ? "badge grave" : "badge"], part.words),
      ]
    }
    var parts = [Markup.tag("h1", [:], [.text("Access:")] + words)]
    if !comparisons.isEmpty {
      let differing = "\(counted(count, "spec")) compared, \(comparisons.count) with a difference."
      parts += [.tag("p", [:], differing), gates]
    }
    if comparisons.count > 1 { parts.append(contents) }
    return .tag("header", [:], parts)
  }

  /// Which gates of `--fail-on` let the change pass.
  private var gates: Markup {
    let gates = [
      ("broadening", "Somebody may do more than before, or it can't be ruled out.", broadens),
      ("trust", "Others may become a role, or somebody gets a key.", changesTrust),
      ("replacement", "Something takes the place of something else.", replaces),
    ]
    let rows = gates.map { name, meaning, refuses in
      Markup.tag(
        "tr",
        ["role": "row"],
        [
          .tag("th", ["scope": "row", "role": "rowheader"], [.tag("code", [:], name)]),
          PageTable.cell(
            "Verdict",
            [
              .tag(
                "span",
                ["class": refuses ? "badge grave" : "badge"],
                refuses ? "refuses" : "passes"
              )
            ]
          ),
          PageTable.cell("What it refuses", [.text(meaning)]),
        ]
      )
    }
    return PageTable.table(
      caption: "What each gate of --fail-on says to this change",
      head: ["Gate", "Verdict", "What it refuses"],
      bodies: [.tag("tbody", ["role": "rowgroup"], rows)],
      look: "gates"
    )
  }

  /// Where each spec is on the page.
  private var contents: Markup {
    let items = comparisons.map { comparison in
      Markup.tag(
        "li",
        [:],
        [
          .tag("a", ["href": "#spec-\(comparison.name)"], comparison.name.text),
          .text(": \(comparison.verdict)"),
        ]
      )
    }
    return .tag("nav", ["aria-label": "Specs"], [.tag("ul", [:], items)])
  }
}
