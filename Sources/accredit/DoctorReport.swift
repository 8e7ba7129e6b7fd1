import Catalog
import Diagnostics
import Text

/// An examination as a person reads it, and as a program does.
struct DoctorReport {
  private let examination: Examination
  private let catalogVersion: String
  private let isColored: Bool

  init(_ examination: Examination, _ catalogVersion: String, _ color: ColorChoice) {
    (self.examination, self.catalogVersion) = (examination, catalogVersion)
    isColored = color.appliesToOutput
  }

  private typealias Finding = Examination.Finding

  var text: String {
    let head = [
      "accredit \(Accredit.version), catalogue \(catalogVersion)",
      "terminal: \(Terminal.isInteractive ? "yes" : "no"), colors: \(isColored ? "yes" : "no")",
    ]
    let sections = examination.tasks.flatMap { task -> [String] in
      let isReady = examination.isReady(for: task)
      let remark = isReady ? "" : painted(", which isn't possible here", .missing)
      return ["", "\(task.name): \(task.purpose)\(remark)"] + lines(of: task)
    }
    return (head + sections).joined(separator: "\n") + "\n"
  }

  private func lines(of task: ToolFacts.Task) -> [String] {
    let place = task.name == "compile" ? [placeLine] : []
    // Programs that come together are one line where nothing is wrong with any.
    var lines: [String] = []
    for tool in examination.tools where tool.tasks.contains(task.name) {
      let found = examination.findings.filter { $0.tool.programs == tool.programs }
      if found.count > 1 && found.allSatisfy({ $0.status == .ok }) {
        lines.append(line(.ok, tool.programs.joined(separator: " "), tool.purpose))
      } else {
        lines += found.flatMap(self.lines)
      }
    }
    return place + lines
  }

  private var placeLine: String {
    let place = examination.place
    let state = place.exists ? "can be written" : "can be made"
    return place.isWritable
      ? line(.ok, visible(place.path), state)
      : line(.missing, visible(place.path), "can't be \(place.exists ? "written" : "made")")
  }

  private func lines(of finding: Finding) -> [String] {
    let version = finding.version.map { " \($0.text)" } ?? ""
    let path = finding.path.map { " (\(visible($0)))" } ?? ""
    let least = finding.tool.least.map(\.text).joined(separator: " or ")
    let remark =
      switch finding.status {
      case .ok, .limited, .missing: ""
      case .unknown: "; doesn't say its version"
      case .old: "; must be \(least) or newer"
      case .broken: "; doesn't run"
      }
    let limits = finding.limits.map { limit in
      let versions = limit.least.map(\.text).joined(separator: " or ")
      return "           for \(limit.purpose): \(versions), or newer"
    }
    return [line(finding.status, finding.name + version, finding.tool.purpose + remark + path)]
      + limits
  }

  private func line(_ status: Finding.Status, _ name: String, _ text: String) -> String {
    let word = status.rawValue
    let margin = String(repeating: " ", count: max(1, 9 - word.count))
    let gap = String(repeating: " ", count: max(2, 18 - name.count))
    return "  " + painted(word, status) + margin + name + gap + text
  }

  private func painted(_ text: String, _ status: Finding.Status) -> String {
    guard isColored else { return text }
    let color =
      switch status {
      case .ok: "32"
      case .limited, .unknown: "33"
      case .old, .broken, .missing: "31"
      }
    return "\u{1B}[\(color)m\(text)\u{1B}[0m"
  }

  var json: JSON {
    let place = examination.place
    return [
      "accredit": .string(Accredit.version),
      "catalog": .string(catalogVersion),
      "terminal": ["interactive": .bool(Terminal.isInteractive), "colors": .bool(isColored)],
      "outputs": [
        "path": .string(place.path),
        "exists": .bool(place.exists),
        "writable": .bool(place.isWritable),
      ],
      "tasks": .array(
        examination.tasks.map { task in
          [
            "task": .string(task.name),
            "purpose": .string(task.purpose),
            "ready": .bool(examination.isReady(for: task)),
          ]
        }
      ),
      "programs": .array(examination.findings.map(json)),
    ]
  }

  private func json(of finding: Finding) -> JSON {
    let texts = { (versions: [ToolVersion]) -> JSON in .array(versions.map { .string($0.text) }) }
    return [
      "program": .string(finding.name),
      "status": .string(finding.status.rawValue),
      "path": finding.path.map { .string($0) } ?? .null,
      "version": finding.version.map { .string($0.text) } ?? .null,
      "purpose": .string(finding.tool.purpose),
      "tasks": .array(finding.tool.tasks.map { .string($0) }),
      "least": texts(finding.tool.least),
      "limits": .array(
        finding.limits.map { ["purpose": .string($0.purpose), "least": texts($0.least)] }
      ),
    ]
  }
}
