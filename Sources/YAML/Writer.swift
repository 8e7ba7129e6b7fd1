package import Text

/// Writes YAML as a person would: two spaces a level, lists below their key, quotes only where a
/// reader could take text for something else.
///
/// Only bytes 0x20–0x7E and line breaks are written. libyaml's own emitter can write no comments,
/// and leaves `yes` and `012` without quotes.
package struct Writer {
  private var buffer: TextBuffer

  /// Appends a document to the buffer: comment lines, then the entries of its top level.
  ///
  /// Keys may have up to 1,000 bytes, the length up to which YAML finds the colon behind them.
  package static func write(
    header: [String] = [],
    _ entries: [Entry],
    to buffer: inout TextBuffer
  ) {
    var writer = Writer(buffer: buffer)
    buffer = TextBuffer()
    for line in header { writer.write(comment: line, indent: 0) }
    if entries.isEmpty { writer.buffer.append("{}\n") }
    writer.write(entries, indent: 0, startsOnLine: false)
    buffer = writer.buffer
  }

  /// Text as a scalar that may stand anywhere, between brackets too.
  package static func scalar(_ text: String) -> String {
    var buffer = TextBuffer()
    buffer.appendScalar(text, inFlow: true)
    return buffer.text
  }

  /// - Parameter startsOnLine: whether the first key stands behind a `- ` that is written already.
  private mutating func write(_ entries: [Entry], indent: Int, startsOnLine: Bool) {
    var isBehindDash = startsOnLine
    for entry in entries {
      if !isBehindDash {
        if entry.isSpaced { buffer.append(.lineBreak) }
        for comment in entry.comments { write(comment: comment, indent: indent) }
        buffer.appendSpaces(indent)
      }
      isBehindDash = false
      buffer.appendScalar(entry.key, inFlow: false)
      buffer.append(UInt8(ascii: ":"))
      writeValue(entry.value, indent: indent)
    }
  }

  /// Writes what stands behind a key, up to the end of its last line.
  private mutating func writeValue(_ value: Node, indent: Int) {
    switch value {
    case .map(let entries) where !entries.isEmpty:
      buffer.append(.lineBreak)
      write(entries, indent: indent + 2, startsOnLine: false)
    case .list(let items) where !items.isEmpty:
      buffer.append(.lineBreak)
      write(items, indent: indent + 2, startsOnLine: false)
    default:
      buffer.append(.space)
      writeOnLine(value)
      buffer.append(.lineBreak)
    }
  }

  private mutating func write(_ items: [Node], indent: Int, startsOnLine: Bool) {
    var isBehindDash = startsOnLine
    for item in items {
      if !isBehindDash { buffer.appendSpaces(indent) }
      isBehindDash = false
      buffer.append(UInt8(ascii: "-"))
      switch item {
      case .map(let entries) where entries.first?.comments.isEmpty == true:
        buffer.append(.space)
        write(entries, indent: indent + 2, startsOnLine: true)
      case .list(let nested) where !nested.isEmpty:
        buffer.append(.space)
        write(nested, indent: indent + 2, startsOnLine: true)
      default: writeValue(item, indent: indent)
      }
    }
  }

  private mutating func writeOnLine(_ value: Node, inFlow: Bool = false) {
    switch value {
    case .text(let text): buffer.appendScalar(text, inFlow: inFlow)
    case .integer(let integer): buffer.append(String(integer))
    case .flag(let flag): buffer.append(flag ? "true" : "false")
    case .tagged(let tag, let text):
      buffer.append(UInt8(ascii: "!"))
      buffer.append(tag)
      buffer.append(.space)
      buffer.appendScalar(text, inFlow: inFlow)
    case .taggedList(let tag, let items):
      buffer.append(UInt8(ascii: "!"))
      buffer.append(tag)
      buffer.append(.space)
      writeOnLine(.list(items), inFlow: inFlow)
    case .list(let items), .shortList(let items):
      buffer.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { buffer.append(", ") }
        writeOnLine(item, inFlow: true)
      }
      buffer.append(UInt8(ascii: "]"))
    case .map(let entries):
      precondition(entries.isEmpty, "a list on one line holds no maps")
      buffer.append("{}")
    }
  }

  private mutating func write(comment: String, indent: Int) {
    buffer.appendSpaces(indent)
    buffer.append(UInt8(ascii: "#"))
    if !comment.isEmpty { buffer.append(.space) }
    buffer.appendEscaped(comment, quoted: false)
    buffer.append(.lineBreak)
  }
}

extension UInt8 {
  fileprivate static let lineBreak = UInt8(ascii: "\n")
  fileprivate static let space = UInt8(ascii: " ")
}
