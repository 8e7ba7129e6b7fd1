import Compiler
import Diagnostics
import Explanation
import Model
import Text

extension LanguageServer {
  /// Where something of a spec stands in what it compiles to, or in the spec itself.
  ///
  /// A file is pointed into only if it is, byte by byte, what the document compiles to now.
  mutating func definition(_ place: Place, _ client: Client) -> (JSON, [JSON]) {
    guard var document = documents[place.uri],
      let found = document.outline.place(at: place.offset)
    else { return (.null, []) }
    if let word = document.outline.declaration(of: found) {
      let range = document.text.lines.json(word.range, client.encoding)
      return (["uri": .string(place.uri), "range": range], [])
    }
    guard found.isOfOutputs else { return (.null, []) }
    let spec = document.spec(by: compiler)
    let compilation = document.compilation(by: compiler)
    documents[place.uri] = document
    guard let spec else {
      return (.null, [.show("where it stands is known once the spec has no errors")])
    }
    let things = self.things(at: found, in: spec)
    guard !things.isEmpty else { return (.null, []) }
    guard let folder = folder(of: spec.plan.name, document.text) else {
      let notice =
        "there are no outputs of '\(spec.plan.name)' in \(quoted(outputs)), here or in a folder "
        + "above; 'accredit compile' writes them"
      return (.null, [.show(notice)])
    }
    return locations(of: things, in: spec, compilation.allFiles(), folder)
  }

  private func things(at place: Outline.Place, in spec: Spec) -> [SpecThing] {
    let text = place.word.text
    switch (place.keys, place.entry != nil) {
    case (["integrations"], true):
      return (try? Slug(text)).map { explainer.things(of: $0, in: spec) } ?? []
    case (["vendors"], true):
      return spec.plan.resources.flatMap { resource -> [SpecThing] in
        guard case .role(let role) = resource.kind,
          case .vendor(let connection) = role.trust.bearer, connection.name.text == text
        else { return [] }
        return explainer.things(named: role.name.text, in: spec)
      }
    default: return explainer.things(named: text, in: spec)
    }
  }

  /// The kinds of files that are pointed into, the most wanted first.
  private static let kinds: [OutputFile.Kind] = [.template, .script, .access]

  private func locations(
    of things: [SpecThing],
    in spec: Spec,
    _ files: [OutputFile],
    _ folder: String
  ) -> (JSON, [JSON]) {
    var places: [OutputLine] = []
    for kind in Self.kinds {
      for thing in things {
        for line in explainer.lines(of: thing, kind, in: spec) where !places.contains(line) {
          places.append(line)
        }
      }
    }
    var isCurrent: [String: Bool] = [:]
    for path in Set(places.map(\.path)) {
      let bytes = read(folder + "/" + path)
      isCurrent[path] = files.contains { $0.path == path && Array($0.text.utf8) == bytes }
    }
    let stale = isCurrent.filter { !$0.value }.keys.sorted()
    let notices = stale.isEmpty ? [] : [JSON.show(Self.notice(about: stale, in: folder))]
    let current = places.filter { isCurrent[$0.path] == true }
    return (
      .array(
        current.map { place in
          let start: JSON = ["line": .integer(place.line - 1), "character": 0]
          return [
            "uri": .string(TextDocument.uri(of: folder + "/" + place.path)),
            "range": ["start": start, "end": start],
          ]
        }
      ), notices
    )
  }

  private static func notice(about stale: [String], in folder: String) -> String {
    "\(stale.joined(separator: ", ")) in \(quoted(folder)): not what the spec compiles to now; "
      + "'accredit compile' writes what is missing or different"
  }

  /// How many folders above a spec may have its outputs.
  private static let mostFolders = 12

  /// The folder of a spec's outputs; nil where none has a manifest.
  private func folder(of name: Slug, _ document: TextDocument) -> String? {
    var root = outputs[...]
    if root.hasPrefix("./") { root = root.dropFirst(2) }
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    if root.hasPrefix("/") { return existing("\(root)/\(name)") }
    guard let path = document.path else { return nil }
    var parts = path.split(separator: "/").dropLast()
    for _ in 0..<Self.mostFolders {
      let place = parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
      if let found = existing("\(place)/\(root)/\(name)") { return found }
      if parts.isEmpty { break }
      parts.removeLast()
    }
    return nil
  }

  private func existing(_ folder: String) -> String? {
    read(folder + "/MANIFEST.json") == nil ? nil : folder
  }
}

extension Outline {
  /// Where the spec says what a place only names: a connection, or a value of targets.
  func declaration(of place: Place) -> Word? {
    guard place.entry == nil else { return nil }
    let name = place.word.text
    switch place.keys.last {
    case "via": return root["vendors"]?.entries.first { $0.key.text == name }?.key
    case "perTarget":
      let targets = root["targets"]
      let all =
        [targets?["values"]].compactMap { $0 }
        + (targets?["accounts"]?.entries.map(\.value) ?? [])
      return all.lazy.compactMap { block in block.entries.first { $0.key.text == name }?.key }.first
    default: return nil
    }
  }
}

extension Outline.Place {
  /// Whether it may name something that stands in outputs.
  fileprivate var isOfOutputs: Bool {
    switch keys.first {
    case "integrations": keys.count == 1 || entry == nil
    case "vendors": keys.count == 1 && entry != nil
    default: false
    }
  }
}
