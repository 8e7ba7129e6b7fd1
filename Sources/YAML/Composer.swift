package import Diagnostics

/// Reads the one document of a file into a tree; nil after reporting what stands against it.
///
/// The tree is strict: no aliases, anchors, tags, merge keys or second documents, keys are unique
/// text, and every value is printable ASCII without the marks that CloudFormation interpolates.
package func compose(_ diagnostics: inout Diagnostics, _ dialect: Dialect = .spec) -> Node? {
  guard ByteCheck.isReadable(&diagnostics) else { return nil }
  let bytes = diagnostics.file.bytes
  return bytes.withUnsafeBufferPointer { buffer in
    if Composer.isTooWide(buffer) {
      Composer.reportTooManyEvents(&diagnostics)
      return nil
    }
    var composer = Composer(EventStream(buffer), dialect, diagnostics)
    let root = composer.composeDocument()
    diagnostics = composer.diagnostics
    return root
  }
}

/// What a document may hold.
package enum Dialect: Sendable {
  /// A spec, whose values reach outputs: nothing in them may interpolate.
  case spec
  /// A file of the catalogue, in which `${…}` is a hole.
  case template
}

/// Makes the tree of the events, and judges each of them.
private struct Composer: ~Copyable {
  /// How many levels of lists and mappings may stand in each other.
  private static let depthLimit = 32
  /// How many events a document may have.
  private static let eventLimit = 1_000_000

  private var events: EventStream
  private let dialect: Dialect
  private(set) var diagnostics: Diagnostics
  private var eventCount = 0

  /// The document can't be read further; why has been reported.
  private struct Stop: Error {}

  init(_ events: consuming EventStream, _ dialect: Dialect, _ diagnostics: Diagnostics) {
    self.events = events
    self.dialect = dialect
    self.diagnostics = diagnostics
  }

  /// Whether a document has too many events, found out before they become a tree, which takes many
  /// times the memory of the file. An event takes half a byte or more, as in `[:,:,:]`.
  static func isTooWide(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
    // Sound: the buffer outlives the stream, which ends here.
    buffer.count > eventLimit / 2 - 8
      && EventStream(buffer).hasMore(than: eventLimit, depth: depthLimit)
  }

  static func reportTooManyEvents(_ diagnostics: inout Diagnostics) {
    diagnostics.report(
      .tooManyEvents,
      "a spec must not have more than 1,000,000 values",
      at: nil,
      help: "split it into several specs"
    )
  }

  mutating func composeDocument() -> Node? {
    do throws(Stop) {
      _ = try next()
      let start = try next()
      guard case .documentStart(let hasDirectives) = start.kind else {
        diagnostics.report(
          .emptyDocument,
          "a spec must not be empty",
          at: .beginning,
          help: .initHelp
        )
        return nil
      }
      if hasDirectives {
        diagnostics.report(
          .yamlDirective,
          "a '%' directive must not stand in a spec",
          at: start.range,
          help: "remove the line"
        )
      }
      let root = try compose(try next(), depth: 1)
      _ = try next()
      let end = try next()
      if case .documentStart = end.kind {
        diagnostics.report(
          .secondDocument,
          "a file must hold only one document",
          at: end.range,
          help: "move what follows into a file of its own"
        )
      }
      return root
    } catch {
      return nil
    }
  }

  private mutating func next() throws(Stop) -> Event {
    eventCount += 1
    guard eventCount <= Self.eventLimit else {
      Self.reportTooManyEvents(&diagnostics)
      throw Stop()
    }
    do {
      return try events.next()
    } catch {
      diagnostics.report(
        .yamlSyntax,
        "the YAML can't be read here: \(error.message)",
        at: SourceRange(at: error.position),
        related: error.context.map { [.init($0.message, at: SourceRange(at: $0.position))] } ?? [],
        help: help(for: error)
      )
      throw Stop()
    }
  }

  private mutating func compose(_ event: Event, depth: Int) throws(Stop) -> Node {
    refuseMarks(of: event)
    switch event.kind {
    case .scalar(let text, let isPlain):
      checkValue(text, at: event.range)
      return Node(.scalar(Node.Scalar(text: text, isPlain: isPlain)), at: event.range)
    case .alias(let name):
      diagnostics.report(
        .yamlAnchor,
        "an alias must not stand in a spec: \(quoted("*" + name))",
        at: event.range,
        help: "write the value out, or quote a text that starts with '*'"
      )
      throw Stop()
    case .sequenceStart:
      try checkDepth(depth, at: event.range)
      return Node(.sequence(try composeItems(depth: depth)), at: event.range)
    case .mappingStart:
      try checkDepth(depth, at: event.range)
      return Node(.mapping(try composeEntries(depth: depth)), at: event.range)
    default:
      preconditionFailure("libyaml ends what it has started")
    }
  }

  private mutating func composeItems(depth: Int) throws(Stop) -> [Node] {
    var items: [Node] = []
    while true {
      let event = try next()
      if case .sequenceEnd = event.kind { return items }
      items.append(try compose(event, depth: depth + 1))
    }
  }

  private mutating func composeEntries(depth: Int) throws(Stop) -> [Node.Entry] {
    var entries: [Node.Entry] = []
    var keys = MappingKeys()
    while true {
      let event = try next()
      if case .mappingEnd = event.kind { return entries }
      let key = try composeKey(event, depth: depth)
      let value = try compose(try next(), depth: depth + 1)
      guard let key else { continue }
      if let earlier = keys.add(key) {
        diagnostics.report(
          .duplicateKey,
          "\(quoted(key.value)) must stand only once in a mapping",
          at: key.range,
          related: [.init("the first one stands here", at: earlier)],
          help: "remove one of the two"
        )
      } else {
        entries.append(Node.Entry(key: key, value: value))
      }
    }
  }

  private mutating func composeKey(_ event: Event, depth: Int) throws(Stop) -> Located<String>? {
    guard case .scalar(let text, let isPlain) = event.kind else {
      diagnostics.report(
        .keyNotText,
        "a key must be text",
        at: event.range,
        help: "write 'key: value'; quote a value that starts with '{' or '['"
      )
      _ = try compose(event, depth: depth + 1)
      return nil
    }
    refuseMarks(of: event)
    checkValue(text, at: event.range)
    if isPlain && text == "<<" {
      diagnostics.report(
        .mergeKey,
        "a merge key must not stand in a spec",
        at: event.range,
        help: "write the keys out"
      )
      return nil
    }
    if isPlain, let kind = PlainScalar.otherKind(of: text) {
      reportUnquoted(text, readAs: kind, at: event.range, &diagnostics)
    }
    return Located(text, at: event.range)
  }

  private mutating func checkDepth(_ depth: Int, at range: SourceRange) throws(Stop) {
    guard depth > Self.depthLimit else { return }
    diagnostics.report(
      .tooDeep,
      "lists and mappings must not stand in each other more than 32 levels deep",
      at: range,
      help: "a spec needs no more than eight levels"
    )
    throw Stop()
  }

  private mutating func refuseMarks(of event: Event) {
    if let anchor = event.anchor {
      diagnostics.report(
        .yamlAnchor,
        "an anchor must not stand in a spec: \(quoted("&" + anchor))",
        at: event.range,
        help: "write the value out where it is needed, or quote a text that starts with '&'"
      )
    }
    if let tag = event.tag {
      diagnostics.report(
        .yamlTag,
        "a tag must not stand in a spec: \(quoted(tag))",
        at: event.range,
        help: "remove it, or quote a text that starts with '!'"
      )
    }
  }

  /// Refuses what no output could hold, or what CloudFormation would interpolate.
  private mutating func checkValue(_ text: String, at range: SourceRange) {
    var previous: UInt8 = 0
    var isResolved = false
    for byte in text.utf8 {
      guard (0x20...0x7E).contains(byte) else { return reportNotASCII(text, at: range) }
      if byte == UInt8(ascii: "{") && (previous == UInt8(ascii: "$") || previous == byte) {
        isResolved = true
      }
      previous = byte
    }
    if isResolved && dialect == .spec {
      diagnostics.report(
        .interpolation,
        "a value must not hold '${' or '{{', which CloudFormation would replace",
        at: range,
        help: "write the value itself"
      )
    }
  }

  private mutating func reportNotASCII(_ text: String, at range: SourceRange) {
    for scalar in text.unicodeScalars where !(" "..."~").contains(scalar) {
      let isBreak = scalar == "\n" || scalar == "\r"
      diagnostics.report(
        .nonASCIIValue,
        "a value must be printable ASCII on one line; this one holds "
          + (isBreak ? "a line break" : "the character \(name(of: scalar))"),
        at: range,
        help: isBreak
          ? "write it on one line, without '|' or '>' in front"
          : "letters beyond ASCII may stand in comments only"
      )
      return
    }
  }
}

/// The keys of a mapping that is being read.
private struct MappingKeys {
  /// How many keys are compared with each other sooner than their hashes are made.
  private static let few = 16

  private var list: [Located<String>] = []
  /// All keys, where they are more than a few.
  private var places: [String: SourceRange] = [:]

  /// Adds a key, or returns where it stands already.
  mutating func add(_ key: Located<String>) -> SourceRange? {
    if list.count < Self.few {
      if let earlier = list.first(where: { $0.value == key.value }) { return earlier.range }
      list.append(key)
      return nil
    }
    if places.isEmpty { for key in list { places[key.value] = key.range } }
    if let earlier = places[key.value] { return earlier }
    places[key.value] = key.range
    return nil
  }
}

/// A character as standards write it, such as `U+00A0 NO-BREAK SPACE`.
private func name(of scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  return scalar.properties.name.map { "\(number) (\($0.lowercased()))" } ?? number
}

extension String {
  fileprivate static let initHelp = "'accredit init' writes a spec to start from"
}

/// What most likely went wrong where libyaml gave up.
private func help(for error: EventStream.SyntaxError) -> String {
  let remedies = [
    ("tab character", "indent with spaces: YAML takes no tabs there"),
    (
      "cannot start any token",
      "indent with spaces, and quote a value that starts with '@', '`', '%' or a tab"
    ),
    (
      "mapping values are not allowed",
      "quote a value that holds ': ', and indent the keys of a mapping alike"
    ),
    (
      "could not find expected ':'",
      "write 'key: value', with a space behind the colon; a merge conflict leaves such lines too"
    ),
    ("unexpected end of stream", "close what is opened here: a quote, a bracket or a brace"),
    ("',' or ']'", "close the list with ']', and divide its items by ','"),
    ("',' or '}'", "close the mapping with '}', and divide its entries by ','"),
    ("expected alphabetic or numeric", "quote a text that starts with '*' or '&'"),
    ("escape character", "write '\\\\' for a backslash, or use single quotes"),
  ]
  return remedies.first { error.message.contains($0.0) }?.1
    ?? "indent the keys of a mapping alike, and quote texts that hold marks"
}

/// Reports that text without quotes is something else for some YAML reader.
func reportUnquoted(
  _ text: String,
  readAs kind: String,
  at range: SourceRange,
  _ diagnostics: inout Diagnostics
) {
  diagnostics.report(
    .unquotedText,
    "without quotes, \(quoted(text)) is \(kind) for some YAML readers, and this must be text",
    at: range,
    help: "quote it: \"\(visible(text))\""
  )
}
