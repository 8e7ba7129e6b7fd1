import Diagnostics
import Text

/// What holds of every diagnostic, whatever it is about.
enum DiagnosticPromises {
  /// Every place is in the file, and whatever shows them shows text and nothing else.
  static func check(_ diagnostics: Diagnostics) throws(Breach) {
    try checkPlaces(diagnostics)
    try checkScreens(diagnostics)
  }

  /// The bytes of two runs on the same file are the same.
  static func checkEqual(_ first: Diagnostics, _ second: Diagnostics) throws(Breach) {
    let isEqual = first.sorted == second.sorted
    try require(isEqual, "two runs differ: \(first.sorted) and \(second.sorted)")
  }

  private static func checkPlaces(_ diagnostics: Diagnostics) throws(Breach) {
    let lines = diagnostics.file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let lengths = lines.map { String(decoding: $0, as: UTF8.self).unicodeScalars.count }
    for found in diagnostics.sorted {
      let ranges = [found.range].compactMap { $0 } + found.related.map(\.range)
      for range in ranges {
        let words = "\(found.code.rawValue) at \(range), in \(lines.count) lines"
        try require(range.start <= range.end, words)
        for place in [range.start, range.end] {
          try require(place.line >= 1 && place.column >= 1, words)
          // The end of a file that ends with a line break is on the line behind it.
          try require(place.line <= lines.count + 1, words)
          let length = place.line <= lines.count ? lengths[place.line - 1] : 0
          try require(place.column <= length + 2, words)
        }
      }
    }
  }

  private static func checkScreens(_ diagnostics: Diagnostics) throws(Breach) {
    try checkHarmless(TerminalRenderer(usesColor: false).render(diagnostics))
    let json = JSONRenderer.render([diagnostics]).text
    let sarif = SARIFRenderer.render([diagnostics], toolVersion: "1.0.0").text
    try require(
      (json + sarif).utf8.allSatisfy(isPlain),
      "JSON or SARIF has a byte that isn't plain"
    )
    let commands = GitHubRenderer.render([diagnostics])
    for line in commands.utf8.split(separator: 0x0A) {
      let text = String(decoding: line, as: UTF8.self)
      let isOurs = ["::error ", "::warning ", "::notice "].contains { text.hasPrefix($0) }
      try require(isOurs, "not a command of ours: \(text)")
    }
    try require(commands.unicodeScalars.allSatisfy(isInert), "a command has a control character")
  }

  /// No character does anything to a terminal, and no line is a command to a runner of GitHub,
  /// which reads `::name::` in front of a line and `##[name]` anywhere.
  static func checkHarmless(_ output: String) throws(Breach) {
    let isQuiet = output.unicodeScalars.allSatisfy(isInert)
    try require(isQuiet, "a terminal would act on: \(output.debugDescription)")
    var before: [UInt8] = [0, 0]
    for byte in output.utf8 {
      let isMark = before == Array("##".utf8) && byte == UInt8(ascii: "[")
      try require(!isMark, "a command of a runner: \(output.debugDescription)")
      before = [before[1], byte]
    }
    for line in output.utf8.split(separator: 0x0A) {
      let isCommand = line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: "::".utf8)
      try require(!isCommand, "a command of a runner: \(output.debugDescription)")
    }
  }

  private static func isInert(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" || (" "..."~").contains(scalar) { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      return false
    default: return true
    }
  }

  /// Whether a byte may stand in an output.
  static func isPlain(_ byte: UInt8) -> Bool { byte == 0x0A || (0x20...0x7E).contains(byte) }
}
