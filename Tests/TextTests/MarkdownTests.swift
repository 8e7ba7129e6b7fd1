import Testing
import Text

@Suite struct MarkdownTests {
  @Test(arguments: [
    ("plain", "`plain`"),
    ("", "`  `"),
    (" ", "` `"),
    ("a`b", "``a`b``"),
    ("`a", "`` `a ``"),
    ("a``", "``` a`` ```"),
    (" a ", "`  a  `"),
    (" a", "` a`"),
    ("a\nb", "`a\\u{a}b`"),
    ("a\u{202E}b", "`a\\u{202e}b`"),
    ("a\u{7F}b", "`a\\u{7f}b`"),
  ])
  func writesCodeSpans(text: String, span: String) {
    #expect(Markdown.code(text) == span)
  }

  @Test(arguments: [
    ("a|b", #"`a\|b`"#),
    ("||", #"`\|\|`"#),
    (#"a\|b"#, #"`a\`&#124;`b`"#),
    (#"a\"#, #"`a\`"#),
    (#"\|\|"#, #"`\`&#124;`\`&#124;"#),
  ])
  func writesCodeSpansInTables(text: String, cell: String) {
    #expect(Markdown.tableCode(text) == cell)
  }

  @Test(arguments: [
    ("a[x]", #"`a\u{5b}x]`"#), ("[X] [[x]", #"`\u{5b}X] [\u{5b}x]`"#), ("[y]", "`[y]`"),
  ])
  func writesNoTicks(text: String, span: String) {
    #expect(Markdown.taskCode(text) == span)
  }

  @Test(arguments: [
    ("lets the vendor act as this role", "lets the vendor act as this role"),
    ("needs s3:GetObject, twice", "needs `s3:GetObject`, twice"),
    ("asks @team (fixes #1).", "asks `@team` (fixes `#1`)."),
    ("see www.a.example or GH-12", "see `www.a.example` or `GH-12`"),
    ("a high-level view, and/or 100%", "a high-level view, and/or 100%"),
    ("account 111122223333", "account `111122223333`"),
    ("1. first", "`1.` first"),
    ("- [x] done", "`-` `[x]` done"),
    ("  two   spaces ", "two spaces"),
    (":+1: it", "`:+1`: it"),
    ("so :) or ;)", "so `:)` or ;)"),
    ("a <b> c", "a `<b>` c"),
    ("both *a* and _b_", "both `*a*` and `_b_`"),
    ("commit 1a2b3c4, not 1a2b3c", "commit `1a2b3c4`, not 1a2b3c"),
    ("why?! yes: \"so\"", "why?! yes: \"so\""),
  ])
  func leavesOnlyHarmlessWordsAsProse(text: String, prose: String) {
    #expect(Markdown.text(text) == prose)
  }

  @Test(arguments: [
    (
      "The guide", "https://a.example/b?c=d&copy;#e",
      "[The guide](https://a.example/b?c=d&amp;copy;#e)"
    ),
    ("a](b", "https://a.example/)|`<", "[`a](b`](https://a.example/%29%7C%60%3C)"),
    ("The guide", "javascript:alert(1)", "The guide"),
    ("", "https://a.example", ""),
  ])
  func writesLinks(title: String, address: String, link: String) {
    #expect(Markdown.link(title, to: address) == link)
  }

  @Test(arguments: [
    ("acme.yaml", "<!-- acme.yaml -->"),
    ("a-->b", #"<!-- a-\u{2d}\u{3e}b -->"#),
    ("<!--", #"<!-- \u{3c}!-\u{2d} -->"#),
  ])
  func writesComments(text: String, comment: String) {
    #expect(Markdown.comment(text) == comment)
  }

  @Test(arguments: [
    ("s3:GetObject, s3:ListBucket", "\"s3:GetObject, s3:ListBucket\""),
    (#"a"]; %%{init"#, "\"a#34;#93;#59; #37;#37;#123;init\""),
    ("1. first - last", "\"1#46; first #45; last\""),
    ("a_b#c", "\"a#95;b#35;c\""),
  ])
  func writesMermaidLabels(text: String, label: String) {
    #expect(Markdown.mermaidLabel(text) == label)
  }

  @Test func namesMermaidNodesByTheirText() {
    #expect(Markdown.mermaidID("role", "acme") == "role_822b33ad87c1")
    #expect(Markdown.mermaidID("role", "acme") != Markdown.mermaidID("role", "acme2"))
  }

  @Test(arguments: [("a", "```"), ("```", "````"), ("`````", "``````")])
  func fencesLongerThanTheText(text: String, fence: String) {
    #expect(Markdown.fence(for: [text]) == fence)
  }
}
