import Catalog
import Text
import YAML

/// What may stand where somebody writes.
struct Completion {
  /// Something to choose.
  struct Choice {
    /// What kind of thing it is, by the numbers of the protocol.
    enum Kind: Int {
      case property = 10
      case value = 12
      case snippet = 15
    }

    let label: String
    let kind: Kind
    var detail: String?
    var documentation: String?
    /// What is written: a snippet where the client takes them.
    let text: String
    var isSnippet = false
    var isPreselected = false
  }

  /// The choices, in the order in which they are shown.
  let choices: [Choice]
  /// The bytes that a choice takes the place of.
  let range: Range<Int>

  /// - Parameter takesSnippets: whether the client knows places to fill in.
  init?(
    in bytes: [UInt8],
    at cursor: Int,
    _ schema: SpecSchema,
    _ catalog: Catalog,
    takesSnippets: Bool
  ) {
    let outline = Outline(bytes, cursor: cursor)
    guard let place = outline.place(where: \.holdsCursor) else { return nil }
    let writer = ChoiceWriter(
      place: place,
      indent: Self.indent(of: bytes, at: cursor),
      takesSnippets: takesSnippets
    )
    range = place.word.range
    let finder = ChoiceFinder(outline, place, schema, catalog, writer)
    choices = finder.choices()
  }

  /// How far the line is indented.
  private static func indent(of bytes: [UInt8], at cursor: Int) -> Int {
    let start = bytes[..<cursor].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? 0
    return bytes[start...].prefix { $0 == 0x20 }.count
  }
}

/// Finds what may stand at a place.
private struct ChoiceFinder {
  private let outline: Outline
  private let place: Outline.Place
  private let schema: SpecSchema
  private let catalog: Catalog
  private let writer: ChoiceWriter
  /// What describes the block in which somebody writes.
  private let schemas: [Node]

  init(
    _ outline: Outline,
    _ place: Outline.Place,
    _ schema: SpecSchema,
    _ catalog: Catalog,
    _ writer: ChoiceWriter
  ) {
    (self.outline, self.place, self.schema) = (outline, place, schema)
    (self.catalog, self.writer) = (catalog, writer)
    schemas = schema.schemas(of: place)
  }

  func choices() -> [Completion.Choice] {
    if place.entry != nil { return keys() }
    switch place.block.style {
    case .braces: return keys()
    case .inline: return values()
    // What is in brackets stands in an item of its own.
    case .brackets: return []
    case .lines:
      // Elsewhere it would belong to the line above.
      guard place.word.column == place.block.column else { return [] }
      if !place.block.items.isEmpty { return items() }
      if !place.block.entries.isEmpty { return keys() }
      return keys() + items() + (place.steps.isEmpty ? [] : values())
    }
  }

  private func keys() -> [Completion.Choice] {
    let isNew = place.keys == ["integrations"] && place.entry == nil
    let own = isNew ? writer.integrations(types(), schema) : []
    return own
      + known(schema.keys(of: place.block, schemas, replacing: place.entry)).map {
        writer.key($0, schema, replaces: place.entry != nil)
      }
  }

  /// The keys without those that mean nothing in this spec.
  private func known(_ keys: [SchemaKey]) -> [SchemaKey] {
    outline.root["targets"] == nil ? keys.filter { $0.name != "perTarget" } : keys
  }

  /// The types of integrations with what describes each.
  private func types() -> [(name: String, summary: String, schemas: [Node])] {
    let name = Outline.Word(
      text: "type",
      range: 0..<0,
      isQuoted: false,
      column: 0,
      holdsCursor: false
    )
    return catalog.integrationTypes.map { type, summary in
      let word = Outline.Word(
        text: type,
        range: 0..<0,
        isQuoted: false,
        column: 0,
        holdsCursor: false
      )
      var block = Outline.Block(.lines)
      block.entries = [Outline.Entry(key: name, value: Outline.Block(.inline, words: [word]))]
      let own = schemas.compactMap { $0["additionalProperties"] }
      return (type, summary, own.flatMap { schema.layers(of: $0, block) })
    }
  }

  /// The items of a list, each behind a dash.
  private func items() -> [Completion.Choice] {
    // What is written where items stand may itself be in the list, or be what makes it one.
    let own = schemas.compactMap { $0["items"] }.flatMap { schema.layers(of: $0, nil) }
    guard !own.isEmpty else { return [] }
    let block = Outline.Block(.lines)
    let words = SpecSchema.words(of: own).filter { !present.contains($0) }
    return known(schema.keys(of: block, own)).map { writer.item($0, schema) }
      + words.map { writer.item($0, detail: detail(of: $0)) }
  }

  /// The words that stand in the list already.
  private var present: Set<String> {
    let list = place.block.items.isEmpty ? place.blocks.dropLast().last : place.block
    return Set((list?.items ?? []).compactMap(\.scalar).filter { !$0.holdsCursor }.map(\.text))
  }

  private func values() -> [Completion.Choice] {
    let standard = SchemaKey.defaultValue(in: schemas)
    let names = namesOfSpec()
    let words = SpecSchema.words(of: schemas)
    let taken = place.steps.last == .item ? present : []
    return (names + words).filter { !taken.contains($0) }.map { word in
      let isStandard = word == standard
      return writer.value(
        word,
        detail: isStandard ? "default" : detail(of: word),
        isPreselected: isStandard
      )
    }
  }

  /// Names that the spec gives to what is meant here.
  private func namesOfSpec() -> [String] {
    switch place.keys.last {
    case "via" where place.keys.first == "integrations":
      guard place.keys.count == 3,
        let type = place.blocks[place.blocks.count - 2]["type"]?.scalar?.text
      else { return outline.connections(catalog).map(\.name) }
      let vendor = String(type.prefix { $0 != "/" })
      return outline.connections(catalog).filter { $0.vendor == vendor }.map(\.name)
    case "perTarget":
      let targets = outline.root["targets"]
      let own = targets?["accounts"]?.entries.flatMap { $0.value.entries.map(\.key.text) } ?? []
      let names = (targets?["values"]?.entries.map(\.key.text) ?? []) + own
      return Set(names).sorted()
    default: return []
    }
  }

  private func detail(of word: String) -> String? {
    switch place.keys.last {
    case "type": catalog.integrationTypes.first { $0.name == word }?.summary
    case "via": outline.connections(catalog).first { $0.name == word }?.vendor
    case "vendor": catalog.vendor(word)?.name
    case "site": nil
    default: catalog.regionName(word)
    }
  }
}
