import CYAML
import Diagnostics

/// One event of libyaml's parser: what stands next in the document, and where.
struct Event {
  /// What an event is of.
  enum Kind: Hashable {
    case streamStart, streamEnd
    /// `hasDirectives` when a `%` line stands before the document.
    case documentStart(hasDirectives: Bool)
    case documentEnd
    case alias(String)
    case scalar(text: String, isPlain: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
  }

  let kind: Kind
  let range: SourceRange
  let anchor: String?
  let tag: String?
}

/// libyaml's parser over a buffer, as a sequence of events.
///
/// libyaml keeps a pointer to the parser inside the parser, so it must never move: it lives on the
/// heap, and this owner can't be copied. The buffer isn't copied either; whoever makes a stream
/// keeps the buffer alive.
struct EventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let buffer: UnsafeBufferPointer<UInt8>

  /// - Parameter buffer: UTF-8 that outlives the stream.
  init(_ buffer: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    // Sound: the parser is initialized before any other use; it fails only when no memory is left.
    guard yaml_parser_initialize(parser) == 1 else {
      preconditionFailure("no memory is left for a YAML parser")
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
    self.buffer = buffer
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// All events of a text.
  static func events(of bytes: [UInt8]) throws(SyntaxError) -> [Event] {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(SyntaxError) in
        var stream = EventStream(buffer)
        var events = [try stream.next()]
        while events.last?.kind != .streamEnd { events.append(try stream.next()) }
        return events
      }
    }
    return try result.get()
  }

  /// What libyaml couldn't read, and where.
  struct SyntaxError: Error {
    let message: String
    let position: SourcePosition
    /// What libyaml was reading, and where that starts.
    let context: (message: String, position: SourcePosition)?
  }

  /// The next event; after the end of the stream it isn't called again.
  mutating func next() throws(SyntaxError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError }
    defer { yaml_event_delete(&event) }
    // Sound: libyaml sets the member of the union that belongs to the type, and its strings live
    // until the event is deleted; they are copied before that.
    switch event.type {
    case YAML_STREAM_START_EVENT: return make(.streamStart, event)
    case YAML_DOCUMENT_START_EVENT:
      let document = event.data.document_start
      let hasDirectives =
        document.version_directive != nil
        || document.tag_directives.start != document.tag_directives.end
      return make(.documentStart(hasDirectives: hasDirectives), event)
    case YAML_DOCUMENT_END_EVENT: return make(.documentEnd, event)
    case YAML_ALIAS_EVENT: return make(.alias(text(event.data.alias.anchor) ?? ""), event)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let kind = Event.Kind.scalar(
        text: String(decoding: bytes, as: UTF8.self),
        isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
      )
      return make(kind, event, scalar.anchor, scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return make(.sequenceStart, event, start.anchor, start.tag)
    case YAML_SEQUENCE_END_EVENT: return make(.sequenceEnd, event)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return make(.mappingStart, event, start.anchor, start.tag)
    case YAML_MAPPING_END_EVENT: return make(.mappingEnd, event)
    default: return make(.streamEnd, event)
    }
  }

  /// Whether the first document has more events than that; nothing of it is kept.
  ///
  /// - Parameter depth: how many levels may stand in each other; behind a deeper one, behind an
  ///   alias and behind what can't be read, nothing is counted.
  consuming func hasMore(than limit: Int, depth: Int) -> Bool {
    var event = yaml_event_t()
    var (count, level) = (0, 0)
    while count <= limit && level <= depth {
      guard yaml_parser_parse(parser, &event) == 1 else { return false }
      let type = event.type
      yaml_event_delete(&event)
      count += 1
      switch type {
      case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: level += 1
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: level -= 1
      case YAML_ALIAS_EVENT, YAML_DOCUMENT_END_EVENT, YAML_STREAM_END_EVENT: return false
      default: continue
      }
    }
    return count > limit
  }

  private func make(
    _ kind: Event.Kind,
    _ event: yaml_event_t,
    _ anchor: UnsafeMutablePointer<yaml_char_t>? = nil,
    _ tag: UnsafeMutablePointer<yaml_char_t>? = nil
  ) -> Event {
    let range = SourceRange(SourcePosition(event.start_mark), SourcePosition(event.end_mark))
    return Event(kind: kind, range: range, anchor: text(anchor), tag: text(tag))
  }

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    // Sound: libyaml ends anchors and tags with a NUL.
    pointer.map { String(cString: $0) }
  }

  /// Whether a place is behind the last line break.
  private func isAtEnd(_ position: SourcePosition) -> Bool {
    let breaks = buffer.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
    return position.line > breaks && buffer.last == 0x0A
  }

  private var syntaxError: SyntaxError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "no memory is left"
    let position = SourcePosition(parser.pointee.problem_mark)
    guard let context = parser.pointee.context.map({ String(cString: $0) }) else {
      return SyntaxError(message: problem, position: position, context: nil)
    }
    let start = SourcePosition(parser.pointee.context_mark)
    guard start.line > 0, start < position else {
      return SyntaxError(message: "\(problem) \(context)", position: position, context: nil)
    }
    // Where the file ends, or the line behind a key without a colon, says nothing; what is left
    // open does.
    let endsEarly = problem.contains("unexpected end of stream") || isAtEnd(position)
    if endsEarly || problem.contains("could not find expected ':'") {
      return SyntaxError(message: "\(problem) \(context)", position: start, context: nil)
    }
    return SyntaxError(
      message: problem,
      position: position,
      context: ("\(context) that starts here", start)
    )
  }
}

extension SourcePosition {
  /// libyaml counts lines and columns from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
