import Diagnostics
import YAML

/// The programs that outputs, commands and scripts run: `Templates/Tools.yaml`.
package struct ToolFacts: Sendable {
  /// What a person may want to do.
  package struct Task: Sendable {
    package let name: String
    package let purpose: String
  }

  /// Something that only newer versions can do.
  package struct Limit: Sendable {
    /// The oldest version that can, of each major version.
    package let least: [ToolVersion]
    package let purpose: String
  }

  /// A program, or several that come together.
  package struct Tool: Sendable {
    package let programs: [String]
    /// The names of the tasks that take it.
    package let tasks: [String]
    package let purpose: String
    /// The oldest version that does, of each major version; empty where every version does.
    package let least: [ToolVersion]
    package let limits: [Limit]
    /// Whether the programs aren't asked for their version.
    package let isSilent: Bool
  }

  package let tasks: [Task]
  package let tools: [Tool]

  init(_ files: TemplateFiles, _ reports: inout [Diagnostics]) {
    var tasks: [Task] = []
    var tools: [Tool] = []
    readTemplate("Tools.yaml", files, &reports) { fields, diagnostics in
      for item in fields.requiredItems("tasks", &diagnostics) ?? [] {
        guard var task = Fields(item, of: "a task", &diagnostics) else { continue }
        tasks.append(
          Task(
            name: task.requiredText("name", &diagnostics),
            purpose: task.requiredText("purpose", &diagnostics)
          )
        )
        task.finish(&diagnostics)
      }
      for item in fields.requiredItems("tools", &diagnostics) ?? [] {
        guard var tool = Fields(item, of: "a tool", &diagnostics) else { continue }
        tools.append(Tool(&tool, tasks.map(\.name), &diagnostics))
        tool.finish(&diagnostics)
      }
    }
    (self.tasks, self.tools) = (tasks, tools)
  }

  /// Those of the catalogue that the compiler carries.
  package static let embedded: ToolFacts = {
    var reports: [Diagnostics] = []
    return ToolFacts(.embedded, &reports)
  }()
}

extension ToolFacts.Tool {
  fileprivate init(_ fields: inout Fields, _ known: [String], _ diagnostics: inout Diagnostics) {
    programs = texts(fields.requiredItems("programs", &diagnostics), &diagnostics).map(\.value)
    let tasks = texts(fields.requiredItems("tasks", &diagnostics), &diagnostics)
    for task in tasks where !known.contains(task.value) {
      reportUnknownValue(task, of: "tasks", among: known, &diagnostics)
    }
    self.tasks = tasks.map(\.value)
    purpose = fields.requiredText("purpose", &diagnostics)
    least = versions(fields.items("least", &diagnostics), &diagnostics)
    var limits: [ToolFacts.Limit] = []
    for item in fields.items("limits", &diagnostics) ?? [] {
      guard var limit = Fields(item, of: "a limit", &diagnostics) else { continue }
      limits.append(
        ToolFacts.Limit(
          least: versions(limit.requiredItems("least", &diagnostics), &diagnostics),
          purpose: limit.requiredText("purpose", &diagnostics)
        )
      )
      limit.finish(&diagnostics)
    }
    self.limits = limits
    isSilent = fields.flag("silent", &diagnostics)
  }
}

private func texts(_ items: [Node]?, _ diagnostics: inout Diagnostics) -> [Located<String>] {
  (items ?? []).compactMap { $0.text(of: "an item of the list", &diagnostics) }
}

private func versions(_ items: [Node]?, _ diagnostics: inout Diagnostics) -> [ToolVersion] {
  texts(items, &diagnostics).compactMap { text in
    if let version = ToolVersion(text.value), version.text == text.value { return version }
    diagnostics.report(.wrongKind, "'\(text.value)' must be a version, as 2.14", at: text.range)
    return nil
  }
}

/// The version of a program: whole numbers with dots between them.
package struct ToolVersion: Comparable, Sendable {
  package let numbers: [Int]

  package var text: String { numbers.map(String.init).joined(separator: ".") }

  /// The first version that stands in a text, such as 2.39.5 in "git version 2.39.5".
  package init?(_ text: String) {
    let isPart = { (byte: UInt8) in (0x30...0x39).contains(byte) || byte == 0x2E }
    for run in text.utf8.split(whereSeparator: { !isPart($0) }) {
      let parts = run.split(separator: 0x2E).map { Int(String(Substring($0))) }
      let numbers = parts.compactMap { $0 }
      guard numbers.count >= 2, numbers.count == parts.count else { continue }
      self.numbers = numbers
      return
    }
    return nil
  }

  package static func < (first: ToolVersion, second: ToolVersion) -> Bool {
    first.numbers.lexicographicallyPrecedes(second.numbers)
  }

  /// Whether it is new enough, where several major versions are made side by side.
  package func isAtLeast(_ least: [ToolVersion]) -> Bool {
    guard let newest = least.max() else { return true }
    let sameMajor = least.first { $0.numbers[0] == numbers[0] }
    return self >= (sameMajor ?? newest)
  }
}
