package import Catalog
import Comparison
import Diagnostics
import Model
package import Text

/// What a person is told whose outputs an earlier catalogue made, as text and as data.
package struct OutdatedReport: Sendable {
  private let specs: [OutdatedSpec]
  private let catalog: Catalog

  package init(_ specs: [OutdatedSpec], _ catalog: Catalog) {
    (self.specs, self.catalog) = (specs, catalog)
  }

  package var isOutdated: Bool { specs.contains(where: \.isOutdated) }

  /// The report for a terminal.
  package func text(usesColor: Bool) -> String {
    var page = TextBuffer()
    for (index, spec) in specs.enumerated() {
      if index > 0 { page.appendLine() }
      write(spec, usesColor, to: &page)
    }
    return page.text
  }

  private func write(_ spec: OutdatedSpec, _ usesColor: Bool, to page: inout TextBuffer) {
    page.appendLine("\(spec.name): \(spec.cause.words)")
    let versions = [spec.oldCatalog, spec.newCatalog]
    page.appendLine(
      versions[0] == versions[1]
        ? "catalogue \(versions[0]), as then" : "catalogue \(versions[0]) -> \(versions[1])"
    )
    write("Permissions of the catalogue", spec.permissions.flatMap(\.lines), to: &page)
    write("Accounts of vendors", spec.accounts.map(\.line), to: &page)
    write("Texts", spec.texts.map { "~ \($0)\(Self.use(ofText: $0))" }, to: &page)
    if !spec.comparison.isEmpty {
      page.appendLine("\nWhat that changes, as 'accredit diff' shows it\n")
      page.append(DiffReport([spec.comparison], catalog).text(usesColor: usesColor))
    }
    if spec.isOutdated {
      write("Outputs that compile writes anew", spec.files.map { "~ \($0)" }, to: &page)
      let steps = steps(for: spec).enumerated().map { "\($0 + 1). \($1)" }
      write("What to do", steps, to: &page)
    } else if !spec.files.isEmpty {
      page.appendLine("access is as it was, yet outputs differ: 'accredit check' names them")
    }
  }

  private func write(_ heading: String, _ lines: [String], to page: inout TextBuffer) {
    if lines.isEmpty { return }
    page.appendLine("\n\(heading)")
    for line in lines { page.appendLine(line) }
  }

  /// Where a text of the catalogue goes.
  private static func use(ofText path: String) -> String {
    path.contains("/steps/") ? ": a step of CHECKLIST.md" : ": a request in vendor/"
  }

  /// What a person does about it.
  private func steps(for spec: OutdatedSpec) -> [String] {
    var steps: [String] = []
    if spec.cause == .spec || spec.cause == .both {
      steps.append("see what the spec changed: accredit diff --base REV \(visible(spec.file.name))")
    }
    if !spec.permissions.isEmpty {
      steps.append("read the sources above: does the vendor ask for that, and do you grant it?")
    }
    if !spec.accounts.isEmpty {
      steps.append("hold the new account against what the vendor's own console shows you")
    }
    let command = "accredit compile \(visible(spec.file.name))"
    steps.append("write the outputs anew and commit them: \(command)")
    if spec.cause != .catalog || !spec.comparison.isEmpty {
      steps.append("deploy them: a change set of template.yaml, or provision.sh plan, then apply")
    }
    if !spec.texts.isEmpty {
      steps.append("go through the steps of CHECKLIST.md whose text is another")
    }
    return steps
  }
}

extension OutdatedReport {
  /// The report for programs. A member is only ever added, and then the version stays.
  package var json: JSON {
    [
      "format_version": "1",
      "outdated": .bool(isOutdated),
      "specs": .array(specs.map(json)),
    ]
  }

  private func json(of spec: OutdatedSpec) -> JSON {
    [
      "name": .string(spec.name.text),
      "file": .string(spec.file.name),
      "changed": .string(spec.cause.rawValue),
      "catalog": ["old": .string(spec.oldCatalog), "new": .string(spec.newCatalog)],
      "permissions": .array(
        spec.permissions.map { change in
          [
            "permission": .string(change.old.id),
            "old": change.old.json,
            "new": change.new?.json ?? .null,
          ]
        }
      ),
      "accounts": .array(
        spec.accounts.map { change in
          [
            "vendor": .string(change.vendor),
            "old": .string(change.old.text),
            "new": change.new.map { .string($0.text) } ?? .null,
          ]
        }
      ),
      "texts": .array(spec.texts.map(JSON.string)),
      "files": .array(spec.files.map(JSON.string)),
      "diff": DiffReport([spec.comparison], catalog).json,
      "steps": .array(spec.isOutdated ? steps(for: spec).map(JSON.string) : []),
    ]
  }
}

extension OutdatedSpec.Cause {
  fileprivate var words: String {
    switch self {
    case .nothing: "nothing that it uses has changed since its outputs were made"
    case .spec: "the spec has changed since its outputs were made; the catalogue's facts have not"
    case .catalog: "the catalogue has changed since its outputs were made; the spec has not"
    case .both: "the catalogue and the spec have both changed since its outputs were made"
    case .unclear:
      "the catalogue has changed since its outputs were made, and lacks what they were made with, "
        + "so that it can't be told whether the spec has changed too"
    }
  }
}

extension OutdatedSpec.AccountChange {
  fileprivate var line: String {
    "~ \(vendor): \(old) -> \(new.map { "\($0)" } ?? "none in this partition")"
  }
}

extension OutdatedSpec.PermissionChange {
  /// The change, and what is another about it.
  fileprivate var lines: [String] {
    guard let new else { return ["- \(old.id): the catalogue doesn't have it any more"] }
    let versions =
      (old.version, old.date) == (new.version, new.date)
      ? "version \(new.version) of \(new.date), changed without a new version"
      : "version \(old.version) of \(old.date) -> version \(new.version) of \(new.date)"
    var lines = ["~ \(old.id): \(versions)"]
    let actions = (old.policy.actions, new.policy.actions)
    for action in Set(actions.0 + actions.1).sorted() {
      let reasons = (old.reasons[action], new.reasons[action])
      if !actions.1.contains(action) {
        lines.append("    - \(action.text); it was there for: \(reasons.0 ?? "")")
      } else if !actions.0.contains(action) {
        lines.append("    + \(action.text): \(reasons.1 ?? "")")
      } else if reasons.0 != reasons.1 {
        lines.append("    ~ \(action.text): \(reasons.1 ?? ""); was: \(reasons.0 ?? "")")
      }
    }
    let isSameSet = Set(actions.0) == Set(actions.1)
    if isSameSet && old.policy.json != new.policy.json {
      lines.append("    ~ the resources, conditions or statements are others")
    }
    let source = new.source
    lines.append("    source  \(source.title), \(source.section) (\(source.date))")
    lines.append("            \(source.url)")
    if old.source != new.source {
      lines.append("    was     \(old.source.title), \(old.source.section) (\(old.source.date))")
    }
    return lines
  }
}
