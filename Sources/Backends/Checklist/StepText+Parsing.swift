extension StepText {
  /// Reads a text, and finds out that each hole is declared, used, and where a value can't escape.
  package init(_ text: String) throws(Mistake) {
    var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    while lines.last == "" { lines.removeLast() }
    guard lines.count >= 5 else {
      throw Mistake(line: 1, rule: "a step has a title, holes, a body, 'Done when:' and 'Source:'")
    }
    for (index, line) in lines.enumerated()
    where !line.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
      throw Mistake(line: index + 1, rule: "a step must be printable ASCII")
    }
    title = try Self.line(after: "# ", in: lines, at: 0)
    holes = try Self.declaredHoles(lines)
    doneWhen = try Self.line(after: "Done when: ", in: lines, at: lines.count - 2)
    source = try Self.content(after: "Source: ", in: lines, at: lines.count - 1)
    body = try Self.blocks(Array(lines[2..<(lines.count - 2)]), from: 3)
    try checkHoles()
  }

  private static func content(
    after mark: String,
    in lines: [String],
    at index: Int
  ) throws(Mistake) -> String {
    guard lines[index].hasPrefix(mark), lines[index].utf8.count > mark.utf8.count else {
      throw Mistake(line: index + 1, rule: "this line must start with '\(mark)'")
    }
    return String(Substring(lines[index].utf8.dropFirst(mark.utf8.count)))
  }

  private static func line(
    after mark: String,
    in lines: [String],
    at index: Int
  ) throws(Mistake) -> Line {
    try Line(prose: try content(after: mark, in: lines, at: index), at: index + 1)
  }

  private static func declaredHoles(_ lines: [String]) throws(Mistake) -> [String] {
    let list = try content(after: "Holes: ", in: lines, at: 1)
    if list == "none" { return [] }
    let names = list.split(separator: ",").map { String($0.drop { $0 == " " }) }
    guard Set(names).count == names.count else {
      throw Mistake(line: 2, rule: "a hole must be declared once")
    }
    return names
  }

  private static func blocks(_ lines: [String], from first: Int) throws(Mistake) -> [Block] {
    var blocks: [Block] = []
    var prose: [Line] = []
    var index = 0
    while index < lines.count {
      let indent = lines[index].utf8.prefix { $0 == 0x20 }.count
      guard lines[index].utf8.dropFirst(indent).starts(with: "```".utf8) else {
        prose.append(try Line(prose: lines[index], at: first + index))
        index += 1
        continue
      }
      if !prose.isEmpty { blocks.append(.prose(prose)) }
      prose = []
      blocks.append(.fence(try Fence(lines, at: &index, indent: indent, from: first)))
    }
    return prose.isEmpty ? blocks : blocks + [.prose(prose)]
  }

  /// Whether the text uses all holes that it declares, and no others.
  private func checkHoles() throws(Mistake) {
    var used = Set(title.holes + doneWhen.holes)
    for block in body {
      switch block {
      case .prose(let lines): used.formUnion(lines.flatMap(\.holes))
      case .fence(let fence): used.formUnion(fence.lines.flatMap(\.holes))
      }
    }
    for hole in used.sorted() where !holes.contains(hole) {
      throw Mistake(line: 2, rule: "the hole '\(hole)' must be declared")
    }
    for hole in holes where !used.contains(hole) {
      throw Mistake(line: 2, rule: "the hole '\(hole)' is declared, but isn't used")
    }
  }
}

extension StepText.Fence {
  /// Reads the fence at the index and leaves the index behind it.
  fileprivate init(
    _ all: [String],
    at index: inout Int,
    indent: Int,
    from first: Int
  ) throws(StepText.Mistake) {
    self.indent = indent
    language = String(all[index].dropFirst(indent + 3))
    let start = index
    let margin = String(repeating: " ", count: indent)
    guard let end = all[(start + 1)...].firstIndex(of: margin + "```") else {
      throw StepText.Mistake(line: first + start, rule: "a fence must end, at its own indent")
    }
    let place: StepText.Place =
      language == "sh" ? .shell : language == "json" ? .json : .plain
    var scanner = CodeScanner(place)
    var lines: [StepText.Line] = []
    for number in (start + 1)..<end {
      guard all[number].hasPrefix(margin) || all[number].isEmpty else {
        throw StepText.Mistake(line: first + number, rule: "code must have its fence's indent")
      }
      let code = String(Substring(all[number].utf8.dropFirst(indent)))
      let line = try StepText.Line(code, at: first + number)
      try scanner.scan(line, at: first + number)
      lines.append(line)
    }
    try scanner.finish(at: first + end)
    self.lines = lines
    index = end + 1
  }
}
