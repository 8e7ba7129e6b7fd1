/// Text of a policy with its wildcards and variables, made ready to be compared many times.
struct TextPattern: Hashable, Sendable {
  /// What is special about a text.
  struct Style: OptionSet {
    let rawValue: Int
    /// `*` stands for any characters, `?` for one.
    static let wildcards = Style(rawValue: 1)
    static let ignoringCase = Style(rawValue: 2)
  }

  /// A byte of UTF-8, or a wildcard, which is no byte.
  typealias Unit = UInt16

  /// What a pattern is made of.
  enum Part: Hashable, Sendable {
    case fixed([Unit])
    /// The one value of a key of the request; in its place, the default.
    case variable(key: String, default: [Unit]?)
  }

  private(set) var parts: [Part] = []
  let ignoresCase: Bool

  /// The pattern; nil when it has a variable that isn't written as such.
  ///
  /// Source: IAM User Guide, "IAM policy elements: Variables and tags".
  init?(_ text: String, _ style: Style = [], variables: Bool) {
    ignoresCase = style.contains(.ignoringCase)
    var units: [Unit] = []
    var rest = (ignoresCase ? text.lowercased() : text).utf8[...]
    while let byte = rest.first {
      rest = rest.dropFirst()
      if variables && byte == UInt8(ascii: "$") && rest.first == UInt8(ascii: "{") {
        guard let (part, end) = Self.variable(rest.dropFirst()) else { return nil }
        rest = end
        if case .fixed(let literal) = part {
          units += literal
        } else {
          parts += [.fixed(units), part]
          units = []
        }
      } else {
        units.append(style.contains(.wildcards) ? Wildcard.unit(byte) : Unit(byte))
      }
    }
    if parts.isEmpty || !units.isEmpty { parts.append(.fixed(units)) }
  }

  /// What stands behind `${`, and what follows it: a character by itself, or a key with or without
  /// a default in single quotes.
  private static func variable(
    _ text: Substring.UTF8View
  ) -> (Part, Substring.UTF8View)? {
    let (comma, close, quote) = (UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "'"))
    let name = text.prefix { $0 != comma && $0 != close }
    var rest = text.dropFirst(name.count)
    guard let mark = rest.first, !name.isEmpty else { return nil }
    rest = rest.dropFirst()
    if mark == close {
      if name.count == 1, let byte = name.first, "*?$".utf8.contains(byte) {
        return (.fixed([Unit(byte)]), rest)
      }
      return (.variable(key: String(Substring(name)).lowercased(), default: nil), rest)
    }
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    guard rest.first == quote else { return nil }
    let value = rest.dropFirst().prefix { $0 != quote }
    rest = rest.dropFirst(value.count + 1)
    guard rest.starts(with: [quote, close]) else { return nil }
    let key = String(Substring(name)).lowercased()
    return (.variable(key: key, default: value.map { Unit($0) }), rest.dropFirst(2))
  }

  /// The pattern with the values of a request in the place of its variables, whose characters all
  /// stand for themselves; nil when one has no value.
  func units(in context: Request.Context) -> [Unit]? {
    if parts.count == 1, case .fixed(let units) = parts[0] { return units }
    var all: [Unit] = []
    for part in parts {
      switch part {
      case .fixed(let units): all += units
      case .variable(let key, let fallback):
        if let value = context.singleValue(of: key) {
          all += (ignoresCase ? value.lowercased() : value).utf8.map { Unit($0) }
        } else if let fallback {
          all += fallback
        } else {
          return nil
        }
      }
    }
    return all
  }

  /// Whether a text is of the pattern; where it ignores case, the text is in lower case.
  func matches(_ text: [UInt8], in context: Request.Context) -> Bool {
    units(in: context).map { Wildcard.matches($0[...], text[...]) } ?? false
  }
}

/// Whether a text as a whole is of a pattern with the wildcards `*` and `?`, as in the resources of
/// a policy without variables.
package func matchesWildcards(_ text: String, _ pattern: String) -> Bool {
  Wildcard.matches(pattern.utf8.map(Wildcard.unit)[...], Array(text.utf8)[...])
}

/// Wildcards as IAM has them.
enum Wildcard {
  static let one: TextPattern.Unit = 0x100
  static let many: TextPattern.Unit = 0x101

  /// A byte of a pattern, or the wildcard that it is.
  static func unit(_ byte: UInt8) -> TextPattern.Unit {
    switch byte {
    case UInt8(ascii: "*"): many
    case UInt8(ascii: "?"): one
    default: TextPattern.Unit(byte)
    }
  }

  /// Whether the text as a whole is of the pattern.
  ///
  /// Where the text leaves the pattern, only the last `*` may take one character more: what the
  /// ones before it took is as good as any other choice.
  static func matches(_ pattern: ArraySlice<TextPattern.Unit>, _ text: ArraySlice<UInt8>) -> Bool {
    var (next, place) = (pattern.startIndex, text.startIndex)
    var retry: (next: Int, place: Int)?
    while place < text.endIndex {
      if next < pattern.endIndex && pattern[next] == many {
        next += 1
        retry = (next, place)
      } else if next < pattern.endIndex && pattern[next] == one {
        next += 1
        place = end(ofCharacterAt: place, in: text)
      } else if next < pattern.endIndex && pattern[next] == TextPattern.Unit(text[place]) {
        next += 1
        place += 1
      } else if let last = retry {
        (next, place) = (last.next, end(ofCharacterAt: last.place, in: text))
        retry = (next, place)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == many }
  }

  /// A character of UTF-8 goes on while bytes start with the bits 10.
  private static func end(ofCharacterAt index: Int, in text: ArraySlice<UInt8>) -> Int {
    var end = index + 1
    while end < text.endIndex && text[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }
}

/// ARNs, whose six parts are compared each on its own.
enum ARNPattern {
  private static let partCount = 6

  /// Whether each part of the text is of that part of the pattern; the sixth takes the rest.
  static func matches(_ pattern: [TextPattern.Unit], _ text: [UInt8]) -> Bool {
    let patterns = pattern.split(
      separator: TextPattern.Unit(UInt8(ascii: ":")),
      maxSplits: partCount - 1,
      omittingEmptySubsequences: false
    )
    let texts = text.split(
      separator: UInt8(ascii: ":"),
      maxSplits: partCount - 1,
      omittingEmptySubsequences: false
    )
    return patterns.count == partCount && texts.count == partCount
      && zip(patterns, texts).allSatisfy { Wildcard.matches($0, $1) }
  }
}
