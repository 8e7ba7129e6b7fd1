import Model
import Text

extension StepText {
  /// The title with its holes filled.
  package func filledTitle(_ values: [String: String]) -> String {
    title.filled(with: values, in: .title)
  }

  /// The end of the sentence "Done when" with its holes filled.
  package func filledDoneWhen(_ values: [String: String]) -> String {
    doneWhen.filled(with: values, in: .prose)
  }

  /// The lines of the body with its holes filled, without empty ones at both ends.
  package func filledBody(_ values: [String: String]) -> [String] {
    var lines: [String] = []
    for block in body {
      switch block {
      case .prose(let prose):
        lines += prose.map { $0.filled(with: values, in: $0.isTableRow ? .table : .prose) }
      case .fence(let fence): lines += fence.filled(with: values)
      }
    }
    let start = lines.firstIndex { !$0.isEmpty } ?? 0
    let end = lines.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
    return Array(lines[start..<end])
  }
}

extension StepText.Fence {
  fileprivate func filled(with values: [String: String]) -> [String] {
    let code = lines.map { $0.filled(with: values, in: place) }
    let margin = String(repeating: " ", count: indent)
    let fence = margin + Markdown.fence(for: code)
    return [fence + language] + code.map { $0.isEmpty ? "" : margin + $0 } + [fence]
  }
}

extension StepText.Line {
  func filled(with values: [String: String], in place: StepText.Place) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .hole(let name):
        guard let value = values[name] else {
          preconditionFailure("the hole '\(name)' of a step has no value")
        }
        result += place.encoded(value)
      }
    }
    return result
  }
}

extension StepText.Place {
  /// The value as this place takes it; those of a list one by one.
  fileprivate func encoded(_ value: String) -> String {
    Step.items(of: value).map(encodedItem).joined(separator: self == .shell ? " " : ", ")
  }

  /// A word of a shell is always quoted: a rule about which words need no quotes would be one more
  /// thing that a reviewer has to believe.
  private func encodedItem(_ value: String) -> String {
    switch self {
    case .title: value.isEmpty ? "(empty)" : Markdown.taskCode(value)
    case .prose: value.isEmpty ? "(empty)" : Markdown.code(value)
    case .table: value.isEmpty ? "(empty)" : Markdown.tableCode(value)
    case .shell: ShellWord(Markdown.printable(value)).description
    case .json: Self.jsonContent(value)
    case .plain: Markdown.printable(value)
    }
  }

  /// The text as it stands between the quotes of a JSON string.
  private static func jsonContent(_ text: String) -> String {
    var buffer = TextBuffer()
    buffer.appendJSONString(text)
    return String(buffer.text.dropFirst().dropLast())
  }
}
