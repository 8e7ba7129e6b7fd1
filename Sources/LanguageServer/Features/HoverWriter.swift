import Catalog
import Diagnostics
import Explanation
import Model
import YAML

/// Writes pages about places of a spec.
struct HoverWriter {
  let catalog: Catalog
  let explainer: Explainer
  let schema: SpecSchema
  let outline: Outline
  /// What explains the spec; nil while it has errors, and where `tellsGrants` says that it isn't
  /// asked.
  let spec: Spec?

  /// Whether what a spec grants is told at a place.
  static func tellsGrants(at place: Outline.Place) -> Bool {
    if place.entry != nil { return place.keys == ["integrations"] || place.keys == ["vendors"] }
    return place.keys.last.map { $0 == "via" || grantedKeys.contains($0) } ?? false
  }

  func page(about place: Outline.Place) -> HoverPage? {
    var page = HoverPage()
    let text = place.word.text
    switch (place.keys, place.entry != nil) {
    case (["integrations"], true): write(integration: text, to: &page)
    case (["vendors"], true): write(connection: text, to: &page)
    default:
      if place.entry == nil { write(value: text, at: place, to: &page) }
      write(keyAt: place, to: &page)
    }
    return page.isEmpty ? nil : page
  }

  private func write(keyAt place: Outline.Place, to page: inout HoverPage) {
    let schemas = schema.schemas(ofKeyAt: place)
    guard let key = place.entry?.key.text ?? place.keys.last, !schemas.isEmpty else { return }
    let isRequired = schema.schemas(of: place).contains { schema in
      schema["required"]?.elements?.contains { $0.text == key } ?? false
    }
    if place.entry != nil, isRequired {
      page.add(.strong(key), .text("(required)"))
    } else {
      page.add(.strong(key))
    }
    var descriptions: [String] = []
    for text in schemas.compactMap({ $0["description"]?.text }) where descriptions.count < 2 {
      if !descriptions.contains(text) { descriptions.append(text) }
    }
    for description in descriptions { page.add(.text(description)) }
    let words = SpecSchema.words(of: schemas)
    if words.count > 1, words.count <= Self.mostWords {
      page.add(.text("One of:"), .code(words.joined(separator: ", ")))
    }
    if let value = SchemaKey.defaultValue(in: schemas) { page.add(.text("Default:"), .code(value)) }
    if let example = schemas.lazy.compactMap({ $0["examples"]?.elements?.first }).first {
      let isItem = place.steps.last == .item && place.entry == nil
      page.add(.text("Example:"), .code((isItem ? "- " : key + ": ") + example.flowText))
    }
    for source in sources(of: schemas) { page.add(source) }
  }

  /// How many words are listed; there are more regions than anybody reads.
  private static let mostWords = 24

  /// The sources that comments of schemas name by their ids, of what is said first.
  private func sources(of schemas: [Node]) -> [Citation] {
    let start = "Source: "
    guard
      let comment = schemas.lazy.compactMap({ $0["$comment"]?.text }).first(where: {
        $0.hasPrefix(start)
      })
    else { return [] }
    return comment.dropFirst(start.count).split(separator: ",").compactMap { part in
      let id = String(part.drop { $0 == " " })
      guard !id.hasPrefix("https://") else {
        return Citation(title: id, section: "", url: id, date: "")
      }
      let words = id.split(separator: "/").map(String.init)
      guard words.count == 2 else { return nil }
      return words[0] == "aws"
        ? catalog.sources[words[1]] : catalog.vendor(words[0])?.sources[words[1]]
    }
  }
}

// Values.
extension HoverWriter {
  private func write(value text: String, at place: Outline.Place, to page: inout HoverPage) {
    switch place.keys.last {
    case "type": write(type: text, to: &page)
    case "via": write(connection: text, to: &page)
    case "vendor": write(vendor: text, to: &page)
    case "region", "regions":
      if let name = catalog.regionName(text) { page.add(.strong(text), .text("is \(name).")) }
    case let key? where Self.grantedKeys.contains(key) && place.keys.first == "integrations":
      guard let spec, !text.isEmpty else { return }
      for answer in explainer.answers(to: text, on: nil, in: [spec]) {
        // An action is granted to many; here it stands for one integration.
        let isOwn = { (origin: Origin) in
          answer.kind == .name
            || (place.keys.count > 1 && origin.integrations.map(\.text).contains(place.keys[1]))
        }
        guard answer.kind == .name || answer.kind == .action else { continue }
        page.add(.strong(answer.title))
        for line in answer.about where !line.isEmpty { page.add(.text(line)) }
        write(answer.origins.filter(isOwn), to: &page)
      }
    default: break
    }
  }

  /// The keys whose values are things that somebody is granted, or that are made for it.
  fileprivate static let grantedKeys: Set<String> = [
    "actions", "backup", "bucket", "buckets", "kmsKey", "name", "resources", "role", "stream",
    "tokenKmsKey",
  ]

  private func write(type: String, to page: inout HoverPage) {
    let parts = type.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let vendor = catalog.vendor(parts[0]),
      let known = vendor.types[parts[1]]
    else { return }
    page.add(.strong(type), .text(known.summary))
    for (name, permission) in known.permissions.sorted(by: { $0.key < $1.key }) {
      page.add(.text("What it may grant, by the policy"), .code(name))
      for action in permission.policy.actions {
        page.add(item: [.code(action.text), .text(permission.reasons[action] ?? "")])
      }
      page.add(permission.source)
    }
  }

  private func write(vendor id: String, to page: inout HoverPage) {
    guard let vendor = catalog.vendor(id) else { return }
    page.add(.strong(vendor.name), .text(vendor.summary))
    let accounts = Set(vendor.accounts.values).sorted().map(\.text)
    if !accounts.isEmpty {
      page.add(.text("It acts from the AWS account"), .code(accounts.joined(separator: ", ")))
    }
    let rule = vendor.externalID
    page.add(.text("Its \(rule.called) is found here: \(rule.find)"))
  }
}

// Who may what.
extension HoverWriter {
  private func write(integration name: String, to page: inout HoverPage) {
    let type = outline.root["integrations"]?[name]?["type"]?.scalar?.text
    guard let spec, let slug = try? Slug(name) else {
      page.add(.strong(name))
      page.add(.text("What it grants is known once the spec has no errors."))
      if let type { write(type: type, to: &page) }
      return
    }
    page.add(.strong(name), .code(type ?? ""))
    if let summary = catalog.integrationTypes.first(where: { $0.name == type })?.summary {
      page.add(.text(summary))
    }
    write(explainer.access(of: slug, in: spec), to: &page)
  }

  private func write(connection name: String, to page: inout HoverPage) {
    guard let vendor = outline.connections(catalog).first(where: { $0.name == name })?.vendor else {
      return
    }
    page.add(.strong(name))
    write(vendor: vendor, to: &page)
    guard let spec else { return }
    for answer in explainer.answers(to: name, on: nil, in: [spec])
    where answer.kind == .name && answer.title.hasPrefix("connection ") {
      for line in answer.about { page.add(.text(line)) }
      write(answer.origins.filter { !$0.facts.isEmpty }, to: &page)
    }
  }

  /// How many origins are shown; `explain` shows all.
  private static let mostOrigins = 40

  private func write(_ origins: [Origin], to page: inout HoverPage) {
    for origin in origins.prefix(Self.mostOrigins) {
      var parts: [HoverPage.Part] = [.strong(origin.title)]
      for fact in origin.facts where Self.shownFacts.contains(fact.name) && !fact.value.isEmpty {
        parts += [.text(fact.name), .code(fact.value)]
      }
      if !origin.reason.isEmpty { parts.append(.text("Reason: \(origin.reason).")) }
      if let source = origin.source { parts += HoverPage.parts(of: source) }
      page.add(item: parts)
    }
    let rest = origins.count - Self.mostOrigins
    if rest > 0 { page.add(.text("\(rest) more are shown by 'accredit explain'.")) }
  }

  private static let shownFacts: Set<String> = [
    "arn", "condition", "external id", "principal", "vendor",
  ]
}

extension Node {
  /// A value as a spec may have it on one line.
  fileprivate var flowText: String {
    switch content {
    case .scalar(let scalar):
      let isPlain = scalar.isPlain || PlainScalar.otherKind(of: scalar.text) == nil
      let special = scalar.text.utf8.contains { "{}[],:#\"'&*".utf8.contains($0) }
      let needsQuotes = !isPlain || (special && scalar.text.contains(": "))
      return needsQuotes ? "\"\(scalar.text)\"" : scalar.text
    case .sequence(let items): return "[" + items.map(\.flowText).joined(separator: ", ") + "]"
    case .mapping(let entries):
      return "{" + entries.map { "\($0.key.value): \($0.value.flowText)" }.joined(separator: ", ")
        + "}"
    }
  }
}
