import Diagnostics
import Text
import YAML

/// Text and trees through each encoder of outputs, and back by a reader that is written here.
enum EmitTarget {
  static func check(_ bytes: [UInt8]) throws(Breach) {
    var choices = Choices(bytes)
    if choices.number(below: 2) == 0 {
      try checkTexts(String(decoding: choices.remainder, as: UTF8.self))
    } else {
      let tree = HostileTree(&choices)
      try checkYAML(tree)
      try checkJSON(JSON(tree.root))
    }
  }

  private static func checkYAML(_ tree: HostileTree) throws(Breach) {
    var diagnostics = Diagnostics(for: Product.file(tree.yaml, "tree.yaml"))
    let isPlain = diagnostics.file.bytes.allSatisfy(DiagnosticPromises.isPlain)
    try require(isPlain, "a byte that no output may have")
    let root = compose(&diagnostics, .template)
    // A spec must have neither tags nor letters beyond ASCII; both are read all the same.
    let others = diagnostics.sorted.filter { ![.yamlTag, .nonASCIIValue].contains($0.code) }
    guard let root, others.isEmpty else { throw Breach("not read back: \(others)") }
    let (written, read) = (JSON(tree.root).compactText, JSON(root).compactText)
    try require(written == read, "wrote \(written), read \(read)")
  }

  private static func checkJSON(_ json: JSON) throws(Breach) {
    for text in [json.text, json.compactText] {
      try require(text.utf8.allSatisfy(DiagnosticPromises.isPlain), "a byte that isn't plain")
      var diagnostics = Diagnostics(for: Product.file(text, "tree.json"))
      guard let root = readJSON(&diagnostics) else { throw Breach("no JSON: \(text)") }
      let read = JSON(root).compactText
      try require(read == json.compactText, "wrote \(json.compactText), read \(read)")
    }
  }

  private static func checkTexts(_ text: String) throws(Breach) {
    let bytes = Array(text.utf8)
    try require(Decoded.shellWord(ShellWord(text).description) == bytes, "shell: \(text)")
    try require(Decoded.curl(CurlText(text).description) == bytes, "curl: \(text)")
    let terraform = TerraformText(text).description
    try require(Decoded.terraform(terraform) == bytes, "Terraform: \(text)")
    let printable = Markdown.printable(text)
    let lines = [
      ShellComment(text).description, terraform, printable, Markdown.code(text),
      Markdown.tableCode(text), Markdown.taskCode(text), Markdown.comment(text),
      Markdown.text(text), Markdown.tableText(text), Markdown.mermaidLabel(text),
      Markup.encoded(text),
    ]
    for line in lines {
      try require(line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "not one line: \(line)")
    }
    let isEmpty = text.isEmpty
    let span = Decoded.codeSpan(Markdown.code(text))
    try require(isEmpty || span == printable, "code span: \(text), \(String(describing: span))")
    let task = Markdown.taskCode(text)
    try require(!task.contains("[x]") && !task.contains("[X]"), "a ticked box: \(task)")
    try require(Decoded.markup(Markup.encoded(text)) == printable, "markup: \(text)")
    let bare =
      Decoded.bareBars(in: Markdown.tableCode(text))
      + Decoded.bareBars(in: Markdown.tableText(text))
    try require(bare == 0, "a cell ends early: \(text)")
    let comment = Markdown.comment(text).dropFirst(5).dropLast(4)
    try require(!comment.contains("--") && !comment.contains(">"), "a comment ends: \(text)")
    try DiagnosticPromises.checkHarmless(quoted(text))
    _ = UnifiedDiff.text(from: text, to: String(text.reversed()), path: "a")
  }
}

/// What readers make of encoded text, as their languages define it; nil where it isn't one value.
private enum Decoded {
  /// POSIX shell: quotes keep everything, a backslash outside of them keeps the next character.
  static func shellWord(_ word: String) -> [UInt8]? {
    var result: [UInt8] = []
    var isQuoted = false
    var rest = Array(word.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "'") {
        isQuoted.toggle()
      } else if isQuoted {
        result.append(byte)
      } else if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
        result.append(next)
      } else {
        return nil
      }
    }
    return isQuoted ? nil : result
  }

  /// A quoted parameter of curl.
  static func curl(_ text: String) -> [UInt8]? {
    let escapes: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x74: 0x09, 0x6E: 0x0A, 0x72: 0x0D, 0x76: 0x0B,
    ]
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x22 || byte == 0x0A || byte == 0x0D { return nil }
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      guard let next = rest.popFirst(), let meant = escapes[next] else { return nil }
      result.append(meant)
    }
    return result
  }

  /// A quoted template of HCL without interpolation.
  static func terraform(_ text: String) -> [UInt8]? {
    let escapes: [Unicode.Scalar: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "n": "\n", "r": "\r", "t": "\t",
    ]
    var result = String.UnicodeScalarView()
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if "\"$%".unicodeScalars.contains(scalar) { return nil }
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      guard let next = rest.popFirst() else { return nil }
      if let meant = escapes[next] {
        result.append(meant)
        continue
      }
      let length = next == "u" ? 4 : next == "U" ? 8 : 0
      let digits = String(String.UnicodeScalarView(rest.prefix(length)))
      guard length > 0, digits.utf8.count == length, let number = UInt32(digits, radix: 16),
        let meant = Unicode.Scalar(number)
      else { return nil }
      result.append(meant)
      rest = rest.dropFirst(length)
    }
    return Array(String(result).utf8)
  }

  /// A code span of CommonMark: the fence is as long on both sides, and stands nowhere inside.
  static func codeSpan(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let fence = bytes.prefix { $0 == UInt8(ascii: "`") }.count
    guard fence > 0, bytes.count >= 2 * fence, bytes.suffix(fence).allSatisfy({ $0 == 0x60 })
    else { return nil }
    var inner = bytes.dropFirst(fence).dropLast(fence)
    guard inner.first != 0x60, inner.last != 0x60 else { return nil }
    let runs = inner.split { $0 != 0x60 }.map(\.count)
    guard !runs.contains(fence) else { return nil }
    if inner.count > 1, inner.first == 0x20, inner.last == 0x20,
      inner.contains(where: { $0 != 0x20 })
    {
      inner = inner.dropFirst().dropLast()
    }
    return String(decoding: inner, as: UTF8.self)
  }

  /// Text of XML or HTML; nil where it holds markup.
  static func markup(_ text: String) -> String? {
    guard !text.contains("<"), !text.contains("\"") else { return nil }
    var result = ""
    for (index, part) in text.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
      guard index > 0 else {
        result += part
        continue
      }
      let entities = ["amp;": "&", "lt;": "<", "gt;": ">", "quot;": "\""]
      guard let entity = entities.first(where: { part.hasPrefix($0.key) }) else { return nil }
      result += entity.value + part.dropFirst(entity.key.count)
    }
    return result
  }

  /// How many bars of a text would end a cell of a table: those without a backslash before them.
  static func bareBars(in text: String) -> Int {
    var (count, isEscaped) = (0, false)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "|") && !isEscaped { count += 1 }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return count
  }
}
