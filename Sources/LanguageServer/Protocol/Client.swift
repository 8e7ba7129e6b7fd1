import YAML

/// What a client can do, as far as it matters.
struct Client {
  let encoding: PositionEncoding
  let takesSnippets: Bool
  /// Whether it shows Markdown in hovers.
  let hoverIsMarkdown: Bool
  /// Whether it shows Markdown beside a completion.
  let documentationIsMarkdown: Bool
  /// Whether it takes other places beside a diagnostic.
  let takesRelatedInformation: Bool
  /// Whether a choice of several lines may say how it is indented.
  let takesIndentation: Bool
  /// Whether a choice may be the one that is taken unless a person moves on.
  let takesPreselection: Bool

  init(_ parameters: Node?) {
    let capabilities = parameters?["capabilities"]
    let text = capabilities?["textDocument"]
    let item = text?["completion"]?["completionItem"]
    let encodings = capabilities?["general"]?["positionEncodings"]?.elements ?? []
    encoding = encodings.contains { $0.text == PositionEncoding.utf8.rawValue } ? .utf8 : .utf16
    takesSnippets = item?["snippetSupport"]?.isTrue ?? false
    hoverIsMarkdown = Self.takesMarkdown(text?["hover"]?["contentFormat"])
    documentationIsMarkdown = Self.takesMarkdown(item?["documentationFormat"])
    takesRelatedInformation = text?["publishDiagnostics"]?["relatedInformation"]?.isTrue ?? false
    takesPreselection = item?["preselectSupport"]?.isTrue ?? false
    let modes = item?["insertTextModeSupport"]?["valueSet"]?.elements ?? []
    takesIndentation = modes.contains { $0.number == Self.adjustsIndentation }
  }

  /// The number of the way in which an editor indents the further lines as far as the first.
  static let adjustsIndentation = 2

  /// Whether a list of formats, of which the first is liked best, has Markdown.
  private static func takesMarkdown(_ formats: Node?) -> Bool {
    formats?.elements?.contains { $0.text == "markdown" } ?? false
  }
}
