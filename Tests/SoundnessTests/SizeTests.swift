import Testing

/// How long files and functions may be, and that each declaration says what it is for.
struct SizeTests {
  private let files: [SwiftFile]

  init() throws {
    files = try SwiftFile.all(below: "Sources")
  }

  @Test func filesHaveAtMostFourHundredLines() throws {
    for file in try files + SwiftFile.all(below: "Tests") {
      #expect(file.lines.count <= 401, "\(file.path)")
    }
    let lengths = files.map(\.lines.count).sorted()
    print("lines of a file: median \(lengths[lengths.count / 2]), longest \(lengths.last ?? 0)")
  }

  /// The functions and initializers of a file, from their first line to their last.
  private func functions(of file: SwiftFile) -> [ClosedRange<Int>] {
    var functions: [ClosedRange<Int>] = []
    for index in file.code.indices {
      let head = /^\s*(?:@\w+\s+)*(?:[a-z]+(?:\(set\))? )*(?:func |init[?<(]|subscript\(|deinit)/
      guard file.code[index].firstMatch(of: head) != nil else { continue }
      var depth = 0
      var hasBody = false
      for end in index..<file.code.count {
        for character in file.code[end] {
          if character == "{" { (depth, hasBody) = (depth + 1, true) }
          if character == "}" { depth -= 1 }
        }
        if hasBody && depth == 0 {
          functions.append(index...end)
          break
        }
        // A requirement of a protocol has no body.
        if !hasBody && depth < 0 { break }
      }
    }
    return functions
  }

  @Test func functionsHaveAtMostFortyLines() {
    var lengths: [Int] = []
    for file in files {
      for function in functions(of: file) {
        lengths.append(function.count)
        #expect(function.count <= 40, "\(file.path):\(function.lowerBound + 1)")
      }
    }
    lengths.sort()
    #expect(lengths.count > 500)
    print("functions: \(lengths.count), longest \(lengths.last ?? 0) lines")
  }

  @Test func linesHaveAtMostAHundredColumns() {
    for file in files {
      let long = file.lines.indices.filter { file.lines[$0].count > 100 }
      #expect(long.map { "\(file.path):\($0 + 1)" } == [])
    }
  }

  /// Tests quote outputs, whose lines are as long as they are.
  @Test func codeOfTestsHasAtMostAHundredColumns() throws {
    for file in try SwiftFile.all(below: "Tests") {
      #expect(file.places { $0.count > 100 } == [])
    }
  }

  /// Members that need no comment: initializers that take over what is given, witnesses of
  /// well-known protocols, names and values that say all of it.
  private func isObvious(_ declaration: String) -> Bool {
    let obvious: [Regex<Substring>] = [
      /\binit\(/, /static func [<]/, /static func ==/, /func run\(\)/, /var description\b/,
      /static (?:let|var) (?:noun|code|configuration|id|allCases)\b/, /\b(?:let|var) \w+(?::| =)/,
      /static func plan\(_ draft: inout Draft\)/, /\bvar \w+: \w+ \{/,
      /^\s*package mutating func append/,
      /static func render\(/, /func hash\(/,
    ]
    return obvious.contains { declaration.firstMatch(of: $0) != nil }
  }

  /// Every type, and every declaration that other targets see.
  @Test func declarationsSayWhatTheyAreFor() {
    let type =
      /^\s*(?:(?:package|private|fileprivate|indirect) )*(?:struct|enum|protocol|class) \w+/
    let member = /^\s*package (?:static |mutating |private\(set\) )*(?:func|init|subscript|var|let)/
    var missing: [String] = []
    var count = 0
    for file in files {
      for index in file.code.indices {
        let line = file.code[index]
        let isType = line.firstMatch(of: type) != nil
        guard isType || line.firstMatch(of: member) != nil else { continue }
        count += 1
        if !isType && isObvious(line) { continue }
        var above = index - 1
        while above >= 0 && file.lines[above].firstMatch(of: /^\s*@/) != nil { above -= 1 }
        let isDocumented = above >= 0 && file.lines[above].firstMatch(of: /^\s*\/\/\//) != nil
        if !isDocumented {
          missing.append("\(file.path):\(index + 1): \(file.lines[index])")
        }
      }
    }
    #expect(missing == [])
    print("declarations with a comment, or that need none: \(count - missing.count) of \(count)")
  }
}
