import Model

extension StepText.Line {
  /// The line behind its first characters.
  func dropping(_ count: Int) -> StepText.Line {
    guard case .text(let text)? = parts.first else { return self }
    let rest = String(text.dropFirst(count))
    return StepText.Line(parts: (rest.isEmpty ? [] : [.text(rest)]) + parts.dropFirst())
  }

  /// The line in words, of which each value is a code span.
  func words(_ values: [String: String]) -> [StepPart.Words] {
    var reader = WordReader()
    for part in parts {
      switch part {
      case .text(let text): reader.read(text)
      case .hole(let name):
        guard let value = values[name] else {
          preconditionFailure("the hole '\(name)' of a step has no value")
        }
        reader.add(value)
      }
    }
    return reader.words
  }

  /// The cells of a row of a table: what stands between its bars, also where one is in a code span.
  func cells(_ values: [String: String]) -> [[StepPart.Words]] {
    var cells: [[StepText.Line.Part]] = [[]]
    for part in parts {
      guard case .text(let text) = part else {
        cells[cells.count - 1].append(part)
        continue
      }
      for (index, piece) in text.split(separator: "|", omittingEmptySubsequences: false)
        .enumerated()
      {
        if index > 0 { cells.append([]) }
        if !piece.isEmpty { cells[cells.count - 1].append(.text(String(piece))) }
      }
    }
    // A row starts and ends with a bar.
    return cells.dropFirst().dropLast().map { StepText.Line(parts: $0).words(values).trimmed }
  }
}

extension [StepPart.Words] {
  /// The words without spaces at both ends.
  fileprivate var trimmed: Self {
    var words = self
    if let first = words.first, !first.isCode {
      let text = String(first.text.drop { $0 == " " })
      words[0] = StepPart.Words(text, first.stress)
    }
    if let last = words.last, !last.isCode {
      let text = String(last.text.reversed().drop { $0 == " " }.reversed())
      words[words.count - 1] = StepPart.Words(text, last.stress)
    }
    return words.filter { !$0.text.isEmpty }
  }
}

/// Reads the code spans and the stress of a line.
private struct WordReader {
  private(set) var words: [StepPart.Words] = []
  private var isCode = false
  private var stress = StepPart.Words.Stress.none

  /// Adds a value, or those of a list, of which nothing is read as markup.
  mutating func add(_ value: String) {
    for (index, item) in Step.items(of: value).enumerated() {
      if index > 0 { words.append(StepPart.Words(", ", stress)) }
      words.append(
        item.isEmpty ? StepPart.Words("(empty)", stress) : .init(item, isCode: true, stress)
      )
    }
  }

  mutating func read(_ text: String) {
    var rest = Substring(text)
    while let sign = rest.first(where: { $0 == "`" || $0 == "*" }) {
      let head = rest.prefix { $0 != sign }
      rest.removeFirst(head.count)
      let isOpened = stress == .none
      if sign == "`" {
        end(head)
        isCode.toggle()
        rest.removeFirst()
      } else if isCode {
        end(head + "*")
        rest.removeFirst()
      } else if rest.hasPrefix("**") {
        end(head)
        stress = isOpened ? .strong : .none
        rest.removeFirst(2)
      } else if !isOpened || rest.dropFirst().first.map({ $0 != " " }) == true {
        end(head)
        stress = isOpened ? .emphasis : .none
        rest.removeFirst()
      } else {
        end(head + "*")
        rest.removeFirst()
      }
    }
    end(rest)
  }

  /// Ends a run of words that look the same.
  private mutating func end(_ run: Substring) {
    if run.isEmpty { return }
    if let last = words.last, last.isCode == isCode, last.stress == stress {
      words[words.count - 1] = .init(last.text + run, isCode: isCode, stress)
    } else {
      words.append(.init(String(run), isCode: isCode, stress))
    }
  }
}
