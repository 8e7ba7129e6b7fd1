import Text
import YAML

/// Writes choices as they come to stand in a document: with the colons, blanks and brackets that
/// they need, and nothing that a person would have to check, such as an example.
struct ChoiceWriter {
  private let isFlow: Bool
  private let lacksBlank: Bool
  private let takesSnippets: Bool
  /// How much deeper the keys of the place are than its line.
  private let offset: Int

  /// - Parameter indent: how far the line is indented; what a choice adds below it, editors
  ///   indent as far too.
  init(place: Outline.Place, indent: Int, takesSnippets: Bool) {
    isFlow = place.blocks.contains { $0.style == .braces || $0.style == .brackets }
    lacksBlank = place.block.lacksBlank
    offset = max(0, place.word.column - indent)
    self.takesSnippets = takesSnippets
  }

  /// - Parameter replaces: whether the key has its colon already.
  func key(_ key: SchemaKey, _ schema: SpecSchema, replaces: Bool) -> Completion.Choice {
    choice(key, key.name, replaces ? .plain(key.name) : entry(key, schema, offset))
  }

  /// A key as the first of a new item.
  func item(_ key: SchemaKey, _ schema: SpecSchema) -> Completion.Choice {
    choice(key, "- " + key.name, entry(key, schema, offset + 2).behind("- "))
  }

  private func choice(_ key: SchemaKey, _ label: String, _ text: Snippet) -> Completion.Choice {
    Completion.Choice(
      label: label,
      kind: .property,
      detail: key.isRequired ? "required" : key.defaultValue.map { "default: \($0)" },
      documentation: key.description,
      text: text.text,
      isSnippet: text.hasPlaces
    )
  }

  /// A word as an item.
  func item(_ word: String, detail: String?) -> Completion.Choice {
    Completion.Choice(label: "- " + word, kind: .value, detail: detail, text: "- " + word)
  }

  func value(_ word: String, detail: String?, isPreselected: Bool) -> Completion.Choice {
    Completion.Choice(
      label: word,
      kind: .value,
      detail: detail,
      text: (lacksBlank ? " " : "") + word,
      isPreselected: isPreselected
    )
  }

  /// A whole integration of each type, with what it must have; only for clients in which a person
  /// then fills in the rest.
  func integrations(
    _ types: [(name: String, summary: String, schemas: [Node])],
    _ schema: SpecSchema
  ) -> [Completion.Choice] {
    guard takesSnippets, !isFlow else { return [] }
    return types.map { type in
      var snippet = Snippet(takesPlaces: true)
      snippet.addPlace("name")
      snippet.add(":")
      snippet.addLine(offset + 2)
      snippet.add("type: \(type.name)")
      for key in schema.keys(of: Outline.Block(.lines), type.schemas)
      where key.isRequired && key.name != "type" {
        snippet.addLine(offset + 2)
        add(key, schema, offset + 2, to: &snippet)
      }
      return Completion.Choice(
        label: "a new \(type.name)",
        kind: .snippet,
        detail: type.summary,
        documentation: "An integration with the keys that it must have.",
        text: snippet.text,
        isSnippet: true
      )
    }
  }
}

// Keys with places for their values.
extension ChoiceWriter {
  private func entry(_ key: SchemaKey, _ schema: SpecSchema, _ column: Int) -> Snippet {
    var snippet = Snippet(takesPlaces: takesSnippets)
    add(key, schema, column, to: &snippet)
    return snippet
  }

  private func add(
    _ key: SchemaKey,
    _ schema: SpecSchema,
    _ column: Int,
    to snippet: inout Snippet
  ) {
    snippet.add(key.name + ":")
    let schemas = key.schemas
    let isList = SpecSchema.takes("array", schemas)
    // A name alone is the shorter form of many a mapping.
    let isMapping =
      SpecSchema.takes("object", schemas) && !SpecSchema.takes("string", schemas)
      && !SpecSchema.takes("integer", schemas) && SpecSchema.words(of: schemas).isEmpty
    guard isList || isMapping else {
      snippet.add(" ")
      addScalar(schemas, to: &snippet)
      return
    }
    if isFlow {
      snippet.add(" ")
      snippet.add(isList ? "[" : "{", onlyWithPlaces: true)
      snippet.addPlace()
      snippet.add(isList ? "]" : "}", onlyWithPlaces: true)
    } else if snippet.takesPlaces {
      snippet.addLine(column + 2)
      if isList {
        snippet.add("- ")
        let items = schemas.compactMap { $0["items"] }.flatMap { schema.layers(of: $0, nil) }
        addInner(items, schema, column + 4, to: &snippet)
      } else {
        addInner(schemas, schema, column + 2, to: &snippet)
      }
    }
  }

  /// What a mapping must have; a place for anything else.
  private func addInner(
    _ schemas: [Node],
    _ schema: SpecSchema,
    _ column: Int,
    to snippet: inout Snippet
  ) {
    let isMapping = !SpecSchema.takes("string", schemas)
    let keys = isMapping ? schema.keys(of: Outline.Block(.lines), schemas) : []
    let required = keys.filter(\.isRequired)
    guard !required.isEmpty else {
      addScalar(schemas, to: &snippet)
      return
    }
    for (index, key) in required.enumerated() {
      if index > 0 { snippet.addLine(column) }
      add(key, schema, column, to: &snippet)
    }
  }

  /// How many words a place shows to choose from; more are left to the next completion.
  private static let mostWords = 8

  private func addScalar(_ schemas: [Node], to snippet: inout Snippet) {
    let words = SpecSchema.words(of: schemas)
    if (2...Self.mostWords).contains(words.count) {
      snippet.add(choices: words)
    } else if schemas.contains(where: { $0["pattern"]?.text?.hasPrefix("^[0-9]") == true }) {
      // Digits without quotes would be a number.
      snippet.add("\"", onlyWithPlaces: true)
      snippet.addPlace()
      snippet.add("\"", onlyWithPlaces: true)
    } else {
      snippet.addPlace()
    }
  }
}
