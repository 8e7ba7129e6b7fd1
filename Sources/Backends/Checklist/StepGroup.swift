import Model
import Text

/// Steps of one phase that concern the same integrations.
struct StepGroup {
  /// Empty for all of the spec.
  private let integrations: [Slug]
  /// In the order of the plan, in which a step may build on those before it.
  private let steps: [Step]

  /// What concerns most integrations comes first, because the steps of a single one build on it.
  static func groups(of steps: [Step]) -> [StepGroup] {
    Dictionary(grouping: steps, by: \.integrations).map {
      StepGroup(integrations: $0, steps: $1)
    }.sorted { left, right in
      if left.integrations.isEmpty != right.integrations.isEmpty {
        return left.integrations.isEmpty
      }
      if left.integrations.count != right.integrations.count {
        return left.integrations.count > right.integrations.count
      }
      return left.integrations.lexicographicallyPrecedes(right.integrations)
    }
  }

  func write(
    to page: inout TextBuffer,
    _ plan: Plan,
    _ library: StepLibrary,
    _ citations: inout CitationLines
  ) {
    page.appendLine()
    page.appendLine("### \(heading(in: plan))")
    if integrations.count > Self.mostInHeading {
      page.appendLine()
      page.appendLine("They are \(names).")
    }
    for step in steps {
      guard let text = library.text(of: step) else {
        preconditionFailure("the step '\(step.owner)/\(step.name)' has no text")
      }
      page.appendLine()
      Item(step, text, citation: citations[step]).write(to: &page)
    }
  }

  private static let mostInHeading = 4

  private func heading(in plan: Plan) -> String {
    if integrations.isEmpty { return "For all of \(Markdown.code(plan.name.text))" }
    return integrations.count > Self.mostInHeading
      ? "For \(integrations.count) integrations" : "For \(names)"
  }

  private var names: String {
    integrations.map { Markdown.code($0.text) }.joined(separator: ", ")
  }
}

/// A step as an item to tick off or, when it isn't part of the set-up, as a section.
private struct Item {
  private let step: Step
  private let text: StepText
  private let citation: String?

  init(_ step: Step, _ text: StepText, citation: String?) {
    self.step = step
    self.text = text
    self.citation = citation
  }

  func write(to page: inout TextBuffer) {
    let title = text.filledTitle(step.values)
    let isTicked = step.phase != .later
    page.appendLine(isTicked ? "- [ ] **\(title)**" : "#### \(title)")
    page.appendLine()
    let margin = isTicked ? "  " : ""
    for line in text.filledBody(step.values) + [""] + end {
      page.appendLine(line.isEmpty ? "" : margin + line)
    }
  }

  /// When the step is done, and where it comes from.
  private var end: [String] {
    let done = "**Done when** \(text.filledDoneWhen(step.values))"
    return citation.map { [done, "", $0] } ?? [done]
  }
}

/// The lines that say where steps come from. Thousands of steps may have one text, and so one line.
struct CitationLines {
  private let library: StepLibrary
  private var lines: [StepLibrary.Key: String] = [:]

  init(_ library: StepLibrary) {
    self.library = library
  }

  /// The line of a step; nil where its text has no source.
  subscript(_ step: Step) -> String? {
    mutating get {
      let key = StepLibrary.Key(step.owner, step.name)
      if let line = lines[key] { return line }
      let line = library.source(of: step).map(Self.line)
      lines[key] = line
      return line
    }
  }

  private static func line(_ source: Citation) -> String {
    let place = source.section.isEmpty ? "" : ": " + Markdown.tableText(source.section)
    let link = Markdown.link(source.title, to: source.url)
    return "<sub>Source: \(link)\(place), \(Markdown.tableText(source.date))</sub>"
  }
}
