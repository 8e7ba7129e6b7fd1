import Text

extension LanguageServer {
  /// What may stand at a place.
  func completion(_ place: Place, _ client: Client) -> JSON {
    guard let schema, let lines = documents[place.uri]?.text.lines,
      let completion = Completion(
        in: lines.bytes,
        at: place.offset,
        schema,
        catalog,
        takesSnippets: client.takesSnippets
      )
    else { return .null }
    let range = lines.json(completion.range, client.encoding)
    let items = completion.choices.enumerated().map { number, choice in
      json(of: choice, number: number, at: range, client)
    }
    return ["isIncomplete": false, "items": .array(items)]
  }

  private func json(
    of choice: Completion.Choice,
    number: Int,
    at range: JSON,
    _ client: Client
  ) -> JSON {
    let digits = String(number)
    let isLong = choice.text.contains("\n") && client.takesIndentation
    return .members([
      "label": .string(choice.label),
      "kind": .integer(choice.kind.rawValue),
      "detail": choice.detail.map { .string($0) },
      "documentation": choice.documentation.map { documentation in
        let kind = client.documentationIsMarkdown ? "markdown" : "plaintext"
        let text = client.documentationIsMarkdown ? Markdown.text(documentation) : documentation
        return ["kind": .string(kind), "value": .string(text)]
      },
      "preselect": choice.isPreselected && client.takesPreselection ? true : nil,
      "sortText": .string(String(repeating: "0", count: 4 - min(4, digits.utf8.count)) + digits),
      "insertTextFormat": .integer(choice.isSnippet ? 2 : 1),
      "insertTextMode": isLong ? .integer(Client.adjustsIndentation) : nil,
      "textEdit": ["range": range, "newText": .string(choice.text)],
    ])
  }
}
