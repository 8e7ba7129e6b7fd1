/// Text with places to fill in, in the language that the protocol has for that; or, for clients
/// that don't know it, the text in front of the first place.
struct Snippet {
  let takesPlaces: Bool
  private(set) var text = ""
  private var count = 0
  /// Whether nothing more is added, because a place would stand before it.
  private var isOver = false

  init(takesPlaces: Bool) { self.takesPlaces = takesPlaces }

  static func plain(_ text: String) -> Snippet {
    var snippet = Snippet(takesPlaces: false)
    snippet.text = text
    return snippet
  }

  /// Whether the text holds places.
  var hasPlaces: Bool { takesPlaces && count > 0 }

  /// Adds text as it is.
  mutating func add(_ addition: String, onlyWithPlaces: Bool = false) {
    guard !isOver, takesPlaces || !onlyWithPlaces else { return }
    text += takesPlaces ? Self.escaped(addition) : addition
  }

  /// Starts a line at a column.
  mutating func addLine(_ column: Int) {
    add("\n" + String(repeating: " ", count: column))
  }

  /// Adds a place, with a text that stands there until something else does.
  mutating func addPlace(_ standIn: String = "") {
    guard takesPlaces else {
      isOver = true
      return
    }
    count += 1
    text += standIn.isEmpty ? "$\(count)" : "${\(count):\(Self.escaped(standIn))}"
  }

  /// Adds a place for one of some words.
  mutating func add(choices: [String]) {
    guard takesPlaces else {
      isOver = true
      return
    }
    count += 1
    let words = choices.map { word in
      Self.escaped(word).split(separator: ",", omittingEmptySubsequences: false)
        .joined(separator: "\\,")
    }
    text += "${\(count)|\(words.joined(separator: ","))|}"
  }

  /// The same behind some text.
  func behind(_ start: String) -> Snippet {
    var snippet = self
    snippet.text = start + text
    return snippet
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "$" || scalar == "}" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
