import Model

/// What stands for what at one target: the texts that differ between targets, and what stands for
/// each in text that is for all.
struct TargetTexts {
  /// How far the text reaches: what is an account's alone names regions as they are.
  private let replacements: [Replacement]
  /// The holes of the target's account and region.
  private let places: [String: String]
  /// The whole texts that every target has alike.
  private let constants: Set<String>

  /// The texts of one account, for what it has only once.
  init(of account: AccountID, in targets: Targets, constants: Set<String>) {
    var holes: [String: String] = [:]
    for name in targets.variableNames.reversed() {
      for region in targets.regions {
        let text = targets.value(name, at: Target(account, region))
        holes[text] = targets.dependsOnRegion(name) ? "<\(name)/\(region)>" : "<\(name)>"
      }
    }
    self.init(holes, [account.text: Target.accountHole], constants)
  }

  /// The texts of one account and region.
  init(of target: Target, in targets: Targets, constants: Set<String>) {
    var holes: [String: String] = [:]
    for name in targets.variableNames.reversed() {
      holes[targets.value(name, at: target)] = "<\(name)>"
    }
    let places = [
      target.account.text: Target.accountHole, target.region.text: Target.regionHole,
    ]
    self.init(holes, places, constants)
  }

  /// - Parameters:
  ///   - values: the holes of texts that are values of the target.
  ///   - places: those of its account and region.
  private init(
    _ values: [String: String],
    _ places: [String: String],
    _ constants: Set<String>
  ) {
    self.places = places
    // The longest first: a value may hold the account's id.
    replacements = values.merging(places) { value, _ in value }.filter { !$0.key.isEmpty }
      .map { Replacement(text: $0.key, hole: $0.value) }
      .sorted { ($1.text.utf8.count, $0.text) < ($0.text.utf8.count, $1.text) }
    self.constants = constants
  }

  /// The text as it is written for all targets.
  func opened(_ text: String) -> String {
    // What every target has is nobody's own value, though it be the same word; but the account and
    // region of a target stand for themselves.
    if constants.contains(text) { return places[text] ?? text }
    if let whole = replacements.first(where: { $0.text == text }) { return whole.hole }
    var parts: [Part] = [.text(text)]
    for replacement in replacements {
      parts = parts.flatMap { part in
        if case .text(let text) = part { replacement.parts(of: text) } else { [part] }
      }
    }
    return parts.map(\.written).joined()
  }
}

/// A part of a text: one that is decided, or one in which more may be found.
private enum Part {
  case text(String)
  case hole(String)

  var written: String {
    switch self {
    case .text(let text): text
    case .hole(let hole): hole
    }
  }
}

/// A text of a target, and what stands for it.
private struct Replacement {
  let text: String
  let hole: String

  /// The parts of a text, with the hole wherever the target's own text is a word of it.
  func parts(of whole: String) -> [Part] {
    var parts: [Part] = []
    var rest = Substring(whole)
    var start = rest.startIndex
    while let match = rest[start...].firstRange(of: text) {
      let isWord =
        !(rest[..<match.lowerBound].utf8.last.map(Self.isWordByte) ?? false)
        && !(rest[match.upperBound...].utf8.first.map(Self.isWordByte) ?? false)
      if isWord {
        if match.lowerBound > rest.startIndex {
          parts.append(.text(String(rest[..<match.lowerBound])))
        }
        parts.append(.hole(hole))
        rest = rest[match.upperBound...]
        start = rest.startIndex
      } else {
        start = match.upperBound
      }
    }
    return rest.isEmpty ? parts : parts + [.text(String(rest))]
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
