import YAML

/// Trees made of everything that YAML could misread; the same seed makes the same trees.
struct RandomForest {
  private var state: UInt64

  init(seed: Int) {
    state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  private mutating func number(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }

  private static let pieces = [
    ":", ": ", " #", "#", "'", "\"", "$", "${a}", "-", "- ", "?", "? ", "*", "&", "!", "|", ">",
    "%", "@", "`", " ", "  ", ",", "[", "]", "{", "}", "\\", "~", "=", "<<", "---", "...", "0",
    "1", "012", "0x1F", "0o7", "1e3", ".", "-1", "+", "_", "yes", "no", "on", "off", "y", "n",
    "true", "null", "2026-11-21", "12:30", ".inf", ".nan", "a", "B", "arn:aws:s3:::b/*", "/",
    "\n", "\t", "\r", "\u{85}", "\u{2028}", "\u{E9}", "\u{1F600}", "\u{0}", "\u{7F}",
  ]

  mutating func text() -> String {
    (0..<number(below: 5)).map { _ in Self.pieces[number(below: Self.pieces.count)] }.joined()
  }

  mutating func entries(depth: Int, isTop: Bool = false) -> [Writer.Entry] {
    var keys: Set<String> = []
    return (0..<number(below: 5)).compactMap { _ in
      let key = text()
      guard keys.insert(key).inserted else { return nil }
      let comments = (0..<number(below: 3)).map { _ in text() }
      return Writer.Entry(
        key,
        node(depth: depth - 1),
        comments: isTop || number(below: 2) == 0 ? comments : [],
        isSpaced: number(below: 3) == 0
      )
    }
  }

  private var texts: [Writer.Node] {
    mutating get { (0..<number(below: 4)).map { _ in .text(text()) } }
  }

  private mutating func node(depth: Int) -> Writer.Node {
    switch number(below: depth > 0 ? 10 : 6) {
    case 0: .integer(number(below: 2000) - 1000)
    case 1: .flag(number(below: 2) == 0)
    case 2:
      number(below: 2) == 0
        ? .shortList(texts) : .taggedList("Join", ["", .list(texts + [.tagged("GetAtt", "A.B")])])
    case 3: .tagged("GetAtt", "Role.Arn")
    case 4, 5: .text(text())
    case 6, 7: .list((0..<number(below: 4)).map { _ in node(depth: depth - 1) })
    default: .map(entries(depth: depth))
    }
  }
}
