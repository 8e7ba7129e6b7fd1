/// A letter of the texts that languages are made of.
enum Letter: Hashable, Sendable {
  case scalar(Unicode.Scalar)
  /// What a policy variable stands for, which no policy tells: a letter of its own, which only
  /// itself and `*` stand for.
  case variable(String)

  static let colon = Letter.scalar(":")

  /// The name of the variable that it is.
  var variable: String? { if case .variable(let name) = self { name } else { nil } }
}

/// The texts that one pattern stands for.
struct PatternLanguage: Hashable, Sendable {
  /// What stands at one place of a pattern.
  enum Element: Hashable, Sendable {
    /// One of a few letters: of a letter whose case doesn't matter, both forms.
    case letters([Letter])
    /// Any one character.
    case one(exceptColon: Bool)
    /// Any characters.
    case many(exceptColon: Bool)
  }

  let elements: [Element]

  init(_ elements: [Element]) { self.elements = elements }

  /// Exactly this text.
  init(literal text: String) {
    elements = text.unicodeScalars.map { .letters([.scalar($0)]) }
  }

  static let everything = PatternLanguage([.many(exceptColon: false)])

  /// The texts of this pattern, each followed by one of the other.
  static func + (left: Self, right: Self) -> Self {
    PatternLanguage(left.elements + right.elements)
  }

  /// The variables that are letters of it.
  var variables: [String] {
    elements.flatMap { element in
      guard case .letters(let letters) = element else { return [String]() }
      return letters.compactMap(\.variable)
    }
  }

  var hasVariable: Bool { !variables.isEmpty }
}

extension PatternLanguage {
  /// The texts that a pattern of a policy matches.
  init(_ pattern: TextPattern) {
    elements = pattern.parts.flatMap { part -> [Element] in
      switch part {
      case .fixed(let units): Self.elements(units, ignoringCase: pattern.ignoresCase)
      case .variable(let key, let value):
        [.letters([.variable(value.map { "\(key), \($0)" } ?? key)])]
      }
    }
  }

  /// The ARNs that a pattern of `ArnLike` matches: six parts, each matched on its own; nil for a
  /// pattern with a variable, whose value may have colons of its own.
  init?(arn pattern: TextPattern) {
    let plain = PatternLanguage(pattern)
    guard !plain.hasVariable else { return nil }
    var colons = 0
    elements = plain.elements.map { element in
      switch element {
      case .letters(let letters):
        if letters == [.colon] { colons += 1 }
        return element
      case .one: return .one(exceptColon: colons < 5)
      case .many: return .many(exceptColon: colons < 5)
      }
    }
    guard colons >= 5 else { return nil }
  }

  private static func elements(_ units: [TextPattern.Unit], ignoringCase: Bool) -> [Element] {
    var elements: [Element] = []
    var bytes: [UInt8] = []
    func flush() {
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        elements.append(.letters(ignoringCase ? forms(of: scalar) : [.scalar(scalar)]))
      }
      bytes = []
    }
    for unit in units {
      switch unit {
      case Wildcard.one:
        flush()
        elements.append(.one(exceptColon: false))
      case Wildcard.many:
        flush()
        elements.append(.many(exceptColon: false))
      default: bytes.append(UInt8(truncatingIfNeeded: unit))
      }
    }
    flush()
    return elements
  }

  /// The letters whose lower case is this one.
  private static func forms(of scalar: Unicode.Scalar) -> [Letter] {
    // The Kelvin sign is the only other letter whose lower case is in ASCII.
    let kelvin: [Letter] = scalar == "k" ? [.scalar("\u{212A}")] : []
    let upper = scalar.properties.uppercaseMapping.unicodeScalars
    guard let first = upper.first, upper.count == 1, first != scalar else {
      return [.scalar(scalar)] + kelvin
    }
    return [.scalar(scalar), .scalar(first)] + kelvin
  }
}

/// The texts that any of some patterns stands for.
struct TextLanguage: Hashable, Sendable {
  let patterns: [PatternLanguage]

  init(_ patterns: [PatternLanguage]) { self.patterns = patterns }

  /// The actions that some patterns match, whose case doesn't matter.
  init(actions: [String]) {
    patterns = actions.compactMap {
      TextPattern($0, [.wildcards, .ignoringCase], variables: false).map(PatternLanguage.init)
    }
  }

  var hasVariable: Bool { patterns.contains(where: \.hasVariable) }
}

extension PatternLanguage {
  /// Whether no text is of both, as their first letters show: a cheap look before a search.
  fileprivate func startsApart(from other: Self) -> Bool {
    for index in 0...min(elements.count, other.elements.count) {
      let isEnd = index == elements.count
      if isEnd || index == other.elements.count {
        guard elements.count != other.elements.count else { return false }
        let rest = isEnd ? other.elements[index] : elements[index]
        if case .letters = rest { return true }
        return false
      }
      guard case .letters(let mine) = elements[index],
        case .letters(let others) = other.elements[index]
      else { return false }
      if mine != others && !mine.contains(where: others.contains) { return true }
    }
    return false
  }
}

extension TextLanguage {
  /// Whether no text is of both, as the first letters of all patterns show.
  func startsApart(from other: Self) -> Bool {
    patterns.allSatisfy { pattern in other.patterns.allSatisfy(pattern.startsApart) }
  }
}

/// Texts that are of some languages and not of some others.
struct TextConstraint: Hashable, Sendable {
  var within: [TextLanguage] = []
  var outside: [TextLanguage] = []

  /// The variables that its languages have for letters.
  var variables: [String] {
    (within + outside).flatMap(\.patterns).flatMap(\.variables)
  }
}
