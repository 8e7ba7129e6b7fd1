package import Diagnostics
import YAML

/// A spec of one integration type with holes, and the questions whose answers fill them.
package struct Starter: Sendable {
  /// Something that a person is asked.
  package struct Question: Sendable {
    /// The hole that the answer fills.
    package let hole: String
    /// A word or two in front of the answer.
    package let ask: String
    /// A sentence above it.
    package let about: String
    /// The answers that there are, where they are few.
    package let choices: [String]
    /// What an empty answer means, where it means something.
    package let fallback: String?
    /// Whether the answer may come later, when somebody writes it into the spec.
    package let isOptional: Bool
    /// The code of mistakes that are those of a later answer.
    package let deferredCode: String?
    /// What stands in the hole until there is an answer.
    package let standIn: String
  }

  /// In the order in which they are asked.
  package let questions: [Question]
  private let text: String

  /// Reads the starter of a type; nil after reporting what it lacks.
  package init?(
    _ vendor: VendorProfile,
    _ type: String,
    _ catalog: Catalog,
    _ reports: inout [Diagnostics]
  ) {
    let path = "Starters/\(vendor.id)/\(type).yaml"
    guard let head = catalog.text(of: "Starters/head.yaml"), let body = catalog.text(of: path)
    else {
      var report = Diagnostics(for: SourceFile(name: "Templates/" + path, bytes: []))
      report.report(.unreadableFile, "the catalogue must have this file", at: nil)
      reports.append(report)
      return nil
    }
    let text = head + body
    self.text = text
    var questions: [Question] = []
    catalog.open("Starters/questions.yaml", &reports) { fields, diagnostics in
      for item in fields.items("questions", &diagnostics) ?? [] {
        guard let question = Question(item, vendor, &diagnostics) else { continue }
        if text.contains(Self.mark(question.hole)) { questions.append(question) }
      }
    }
    self.questions = questions
    if reports.contains(where: \.hasErrors) { return nil }
  }

  private static func mark(_ hole: String) -> String { "${\(hole)}" }

  /// The spec with these answers, and stand-ins where there is none yet.
  package func text(with answers: [String: String]) -> String {
    let values = standIns.merging(answers) { _, answer in answer }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.line($0, values) }.joined(separator: "\n")
  }

  /// A line with its holes filled, and the comment behind it in its column.
  private static func line(_ line: Substring, _ values: [String: String]) -> String {
    var filled = ""
    var rest = line
    while let start = rest.firstRange(of: "${"),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      let hole = String(rest[start.upperBound..<end])
      filled += rest[..<start.lowerBound]
      filled += values[hole].map(Writer.scalar) ?? mark(hole)
      rest = rest[end...].dropFirst()
    }
    guard filled != "", let comment = rest.firstRange(of: "  #") else { return filled + rest }
    filled += rest[..<comment.lowerBound].reversed().drop { $0 == " " }.reversed()
    let text = rest[comment.upperBound...]
    let width = line.count - text.count - 1 - filled.count
    return filled + String(repeating: " ", count: max(2, width)) + "#" + text
  }

  private var standIns: [String: String] {
    Dictionary(questions.map { ($0.hole, $0.standIn) }) { first, _ in first }
  }
}

extension Starter.Question {
  fileprivate init?(_ node: Node, _ vendor: VendorProfile, _ diagnostics: inout Diagnostics) {
    /// What the catalogue says of the vendor, and the question asks for.
    enum Source: String, CaseIterable {
      case nothing, sites
      case externalID = "externalId"
    }
    guard var fields = Fields(node, of: "a question", &diagnostics) else { return nil }
    hole = fields.requiredText("hole", &diagnostics)
    let ask = fields.requiredText("ask", &diagnostics)
    let about = fields.requiredText("about", &diagnostics)
    let source = fields.choice("from", default: Source.nothing, &diagnostics)
    let own = fields.text("default", &diagnostics)?.value
    let standIn = fields.text("standIn", &diagnostics)?.value
    deferredCode = fields.text("defers", &diagnostics)?.value
    fields.finish(&diagnostics)
    let rule = vendor.externalID
    switch source {
    case .nothing: (self.ask, self.about, choices) = (ask, about, [])
    case .sites: (self.ask, self.about, choices) = (ask, about, vendor.sites.keys.sorted())
    case .externalID:
      let place = "\(about) It is found here:\n  \(rule.find)"
      (self.ask, self.about, choices) = (rule.called, place, [])
    }
    // Compiling finds a placeholder, and says where the id is found.
    let placeholder = rule.placeholders.first { $0.hasPrefix("PASTE-") } ?? ""
    isOptional = source == .externalID
    fallback = own
    self.standIn = own ?? standIn ?? choices.first ?? placeholder
  }
}
