package import Diagnostics
import Text

/// Lays a spec out anew; nil after reporting why that can't be done.
///
/// Each value, each comment and their order stay as they are. A spec that says something wrong is
/// laid out too: only what has no place in the tree of a spec, such as a tag, stands against it.
package func formatted(_ diagnostics: inout Diagnostics) -> [UInt8]? {
  var reading = Diagnostics(for: diagnostics.file)
  let root = compose(&reading)
  let obstacles = reading.sorted.filter { root == nil || structural.contains($0.code) }
  for obstacle in obstacles { diagnostics.report(obstacle) }
  guard obstacles.isEmpty, root != nil, let old = try? TokenReader.tokens(of: reading.file.bytes)
  else { return nil }

  let bytes = PageMaker.page(of: old).text().bytes
  var proof = Diagnostics(for: SourceFile(name: reading.file.name, bytes: bytes))
  guard ByteCheck.isReadable(&proof), let new = try? TokenReader.tokens(of: bytes) else {
    diagnostics.report(
      .lineTooLong,
      "a value of several lines or a key behind '?' is too long for a line of its own",
      at: nil,
      help: "a line takes 16,384 bytes, and a key with its colon 1,024 characters"
    )
    return nil
  }
  precondition(saysTheSame(old, new), "a new layout changes no value and no comment")
  return bytes
}

/// What the tree of a spec has no place for.
private let structural: Set<DiagnosticCode> = [
  .yamlAnchor, .yamlTag, .yamlDirective, .secondDocument, .keyNotText,
]

/// Whether two documents have the same values and the same comments in the same order, and every
/// reader of YAML sees that.
private func saysTheSame(_ old: [Token], _ new: [Token]) -> Bool {
  func comments(of tokens: [Token]) -> [String] { tokens.flatMap { $0.comments.map(\.text) } }
  return old.count == new.count && comments(of: old) == comments(of: new)
    && zip(old, new).allSatisfy { saysTheSame($0.event.kind, $1.event.kind) }
}

private func saysTheSame(_ old: Event.Kind, _ new: Event.Kind) -> Bool {
  guard case .scalar(let text, let isPlain) = old, case .scalar(text, let becomesPlain) = new else {
    return old == new
  }
  // Only text that nobody takes for anything else may lose its quotes, and none may get any, unless
  // it has a line break.
  return isPlain == becomesPlain
    || (becomesPlain ? PlainScalar.otherKind(of: text) == nil : text.contains("\n"))
}

extension TextBuffer {
  /// Appends a scalar: what had no quotes as it is, all else with quotes where it needs them.
  mutating func append(_ scalar: Node.Scalar, inFlow: Bool) {
    let text = scalar.text
    if scalar.isPlain && !text.contains("\n") {
      append(text)
    } else if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
      appendScalar(text, inFlow: inFlow)
    } else {
      // No spec that compiles has such text; its letters stay letters.
      append(UInt8(ascii: "\""))
      for letter in text.unicodeScalars {
        if letter.isASCII || ByteCheck.fault(of: letter) != nil {
          appendEscaped(String(letter), quoted: true)
        } else {
          append(String(letter))
        }
      }
      append(UInt8(ascii: "\""))
    }
  }
}
