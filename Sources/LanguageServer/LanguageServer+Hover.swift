import Text

extension LanguageServer {
  /// What there is to know about a place.
  mutating func hover(_ place: Place, _ client: Client) -> JSON {
    guard let schema, var document = documents[place.uri] else { return .null }
    let outline = document.outline
    guard let found = outline.place(at: place.offset) else { return .null }
    let writer = HoverWriter(
      catalog: catalog,
      explainer: explainer,
      schema: schema,
      outline: outline,
      spec: HoverWriter.tellsGrants(at: found) ? document.spec(by: compiler) : nil
    )
    documents[place.uri] = document
    guard let page = writer.page(about: found) else { return .null }
    return [
      "contents": [
        "kind": .string(client.hoverIsMarkdown ? "markdown" : "plaintext"),
        "value": .string(page.text(asMarkdown: client.hoverIsMarkdown)),
      ],
      "range": document.text.lines.json(found.word.range, client.encoding),
    ]
  }
}

extension Outline {
  /// The word at an offset, or the one that ends there.
  func place(at offset: Int) -> Place? {
    place { $0.range.contains(offset) }
      ?? place { !$0.range.isEmpty && $0.range.upperBound == offset }
  }
}
