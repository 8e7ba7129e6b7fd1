import Diagnostics
import Model
package import Text

/// Shows answers to a person.
package enum AnswerText {
  /// The answers, with a blank line between each two.
  package static func render(_ answers: [Answer]) -> String {
    answers.map(render).joined(separator: "\n")
  }

  private static func render(_ answer: Answer) -> String {
    var page = TextBuffer()
    page.appendLine(visible(answer.title))
    for line in answer.about { page.appendLine(line.isEmpty ? "" : "  " + visible(line)) }
    for origin in answer.origins {
      page.appendLine()
      write(origin, to: &page)
    }
    return page.text
  }

  private static func write(_ origin: Origin, to page: inout TextBuffer) {
    page.appendLine("  " + visible(origin.title))
    var lines = origin.facts.map { ($0.name, $0.value) }
    if !origin.integrations.isEmpty {
      lines.append(("for", origin.integrations.map(\.text).joined(separator: ", ")))
    }
    if !origin.reason.isEmpty { lines.append(("reason", origin.reason)) }
    if let source = origin.source {
      let parts = [source.title, source.section, source.date].filter { !$0.isEmpty }
      lines.append(("source", parts.joined(separator: ", ")))
      if !source.url.isEmpty { lines.append(("", source.url)) }
    }
    for place in origin.places {
      let position = place.position
      lines.append(("spec", "\(place.file):\(position.line):\(position.column)"))
      lines.append(("", "| " + place.text))
    }
    for (name, value) in lines {
      let margin = String(repeating: " ", count: max(1, 13 - name.utf8.count))
      page.appendLine("    " + visible(name + margin + value))
    }
  }
}

/// Shows answers to a program.
package enum AnswerJSON {
  package static func render(_ answers: [Answer]) -> JSON {
    ["format_version": "1", "answers": .array(answers.map(\.json))]
  }
}

extension Answer {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue),
      "title": .string(title),
      "about": .array(about.map(JSON.string)),
      "origins": .array(origins.map(\.json)),
    ]
  }
}

extension Origin {
  fileprivate var json: JSON {
    [
      "title": .string(title),
      "facts": .object(facts.map { .init($0.name, .string($0.value)) }),
      "integrations": .array(integrations.map { .string($0.text) }),
      "reason": .string(reason),
      "source": source.map(\.json) ?? .null,
      "spec": .array(places.map(\.json)),
    ]
  }
}

extension SpecPlace {
  fileprivate var json: JSON {
    [
      "file": .string(file), "line": .integer(position.line), "column": .integer(position.column),
      "text": .string(text),
    ]
  }
}
