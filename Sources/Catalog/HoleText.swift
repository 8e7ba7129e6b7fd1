import Diagnostics

/// Text with holes, such as `arn:${Partition}:s3:::${Bucket}`.
struct HoleText: Sendable {
  /// What stands there, or the name of what will.
  private enum Part: Sendable {
    case text(String)
    case hole(String)
  }

  private let parts: [Part]

  /// Splits at `${…}`; reports a `$` that opens no hole, and holes without a name.
  init(_ text: Located<String>, _ diagnostics: inout Diagnostics) {
    var parts: [Part] = []
    var rest = Substring(text.value)
    while let open = rest.firstIndex(of: "$") {
      parts.append(.text(String(rest[..<open])))
      rest = rest[open...].dropFirst()
      guard rest.first == "{", let close = rest.firstIndex(of: "}"), rest[..<close].count > 1 else {
        diagnostics.report(.wrongKind, "'$' must open a hole, such as ${Bucket}", at: text.range)
        continue
      }
      parts.append(.hole(String(rest[..<close].dropFirst())))
      rest = rest[close...].dropFirst()
    }
    parts.append(.text(String(rest)))
    self.parts = parts
  }

  /// The names of the holes.
  var holes: [String] {
    parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
  }

  /// The text with `*` in the place of each hole.
  var pattern: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .hole: "*"
      }
    }.joined()
  }

  /// The text with each hole filled.
  func filled(with values: HoleValues) -> String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .hole(let name):
        guard let value = values.texts[name] else {
          preconditionFailure("the hole ${\(name)} has no value")
        }
        return value
      }
    }.joined()
  }
}
