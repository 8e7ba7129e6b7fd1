/// Colors by their names, each for a light and a dark background.
package struct Palette: Sendable {
  /// A color in both schemes, as six hexadecimal digits.
  package struct Color: Sendable {
    package let name: String
    package let light: String
    package let dark: String
  }

  package let colors: [Color]

  /// Rows of name, light and dark.
  package init(_ rows: [(String, String, String)]) {
    colors = rows.map { Color(name: $0.0, light: $0.1, dark: $0.2) }
  }

  /// Custom properties of CSS on an element, which follow what the reader's system prefers; paper
  /// is light.
  package func css(on selector: String) -> [String] {
    func rule(_ value: (Color) -> String) -> String {
      selector + " { " + colors.map { "--\($0.name): #\(value($0));" }.joined(separator: " ") + " }"
    }
    return [
      rule(\.light), "@media screen and (prefers-color-scheme: dark) {", "  " + rule(\.dark), "}",
    ]
  }

  /// The color of a name.
  package subscript(name: String) -> Color? { colors.first { $0.name == name } }
}
