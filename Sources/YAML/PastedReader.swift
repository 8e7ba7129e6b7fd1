package import Diagnostics

/// Reads a document of any author, as it was pasted: JSON, or YAML with the short forms of
/// CloudFormation; nil after reporting what stands against it.
///
/// It takes what a spec must not hold: tags, anchors, merge keys and letters beyond ASCII. A tag
/// such as `!Sub` becomes a mapping with the one key `Fn::Sub`. Text that only YAML can read, such
/// as JSON with a comma too many, is read and reported.
package func readPasted(_ diagnostics: inout Diagnostics) -> Node? {
  let bytes = diagnostics.file.bytes
  guard bytes.count <= ByteCheck.sizeLimit else {
    let message = "a file must not be larger than 16 MiB; this one has \(bytes.count) bytes"
    diagnostics.report(.fileTooLarge, message, at: nil, help: "split it")
    return nil
  }
  guard let first = bytes.drop(while: { isSpace($0) || isMark($0) }).first else {
    diagnostics.report(
      .emptyDocument,
      "there is nothing to read",
      at: .beginning,
      help: "paste the whole document as it was given out"
    )
    return nil
  }
  guard "{[\"".utf8.contains(first) else { return readPastedYAML(&diagnostics) }
  let file = SourceFile(name: diagnostics.file.name, bytes: withoutMark(bytes))
  var found = Diagnostics(for: file)
  if let root = readJSON(&found, .last) {
    for diagnostic in found.sorted { diagnostics.report(diagnostic) }
    return root
  }
  var second = Diagnostics(for: file)
  guard let fault = found.sorted.first, fault.code == .yamlSyntax, bytes.count <= 1 << 20,
    let root = readPastedYAML(&second), case .mapping = root.content
  else {
    for diagnostic in found.sorted { diagnostics.report(diagnostic) }
    return nil
  }
  for diagnostic in second.sorted { diagnostics.report(diagnostic) }
  diagnostics.report(.notJSON, fault.message, at: fault.range, help: "AWS takes strict JSON only")
  return root
}

private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

/// Whether the byte is of the mark that some editors put in front of UTF-8.
private func isMark(_ byte: UInt8) -> Bool { [0xEF, 0xBB, 0xBF].contains(byte) }

private func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
}

private func readPastedYAML(_ diagnostics: inout Diagnostics) -> Node? {
  let bytes = withoutMark(diagnostics.file.bytes)
  if let place = hiddenLineBreak(in: bytes) {
    diagnostics.report(
      .lineSeparator,
      "a character must not stand here that breaks lines for some readers only",
      at: SourceRange(at: place),
      help: "remove it; what a reviewer takes for a comment may be read as a key"
    )
    return nil
  }
  return bytes.withUnsafeBufferPointer { buffer in
    var composer = PastedComposer(EventStream(buffer), diagnostics)
    let root = composer.document()
    diagnostics = composer.diagnostics
    return root
  }
}

/// Makes a tree of the events, and takes what it can.
private struct PastedComposer: ~Copyable {
  private static let depthLimit = 64
  /// How many values a document may have, those that aliases repeat counted each time.
  private static let valueLimit = 500_000

  private var events: EventStream
  private(set) var diagnostics: Diagnostics
  private var anchors: [String: (node: Node, size: Int)] = [:]
  private var size = 0

  /// The document can't be read further; why has been reported.
  private struct Stop: Error {}

  init(_ events: consuming EventStream, _ diagnostics: Diagnostics) {
    self.events = events
    self.diagnostics = diagnostics
  }

  mutating func document() -> Node? {
    do throws(Stop) {
      _ = try next()
      guard case .documentStart = try next().kind else {
        let help = "paste the whole document as it was given out"
        diagnostics.report(.emptyDocument, "there is nothing to read", at: .beginning, help: help)
        return nil
      }
      let root = try node(try next(), depth: 1)
      _ = try next()
      let end = try next()
      if case .documentStart = end.kind {
        diagnostics.report(
          .secondDocument,
          "only the first document of a file is read, and here the second one starts",
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
    do {
      return try events.next()
    } catch {
      let start = max(error.position, SourcePosition(line: 1, column: 1))
      diagnostics.report(
        .yamlSyntax,
        "the text can be read neither as JSON nor as YAML: \(error.message)",
        at: SourceRange(at: start),
        help: "paste the whole document as it was given out, with its spaces"
      )
      throw Stop()
    }
  }

  private mutating func refuse(
    _ code: DiagnosticCode,
    _ message: String,
    at range: SourceRange
  ) -> Stop {
    let help = "paste one policy, role or template"
    diagnostics.report(code, message, at: range, help: help)
    return Stop()
  }

  private mutating func count(_ values: Int, at range: SourceRange) throws(Stop) {
    size += values
    guard size > Self.valueLimit else { return }
    throw refuse(.tooManyEvents, "a file must not have more than 500,000 values", at: range)
  }

  private mutating func node(_ event: Event, depth: Int) throws(Stop) -> Node {
    guard depth <= Self.depthLimit else {
      let message = "lists and mappings must not stand in each other more than 64 levels deep"
      throw refuse(.tooDeep, message, at: event.range)
    }
    let before = size
    try count(1, at: event.range)
    let node = try untagged(event, depth: depth)
    if let anchor = event.anchor { anchors[anchor] = (node, size - before) }
    return intrinsic(event.tag, node)
  }

  private mutating func untagged(_ event: Event, depth: Int) throws(Stop) -> Node {
    switch event.kind {
    case .scalar(let text, let isPlain):
      let isText = event.tag == "tag:yaml.org,2002:str"
      let scalar = Node.Scalar(text: text, isPlain: isPlain && !isText)
      return Node(.scalar(scalar), at: event.range)
    case .alias(let name):
      guard let (node, size) = anchors[name] else {
        throw refuse(.yamlAnchor, "no anchor is called \(quoted(name))", at: event.range)
      }
      try count(size, at: event.range)
      return node
    case .sequenceStart:
      var items: [Node] = []
      while true {
        let event = try next()
        if case .sequenceEnd = event.kind { break }
        items.append(try node(event, depth: depth + 1))
      }
      return Node(.sequence(items), at: event.range)
    case .mappingStart:
      return Node(.mapping(try entries(depth: depth)), at: event.range)
    default:
      throw refuse(.yamlSyntax, "the text ends in the midst of a value", at: event.range)
    }
  }

  private mutating func entries(depth: Int) throws(Stop) -> [Node.Entry] {
    var entries = UniqueEntries()
    while true {
      let event = try next()
      if case .mappingEnd = event.kind { return entries.all }
      guard case .scalar(let key, let isPlain) = event.kind else {
        throw refuse(.keyNotText, "a key must be text", at: event.range)
      }
      let value = try node(try next(), depth: depth + 1)
      if isPlain && key == "<<", case .mapping(let others) = value.content {
        entries.merge(others)
      } else {
        entries.set(Node.Entry(key: Located(key, at: event.range), value: value), &diagnostics)
      }
    }
  }

  /// The mapping that the short form of an intrinsic function stands for.
  private func intrinsic(_ tag: String?, _ node: Node) -> Node {
    guard let tag, tag.hasPrefix("!"), tag.utf8.count > 1 else { return node }
    let name = String(tag.dropFirst())
    let key = ["Ref", "Condition"].contains(name) ? name : "Fn::" + name
    let entry = Node.Entry(key: Located(key, at: node.range), value: node)
    return Node(.mapping([entry]), at: node.range)
  }
}

/// The entries of a mapping, of which the last counts where two have one key, as in most readers.
struct UniqueEntries {
  private(set) var all: [Node.Entry] = []
  private var places: [String: Int] = [:]

  /// Adds an entry, and reports one that stands there already.
  mutating func set(_ entry: Node.Entry, _ diagnostics: inout Diagnostics) {
    guard let place = places[entry.key.value] else {
      places[entry.key.value] = all.count
      all.append(entry)
      return
    }
    diagnostics.report(
      .duplicateKey,
      "\(quoted(entry.key.value)) must stand only once: readers disagree about which one counts",
      at: entry.key.range,
      related: [.init("the first one stands here", at: all[place].key.range)],
      help: "remove one of the two"
    )
    all[place] = entry
  }

  /// Adds the entries of another mapping whose keys don't stand here.
  mutating func merge(_ others: [Node.Entry]) {
    for entry in others where places[entry.key.value] == nil {
      places[entry.key.value] = all.count
      all.append(entry)
    }
  }
}

/// Where libyaml would break a line, as YAML 1.1 says, and an editor shows none: at U+0085, U+2028,
/// U+2029 and a carriage return by itself. Nothing behind it would be found at its line.
private func hiddenLineBreak(in bytes: [UInt8]) -> SourcePosition? {
  var (line, column) = (1, 1)
  for (index, byte) in bytes.enumerated() {
    let next = bytes[(index + 1)...].prefix(2)
    switch byte {
    case 0x0A: (line, column) = (line + 1, 0)
    case 0x0D where next.first != 0x0A: return SourcePosition(line: line, column: column)
    case 0xC2 where next.first == 0x85: return SourcePosition(line: line, column: column)
    case 0xE2 where next.elementsEqual([0x80, 0xA8]) || next.elementsEqual([0x80, 0xA9]):
      return SourcePosition(line: line, column: column)
    default: break
    }
    // Bytes that continue a character take no column.
    if byte & 0xC0 != 0x80 { column += 1 }
  }
  return nil
}
