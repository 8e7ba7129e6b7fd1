/// One thing that a request must fulfil.
enum Demand: Hashable, Sendable {
  /// A text of the request is of a language, or isn't.
  case text(Axis, TextLanguage, isWithin: Bool)
  /// The values of a condition key are as a condition asks.
  case key(KeyAxis, KeyDemand)
  /// Something holds that no policy tells, or doesn't: it is known by its words alone.
  case unknown(String, holds: Bool)

  /// The demand that holds where this one doesn't.
  var opposite: Demand {
    switch self {
    case .text(let axis, let language, let isWithin):
      .text(axis, language, isWithin: !isWithin)
    case .key(let axis, let demand): .key(axis, demand.opposite)
    case .unknown(let words, let holds): .unknown(words, holds: !holds)
    }
  }
}

/// The two requests by which somebody gets at a resource through a role: the one that asks for the
/// role, and the one that uses it. A policy alone speaks of a use.
package enum Stage: String, Hashable, Sendable {
  case entry, use
}

/// A text of a request.
struct Axis: Hashable, Sendable {
  /// Which text it is.
  enum Part: Hashable, Sendable {
    case principal, action, resource
    /// The account in which the request is made.
    case place
  }

  let stage: Stage
  let part: Part
}

/// A condition key of a request.
struct KeyAxis: Hashable, Sendable {
  let stage: Stage
  /// In lower case.
  let key: String
}

/// What a condition asks of the values of a key.
enum KeyDemand: Hashable, Sendable {
  case absent
  case present
  /// At least one value is of the language.
  case some(ValueLanguage)
  /// All values are of the language; holds where there is none.
  case every(ValueLanguage)

  var opposite: KeyDemand {
    switch self {
    case .absent: .present
    case .present: .absent
    case .some(let language): .every(language.complement)
    case .every(let language): .some(language.complement)
    }
  }
}

/// What all demands on a key come to.
struct KeyConstraint: Hashable, Sendable {
  private var mayBeAbsent = true
  private var mayBePresent = true
  private var some: [ValueLanguage] = []
  private var every: [ValueLanguage] = []

  mutating func add(_ demand: KeyDemand) {
    switch demand {
    case .absent: mayBePresent = false
    case .present: mayBeAbsent = false
    case .some(let language):
      mayBeAbsent = false
      some.append(language)
    case .every(let language): every.append(language)
    }
  }

  /// Whether the key is compared in one way only, so that the values are sure to fulfil it.
  var isOfOneKind: Bool { Set((some + every).map(\.kind)).count < 2 }

  /// Values that fulfil it, none for a key that is missing; nil when nothing does.
  ///
  /// A language is held against those of its kind alone: where a key is compared in two ways, a
  /// value may be given that isn't one, but none that is goes unseen.
  var values: [String]? {
    get throws(GivenUp) {
      if mayBeAbsent && some.isEmpty { return [] }
      guard mayBePresent else { return nil }
      var values: [String] = []
      for language in some {
        let all = [language] + every.filter { $0.kind == language.kind }
        guard let value = try ValueSearch.value(in: all) else { return nil }
        if !values.contains(value) { values.append(value) }
      }
      if !some.isEmpty { return values }
      for kind in Set(every.map(\.kind)) {
        guard let value = try ValueSearch.value(in: every.filter { $0.kind == kind }) else {
          return nil
        }
        values = [value]
      }
      return values.isEmpty ? ["x"] : values
    }
  }
}
